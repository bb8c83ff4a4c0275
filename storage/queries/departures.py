"""Ties that are over, and what is left of their accounts."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Account, Guardianship, Link, StaffMember, Student


async def links_over_before(session: AsyncSession, moment: datetime) -> Sequence[Link]:
    """Links that gave nothing any more at that moment: revoked, or the person had left the school."""
    day = moment.date()
    query = (
        select(Link)
        .outerjoin(Guardianship, Guardianship.id == Link.guardianship_id)
        .outerjoin(Student, or_(Student.id == Link.student_id, Student.id == Guardianship.student_id))
        .outerjoin(StaffMember, StaffMember.id == Link.staff_id)
        .where(
            or_(
                Link.revoked_at < moment,
                Guardianship.revoked_at < moment,
                Student.left_on < day,
                StaffMember.left_on < day,
            )
        )
        .order_by(Link.id)
    )
    return (await session.scalars(query)).all()


async def accounts_without_links(session: AsyncSession, account_ids: Collection[int]) -> Sequence[Account]:
    """Those of the accounts that are tied to nobody, not even by a revoked link."""
    query = select(Account).where(Account.id.in_(account_ids), ~exists().where(Link.account_id == Account.id))
    return (await session.scalars(query)).all()


async def student_of_link(session: AsyncSession, link: Link) -> int | None:
    """The student whose record the link opens; nothing for staff."""
    if link.guardianship_id is None:
        return link.student_id
    query = select(Guardianship.student_id).where(Guardianship.id == link.guardianship_id)
    return (await session.scalars(query)).one_or_none()
