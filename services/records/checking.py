"""The check of a class's records: whether it is due, and that somebody confirmed it (R44)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day, year_on
from services.outbox import Telling
from services.regulation import in_force
from services.regulation.policy import Frequency
from storage.models import OutboxKind, RecordCheck, School
from storage.queries import members
from storage.queries import records as queries

REMINDED_WITHIN = timedelta(days=21)
"""Who was not linked when the period began is reminded a little later, but not at its end."""
REMINDER_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class CheckState:
    """Where the check of a class stands. ``period`` is empty where no check is asked for."""

    period: date | None
    last: RecordCheck | None

    @property
    def is_asked(self) -> bool:
        return self.period is not None

    @property
    def is_due(self) -> bool:
        return self.period is not None and (self.last is None or self.last.period < self.period)


def period_of(frequency: Frequency, day: date) -> date:
    """The first day of the period that a day lies in; a school year begins in September."""
    match frequency:
        case Frequency.DAILY:
            return day
        case Frequency.WEEKLY:
            return day - timedelta(days=day.weekday())
        case Frequency.MONTHLY:
            return day.replace(day=1)
        case Frequency.YEARLY:
            return date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    return date(day.year, day.month - (day.month - 1) % 3, 1)


async def period_now(session: AsyncSession, school: School, now: datetime) -> date | None:
    """The first day of the period to be confirmed; nothing in the summer and where none is asked for."""
    frequency = (await in_force(session, school, now)).regulation.records.check
    day = school_day(school, now)
    if frequency is None or await year_on(session, school.id, day) is None:
        return None
    return period_of(frequency, day)


async def check_states(
    session: AsyncSession, *, school: School, group_ids: Collection[int], now: datetime
) -> dict[int, CheckState]:
    """Where the checks of these classes stand. The caller has asked who may know."""
    period = await period_now(session, school, now)
    last = await queries.latest_checks(session, group_ids)
    return {group_id: CheckState(period, last.get(group_id)) for group_id in group_ids}


async def reminders_to_tell(session: AsyncSession, *, school: School, now: datetime) -> list[Telling]:
    """For each class whose check has become due, a reminder to who leads it: once for a period.

    Nobody is reminded on a Sunday. Queueing them twice adds nothing.
    """
    period, day = await period_now(session, school, now), school_day(school, now)
    if period is None or day - period > REMINDED_WITHIN or day.isoweekday() == 7:
        return []
    groups = [group.id for group in await members.classes_of_school(session, school.id, day)]
    states = await check_states(session, school=school, group_ids=groups, now=now)
    inhabited = {group_id for group_id, _ in await queries.students_in(session, groups, day)}
    return [
        Telling(
            kind=OutboxKind.RECORDS_CHECK,
            account_ids=await queries.accounts_of_leaders(session, group_id, day),
            event=f"records_check:{group_id}:{period}",
            facts={"group": group_id, "period": period.isoformat()},
            school_id=school.id,
            lasts=REMINDER_LASTS,
        )
        for group_id in groups
        if group_id in inhabited and states[group_id].is_due
    ]
