"""What delivery asks before it sends, and whom it tells when it cannot."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Account,
    AlertKind,
    GroupLeader,
    GroupMembership,
    Guardianship,
    LeaderKind,
    Link,
    MessageRecipient,
    OutboxItem,
    OutboxKind,
    OutboxStatus,
    Preference,
    Role,
    School,
    StaffMember,
    StaffRole,
)


async def accounts_by_id(session: AsyncSession, ids: Iterable[int]) -> dict[int, Account]:
    query = select(Account).where(Account.id.in_(list(ids)))
    return {account.id: account for account in await session.scalars(query)}


async def schools_by_id(session: AsyncSession, ids: Iterable[int]) -> dict[int, School]:
    query = select(School).where(School.id.in_(list(ids)))
    return {school.id: school for school in await session.scalars(query)}


async def switched_off(session: AsyncSession, account_ids: Iterable[int]) -> set[tuple[int, AlertKind]]:
    query = select(Preference.account_id, Preference.kind).where(
        Preference.account_id.in_(list(account_ids)), Preference.enabled.is_(False)
    )
    return {(row.account_id, row.kind) for row in await session.execute(query)}


async def mark_unreachable(session: AsyncSession, ids: Iterable[int], now: datetime) -> Sequence[int]:
    """Note that these chats are gone; those that were not known to be are returned."""
    statement = (
        update(Account)
        .where(Account.id.in_(list(ids)), Account.unreachable_at.is_(None))
        .values(unreachable_at=now)
        .returning(Account.id)
    )
    return (await session.scalars(statement, execution_options={"synchronize_session": False})).all()


async def move_account(session: AsyncSession, account_id: int, address: str) -> None:
    """Save the new address of a chat, unless another account has it already."""
    taken = select(Account.id).where(Account.address == address).scalar_subquery()
    statement = update(Account).where(Account.id == account_id, ~taken.exists()).values(address=address)
    await session.execute(statement, execution_options={"synchronize_session": False})


async def mark_received(session: AsyncSession, recipient_ids: Collection[int], now: datetime) -> None:
    statement = (
        update(MessageRecipient)
        .where(MessageRecipient.id.in_(recipient_ids), MessageRecipient.received_at.is_(None))
        .values(received_at=now)
    )
    await session.execute(statement, execution_options={"synchronize_session": False})


async def leaders_of_links(
    session: AsyncSession, account_ids: Iterable[int], day: date
) -> Sequence[Row[int, int, LeaderKind, int]]:
    """``(family link, school, kind of leader, the leader's account)`` of the classes these accounts' children are in."""
    of_leader = Link.__table__.alias("leader_links")
    student = func.coalesce(Guardianship.student_id, Link.student_id)
    query = (
        select(Link.id, Link.school_id, GroupLeader.kind, of_leader.c.account_id)
        .outerjoin(Guardianship, Guardianship.id == Link.guardianship_id)
        .join(GroupMembership, GroupMembership.student_id == student)
        .join(GroupLeader, GroupLeader.group_id == GroupMembership.group_id)
        .join(StaffMember, and_(StaffMember.id == GroupLeader.staff_id, _works(day)))
        .join(of_leader, and_(of_leader.c.staff_id == GroupLeader.staff_id, of_leader.c.revoked_at.is_(None)))
        .where(
            Link.account_id.in_(list(account_ids)),
            Link.revoked_at.is_(None),
            Guardianship.revoked_at.is_(None),
            GroupMembership.joined_on <= day,
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
            GroupLeader.starts_on <= day,
            or_(GroupLeader.ends_on.is_(None), GroupLeader.ends_on >= day),
        )
        .order_by(Link.id)
    )
    return (await session.execute(query)).all()


async def family_links(session: AsyncSession, account_ids: Iterable[int]) -> Sequence[Link]:
    """Links in force that tie these accounts to children."""
    query = (
        select(Link)
        .outerjoin(Guardianship, Guardianship.id == Link.guardianship_id)
        .where(
            Link.account_id.in_(list(account_ids)),
            Link.staff_id.is_(None),
            Link.revoked_at.is_(None),
            Guardianship.revoked_at.is_(None),
        )
        .order_by(Link.id)
    )
    return (await session.scalars(query)).all()


async def administrators(
    session: AsyncSession, day: date, school_ids: Collection[int] | None = None
) -> Sequence[Row[int, int]]:
    """``(school, account)`` of the administrators in office on a day, of these schools or of all."""
    query = (
        select(StaffMember.school_id, Link.account_id)
        .join(StaffRole, and_(StaffRole.staff_id == StaffMember.id, StaffRole.role == Role.ADMINISTRATOR))
        .join(Link, and_(Link.staff_id == StaffMember.id, Link.revoked_at.is_(None)))
        .where(_works(day))
        .order_by(StaffMember.school_id, Link.account_id)
        .distinct()
    )
    if school_ids is not None:
        query = query.where(StaffMember.school_id.in_(school_ids))
    return (await session.execute(query)).all()


async def workplaces(
    session: AsyncSession, account_ids: Collection[int]
) -> Sequence[Row[int, School, date | None]]:
    """``(account, school, last day there)`` of every member of staff the accounts are linked to."""
    query = (
        select(Link.account_id, School, StaffMember.left_on)
        .join(StaffMember, StaffMember.id == Link.staff_id)
        .join(School, School.id == StaffMember.school_id)
        .where(Link.account_id.in_(account_ids), Link.revoked_at.is_(None))
    )
    return (await session.execute(query)).all()


async def last_warning_at(session: AsyncSession, batch: str) -> datetime | None:
    """When the latest warning of this batch is, or was, to leave."""
    query = select(func.max(OutboxItem.not_before)).where(
        OutboxItem.kind == OutboxKind.WARNING, OutboxItem.batch == batch
    )
    return (await session.scalars(query)).one()


async def dead_items(session: AsyncSession, school_id: int, limit: int) -> Sequence[OutboxItem]:
    """The school's dead letters, the latest first."""
    query = (
        select(OutboxItem)
        .where(OutboxItem.school_id == school_id, OutboxItem.status == OutboxStatus.DEAD)
        .order_by(OutboxItem.id.desc())
        .limit(limit)
    )
    return (await session.scalars(query)).all()


def _works(day: date) -> ColumnElement[bool]:
    return or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day)
