"""A child's lessons as a timetable: bell times, rooms, substitutions, cancellations (R1)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from services.calendar import Coming, coming_after
from storage.models import Lesson, LessonStatus, Material, StaffMember, Subject, TimetableEntry
from storage.queries import diary as queries

WEEK = timedelta(days=6)
LONGEST_HOLIDAYS = timedelta(days=120)
"""Lessons later than this are no next lessons: a day of years ago is not followed by this September."""


Place = tuple[date, int]
"""A day and a lesson number."""


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
    """Not given here: cancelled, or moved away."""
    moved_from: Place | None = None
    """Where the timetable has a lesson that is held here instead."""
    moved_to: Place | None = None
    """Where a lesson of the timetable is held instead of here."""
    materials: tuple[Material, ...] = ()
    """Files that go with the lesson, where a single day is read."""


@dataclass(frozen=True, slots=True)
class TimetableDays:
    """Lessons of the days from ``first`` to ``last``; days without lessons are missing from ``days``."""

    first: date
    last: date
    days: tuple[tuple[date, tuple[Slot, ...]], ...]
    next_lessons: tuple[Slot, ...] = ()
    """Of one day's timetable: the lessons of the next school day, when none takes place on this one."""
    coming: Coming | None = None
    """What to expect when there are none."""


async def timetable_on(session: AsyncSession, *, child: Child, day: date) -> TimetableDays:
    slots = await with_materials(session, await _with_moved_away(session, child=child, first=day, last=day))
    ahead = await lessons_after(session, child=child, day=day, slots=slots)
    coming = None if slots or ahead else await coming_after(session, child.school.id, day)
    return TimetableDays(day, day, _by_day(slots), ahead, coming)


async def timetable_of_week(session: AsyncSession, *, child: Child, day: date) -> TimetableDays:
    """The week from Monday to Sunday that the day lies in."""
    first = monday_of(day)
    slots = await _with_moved_away(session, child=child, first=first, last=first + WEEK)
    ahead = () if slots else await lessons_after(session, child=child, day=first, slots=slots)
    coming = None if slots or ahead else await coming_after(session, child.school.id, first + WEEK)
    return TimetableDays(first, first + WEEK, _by_day(slots), coming=coming)


async def slots_between(session: AsyncSession, *, child: Child, first: date, last: date) -> tuple[Slot, ...]:
    """The child's lessons of these days, in their order."""
    lessons = await queries.lessons_between(session, child.student.id, first, last)
    course_ids = {lesson.course_id for lesson in lessons}
    entries = await queries.usual_rooms(session, course_ids, first, last)
    return tuple(_slot(lesson, entries, child.zone) for lesson in lessons)


async def with_materials(session: AsyncSession, slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """The lessons with their files: of a lesson without homework they stand nowhere else (R6)."""
    files: defaultdict[int, list[Material]] = defaultdict(list)
    for material in await queries.materials_of(session, [slot.lesson_id for slot in slots]):
        files[material.lesson_id].append(material)
    return tuple(
        slot if slot.is_cancelled else replace(slot, materials=tuple(files[slot.lesson_id])) for slot in slots
    )


async def _with_moved_away(
    session: AsyncSession, *, child: Child, first: date, last: date
) -> tuple[Slot, ...]:
    """The lessons of these days, and those that the timetable has here and that are held elsewhere."""
    slots = await slots_between(session, child=child, first=first, last=last)
    moved = await queries.lessons_moved_from(session, child.student.id, first, last)
    gone = [_moved_away(_slot(lesson, (), child.zone)) for lesson in moved]
    left = [slot for slot in gone if slot.moved_to is not None]
    if not left:
        return slots
    return tuple(sorted((*slots, *left), key=lambda slot: (slot.day, slot.number)))


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
        moved_from=_moved_from(lesson),
    )


def _moved_from(lesson: Lesson) -> Place | None:
    """Where the lesson was before somebody moved it; nothing when only its room is another."""
    if lesson.moved_from_day is None or lesson.moved_from_number is None:
        return None
    place = (lesson.moved_from_day, lesson.moved_from_number)
    return None if place == (lesson.on_day, lesson.number) else place


def _moved_away(slot: Slot) -> Slot:
    """What stands where the lesson was."""
    if slot.moved_from is None:
        return slot
    day, number = slot.moved_from
    there = (slot.day, slot.number)
    return replace(slot, day=day, number=number, is_cancelled=True, moved_from=None, moved_to=there)


def _by_day(slots: Sequence[Slot]) -> tuple[tuple[date, tuple[Slot, ...]], ...]:
    days = sorted({slot.day for slot in slots})
    return tuple((day, tuple(slot for slot in slots if slot.day == day)) for day in days)
