"""Who is behind a messenger's address.

Asked for every update, so the statements are made once: making one costs more than the answer.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, and_, bindparam, exists, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, selectinload

from storage.models import (
    Account,
    Channel,
    Conversation,
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


_own = aliased(Guardianship)
_AT = (Account.channel == bindparam("channel"), Account.address == bindparam("address"))
_ACCOUNT = select(Account).where(*_AT)
_IS_STAFF = exists().where(
    Link.account_id == Account.id, Link.revoked_at.is_(None), Link.staff_id.is_not(None)
)
_anybody = select(literal(1)).subquery()
_BEHIND = (
    select(Account, _IS_STAFF, Conversation)
    .select_from(_anybody)
    .outerjoin(Account, and_(*_AT))
    .outerjoin(
        Conversation,
        and_(Conversation.channel == bindparam("channel"), Conversation.address == bindparam("address")),
    )
)
_CHILDREN = (
    select(Student, School, _own, Group, GroupMembership.joined_on, GroupMembership.left_on)
    .select_from(Link)
    .outerjoin(_own, _own.id == Link.guardianship_id)
    .join(Student, or_(Student.id == Link.student_id, Student.id == _own.student_id))
    .join(School, School.id == Student.school_id)
    .outerjoin(
        GroupMembership,
        and_(
            GroupMembership.student_id == Student.id,
            GroupMembership.joined_on <= bindparam("last"),
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= bindparam("first")),
            GroupMembership.group_id.in_(select(Group.id).where(Group.kind.in_(CLASS_KINDS))),
        ),
    )
    .outerjoin(Group, Group.id == GroupMembership.group_id)
    .where(Link.account_id == bindparam("account_id"), Link.revoked_at.is_(None), _own.revoked_at.is_(None))
    .order_by(Student.birth_date, Student.id, Link.id, GroupMembership.joined_on)
)
_STAFF = (
    select(StaffMember, School)
    .join(Link, Link.staff_id == StaffMember.id)
    .join(School, School.id == StaffMember.school_id)
    .where(Link.account_id == bindparam("account_id"), Link.revoked_at.is_(None))
    .options(selectinload(StaffMember.roles))
    .order_by(StaffMember.id)
)


async def account_at(session: AsyncSession, channel: Channel, address: str) -> Account | None:
    return (await session.scalars(_ACCOUNT, {"channel": channel, "address": address})).one_or_none()


async def behind(
    session: AsyncSession, channel: Channel, address: str
) -> tuple[Account | None, bool, Conversation | None]:
    """The account, whether it is linked to any member of staff, and the chat's unfinished conversation."""
    row = (await session.execute(_BEHIND, {"channel": channel, "address": address})).one()
    return row[0], row[1], row[2]


async def children_of(
    session: AsyncSession, account_id: int, first: date, last: date
) -> Sequence[Row[Student, School, Guardianship | None, Group | None, date | None, date | None]]:
    """Students the account may see: its guardianships' and, for a student's account, itself.

    Each with its school and, a row for each, the classes it is in on any of the days, with the
    first and the last day there. Without a class there is one row without one.
    """
    within = {"account_id": account_id, "first": first, "last": last}
    return (await session.execute(_CHILDREN, within)).all()


async def staff_of(session: AsyncSession, account_id: int) -> Sequence[Row[StaffMember, School]]:
    """Staff the account is linked to, with their roles and schools, those who have left too."""
    return (await session.execute(_STAFF, {"account_id": account_id})).all()
