"""Keeps the store free of what is over: nothing that a person wrote for the record."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.guessing import prune_join_attempts
from services.leaving import forget_departed
from storage.models import School
from storage.queries import upkeep as queries

UPDATES_KEPT = timedelta(days=7)
"""A messenger repeats an update for a day at most."""
LOGINS_KEPT = timedelta(days=1)
TOLD_KEPT = timedelta(days=90)
LONGEST_KEPT = timedelta(days=400)
"""Longer than any term, and a whole year for dead letters."""


async def schools(session: AsyncSession) -> Sequence[School]:
    return await queries.schools(session)


async def prune(session: AsyncSession, *, now: datetime) -> None:
    """Remove what has served its time. Running it twice does no harm."""
    await queries.remove_seen_updates(session, now - UPDATES_KEPT)
    await queries.remove_conversations(session, now - UPDATES_KEPT)
    await queries.remove_logins(session, now - LOGINS_KEPT)
    await queries.remove_told(session, now - TOLD_KEPT)
    await queries.remove_everything_told(session, now - LONGEST_KEPT)
    await prune_join_attempts(session, now=now)
    await forget_departed(session, now=now)
