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
    session: AsyncSession, account_id: int, day: date
) -> Sequence[Row[Student, School, Group, Guardianship]]:
    """Students the account may see: its guardianships' and, for a student's account, itself.

    Each with its school and its class of ``day``. One row a student.
    """
    own = aliased(Guardianship)
    query = (
        select(Student, School, Group, own)
        .select_from(Link)
        .outerjoin(own, own.id == Link.guardianship_id)
        .join(Student, or_(Student.id == Link.student_id, Student.id == own.student_id))
        .join(School, School.id == Student.school_id)
        .outerjoin(
            GroupMembership,
            and_(
                GroupMembership.student_id == Student.id,
                GroupMembership.joined_on <= day,
                or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
                GroupMembership.group_id.in_(select(Group.id).where(Group.kind.in_(CLASS_KINDS))),
            ),
        )
        .outerjoin(Group, Group.id == GroupMembership.group_id)
        .where(Link.account_id == account_id, Link.revoked_at.is_(None), own.revoked_at.is_(None))
        .order_by(Student.birth_date, Student.id, Link.id)
    )
    rows = (await session.execute(query)).all()
    return list({row[0].id: row for row in reversed(rows)}.values())[::-1]


async def staff_of(session: AsyncSession, account_id: int, day: date) -> Sequence[StaffMember]:
    """Staff the account may act as, with their roles."""
    query = (
        select(StaffMember)
        .join(Link, Link.staff_id == StaffMember.id)
        .where(
            Link.account_id == account_id,
            Link.revoked_at.is_(None),
            or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day),
        )
        .options(selectinload(StaffMember.roles))
        .order_by(StaffMember.id)
    )
    return (await session.scalars(query)).unique().all()
