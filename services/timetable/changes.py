"""What changes on a single day: a lesson is cancelled, restored, moved, given by somebody else (R40)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, permissions
from services.errors import (
    Forbidden,
    GroupBusy,
    LessonCancelled,
    LessonGiven,
    LessonRecorded,
    PersonHasLeft,
    WrongDay,
)
from services.timetable.busy import busy_between, engaged, refuse_clashes
from services.timetable.clashes import ClashKind, Engagement
from services.timetable.lessons import moment
from storage.models import BellTime, Door, Lesson, LessonStatus, Room, School, SchoolYear, StaffMember
from storage.queries import engagements
from storage.queries import staff as staff_queries
from storage.queries import timetable as queries


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
    refusal: type[LessonCancelled] | type[LessonGiven] | None
    """Why it cannot be moved at all."""


async def cancel_lesson(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, now: datetime
) -> Lesson:
    """Cancel a lesson. Raises ``LessonRecorded`` once it has works or attendance (R40)."""
    lesson = await _own_lesson(session, staff, lesson_id)
    if await queries.has_record(session, lesson_id):
        raise LessonRecorded
    set_status(session, staff, lesson, LessonStatus.CANCELLED, now)
    return lesson


async def restore_lesson(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, now: datetime
) -> Lesson:
    """Take a cancellation back (R40). Raises ``GroupBusy`` or ``TeacherBusy`` where the hour is taken by now."""
    lesson = await _own_lesson(session, staff, lesson_id)
    await _require_free(session, lesson, engaged(lesson).teacher, {ClashKind.GROUP, ClashKind.TEACHER})
    set_status(session, staff, lesson, LessonStatus.PLANNED, now)
    return lesson


async def substitute(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, substitute_id: int | None, now: datetime
) -> Lesson:
    """Let somebody else of the school give a lesson; with ``None``, its own teacher again (R40).

    Raises ``LessonCancelled`` for a cancelled lesson, ``PersonHasLeft`` for a former colleague,
    ``TeacherBusy`` for one who gives another lesson at that time.
    """
    lesson = await _own_lesson(session, staff, lesson_id)
    if lesson.status == LessonStatus.CANCELLED:
        raise LessonCancelled
    if substitute_id == lesson.course.teacher_id:
        substitute_id = None
    if substitute_id is not None:
        await require_colleague(session, staff, substitute_id, lesson.on_day)
    if lesson.substitute_id != substitute_id:
        await _require_free(session, lesson, substitute_id or lesson.course.teacher_id, {ClashKind.TEACHER})
        set_substitute(session, staff, lesson, substitute_id, now)
    return lesson


async def open_move(session: AsyncSession, *, staff: StaffMember, lesson_id: int) -> Move:
    """Where a lesson could be moved to. Raises ``Forbidden``."""
    permissions.require_head(staff)
    lesson = await staff_queries.lesson_of_school(session, staff.school_id, lesson_id)
    if lesson is None:
        raise Forbidden
    year = await session.get_one(SchoolYear, lesson.course.group.school_year_id)
    refusal = LessonCancelled if lesson.status == LessonStatus.CANCELLED else await _given(session, lesson)
    return Move(
        lesson=lesson,
        first=year.starts_on,
        last=year.ends_on,
        bells=tuple(await _bells(session, lesson)),
        rooms=tuple(await engagements.rooms_of(session, staff.school_id)),
        refusal=refusal,
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
    ``RoomTaken`` where it would clash. A number without a bell or a room of another school is ``Forbidden``.
    """
    lesson = await _own_lesson(session, staff, lesson_id)
    refusal = LessonCancelled if lesson.status == LessonStatus.CANCELLED else await _given(session, lesson)
    if refusal is not None:
        raise refusal
    if (day, number, room_id) == (lesson.on_day, lesson.number, lesson.room_id):
        return lesson
    there = await _hour_of(session, staff, lesson, day, number, room_id)
    await _require_room_for(session, lesson, there, number, shares_room=shares_room)
    left = {"from_day": lesson.on_day.isoformat(), "from_number": lesson.number, "from_room": lesson.room_id}
    await _put(session, lesson, there, number, now)
    _note(
        session, staff, "move_lesson", lesson, now, **left, day=day.isoformat(), number=number, room=room_id
    )
    return lesson


def set_status(
    session: AsyncSession, staff: StaffMember, lesson: Lesson, status: LessonStatus, now: datetime
) -> None:
    """Cancel or restore, on record; nothing when it is so already."""
    if lesson.status != status:
        lesson.status = status
        lesson.version += 1
        action = "cancel_lesson" if status == LessonStatus.CANCELLED else "restore_lesson"
        _note(session, staff, action, lesson, now)


def set_substitute(
    session: AsyncSession, staff: StaffMember, lesson: Lesson, substitute_id: int | None, now: datetime
) -> None:
    """Name the substitute or none, on record; nothing when it is so already."""
    if lesson.substitute_id != substitute_id:
        lesson.substitute_id = substitute_id
        lesson.version += 1
        _note(session, staff, "substitute", lesson, now, substitute_id=substitute_id)


async def require_colleague(session: AsyncSession, staff: StaffMember, staff_id: int, day: date) -> None:
    """Raises ``Forbidden`` for nobody of this school, ``PersonHasLeft`` for who had left by the day."""
    colleague = await queries.staff_of_school(session, staff.school_id, staff_id)
    if colleague is None:
        raise Forbidden
    if colleague.left_on is not None and colleague.left_on < day:
        raise PersonHasLeft(name=colleague.full_name)


async def _own_lesson(session: AsyncSession, staff: StaffMember, lesson_id: int) -> Lesson:
    permissions.require_head(staff)
    await engagements.lock_timetable(session, staff.school_id)
    lesson = await staff_queries.lesson_for_update(session, staff.school_id, lesson_id)
    if lesson is None:
        raise Forbidden
    return lesson


async def _given(session: AsyncSession, lesson: Lesson) -> type[LessonGiven] | None:
    if await queries.has_record(session, lesson.id) or await queries.has_homework(session, lesson.id):
        return LessonGiven
    return None


async def _require_free(
    session: AsyncSession, lesson: Lesson, teacher_id: int, kinds: set[ClashKind]
) -> None:
    """That nothing of these kinds is in the way of the lesson where it stands."""
    busy = await busy_between(session, lesson.school_id, lesson.on_day, lesson.on_day)
    one = engaged(lesson, teacher_id)
    await refuse_clashes(session, lesson, one, busy.beside(lesson, one), busy, kinds)


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


async def _put(session: AsyncSession, lesson: Lesson, there: Engagement, number: int, now: datetime) -> None:
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


def _note(
    session: AsyncSession, staff: StaffMember, action: str, lesson: Lesson, now: datetime, **facts: Any
) -> None:
    audit.record(
        session,
        school_id=lesson.school_id,
        staff=staff,
        door=Door.WEB,
        action=action,
        subject_kind="lesson",
        subject_id=lesson.id,
        now=now,
        **facts,
    )
