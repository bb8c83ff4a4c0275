"""What the deputy heads hear of lessons that teachers moved, cancelled or restored (R40)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.news.prepared import Prepared
from services.screening import Addressed
from storage.models import Lesson
from storage.queries import engagements as queries


@dataclass(frozen=True, slots=True)
class LessonChangeNews:
    """A lesson as it stands since a teacher changed it."""

    lesson: Lesson
    """With course, subject and group."""
    teacher: str
    was_day: date
    was_number: int
    was_cancelled: bool


async def lesson_change_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[LessonChangeNews]]:
    """For each message the lesson, unless it stands otherwise by now or the reader is no longer to be told."""
    ids = {item.facts["lesson"] for message in messages for item in message.batch.items}
    lessons = await queries.lessons_by_id(session, ids)
    return [await _prepare(session, message, lessons, now) for message in messages]


async def _prepare(
    session: AsyncSession, message: Addressed, lessons: dict[int, Lesson], now: datetime
) -> Prepared[LessonChangeNews]:
    # Every change is an event without a batch, so that a message holds exactly one.
    (item,) = message.batch.items
    facts = item.facts
    lesson = lessons.get(facts["lesson"])
    if lesson is None or timetable.standing(lesson) != facts["became"]:
        return Prepared(None, {item.id: "undone"})
    if message.batch.account_id not in await timetable.heads_to_tell(session, lesson.school_id, now):
        return Prepared(None, {item.id: "revoked"})
    was = facts["was"]
    day = date.fromisoformat(was["day"])
    return Prepared(
        LessonChangeNews(lesson, facts["teacher"], day, was["number"], was["status"] == "cancelled")
    )
