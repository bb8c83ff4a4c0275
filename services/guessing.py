"""Stops whoever tries codes or birth dates until one fits."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import outbox
from storage.models import Channel, JoinAttempt, OutboxKind
from storage.queries import joining as queries
from storage.queries.delivery import administrators

FAILURES = 5
STOP = timedelta(minutes=15)
"""So many failures within this time stop the account for as long again."""
MANY = 50
"""So many failures over all accounts within ``STOP`` are no longer typing mistakes."""
WARNING_LASTS = timedelta(days=1)
KEPT = timedelta(days=1)
logger = logging.getLogger(__name__)


async def stopped_until(
    session: AsyncSession, *, channel: Channel, address: str, now: datetime
) -> datetime | None:
    """When the account may try again; nothing when it may now."""
    failures = await queries.attempts_of(session, channel, address, now - 2 * STOP)
    until = end_of_stop(failures)
    return until if until is not None and now < until else None


def end_of_stop(failures: Sequence[datetime]) -> datetime | None:
    """When the latest stop that these failures (oldest first) earned ends; it may be over already."""
    for last in range(len(failures) - 1, FAILURES - 2, -1):
        if failures[last] - failures[last - FAILURES + 1] < STOP:
            return failures[last] + STOP
    return None


async def note_failure(
    session: AsyncSession, *, channel: Channel, address: str, now: datetime
) -> datetime | None:
    """Write down a failed try; tell until when the account is stopped, if it now is."""
    session.add(JoinAttempt(channel=channel, address=address, at=now))
    await session.flush()
    await _warn_of_many(session, now)
    return await stopped_until(session, channel=channel, address=address, now=now)


async def prune_join_attempts(session: AsyncSession, *, now: datetime) -> None:
    """Remove tries that no longer matter."""
    await queries.remove_attempts_before(session, now - KEPT)


async def _warn_of_many(session: AsyncSession, now: datetime) -> None:
    count = await queries.attempts_since(session, now - STOP)
    if count < MANY:
        return
    logger.warning("%s tries to join failed within %s", count, STOP)
    await outbox.tell(
        session,
        kind=OutboxKind.WARNING,
        account_ids=[account_id for _, account_id in await administrators(session, now.date())],
        event=f"join_failures:{now:%Y-%m-%dT%H}",
        facts={"warning": "join_failures", "count": count},
        school_id=None,
        now=now,
        lasts=WARNING_LASTS,
    )
