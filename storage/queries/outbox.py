"""The outbox: what waits, what is due, who has it in hand, and what became of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.models import Account, OutboxItem, OutboxKind, OutboxStatus

LEAVES_WHOLE = (OutboxKind.MARKS, OutboxKind.TERM_MARKS)
"""Kinds whose batch leaves as soon as one item of it is due, so that no version is told twice."""
UNSYNCHRONISED = {"synchronize_session": False}


async def waiting_since(
    session: AsyncSession, batches: Iterable[str], after: datetime
) -> Mapping[str, datetime]:
    """When the first item still waiting in each batch was made, of those made later than ``after``."""
    query = (
        select(OutboxItem.batch, func.min(OutboxItem.created_at).label("first"))
        .where(
            OutboxItem.batch.in_(list(batches)),
            OutboxItem.status == OutboxStatus.WAITING,
            OutboxItem.created_at > after,
        )
        .group_by(OutboxItem.batch)
    )
    return {row.batch: row.first for row in await session.execute(query)}


async def put_off(
    session: AsyncSession, batches: Iterable[str], after: datetime, not_before: datetime
) -> None:
    """Let what waits in these batches, made later than ``after``, wait until ``not_before``.

    What is on its way already goes on; what waits longer for another reason keeps waiting.
    """
    statement = (
        update(OutboxItem)
        .where(
            OutboxItem.batch.in_(list(batches)),
            OutboxItem.status == OutboxStatus.WAITING,
            OutboxItem.created_at > after,
            OutboxItem.leased_until.is_(None),
            OutboxItem.not_before < not_before,
        )
        .values(not_before=not_before)
    )
    await session.execute(statement, execution_options=UNSYNCHRONISED)


async def is_anything_due(session: AsyncSession, now: datetime) -> bool:
    query = select(OutboxItem.id).where(*_due(OutboxItem, now)).limit(1)
    return (await session.scalars(query)).first() is not None


async def claim(session: AsyncSession, now: datetime, until: datetime, limit: int) -> Sequence[Row[Any]]:
    """Take what is due for up to ``limit`` accounts in hand until a moment; every taking is an attempt.

    The accounts are locked first, so that two workers never split one account's batch between
    them; the update asks again whether an item is free, so that the loser of a race gets nothing.
    """
    statement = (
        update(OutboxItem)
        .where(
            OutboxItem.account_id.in_(await _lock_accounts(session, now, limit)),
            *_free(OutboxItem, now),
            *_leaves(now),
        )
        .values(leased_until=until, attempts=OutboxItem.attempts + 1)
        .returning(
            OutboxItem.id,
            OutboxItem.school_id,
            OutboxItem.account_id,
            OutboxItem.kind,
            OutboxItem.event,
            OutboxItem.batch,
            OutboxItem.facts,
            OutboxItem.not_before,
            OutboxItem.expires_at,
            OutboxItem.attempts,
        )
    )
    return (await session.execute(statement, execution_options=UNSYNCHRONISED)).all()


async def extend_lease(session: AsyncSession, ids: Collection[int], until: datetime) -> None:
    """Keep items in hand longer: the messenger has told everybody to wait."""
    await _update(session, ids, leased_until=until)


async def mark_sent(session: AsyncSession, ids: Collection[int], now: datetime) -> None:
    await _update(session, ids, status=OutboxStatus.SENT, sent_at=now, leased_until=None)


async def mark_dropped(session: AsyncSession, ids: Collection[int], reason: str) -> None:
    await _update(session, ids, status=OutboxStatus.DROPPED, error=reason, leased_until=None)


async def mark_dead(session: AsyncSession, ids: Collection[int], error: str, text: str) -> None:
    await _update(session, ids, status=OutboxStatus.DEAD, error=error, text=text, leased_until=None)


async def try_again(
    session: AsyncSession, ids: Collection[int], lease: datetime, not_before: datetime, error: str
) -> None:
    """Give back what could not be sent this time."""
    await _update(session, ids, lease, not_before=not_before, error=error, leased_until=None)


async def give_back(session: AsyncSession, ids: Collection[int], lease: datetime) -> None:
    """Give back what was never handed to the messenger: no attempt is spent."""
    await _update(session, ids, lease, attempts=OutboxItem.attempts - 1, leased_until=None)


async def postpone(
    session: AsyncSession, ids: Collection[int], lease: datetime, until: datetime, grace: timedelta | None
) -> None:
    """Let items wait until a moment; with ``grace`` they live at least so long beyond it: waiting loses nothing."""
    longer = until + (grace or timedelta())
    lives = case((OutboxItem.expires_at < longer, longer), else_=OutboxItem.expires_at)
    await _update(
        session,
        ids,
        lease,
        attempts=OutboxItem.attempts - 1,
        not_before=until,
        leased_until=None,
        expires_at=OutboxItem.expires_at if grace is None else lives,
    )


async def wait_again(
    session: AsyncSession, batches: Collection[str], reason: str, not_before: datetime, expires_at: datetime
) -> None:
    """Let what was dropped for a reason that is gone wait once more."""
    statement = (
        update(OutboxItem)
        .where(
            OutboxItem.batch.in_(batches),
            OutboxItem.status == OutboxStatus.DROPPED,
            OutboxItem.error == reason,
        )
        .values(
            status=OutboxStatus.WAITING, error="", attempts=0, not_before=not_before, expires_at=expires_at
        )
    )
    await session.execute(statement, execution_options=UNSYNCHRONISED)


async def sent_before(
    session: AsyncSession, account_ids: Iterable[int], events: Iterable[str]
) -> Sequence[OutboxItem]:
    """Items of these events that reached these accounts."""
    query = select(OutboxItem).where(
        OutboxItem.account_id.in_(list(account_ids)),
        OutboxItem.event.in_(list(events)),
        OutboxItem.status == OutboxStatus.SENT,
    )
    return (await session.scalars(query)).all()


async def _lock_accounts(session: AsyncSession, now: datetime, limit: int) -> Sequence[int]:
    """Accounts that have been waiting longest, without those that another worker is claiming for right now."""
    longest_waiting = (
        select(OutboxItem.account_id)
        .where(*_due(OutboxItem, now))
        .order_by(OutboxItem.not_before)
        .limit(limit)
    )
    accounts = (
        select(Account.id)
        .where(Account.id.in_(longest_waiting))
        .with_for_update(key_share=True, skip_locked=True)
    )
    return (await session.scalars(accounts)).all()


def _leaves(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """An item leaves when it is due, or with one of its batch that is; never while a part is on its way."""
    sibling = aliased(OutboxItem)
    of_batch = select(sibling.id).where(
        sibling.account_id == OutboxItem.account_id,
        sibling.batch == OutboxItem.batch,
        sibling.status == OutboxStatus.WAITING,
    )
    is_taken_along = and_(
        OutboxItem.kind.in_(LEAVES_WHOLE), exists(of_batch.where(sibling.not_before <= now))
    )
    return (
        ~exists(of_batch.where(sibling.leased_until > now)),
        or_(OutboxItem.not_before <= now, is_taken_along),
    )


def _due(item: Any, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (*_free(item, now), item.not_before <= now)


def _free(item: Any, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        item.status == OutboxStatus.WAITING,
        or_(item.leased_until.is_(None), item.leased_until <= now),
    )


async def _update(
    session: AsyncSession, ids: Collection[int], lease: datetime | None = None, **values: Any
) -> None:
    """Change items that are still waiting; with ``lease``, only those still held under it."""
    statement = update(OutboxItem).where(OutboxItem.id.in_(ids), OutboxItem.status == OutboxStatus.WAITING)
    if lease is not None:
        statement = statement.where(OutboxItem.leased_until == lease)
    await session.execute(statement.values(**values), execution_options=UNSYNCHRONISED)
