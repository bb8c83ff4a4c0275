"""Tells people at the school what could not be told to a family: no loss stays silent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.outbox import Telling, tell_all
from storage.models import LeaderKind, OutboxKind
from storage.queries import delivery as queries

LASTS = timedelta(days=7)
WARNINGS_APART = timedelta(hours=1)


async def tell_of_unreachable(session: AsyncSession, account_ids: Sequence[int], now: datetime) -> None:
    """Tell the class teacher of each child; the curator where no class teacher can be told, else administrators.

    Once for each time a chat is lost: call it only for accounts that were reachable until now.
    """
    links = await queries.family_links(session, account_ids)
    leaders: defaultdict[int, defaultdict[LeaderKind, set[int]]] = defaultdict(lambda: defaultdict(set))
    for link_id, _, kind, account_id in await queries.leaders_of_links(session, account_ids, now.date()):
        leaders[link_id][kind].add(account_id)
    heads = await _administrators(session, now, {link.school_id for link in links})
    tellings = [
        Telling(
            kind=OutboxKind.UNREACHABLE,
            account_ids=(
                leaders[link.id][LeaderKind.CLASS_TEACHER]
                or leaders[link.id][LeaderKind.CURATOR]
                or heads[link.school_id]
            )
            - set(account_ids),
            event=f"unreachable:{link.id}:{now.isoformat()}",
            batch=f"unreachable:{link.school_id}",
            facts={"link": link.id},
            school_id=link.school_id,
            lasts=LASTS,
        )
        for link in links
    ]
    await tell_all(session, tellings, now=now)


async def tell_of_dead(session: AsyncSession, school_id: int, item_ids: Iterable[int], now: datetime) -> None:
    """Warn the school's administrators of dead letters: at once, then at most once an hour."""
    batch = f"dead:{school_id}"
    last = await queries.last_warning_at(session, batch)
    starts = now if last is None else max(now, last if last > now else last + WARNINGS_APART)
    accounts = (await _administrators(session, now, {school_id}))[school_id]
    tellings = [
        Telling(
            kind=OutboxKind.WARNING,
            account_ids=accounts,
            event=f"dead:{item_id}",
            batch=batch,
            facts={"warning": "dead", "item": item_id},
            school_id=school_id,
            not_before=starts,
            lasts=LASTS,
        )
        for item_id in item_ids
    ]
    await tell_all(session, tellings, now=now)


async def warn_of_standstill(session: AsyncSession, *, now: datetime) -> int:
    """Warn every school's administrators that messages have stopped leaving; once an hour at most."""
    heads = await _administrators(session, now, None)
    tellings = [
        Telling(
            kind=OutboxKind.WARNING,
            account_ids=accounts,
            event=f"stuck:{school_id}:{now:%Y-%m-%dT%H}",
            facts={"warning": "stuck"},
            school_id=school_id,
            lasts=WARNINGS_APART,
        )
        for school_id, accounts in heads.items()
    ]
    return await tell_all(session, tellings, now=now)


async def _administrators(
    session: AsyncSession, now: datetime, school_ids: set[int] | None
) -> defaultdict[int, set[int]]:
    accounts: defaultdict[int, set[int]] = defaultdict(set)
    for school_id, account_id in await queries.administrators(session, now.date(), school_ids):
        accounts[school_id].add(account_id)
    return accounts
