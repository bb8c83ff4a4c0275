"""What changes on a single day: a lesson is cancelled, restored, given by somebody else (R40)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, permissions, plans
from services.errors import Forbidden, LessonCancelled, LessonRecorded, PersonHasLeft
from services.regulation import require_open_days
from services.timetable.busy import busy_between, engaged, refuse_clashes
from services.timetable.by_teachers import require_changing, standing, tell_heads
from services.timetable.clashes import ClashKind
from storage.models import Lesson, LessonStatus, StaffMember
from storage.queries import engagements
from storage.queries import staff as staff_queries
from storage.queries import timetable as queries


async def cancel_lesson(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, now: datetime
) -> Lesson:
    """Cancel a lesson. Raises ``LessonRecorded`` for one that was given, by its record (R40)."""
    lesson = await own_lesson(session, staff, lesson_id, now)
    if refusal := (await recorded(session, [lesson_id], now)).get(lesson_id):
        raise refusal
    was = standing(lesson)
    await set_status(session, staff, lesson, LessonStatus.CANCELLED, now)
    await tell_heads(session, staff=staff, lesson=lesson, was=was, now=now)
    return lesson


async def restore_lesson(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, now: datetime
) -> Lesson:
    """Take a cancellation back (R40). Raises ``GroupBusy`` or ``TeacherBusy`` where the hour is taken by now."""
    lesson = await own_lesson(session, staff, lesson_id, now)
    await _require_free(session, lesson, engaged(lesson).teacher, {ClashKind.GROUP, ClashKind.TEACHER})
    was = standing(lesson)
    await set_status(session, staff, lesson, LessonStatus.PLANNED, now)
    await tell_heads(session, staff=staff, lesson=lesson, was=was, now=now)
    return lesson


async def substitute(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, substitute_id: int | None, now: datetime
) -> Lesson:
    """Let somebody else of the school give a lesson; with ``None``, its own teacher again (R40).

    Raises ``LessonCancelled`` for a cancelled lesson, ``PersonHasLeft`` for a former colleague,
    ``TeacherBusy`` for one who gives another lesson at that time.
    """
    permissions.require_head(staff)
    lesson = await own_lesson(session, staff, lesson_id, now)
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


async def recorded(
    session: AsyncSession, lesson_ids: Collection[int], now: datetime
) -> dict[int, LessonRecorded]:
    """Why lessons cannot be cancelled: those that were given, by what is written down of them."""
    given = await queries.attended_or_written(session, lesson_ids, now)
    return {lesson_id: LessonRecorded(attended=attended) for lesson_id, attended in given.items()}


async def set_status(
    session: AsyncSession, staff: StaffMember, lesson: Lesson, status: LessonStatus, now: datetime
) -> None:
    """Cancel or restore, on record; nothing when it is so already."""
    if lesson.status != status:
        lesson.status = status
        lesson.version += 1
        action = "cancel_lesson" if status == LessonStatus.CANCELLED else "restore_lesson"
        note(session, staff, action, lesson, now)
        await plans.link_lessons(session, course_ids=[lesson.course_id])


def set_substitute(
    session: AsyncSession, staff: StaffMember, lesson: Lesson, substitute_id: int | None, now: datetime
) -> None:
    """Name the substitute or none, on record; nothing when it is so already."""
    if lesson.substitute_id != substitute_id:
        lesson.substitute_id = substitute_id
        lesson.version += 1
        note(session, staff, "substitute", lesson, now, substitute_id=substitute_id)


async def require_colleague(session: AsyncSession, staff: StaffMember, staff_id: int, day: date) -> None:
    """Raises ``Forbidden`` for nobody of this school, ``PersonHasLeft`` for who had left by the day."""
    colleague = await queries.staff_of_school(session, staff.school_id, staff_id)
    if colleague is None:
        raise Forbidden
    if colleague.left_on is not None and colleague.left_on < day:
        raise PersonHasLeft(name=colleague.full_name)


async def own_lesson(session: AsyncSession, staff: StaffMember, lesson_id: int, now: datetime) -> Lesson:
    """A lesson that the person may change, locked, and with it all other changes of the school's timetable.

    Raises ``Forbidden``, and ``YearClosed`` for a lesson of a closed year.
    """
    await engagements.lock_timetable(session, staff.school_id)
    lesson = await staff_queries.lesson_for_update(session, staff.school_id, lesson_id)
    allowed = await require_changing(session, staff=staff, lesson=lesson, now=now)
    await require_open_days(session, staff.school_id, allowed.on_day, allowed.on_day, now)
    return allowed


async def _require_free(
    session: AsyncSession, lesson: Lesson, teacher_id: int, kinds: set[ClashKind]
) -> None:
    """That nothing of these kinds is in the way of the lesson where it stands."""
    busy = await busy_between(session, lesson.school_id, lesson.on_day, lesson.on_day)
    one = engaged(lesson, teacher_id)
    await refuse_clashes(session, lesson, one, busy.beside(lesson, one), busy, kinds)


def note(
    session: AsyncSession, staff: StaffMember, action: str, lesson: Lesson, now: datetime, **facts: Any
) -> None:
    """Put a change of a lesson on record (R24)."""
    audit.record(
        session,
        audit.About(lesson.school_id, "lesson", lesson.id),
        staff=staff,
        action=action,
        now=now,
        **facts,
    )
