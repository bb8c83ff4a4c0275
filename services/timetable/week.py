"""A week of the timetable to look at: of a class, a teacher or a room (R40)."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions
from services.calendar import ShownYear, school_day, year_around, year_of_group
from services.class_list import alphabetical, list_order
from services.errors import Forbidden
from storage.models import Group, Lesson, Room, School, StaffMember
from storage.queries import engagements
from storage.queries import staff as staff_queries
from storage.queries import timetable_week as queries

WEEK = timedelta(days=6)


class Side(enum.StrEnum):
    """Whose timetable it is."""

    GROUP = "group"
    TEACHER = "teacher"
    ROOM = "room"


class Whose(NamedTuple):
    side: Side
    id: int


@dataclass(frozen=True, slots=True)
class WeekLesson:
    lesson: Lesson
    """With course, subject, group, teacher, room and substitute."""
    is_elsewhere: bool
    """It was moved away from here: ``lesson`` says where to."""
    may_open: bool
    """Whether who looks may open its record."""

    @property
    def number(self) -> int:
        moved_from = self.lesson.moved_from_number
        return moved_from if self.is_elsewhere and moved_from is not None else self.lesson.number

    @property
    def day(self) -> date:
        moved_from = self.lesson.moved_from_day
        return moved_from if self.is_elsewhere and moved_from is not None else self.lesson.on_day


@dataclass(frozen=True, slots=True)
class TimetableWeek:
    whose: Whose | None
    """Nothing in a school that has neither classes nor teachers nor rooms."""
    first: date
    """Monday."""
    days: tuple[tuple[date, tuple[WeekLesson, ...]], ...]
    """Monday to Saturday; Sunday only with lessons."""
    groups: tuple[Group, ...]
    teachers: tuple[StaffMember, ...]
    rooms: tuple[Room, ...]
    may_change: bool
    shown: ShownYear
    """The year of the class, else of the week."""
    nothing_ahead: bool
    """Whether neither this week nor any later one has a lesson of the school."""


async def open_week(
    session: AsyncSession, *, staff: StaffMember, whose: Whose | None, day: date | None, now: datetime
) -> TimetableWeek:
    """The week a day lies in, without one this week. Without ``whose``, what is nearest to who looks.

    Everybody on the staff may look (R40). Raises ``Forbidden`` for what is not of this school.
    """
    today = school_day(await session.get_one(School, staff.school_id), now)
    first = (day or today) - timedelta(days=(day or today).weekday())
    shown = await _year(session, staff, whose, today, first + WEEK)
    groups, teachers, rooms = await _directories(session, staff, shown)
    whose = whose or await _nearest(session, staff, shown.rights_on, groups, teachers, rooms)
    if whose is not None and whose not in _known(groups, teachers, rooms):
        raise Forbidden
    lessons = await _lessons(session, staff, whose, first) if whose is not None else ()
    return TimetableWeek(
        whose=whose,
        first=first,
        days=_by_day(staff, lessons, first),
        groups=tuple(groups),
        teachers=tuple(one for one in teachers if one.left_on is None or one.left_on >= first),
        rooms=tuple(rooms),
        may_change=permissions.has_role(staff, *permissions.HEADS),
        shown=shown,
        nothing_ahead=not lessons
        and not await queries.is_lesson_after(session, staff.school_id, first + WEEK),
    )


async def _year(
    session: AsyncSession, staff: StaffMember, whose: Whose | None, today: date, last: date
) -> ShownYear:
    """A class is looked at among those of its own year: leafing into the summer does not lose it."""
    if whose is not None and whose.side is Side.GROUP:
        group = await queries.group_of_school(session, staff.school_id, whose.id)
        if group is None:
            raise Forbidden
        return await year_of_group(session, today, group)
    return await year_around(session, staff.school_id, today, last)


async def _directories(
    session: AsyncSession, staff: StaffMember, shown: ShownYear
) -> tuple[Sequence[Group], Sequence[StaffMember], Sequence[Room]]:
    groups = await queries.groups_of_year(session, shown.year.id) if shown.year else ()
    teachers = sorted(await engagements.teachers_of_school(session, staff.school_id), key=list_order)
    rooms = await engagements.rooms_of(session, staff.school_id)
    return groups, teachers, sorted(rooms, key=lambda room: alphabetical(room.name))


def _known(groups: Sequence[Group], teachers: Sequence[StaffMember], rooms: Sequence[Room]) -> set[Whose]:
    return {
        *(Whose(Side.GROUP, one.id) for one in groups),
        *(Whose(Side.TEACHER, one.id) for one in teachers),
        *(Whose(Side.ROOM, one.id) for one in rooms),
    }


async def _nearest(
    session: AsyncSession,
    staff: StaffMember,
    day: date,
    groups: Sequence[Group],
    teachers: Sequence[StaffMember],
    rooms: Sequence[Room],
) -> Whose | None:
    """One's own lessons; who teaches nothing sees the class one leads, else the first in the list."""
    if any(one.id == staff.id for one in teachers):
        return Whose(Side.TEACHER, staff.id)
    shown = {group.id for group in groups}
    leads = await staff_queries.groups_led_by(session, staff.id, day)
    led = [group for group in leads if group.id in shown]
    for side, rows in ((Side.GROUP, [*led, *groups]), (Side.TEACHER, teachers), (Side.ROOM, rooms)):
        if rows:
            return Whose(side, rows[0].id)
    return None


async def _lessons(session: AsyncSession, staff: StaffMember, whose: Whose, first: date) -> Sequence[Lesson]:
    days = (first, first + WEEK)
    if whose.side is Side.GROUP:
        return await queries.lessons_of_group(session, staff.school_id, whose.id, *days)
    if whose.side is Side.TEACHER:
        return await queries.lessons_of_teacher(session, staff.school_id, whose.id, *days)
    return await queries.lessons_in_room(session, staff.school_id, whose.id, *days)


def _by_day(
    staff: StaffMember, lessons: Sequence[Lesson], first: date
) -> tuple[tuple[date, tuple[WeekLesson, ...]], ...]:
    last = first + WEEK
    is_head = permissions.has_role(staff, *permissions.HEADS)
    found = []
    for lesson in lessons:
        may_open = is_head or staff.id in (lesson.course.teacher_id, lesson.substitute_id)
        if first <= lesson.on_day <= last:
            found.append(WeekLesson(lesson, is_elsewhere=False, may_open=may_open))
        if _left(lesson, first, last):
            found.append(WeekLesson(lesson, is_elsewhere=True, may_open=may_open))
    days = [first + timedelta(days=place) for place in range(7)]
    by_day = [(day, _in_order([one for one in found if one.day == day])) for day in days]
    return tuple(by_day[:6] if not by_day[6][1] else by_day)


def _in_order(lessons: Sequence[WeekLesson]) -> tuple[WeekLesson, ...]:
    """By the hour, for a teacher of two shifts has two first lessons; what has left, where it was missed."""
    ordered = sorted(
        (one for one in lessons if not one.is_elsewhere),
        key=lambda one: (one.lesson.starts_at, one.lesson.id),
    )
    for gone in (one for one in lessons if one.is_elsewhere):
        later = (place for place, one in enumerate(ordered) if one.number > gone.number)
        ordered.insert(next(later, len(ordered)), gone)
    return tuple(ordered)


def _left(lesson: Lesson, first: date, last: date) -> bool:
    """Whether the lesson has left a place in this week; a change of room leaves none."""
    if lesson.moved_from_day is None or not first <= lesson.moved_from_day <= last:
        return False
    return (lesson.moved_from_day, lesson.moved_from_number) != (lesson.on_day, lesson.number)
