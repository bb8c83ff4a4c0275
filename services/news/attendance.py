"""From attendance entries to lessons missed without excuse, as far as a family does not know yet (R5, R8)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.delivery import Item
from services.news.prepared import Prepared
from services.outbox import EXCUSED
from services.screening import Addressed
from storage.models import Attendance, Excuse, Lesson, LessonStatus, Presence, School, Student, Subject
from storage.queries import news as queries
from storage.queries.outbox import sent_before

Told = Mapping[tuple[int, int], Presence | None]
"""What an account was last told of an attendance entry, by account and entry."""


@dataclass(frozen=True, slots=True)
class MissedLesson:
    """A lesson the child was absent from or late for; without a presence, one that was told in error."""

    number: int
    subject: Subject
    presence: Presence | None


@dataclass(frozen=True, slots=True)
class AttendanceNews:
    """One child's lessons of one day, in the day's order."""

    student: Student
    school: School
    is_own: bool
    day: date
    lessons: tuple[MissedLesson, ...]


async def attendance_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[AttendanceNews]]:
    """For each message, what of it still holds: not changed since, not excused, of a lesson that took place.

    Whoever was told of an absence that was then taken back is told that too.
    """
    items = [item for message in messages for item in message.batch.items]
    rows = await queries.attendance_of_lessons(session, {item.facts["attendance"] for item in items})
    entries = {row[0].id: (row[0], row[1], row[2]) for row in rows}
    ids = {message.batch.student_id for message in messages if message.batch.student_id}
    students = await queries.students(session, ids)
    excuses: defaultdict[int, list[Excuse]] = defaultdict(list)
    for excuse in await queries.excuses(session, ids):
        excuses[excuse.student_id].append(excuse)
    told = await _told(session, messages)
    return [_news(message, entries, excuses, students, told) for message in messages]


def why_not(
    item: Item,
    entry: Attendance,
    lesson: Lesson,
    excuses: Iterable[Excuse],
    told: Presence | None,
) -> str | None:
    """Why an item is no news any more; nothing when it is."""
    if entry.version != item.facts["version"] or entry.presence == told:
        return "undone"
    if entry.presence is None:
        return None
    if lesson.status is LessonStatus.CANCELLED:
        return "cancelled"
    if any(excuse.starts_on <= lesson.on_day <= excuse.ends_on for excuse in excuses):
        return EXCUSED
    return None


def _news(
    message: Addressed,
    entries: Mapping[int, tuple[Attendance, Lesson, Subject]],
    excuses: Mapping[int, list[Excuse]],
    students: Mapping[int, Student],
    told: Told,
) -> Prepared[AttendanceNews]:
    lessons: list[MissedLesson] = []
    dropped: dict[int, str] = {}
    day = None
    for item in message.batch.items:
        found = entries.get(item.facts["attendance"])
        if found is None:
            dropped[item.id] = "undone"
            continue
        entry, lesson, subject = found
        known = told.get((message.batch.account_id, entry.id))
        reason = why_not(item, entry, lesson, excuses.get(entry.student_id, ()), known)
        if reason is not None:
            dropped[item.id] = reason
            continue
        day = lesson.on_day
        lessons.append(MissedLesson(lesson.number, subject, entry.presence))
    student = students.get(message.batch.student_id or 0)
    if day is None or student is None or message.school is None:
        return Prepared(None, {item.id: dropped.get(item.id, "undone") for item in message.batch.items})
    lessons.sort(key=lambda lesson: lesson.number)
    return Prepared(AttendanceNews(student, message.school, message.is_own, day, tuple(lessons)), dropped)


async def _told(session: AsyncSession, messages: Sequence[Addressed]) -> Told:
    """What was told of earlier versions. Most entries have none, and then nothing is asked."""
    events = {
        f"attendance:{item.facts['attendance']}:{version}"
        for message in messages
        for item in message.batch.items
        for version in range(1, item.facts["version"])
    }
    if not events:
        return {}
    told: dict[tuple[int, int], Presence | None] = {}
    sent = await sent_before(session, {message.batch.account_id for message in messages}, events)
    for item in sorted(sent, key=lambda item: int(item.facts["version"])):
        presence = item.facts["presence"]
        told[item.account_id, item.facts["attendance"]] = Presence(presence) if presence else None
    return told
