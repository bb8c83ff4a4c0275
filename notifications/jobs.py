"""The timed work. Each job takes the store and the moment, and may run twice without harm."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from services import health, losses, upkeep
from services.calendar import school_day
from services.news.system import stuck_minutes
from services.outbox import Telling, tell_all
from services.performance import findings_to_tell
from services.records import reminders_to_tell
from services.timetable import make_lessons
from services.waiting_lists import code_reminders
from storage.database import Database
from storage.models import School

PERFORMANCE_HOURS = range(17, 20)
"""Late afternoon at the school. Asked every hour of it, so that a restart at five loses no day."""
REMINDER_HOURS = range(10, 19)
"""Nobody wants to hear of paperwork before the first lesson is over, or in the evening."""
LESSONS_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Job:
    """``at_start`` runs it once more when the diary starts: a machine that sleeps at night has it too."""

    name: str
    trigger: BaseTrigger
    run: Callable[[Database, datetime], Awaitable[None]]
    at_start: bool = False


async def check_performance(database: Database, now: datetime) -> None:
    """Tell families of low performance, in the late afternoon of each school's own day."""
    for school in await _schools(database):
        if now.astimezone(ZoneInfo(school.time_zone)).hour in PERFORMANCE_HOURS:
            # Looking takes long and writing does not: the store is locked for the writing only.
            async with database.reading() as session:
                tellings = await findings_to_tell(session, school_id=school.id, now=now)
            async with database.transaction() as session:
                await tell_all(session, tellings, now=now)


async def remind_of_records(database: Database, now: datetime) -> None:
    """Remind who leads a class whose records are to be checked, once for a period."""
    await _remind_by_day(database, now, reminders_to_tell)


async def remind_of_codes(database: Database, now: datetime) -> None:
    """Remind who leads a class in which an access code has become late, once for those of one day."""
    await _remind_by_day(database, now, code_reminders)


async def prepare_lessons(database: Database, now: datetime) -> None:
    """Make the lessons of the next two weeks from each school's timetable."""
    for school in await _schools(database):
        today = school_day(school, now)
        async with database.transaction() as session:
            await make_lessons(session, school_id=school.id, from_day=today, to_day=today + LESSONS_AHEAD)


async def warn_of_standstill(database: Database, now: datetime) -> None:
    """Tell administrators when messages have stopped leaving."""
    async with database.reading() as session:
        minutes = stuck_minutes(await health.look(session, now=now))
    if minutes is not None:
        async with database.transaction() as session:
            await losses.warn_of_standstill(session, now=now)


async def prune(database: Database, now: datetime) -> None:
    async with database.transaction() as session:
        await upkeep.prune(session, now=now)


JOBS = (
    Job("performance", CronTrigger(minute=10, timezone="UTC"), check_performance, at_start=True),
    Job("records", CronTrigger(minute=25, timezone="UTC"), remind_of_records, at_start=True),
    Job("codes", CronTrigger(minute=35, timezone="UTC"), remind_of_codes, at_start=True),
    Job("lessons", CronTrigger(hour="*/6", minute=20, timezone="UTC"), prepare_lessons, at_start=True),
    Job("standstill", IntervalTrigger(minutes=5, timezone="UTC"), warn_of_standstill),
    Job("prune", CronTrigger(hour=22, minute=40, timezone="UTC"), prune),
)


async def _remind_by_day(
    database: Database, now: datetime, look: Callable[..., Awaitable[list[Telling]]]
) -> None:
    """Queue what each school's ``look`` finds, by day at that school."""
    for school in await _schools(database):
        if now.astimezone(ZoneInfo(school.time_zone)).hour in REMINDER_HOURS:
            async with database.reading() as session:
                tellings = await look(session, school=school, now=now)
            async with database.transaction() as session:
                await tell_all(session, tellings, now=now)


async def _schools(database: Database) -> list[School]:
    async with database.reading() as session:
        return list(await upkeep.schools(session))
