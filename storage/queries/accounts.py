"""Who is behind a messenger's address.

Asked for every update, so the statements are made once: making one costs more than the answer.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, and_, bindparam, or_, select
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
Behind = Sequence[
    Row[
        Account,
        Conversation | None,
        int | None,
        Student | None,
        School | None,
        Guardianship | None,
        Group | None,
        date | None,
        date | None,
    ]
]

_own = aliased(Guardianship)
_AT = (Account.channel == bindparam("channel"), Account.address == bindparam("address"))
_ACCOUNT = select(Account).where(*_AT)
_BEHIND = (
    select(
        Account,
        Conversation,
        Link.staff_id,
        Student,
        School,
        _own,
        Group,
        GroupMembership.joined_on,
        GroupMembership.left_on,
    )
    .outerjoin(
        Conversation,
        and_(Conversation.channel == Account.channel, Conversation.address == Account.address),
    )
    .outerjoin(Link, and_(Link.account_id == Account.id, Link.revoked_at.is_(None)))
    .outerjoin(_own, and_(_own.id == Link.guardianship_id, _own.revoked_at.is_(None)))
    .outerjoin(Student, or_(Student.id == Link.student_id, Student.id == _own.student_id))
    .outerjoin(School, School.id == Student.school_id)
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
    .where(*_AT)
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


async def behind(session: AsyncSession, channel: Channel, address: str, first: date, last: date) -> Behind:
    """The account at an address, and whatever it is linked to: nothing at all without an account.

    A row for each link in force: a member of staff's id; or a student (its guardianship's, or for a
    student's account itself) with its school. Of these a row for each class it is in on any of the
    days, with the first and the last day there. An account without links has one row.
    """
    asked = {"channel": channel, "address": address, "first": first, "last": last}
    return (await session.execute(_BEHIND, asked)).all()


async def staff_of(session: AsyncSession, account_id: int) -> Sequence[Row[StaffMember, School]]:
    """Staff the account is linked to, with their roles and schools, those who have left too."""
    return (await session.execute(_STAFF, {"account_id": account_id})).all()
