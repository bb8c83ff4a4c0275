"""Who waits for a code, class by class: for whoever leads a class, for heads, and whom to remind (R21)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day, year_on
from services.class_list import list_order
from services.leading import Led
from services.outbox import Telling
from services.permissions import require_head
from services.regulation import in_force
from services.waiting_codes import Waiting, waiting
from storage.models import Group, Guardian, OutboxKind, Relation, School, StaffMember, Student
from storage.queries import members
from storage.queries import records as record_queries
from storage.queries import waiting as queries

REMINDER_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WhoWaits:
    """A student or, with a ``guardian``, somebody who answers for the student."""

    student: Student
    guardian: Guardian | None
    relation: Relation | None
    waiting: Waiting

    @property
    def name(self) -> str:
        return (self.guardian or self.student).full_name


@dataclass(frozen=True, slots=True)
class ClassWaits:
    """Who of one class waits, the longest first. ``within`` is what the regulation allows, in days."""

    people: tuple[WhoWaits, ...]
    within: int | None

    @property
    def late(self) -> int:
        return sum(one.waiting.is_late for one in self.people)

    @property
    def late_since(self) -> list[date]:
        """The days since which those wait who wait too long, each once."""
        return sorted({one.waiting.since for one in self.people if one.waiting.is_late})

    @property
    def due_on(self) -> date | None:
        """The last day on which the next code is in time; nothing where no time is set."""
        open_ones = [one.waiting.since for one in self.people if not one.waiting.is_late]
        if self.within is None or not open_ones:
            return None
        return min(open_ones) + timedelta(days=self.within)


async def waits_of(
    session: AsyncSession, *, school: School, group_ids: Collection[int], now: datetime
) -> dict[int, ClassWaits]:
    """By class, who has waited since when; a class where nobody waits is left out. The caller has asked who may know."""
    within = (await in_force(session, school, now)).regulation.access.codes_within_days
    today = school_day(school, now)
    found: defaultdict[int, list[WhoWaits]] = defaultdict(list)
    for group_id, student, joined in await queries.students_without_codes(session, group_ids, today, now):
        if waits := waiting(joined, today, within):
            found[group_id].append(WhoWaits(student, None, None, waits))
    rows = await queries.guardians_without_codes(session, group_ids, today, now)
    for group_id, student, joined, tie, guardian in rows:
        entered = school_day(school, tie.entered_at) if tie.entered_at else joined
        if waits := waiting(max(joined, entered), today, within):
            found[group_id].append(WhoWaits(student, guardian, tie.relation, waits))
    return {group_id: ClassWaits(tuple(sorted(of, key=_order)), within) for group_id, of in found.items()}


async def waits_of_led(
    session: AsyncSession, *, led: Sequence[Led], now: datetime
) -> Mapping[int, ClassWaits]:
    """By class, who waits in those that somebody leads; where the regulation sets no time, nobody is asked about."""
    found: dict[int, ClassWaits] = {}
    for school in {one.school.id: one.school for one in led}.values():
        groups = [
            one.group.id
            for one in led
            if one.school.id == school.id and one.group.kind in members.CLASS_KINDS
        ]
        found |= await waits_of(session, school=school, group_ids=groups, now=now)
    return {group_id: waits for group_id, waits in found.items() if waits.within is not None}


async def open_waiting(
    session: AsyncSession, *, staff: StaffMember, now: datetime
) -> list[tuple[Group, ClassWaits]]:
    """Every class in which somebody waits. Raises ``Forbidden`` for all but heads."""
    require_head(staff)
    school = await members.school_of(session, staff.school_id)
    groups = await members.classes_of_school(session, school.id, school_day(school, now))
    found = await waits_of(session, school=school, group_ids=[group.id for group in groups], now=now)
    return [(group, found[group.id]) for group in groups if group.id in found]


async def code_reminders(session: AsyncSession, *, school: School, now: datetime) -> list[Telling]:
    """To who leads a class in which a code has become late: once for those who wait since the same day.

    Nobody is reminded on a Sunday or in the summer. Queueing them twice adds nothing.
    """
    day = school_day(school, now)
    if day.isoweekday() == 7 or await year_on(session, school.id, day) is None:
        return []
    groups = [group.id for group in await members.classes_of_school(session, school.id, day)]
    found = await waits_of(session, school=school, group_ids=groups, now=now)
    return [
        telling
        for group_id, waits in found.items()
        if waits.late
        for telling in _reminders(
            school, group_id, waits, await record_queries.accounts_of_leaders(session, group_id, day)
        )
    ]


def _reminders(
    school: School, group_id: int, waits: ClassWaits, accounts: Collection[int]
) -> Iterator[Telling]:
    for since in waits.late_since:
        yield Telling(
            kind=OutboxKind.CODES_LATE,
            account_ids=accounts,
            event=f"codes_late:{group_id}:{since}",
            facts={"group": group_id, "since": since.isoformat()},
            school_id=school.id,
            lasts=REMINDER_LASTS,
            # What becomes late at once is one message.
            batch=f"codes_late:{group_id}",
        )


def _order(one: WhoWaits) -> tuple[object, ...]:
    return one.waiting.since, list_order(one.student), one.guardian is not None, one.name
