"""Whether a message may leave now: wanted, allowed, reachable, awake. Decisions are pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.delivery import Batch, Fate, Item, Outcome
from storage.models import Account, AlertKind, Channel, OutboxKind, School
from storage.queries import delivery as queries
from storage.queries.recipients import accounts_about

ALERTS = {
    OutboxKind.MARKS: AlertKind.MARKS,
    OutboxKind.TERM_MARKS: AlertKind.MARKS,
    OutboxKind.ATTENDANCE: AlertKind.ATTENDANCE,
    OutboxKind.PERFORMANCE: AlertKind.PERFORMANCE,
}
FOR_STAFF = frozenset(
    {
        OutboxKind.UNREACHABLE,
        OutboxKind.WARNING,
        OutboxKind.LATE_CHANGE,
        OutboxKind.LESSON_CHANGE,
        OutboxKind.RECORDS_CHECK,
        OutboxKind.CODES_LATE,
        OutboxKind.DATA_REPORT,
    }
)
MOST_ATTEMPTS = 50
"""About a day of half-hourly tries: longer than any outage that nobody notices."""
LONGEST_PAUSE = timedelta(minutes=30)
FIRST_PAUSE = timedelta(seconds=5)
UNREACHABLE_PAUSE = timedelta(minutes=15)
"""How often a letter looks whether a lost chat is back."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A batch that may leave now, and the account it leaves to."""

    batch: Batch
    channel: Channel
    address: str
    language: str
    school: School | None
    is_own: bool
    """Whether the account is the student's own, not a guardian's."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known about the accounts, schools and ties of a round."""

    accounts: Mapping[int, Account]
    schools: Mapping[int, School]
    switched_off: set[tuple[int, AlertKind]]
    ties: Mapping[tuple[int, int], bool]
    """``(account, student)`` of every tie in force → whether it is the student's own."""
    staff: set[tuple[int, int]]
    """``(account, school)`` of who works at a school today; loaded for what is for staff."""


async def screen(
    session: AsyncSession, batches: Sequence[Batch], *, now: datetime
) -> tuple[list[Addressed], list[Outcome]]:
    """What may leave now and, for the rest, what becomes of it."""
    known = await _circumstances(session, batches, now)
    leaving: list[Addressed] = []
    outcomes: list[Outcome] = []
    for batch in batches:
        alive, expired = _by_age(batch, now)
        outcomes += expired
        if not alive.items:
            continue
        held = hold(alive, known, now)
        if held is not None:
            outcomes.append(held)
        else:
            leaving.append(_address(alive, known))
    return leaving, outcomes


def hold(batch: Batch, known: Circumstances, now: datetime) -> Outcome | None:
    """Why a batch does not leave now; nothing when it does."""
    account = known.accounts.get(batch.account_id)
    kind = ALERTS.get(batch.kind)
    if account is None or not _may_hear(account.id, batch, known):
        return batch.outcome(Fate.DROPPED, reason="revoked")
    if account.unreachable_at is not None:
        if batch.kind is OutboxKind.MESSAGE:
            return batch.outcome(Fate.POSTPONED, until=now + UNREACHABLE_PAUSE, outlives=False)
        return batch.outcome(Fate.DROPPED, reason="unreachable")
    if kind is not None and (account.id, kind) in known.switched_off:
        return batch.outcome(Fate.DROPPED, reason="switched off")
    school = known.schools.get(batch.school_id or 0)
    until = school and quiet_until(now, ZoneInfo(school.time_zone), account.quiet_from, account.quiet_to)
    return batch.outcome(Fate.POSTPONED, until=until) if until else None


def _may_hear(account_id: int, batch: Batch, known: Circumstances) -> bool:
    """Whether the account still is who it was when the batch was made; letters ask for themselves."""
    if batch.kind in ALERTS:
        return (account_id, batch.student_id) in known.ties
    if batch.kind in FOR_STAFF:
        return any(
            account == account_id and batch.school_id in (None, school) for account, school in known.staff
        )
    return True


def quiet_until(
    now: datetime, zone: ZoneInfo, quiet_from: time | None, quiet_to: time | None
) -> datetime | None:
    """When the quiet hours that hold ``now`` are over, by the school's clock; nothing outside of them.

    They may cross midnight and a change to or from summer time. The end is no longer quiet.
    """
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return None
    local = now.astimezone(zone)
    clock = local.time()
    crosses = quiet_from > quiet_to
    is_quiet = (clock >= quiet_from or clock < quiet_to) if crosses else quiet_from <= clock < quiet_to
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1) if crosses and clock >= quiet_from else local.date()
    end = datetime.combine(day, quiet_to, tzinfo=zone)
    # In the hour that the clocks repeat in autumn, the first end may be over already.
    return end if end > now else end.replace(fold=1)


def next_try(attempts: int, now: datetime, chance: float) -> datetime:
    """When to try again after so many attempts: twice as late each time, spread by ``chance`` (0 to 1)."""
    pause = min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)
    return now + pause * (0.5 + chance / 2)


def _by_age(batch: Batch, now: datetime) -> tuple[Batch, list[Outcome]]:
    """The items still worth sending, and what becomes of those that are too old or were tried too often."""
    alive: list[Item] = []
    outcomes: list[Outcome] = []
    for item in batch.items:
        tries = item.attempts - 1
        if item.expires_at > now and tries < MOST_ATTEMPTS:
            alive.append(item)
        elif tries > 0:
            outcomes.append(batch.of([item]).outcome(Fate.DEAD, reason=f"given up after {tries} tries"))
        else:
            outcomes.append(batch.of([item]).outcome(Fate.DROPPED, reason="too old"))
    return batch.of(alive) if outcomes else batch, outcomes


def _address(batch: Batch, known: Circumstances) -> Addressed:
    account = known.accounts[batch.account_id]
    return Addressed(
        batch=batch,
        channel=account.channel,
        address=account.address,
        language=account.language,
        school=known.schools.get(batch.school_id or 0),
        is_own=known.ties.get((account.id, batch.student_id or 0), False),
    )


async def _circumstances(session: AsyncSession, batches: Sequence[Batch], now: datetime) -> Circumstances:
    account_ids = {batch.account_id for batch in batches}
    students = {batch.student_id for batch in batches if batch.student_id and batch.kind in ALERTS}
    ties: dict[tuple[int, int], bool] = {}
    for account_id, student_id, guardian_id in await accounts_about(session, students):
        # Who is both, a guardian's tie outweighs: then the child is named.
        ties[account_id, student_id] = guardian_id is None and ties.get((account_id, student_id), True)
    return Circumstances(
        accounts=await queries.accounts_by_id(session, account_ids),
        schools=await queries.schools_by_id(session, {b.school_id for b in batches if b.school_id}),
        switched_off=await queries.switched_off(session, account_ids),
        ties=ties,
        staff=await _staff(session, {b.account_id for b in batches if b.kind in FOR_STAFF}, now),
    )


async def _staff(session: AsyncSession, account_ids: set[int], now: datetime) -> set[tuple[int, int]]:
    if not account_ids:
        return set()
    return {
        (account_id, school.id)
        for account_id, school, left_on in await queries.workplaces(session, account_ids)
        if left_on is None or left_on >= school_day(school, now)
    }
