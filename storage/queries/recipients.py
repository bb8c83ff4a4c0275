"""Which accounts hear about a student, and through which tie."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Account, Guardian, Guardianship, Link, StaffMember, Student


async def accounts_about(
    session: AsyncSession, student_ids: Iterable[int], *, guardians: bool = True, students: bool = True
) -> Sequence[Row[int, int, int | None]]:
    """``(account id, student id, guardian id or None)`` for every active link to these students.

    Guardians through guardianships in force, students through their own link. Accounts whose chat
    is known to be unreachable are included: they may have come back by the time it is sent.
    """
    ids = list(student_ids)
    ties = []
    if guardians:
        ties.append(Guardianship.student_id.in_(ids))
    if students:
        ties.append(Link.student_id.in_(ids))
    if not ids or not ties:
        return []
    query = (
        select(Account.id, func.coalesce(Guardianship.student_id, Link.student_id), Guardianship.guardian_id)
        .join(Link, Link.account_id == Account.id)
        .outerjoin(Guardianship, Guardianship.id == Link.guardianship_id)
        .where(Link.revoked_at.is_(None), Guardianship.revoked_at.is_(None), or_(*ties))
        .order_by(Account.id)
        .distinct()
    )
    return (await session.execute(query)).all()


async def accounts_of_staff(
    session: AsyncSession, staff_ids: Iterable[int]
) -> Sequence[Row[int, int | None]]:
    """``(account id, staff id)`` for every active link of these members of staff."""
    query = (
        select(Link.account_id, Link.staff_id)
        .where(Link.revoked_at.is_(None), Link.staff_id.in_(list(staff_ids)))
        .order_by(Link.account_id)
        .distinct()
    )
    return (await session.execute(query)).all()


async def names_of_accounts(
    session: AsyncSession, school_id: int, account_ids: Iterable[int]
) -> dict[int, list[Guardian | Student | StaffMember]]:
    """Who in this school each account acts as: guardians, students, staff. Each person once."""
    query = (
        select(Link.account_id, Guardian, Student, StaffMember)
        .outerjoin(Guardianship, Guardianship.id == Link.guardianship_id)
        .outerjoin(Guardian, Guardian.id == Guardianship.guardian_id)
        .outerjoin(Student, Student.id == Link.student_id)
        .outerjoin(StaffMember, StaffMember.id == Link.staff_id)
        .where(Link.school_id == school_id, Link.account_id.in_(list(account_ids)))
        .order_by(Link.id)
    )
    found: dict[int, list[Guardian | Student | StaffMember]] = {}
    for account_id, guardian, student, staff in await session.execute(query):
        person = guardian or student or staff
        known = found.setdefault(account_id, [])
        if person not in known:
            known.append(person)
    return found
