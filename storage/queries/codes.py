"""Access codes and the persons they are for."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.models import (
    AccessCode,
    Group,
    Guardian,
    Guardianship,
    School,
    StaffMember,
    Student,
)
from storage.models.accounts import OfPerson


@dataclass(frozen=True, slots=True)
class Person:
    """One of whom a code, a link or a consent speaks: exactly one id is set."""

    guardianship_id: int | None = None
    student_id: int | None = None
    staff_id: int | None = None

    @classmethod
    def of(cls, row: OfPerson) -> "Person":
        return cls(row.guardianship_id, row.student_id, row.staff_id)

    @property
    def columns(self) -> dict[str, int | None]:
        """The same as values of a row."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code with the person it is for. ``student`` is the child of a guardianship or the student."""

    code: AccessCode
    school: School
    guardianship: Guardianship | None
    guardian: Guardian | None
    student: Student | None
    staff: StaffMember | None

    @property
    def person(self) -> Person:
        return Person.of(self.code)


def is_any_of(model: type[OfPerson], persons: Collection[Person]) -> ColumnElement[bool]:
    """The condition that a row speaks of one of these persons."""
    return or_(
        model.guardianship_id.in_([person.guardianship_id for person in persons if person.guardianship_id]),
        model.student_id.in_([person.student_id for person in persons if person.student_id]),
        model.staff_id.in_([person.staff_id for person in persons if person.staff_id]),
    )


async def invitation(
    session: AsyncSession, *, code_hash: str | None = None, code_id: int | None = None
) -> Invitation | None:
    """The code of that hash or id, whatever its state, with its person.

    The code is locked until the transaction ends: two tries of one code come one after the other.
    """
    child, pupil = aliased(Student), aliased(Student)
    query = (
        select(AccessCode, School, Guardianship, Guardian, child, pupil, StaffMember)
        .join(School, School.id == AccessCode.school_id)
        .outerjoin(Guardianship, Guardianship.id == AccessCode.guardianship_id)
        .outerjoin(Guardian, Guardian.id == Guardianship.guardian_id)
        .outerjoin(child, child.id == Guardianship.student_id)
        .outerjoin(pupil, pupil.id == AccessCode.student_id)
        .outerjoin(StaffMember, StaffMember.id == AccessCode.staff_id)
        .where(AccessCode.code_hash == code_hash if code_id is None else AccessCode.id == code_id)
        .with_for_update(of=AccessCode)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    code, school, guardianship, guardian, of_guardian, student, staff = row
    return Invitation(code, school, guardianship, guardian, of_guardian or student, staff)


async def consume(session: AsyncSession, code_id: int, now: datetime) -> bool:
    """Mark the code as used, unless it can no longer be: of two at once only one gets it."""
    return await _changed(
        session,
        update(AccessCode)
        .where(
            AccessCode.id == code_id,
            AccessCode.used_at.is_(None),
            AccessCode.revoked_at.is_(None),
            AccessCode.expires_at > now,
        )
        .values(used_at=now),
    )


async def revoke_unused(session: AsyncSession, persons: Collection[Person], now: datetime) -> int:
    """End every code of these persons that nobody has used; tell how many there were."""
    statement = (
        update(AccessCode)
        .where(is_any_of(AccessCode, persons), AccessCode.used_at.is_(None), AccessCode.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    result: CursorResult[Any] = await session.execute(statement)  # type: ignore[assignment]
    return result.rowcount


async def latest_codes(session: AsyncSession, persons: Collection[Person]) -> dict[Person, AccessCode]:
    """The last code made for each of these persons, whatever became of it."""
    query = select(AccessCode).where(is_any_of(AccessCode, persons)).order_by(AccessCode.id)
    return {Person.of(code): code for code in (await session.scalars(query)).all()}


async def lock_group(session: AsyncSession, group_id: int) -> None:
    """Let codes of a group be issued by one person at a time."""
    await session.execute(select(Group.id).where(Group.id == group_id).with_for_update())


async def lock_staff(session: AsyncSession, staff_id: int) -> None:
    """Let codes of a member of staff be issued by one administrator at a time."""
    await session.execute(select(StaffMember.id).where(StaffMember.id == staff_id).with_for_update())


async def _changed(session: AsyncSession, statement: Any) -> bool:
    result: CursorResult[Any] = await session.execute(statement)  # type: ignore[assignment]
    return result.rowcount == 1
