"""What the person whose turn it is hears of an application for a late change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.late_changes.steps import state_of
from services.late_changes.telling import accounts_concerned
from services.news.prepared import Prepared
from services.screening import Addressed
from storage.models import LateChange, Student
from storage.queries import late_changes as queries


@dataclass(frozen=True, slots=True)
class LateChangeNews:
    """An application at the step that was news and still is."""

    change: LateChange
    students: tuple[Student, ...]
    last_day: date | None
    """The last day on which an approval opens the lesson or the term marks."""


async def late_change_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[LateChangeNews]]:
    """For each message the application, unless somebody has taken the next step or the reader no longer
    is who takes it."""
    ids = {item.facts["late_change"] for message in messages for item in message.batch.items}
    changes = await queries.late_changes_by_id(session, ids)
    return [await _prepare(session, message, changes, now) for message in messages]


async def _prepare(
    session: AsyncSession, message: Addressed, changes: dict[int, LateChange], now: datetime
) -> Prepared[LateChangeNews]:
    # Every step is an event without a batch, so that a message holds exactly one.
    (item,) = message.batch.items
    change = changes.get(item.facts["late_change"])
    if change is None or state_of(change, now) != item.facts["status"]:
        return Prepared(None, {item.id: "undone"})
    if message.batch.account_id not in await accounts_concerned(session, change, now.date()):
        return Prepared(None, {item.id: "revoked"})
    students = await queries.students_by_id(session, change.school_id, change.students)
    named = tuple(students[student] for student in change.students if student in students)
    return Prepared(LateChangeNews(change, named, _last_day(message, change)))


def _last_day(message: Addressed, change: LateChange) -> date | None:
    if change.valid_until is None or message.school is None:
        return None
    return (change.valid_until - timedelta(seconds=1)).astimezone(ZoneInfo(message.school.time_zone)).date()
