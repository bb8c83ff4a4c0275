"""A child's lessons as a timetable: bell times, rooms, substitutions, cancellations (R1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from storage.models import Lesson, LessonStatus, StaffMember, Subject, TimetableEntry
from storage.queries import diary as queries

WEEK = timedelta(days=6)
LONGEST_HOLIDAYS = timedelta(days=120)
"""Lessons later than this are no next lessons: a day of years ago is not followed by this September."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One lesson as the family's timetable has it, in the school's own time."""

    lesson_id: int
    day: date
    number: int
    starts_at: time
    ends_at: time
    subject: Subject
    room: str
    """Empty when none is known."""
    usual_room: str
    """The timetable's room when this lesson is held in another one, else empty."""
    topic: str
    teacher: StaffMember
    substitute: StaffMember | None
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class TimetableDays:
    """Lessons of the days from ``first`` to ``last``; days without lessons are missing from ``days``."""

    first: date
    last: date
    days: tuple[tuple[date, tuple[Slot, ...]], ...]
    next_lessons: tuple[Slot, ...] = ()
    """Of one day's timetable: the lessons of the next school day, when none takes place on this one."""


async def timetable_on(session: AsyncSession, *, child: Child, day: date) -> TimetableDays:
    slots = await slots_between(session, child=child, first=day, last=day)
    ahead = await lessons_after(session, child=child, day=day, slots=slots)
    return TimetableDays(day, day, _by_day(slots), ahead)


async def timetable_of_week(session: AsyncSession, *, child: Child, day: date) -> TimetableDays:
    """The week from Monday to Sunday that the day lies in."""
    first = monday_of(day)
    slots = await slots_between(session, child=child, first=first, last=first + WEEK)
    return TimetableDays(first, first + WEEK, _by_day(slots))


async def slots_between(session: AsyncSession, *, child: Child, first: date, last: date) -> tuple[Slot, ...]:
    """The child's lessons of these days, in their order."""
    lessons = await queries.lessons_between(session, child.student.id, first, last)
    course_ids = {lesson.course_id for lesson in lessons}
    entries = await queries.usual_rooms(session, course_ids, first, last)
    return tuple(_slot(lesson, entries, child.zone) for lesson in lessons)


async def lessons_after(
    session: AsyncSession, *, child: Child, day: date, slots: Sequence[Slot]
) -> tuple[Slot, ...]:
    """The lessons of the next school day, when none of ``slots``, the day's own, takes place."""
    if any(not slot.is_cancelled for slot in slots):
        return ()
    next_day = await queries.next_lesson_day(session, child.student.id, day)
    if next_day is None or next_day > day + LONGEST_HOLIDAYS:
        return ()
    return await slots_between(session, child=child, first=next_day, last=next_day)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def usual_room(lesson: Lesson, entries: Sequence[tuple[TimetableEntry, str]]) -> str:
    """The room the timetable has for this lesson on its day; empty when it has none."""
    for entry, room in entries:
        if (
            entry.course_id == lesson.course_id
            and entry.number == lesson.number
            and entry.weekday == lesson.on_day.isoweekday()
            and entry.starts_on <= lesson.on_day <= entry.ends_on
        ):
            return room
    return ""


def _slot(lesson: Lesson, entries: Sequence[tuple[TimetableEntry, str]], zone: ZoneInfo) -> Slot:
    room = lesson.room.name if lesson.room else ""
    usual = usual_room(lesson, entries)
    return Slot(
        lesson_id=lesson.id,
        day=lesson.on_day,
        number=lesson.number,
        starts_at=lesson.starts_at.astimezone(zone).time(),
        ends_at=lesson.ends_at.astimezone(zone).time(),
        subject=lesson.course.subject,
        room=room,
        usual_room=usual if room and usual != room else "",
        topic=lesson.topic,
        teacher=lesson.course.teacher,
        substitute=lesson.substitute,
        is_cancelled=lesson.status is LessonStatus.CANCELLED,
    )


def _by_day(slots: Sequence[Slot]) -> tuple[tuple[date, tuple[Slot, ...]], ...]:
    days = sorted({slot.day for slot in slots})
    return tuple((day, tuple(slot for slot in slots if slot.day == day)) for day in days)
