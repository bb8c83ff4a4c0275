"""Moving a lesson to another day, another hour or another room (R40)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services import plans
from services.errors import (
    Forbidden,
    GroupBusy,
    HourPast,
    LessonCancelled,
    LessonGiven,
    LessonRecorded,
    WrongDay,
)
from services.timetable.busy import busy_between, engaged, refuse_clashes
from services.timetable.by_teachers import is_head, require_changing, standing, tell_heads
from services.timetable.changes import note, own_lesson, recorded
from services.timetable.clashes import ClashKind, Engagement
from services.timetable.lessons import moment
from storage.models import BellTime, Lesson, LessonStatus, Room, School, SchoolYear, StaffMember
from storage.queries import engagements
from storage.queries import staff as staff_queries
from storage.queries import timetable as queries

Unmovable = type[LessonCancelled] | type[LessonGiven]


@dataclass(frozen=True, slots=True)
class Move:
    """A lesson and where it could go."""

    lesson: Lesson
    """With course, subject, group, teacher, room and substitute."""
    first: date
    last: date
    """The days of the group's school year."""
    bells: tuple[BellTime, ...]
    """Of the group's own bell timetable, in order."""
    rooms: tuple[Room, ...]
    refusal: Unmovable | None
    """Why it cannot be moved at all."""
    is_cancelled: bool
    by_head: bool
    """Whether who looks may also substitute."""
    uncancellable: LessonRecorded | None
    """Why it cannot be cancelled: it was given already."""


async def open_move(session: AsyncSession, *, staff: StaffMember, lesson_id: int, now: datetime) -> Move:
    """Where a lesson could be moved to, for heads and where it may for its teacher. Raises ``Forbidden``."""
    found = await staff_queries.lesson_of_school(session, staff.school_id, lesson_id)
    lesson = await require_changing(session, staff=staff, lesson=found, now=now)
    year = await session.get_one(SchoolYear, lesson.course.group.school_year_id)
    return Move(
        lesson=lesson,
        first=year.starts_on,
        last=year.ends_on,
        bells=tuple(await _bells(session, lesson)),
        rooms=tuple(await engagements.rooms_of(session, staff.school_id)),
        refusal=await _unmovable(session, lesson),
        is_cancelled=lesson.status is LessonStatus.CANCELLED,
        by_head=is_head(staff),
        uncancellable=(await recorded(session, [lesson.id], now)).get(lesson.id),
    )


async def move_lesson(
    session: AsyncSession,
    *,
    staff: StaffMember,
    lesson_id: int,
    day: date,
    number: int,
    room_id: int | None,
    shares_room: bool = False,
    now: datetime,
) -> Lesson:
    """Hold a lesson on another day, at another hour or in another room (R40).

    Raises ``LessonCancelled`` for a cancelled lesson, ``LessonGiven`` for one that was given already,
    ``WrongDay`` outside the school year, and ``GroupBusy``, ``TeacherBusy`` or, unless it is shared,
    ``RoomTaken`` where it would clash; ``HourPast`` for a teacher who moves it back in time. A number without a bell or a room of another school is ``Forbidden``.
    """
    lesson = await own_lesson(session, staff, lesson_id, now)
    refusal = await _unmovable(session, lesson)
    if refusal is not None:
        raise refusal
    if (day, number, room_id) == (lesson.on_day, lesson.number, lesson.room_id):
        return lesson
    there = await _hour_of(session, staff, lesson, day, number, room_id)
    await _require_room_for(session, lesson, there, number, shares_room=shares_room)
    if there.starts <= now and not is_head(staff):
        raise HourPast
    await _carry_over(session, staff, lesson, there, number, now)
    return lesson


async def _carry_over(
    session: AsyncSession, staff: StaffMember, lesson: Lesson, there: Engagement, number: int, now: datetime
) -> None:
    """Put the lesson there, on record; a teacher's move is told, and the plan's topics follow their lessons."""
    was, stood = _place(lesson), standing(lesson)
    await _put(session, lesson, there, number)
    note(session, staff, "move_lesson", lesson, now, moved_from=was, moved_to=_place(lesson))
    await tell_heads(session, staff=staff, lesson=lesson, was=stood, now=now)
    await plans.link_lessons(session, course_ids=[lesson.course_id])


async def _unmovable(session: AsyncSession, lesson: Lesson) -> Unmovable | None:
    if lesson.status == LessonStatus.CANCELLED:
        return LessonCancelled
    if await queries.has_record(session, lesson.id):
        return LessonGiven
    return None


async def _require_room_for(
    session: AsyncSession, lesson: Lesson, there: Engagement, number: int, *, shares_room: bool
) -> None:
    """That nothing is in the way where the lesson is to be held."""
    taken = await engagements.lesson_of_course_at(session, lesson.course_id, there.day, number)
    if taken is not None and taken.id != lesson.id:
        # Cancelled or not: a course has one lesson of a number a day.
        name = lesson.course.group.name
        raise GroupBusy(group=name, other=name, number=number, day=there.day)
    kinds = set(ClashKind) - ({ClashKind.ROOM} if shares_room else set())
    busy = await busy_between(session, lesson.school_id, there.day, there.day)
    await refuse_clashes(session, lesson, there, busy.during(there), busy, kinds)


async def _hour_of(
    session: AsyncSession, staff: StaffMember, lesson: Lesson, day: date, number: int, room_id: int | None
) -> Engagement:
    """The lesson as it would stand there."""
    year = await session.get_one(SchoolYear, lesson.course.group.school_year_id)
    if not year.starts_on <= day <= year.ends_on:
        raise WrongDay(first=year.starts_on, last=year.ends_on)
    bell = next((bell for bell in await _bells(session, lesson) if bell.number == number), None)
    rooms = {room.id for room in await engagements.rooms_of(session, staff.school_id)}
    if bell is None or (room_id is not None and room_id not in rooms):
        raise Forbidden
    school = await session.get_one(School, lesson.school_id)
    zone = ZoneInfo(school.time_zone)
    starts, ends = moment(day, bell.starts_at, zone), moment(day, bell.ends_at, zone)
    return replace(engaged(lesson), day=day, starts=starts, ends=ends, room=room_id)


async def _bells(session: AsyncSession, lesson: Lesson) -> Sequence[BellTime]:
    schedule = lesson.course.group.bell_schedule
    bells = await queries.bell_times_of(session, lesson.school_id)
    return sorted((bell for bell in bells if bell.schedule == schedule), key=lambda bell: bell.number)


async def _put(session: AsyncSession, lesson: Lesson, there: Engagement, number: int) -> None:
    """Hold it there, and remember where the timetable has it; nothing to remember once it is back."""
    if lesson.moved_from_day is None:
        lesson.moved_from_day, lesson.moved_from_number = lesson.on_day, lesson.number
    lesson.on_day, lesson.number, lesson.room_id = there.day, number, there.room
    lesson.starts_at, lesson.ends_at = there.starts, there.ends
    lesson.version += 1
    is_back = (lesson.moved_from_day, lesson.moved_from_number) == (lesson.on_day, number)
    usual = await engagements.timetable_rooms(session, lesson.course_id, lesson.on_day, number)
    if is_back and there.room in usual:
        lesson.moved_from_day = lesson.moved_from_number = None


def _place(lesson: Lesson) -> list[str | int | None]:
    """Day, number and room, as the audit keeps them."""
    return [lesson.on_day.isoformat(), lesson.number, lesson.room_id]
