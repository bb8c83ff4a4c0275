"""A teacher's day: the lessons to give, and what each record still lacks."""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.permissions import records
from services.regulation import Entry, due_at, in_force
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


async def lessons_on(
    session: AsyncSession, *, staff: StaffMember, day: date, now: datetime
) -> tuple[DayLesson, ...]:
    """The lessons of one's own courses and substitutions on a day, in order."""
    lessons = await queries.lessons_of_staff(session, staff.id, day)
    ids = [lesson.id for lesson in lessons]
    with_homework = await queries.lessons_with_homework(session, ids)
    marks = await queries.count_marks(session, ids)
    due = await _deadlines(session, staff, lessons)
    return tuple(
        DayLesson(
            lesson=lesson,
            is_mine=records(staff, lesson),
            marks=marks.get(lesson.id, 0),
            lacks=tuple(
                Wanting(lack, due(lesson, lack))
                for lack in lacking(lesson, has_homework=lesson.id in with_homework, now=now)
            ),
        )
        for lesson in lessons
    )


async def _deadlines(
    session: AsyncSession, staff: StaffMember, lessons: Sequence[Lesson]
) -> Callable[[Lesson, Lack], datetime | None]:
    """When what a lesson lacks is due, under the regulation of that day."""
    if not lessons:
        return lambda lesson, lack: None
    school = await lesson_queries.school_of(session, staff.school_id)
    rules = await in_force(session, school, lessons[-1].ends_at)
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
