"""Hands due items out for sending and writes down what became of them."""

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.losses import tell_of_dead, tell_of_unreachable
from services.permissions import require_administrator
from storage.models import OutboxItem, OutboxKind, StaffMember
from storage.queries import delivery as queries
from storage.queries import outbox
from storage.queries.recipients import names_of_accounts

LEASE = timedelta(minutes=3)
"""How long an item stays in one worker's hand; after a crash it waits as long for the next one."""
GRACE = timedelta(hours=1)
DEAD_SHOWN = 100


class Fate(enum.Enum):
    """What became of a batch."""

    SENT = enum.auto()
    DROPPED = enum.auto()
    """Not worth sending, ``reason`` says why."""
    POSTPONED = enum.auto()
    """Waits until ``until``; no attempt is spent."""
    RETRY = enum.auto()
    """Failed this time; tried again at ``until``."""
    DEAD = enum.auto()
    """Refused for good; ``text`` is kept."""
    UNREACHABLE = enum.auto()
    """The chat is gone."""
    MOVED = enum.auto()
    """The chat has the new address ``moved_to``."""
    RELEASED = enum.auto()
    """Not handed to the messenger after all."""


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    event: str
    facts: Mapping[str, Any]
    expires_at: datetime
    attempts: int
    """This one included."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Items of one account that leave as one message, in one worker's hand until ``leased_until``."""

    account_id: int
    kind: OutboxKind
    school_id: int | None
    leased_until: datetime
    items: tuple[Item, ...]

    @property
    def student_id(self) -> int | None:
        """The child an alert is about."""
        student_id = self.items[0].facts.get("student") if self.items else None
        return student_id if isinstance(student_id, int) else None

    @property
    def attempts(self) -> int:
        return max(item.attempts for item in self.items)

    def of(self, items: Iterable[Item]) -> "Batch":
        """The same batch with only these of its items."""
        return replace(self, items=tuple(items))

    def outcome(self, fate: Fate, **details: Any) -> "Outcome":
        return Outcome(fate, self, **details)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch, or of some of its items; ``Fate`` says which fields matter."""

    fate: Fate
    batch: Batch
    reason: str = ""
    until: datetime | None = None
    outlives: bool = True
    """Whether what is postponed lives beyond ``until``, however old it is then."""
    text: str = ""
    moved_to: str = ""

    @property
    def ids(self) -> list[int]:
        return [item.id for item in self.batch.items]


async def is_anything_due(session: AsyncSession, *, now: datetime) -> bool:
    return await outbox.is_anything_due(session, now)


async def claim(session: AsyncSession, *, now: datetime, limit: int, lease: timedelta = LEASE) -> list[Batch]:
    """Take up to ``limit`` accounts' due items in hand, grouped into messages, the longest waiting first.

    Nobody else gets them until the lease is over. Whoever crashes with them in hand leaves them
    to the next claim: a message may then arrive twice, never not at all.
    """
    until = now + lease
    batches: dict[tuple[int, str], Batch] = {}
    items: defaultdict[tuple[int, str], list[Item]] = defaultdict(list)
    rows = await outbox.claim(session, now, until, limit)
    for row in sorted(rows, key=lambda row: (row.not_before, row.id)):
        key = row.account_id, row.batch
        items[key].append(Item(row.id, row.event, row.facts, row.expires_at, row.attempts))
        if key not in batches:
            batches[key] = Batch(row.account_id, row.kind, row.school_id, until, ())
    return [batch.of(items[key]) for key, batch in batches.items()]


async def keep(session: AsyncSession, batches: Iterable[Batch], *, until: datetime) -> None:
    """Lengthen the lease of what is on its way: the messenger told everybody to wait."""
    await outbox.extend_lease(session, [item.id for batch in batches for item in batch.items], until)


async def settle(session: AsyncSession, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Write down what became of batches, and tell people what they must know of it."""
    by_fate: defaultdict[Fate, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_fate[outcome.fate].append(outcome)
    await _settle_sent(session, by_fate[Fate.SENT], now)
    await _settle_unreachable(session, by_fate[Fate.UNREACHABLE], now)
    await _settle_dead(session, by_fate[Fate.DEAD], now)
    for (reason,), ids in _by(by_fate[Fate.DROPPED], "reason").items():
        await outbox.mark_dropped(session, ids, reason)
    for (lease, until, outlives), ids in _by(by_fate[Fate.POSTPONED], "lease", "until", "outlives").items():
        await outbox.postpone(session, ids, lease, until, GRACE if outlives else None)
    for (lease, until, reason), ids in _by(by_fate[Fate.RETRY], "lease", "until", "reason").items():
        await outbox.try_again(session, ids, lease, until, reason)
    for outcome in by_fate[Fate.MOVED]:
        await queries.move_account(session, outcome.batch.account_id, outcome.moved_to)
        await outbox.try_again(session, outcome.ids, outcome.batch.leased_until, now, "moved")
    for (lease,), ids in _by(by_fate[Fate.RELEASED], "lease").items():
        await outbox.give_back(session, ids, lease)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was refused for good, and the names of whom it was for."""

    item: OutboxItem
    recipients: tuple[str, ...]


async def dead_letters(session: AsyncSession, *, staff: StaffMember) -> list[DeadLetter]:
    """The school's latest dead letters with their text. Raises ``Forbidden`` for all but administrators."""
    require_administrator(staff)
    items = await queries.dead_items(session, staff.school_id, DEAD_SHOWN)
    names = await names_of_accounts(session, staff.school_id, {item.account_id for item in items})
    return [
        DeadLetter(item, tuple(person.full_name for person in names.get(item.account_id, ())))
        for item in items
    ]


async def _settle_sent(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    if not outcomes:
        return
    await outbox.mark_sent(session, [id_ for outcome in outcomes for id_ in outcome.ids], now)
    received = [
        recipient_id
        for outcome in outcomes
        if outcome.batch.kind is OutboxKind.MESSAGE
        for item in outcome.batch.items
        for recipient_id in (item.facts["recipient_id"], *item.facts.get("also", ()))
    ]
    if received:
        await queries.mark_received(session, received, now)


async def _settle_unreachable(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    """The chat is gone: alerts to it are dropped; letters wait for it to come back, unreceived."""
    if not outcomes:
        return
    for outcome in outcomes:
        if outcome.batch.kind is OutboxKind.MESSAGE:
            await outbox.try_again(session, outcome.ids, outcome.batch.leased_until, now, outcome.reason)
        else:
            await outbox.mark_dropped(session, outcome.ids, "unreachable")
    accounts = {outcome.batch.account_id for outcome in outcomes}
    lost = await queries.mark_unreachable(session, accounts, now)
    if lost:
        await tell_of_unreachable(session, lost, now)


async def _settle_dead(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    for outcome in outcomes:
        await outbox.mark_dead(session, outcome.ids, outcome.reason, outcome.text)
    # A warning that dies must not bring forth the next one.
    mourned = [outcome for outcome in outcomes if outcome.batch.kind is not OutboxKind.WARNING]
    schools: defaultdict[int, list[int]] = defaultdict(list)
    for outcome in mourned:
        if outcome.batch.school_id is not None:
            schools[outcome.batch.school_id] += outcome.ids
    for school_id, ids in schools.items():
        await tell_of_dead(session, school_id, ids, now)


def _by(outcomes: Iterable[Outcome], *names: str) -> Mapping[tuple[Any, ...], list[int]]:
    """Ids of items by what the database is to be told of them: one statement for each."""
    groups: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for outcome in outcomes:
        values = {
            "lease": outcome.batch.leased_until,
            "until": outcome.until,
            "outlives": outcome.outlives,
            "reason": outcome.reason,
        }
        groups[tuple(values[name] for name in names)] += outcome.ids
    return groups
