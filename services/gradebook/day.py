"""A teacher's day: the lessons to give, and what each record still lacks."""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.gradebook.confirming import Planned, planned_for
from services.permissions import records
from services.regulation import Entry, due_at, in_force
from services.regulation.in_force import InForce
from storage.models import Lesson, LessonStatus, StaffMember
from storage.queries import class_gradebook as queries
from storage.queries import gradebook as lesson_queries


class Lack(enum.StrEnum):
    """What a lesson's record has to have (R50)."""

    TOPIC = "topic"
    HOMEWORK = "homework"
    ATTENDANCE = "attendance"


@dataclass(frozen=True, slots=True)
class Wanting:
    """What a record still lacks, and by when it is due; nothing where the regulation sets no time (R33)."""

    lack: Lack
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DayLesson:
    lesson: Lesson
    """With course, subject, group, teacher, room and substitute."""
    is_mine: bool
    """Whether this person gives the lesson; not when somebody stands in."""
    marks: int
    lacks: tuple[Wanting, ...]
    """Empty before the lesson has begun: nothing is late yet."""
    planned: Planned | None = None
    """What one tap would write of it."""


async def lessons_on(
    session: AsyncSession, *, staff: StaffMember, day: date, now: datetime
) -> tuple[DayLesson, ...]:
    """The lessons of one's own courses and substitutions on a day, in order."""
    lessons = await queries.lessons_of_staff(session, staff.id, day)
    ids = [lesson.id for lesson in lessons]
    with_homework = await queries.lessons_with_homework(session, ids)
    marks = await queries.count_marks(session, ids)
    rules = await _rules(session, staff, lessons)
    due = await _deadlines(session, rules, lessons)
    planned = await _planned(session, rules, staff, lessons, now)
    return tuple(
        DayLesson(
            lesson=lesson,
            is_mine=records(staff, lesson),
            marks=marks.get(lesson.id, 0),
            lacks=tuple(
                Wanting(lack, due(lesson, lack))
                for lack in lacking(lesson, has_homework=lesson.id in with_homework, now=now)
            ),
            planned=planned.get(lesson.id),
        )
        for lesson in lessons
    )


async def _rules(session: AsyncSession, staff: StaffMember, lessons: Sequence[Lesson]) -> InForce | None:
    """The regulation of that day; nothing without a lesson that would obey it."""
    if not lessons:
        return None
    school = await lesson_queries.school_of(session, staff.school_id)
    return await in_force(session, school, lessons[-1].ends_at)


async def _planned(
    session: AsyncSession,
    rules: InForce | None,
    staff: StaffMember,
    lessons: Sequence[Lesson],
    now: datetime,
) -> Mapping[int, Planned]:
    if rules is None:
        return {}
    own = [
        lesson for lesson in lessons if records(staff, lesson) and lesson.status is not LessonStatus.CANCELLED
    ]
    return await planned_for(session, own, rules, now)


async def _deadlines(
    session: AsyncSession, rules: InForce | None, lessons: Sequence[Lesson]
) -> Callable[[Lesson, Lack], datetime | None]:
    """When what a lesson lacks is due, under the regulation of that day."""
    if rules is None:
        return lambda lesson, lack: None
    groups = {lesson.course.group_id for lesson in lessons}
    last = await queries.last_lesson_ends(session, groups, lessons[0].on_day)
    return lambda lesson, lack: due_at(
        rules.regulation,
        Entry(lack.value),
        lesson.on_day,
        rules.zone,
        last_lesson_ends=last.get(lesson.course.group_id),
    )


async def days_beside(
    session: AsyncSession, *, staff: StaffMember, day: date
) -> tuple[date | None, date | None]:
    """The nearest days with lessons of one's own before and after: where to go from an empty one."""
    return await queries.lesson_days_beside(session, staff.id, day)


def lacking(lesson: Lesson, *, has_homework: bool, now: datetime) -> tuple[Lack, ...]:
    """What the record of a lesson that has begun still lacks."""
    if lesson.status is LessonStatus.CANCELLED or lesson.starts_at > now:
        return ()
    lacks = {
        Lack.TOPIC: not lesson.topic,
        Lack.HOMEWORK: not has_homework,
        Lack.ATTENDANCE: lesson.attendance_taken_at is None,
    }
    return tuple(lack for lack, is_missing in lacks.items() if is_missing)
