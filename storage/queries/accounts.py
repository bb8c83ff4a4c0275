"""Who is behind a messenger's address."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, selectinload

from storage.models import (
    Account,
    Channel,
    Group,
    GroupKind,
    GroupMembership,
    Guardianship,
    Link,
    School,
    StaffMember,
    Student,
)

CLASS_KINDS = (GroupKind.CLASS, GroupKind.COLLEGE_GROUP)


async def account_at(session: AsyncSession, channel: Channel, address: str) -> Account | None:
    query = select(Account).where(Account.channel == channel, Account.address == address)
    return (await session.scalars(query)).one_or_none()


async def children_of(
    session: AsyncSession, account_id: int, first: date, last: date
) -> Sequence[Row[Student, School, Guardianship | None, Group | None, date | None, date | None]]:
    """Students the account may see: its guardianships' and, for a student's account, itself.

    Each with its school and, a row for each, the classes it is in on any of the days, with the
    first and the last day there. Without a class there is one row without one.
    """
    own = aliased(Guardianship)
    query = (
        select(Student, School, own, Group, GroupMembership.joined_on, GroupMembership.left_on)
        .select_from(Link)
        .outerjoin(own, own.id == Link.guardianship_id)
        .join(Student, or_(Student.id == Link.student_id, Student.id == own.student_id))
        .join(School, School.id == Student.school_id)
        .outerjoin(
            GroupMembership,
            and_(
                GroupMembership.student_id == Student.id,
                GroupMembership.joined_on <= last,
                or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= first),
                GroupMembership.group_id.in_(select(Group.id).where(Group.kind.in_(CLASS_KINDS))),
            ),
        )
        .outerjoin(Group, Group.id == GroupMembership.group_id)
        .where(Link.account_id == account_id, Link.revoked_at.is_(None), own.revoked_at.is_(None))
        .order_by(Student.birth_date, Student.id, Link.id, GroupMembership.joined_on)
    )
    return (await session.execute(query)).all()


async def staff_of(session: AsyncSession, account_id: int) -> Sequence[Row[StaffMember, School]]:
    """Staff the account is linked to, with their roles and schools, those who have left too."""
    query = (
        select(StaffMember, School)
        .join(Link, Link.staff_id == StaffMember.id)
        .join(School, School.id == StaffMember.school_id)
        .where(Link.account_id == account_id, Link.revoked_at.is_(None))
        .options(selectinload(StaffMember.roles))
        .order_by(StaffMember.id)
    )
    return (await session.execute(query)).all()
