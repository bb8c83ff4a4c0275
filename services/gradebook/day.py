"""A teacher's day: the lessons to give, and what each record still lacks."""

import enum
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.permissions import records
from storage.models import Lesson, LessonStatus, StaffMember
from storage.queries import class_gradebook as queries


class Lack(enum.StrEnum):
    """What a lesson's record has to have (R50)."""

    TOPIC = "topic"
    HOMEWORK = "homework"
    ATTENDANCE = "attendance"


@dataclass(frozen=True, slots=True)
class DayLesson:
    lesson: Lesson
    """With course, subject, group, teacher, room and substitute."""
    is_mine: bool
    """Whether this person gives the lesson; not when somebody stands in."""
    marks: int
    lacks: tuple[Lack, ...]
    """Empty before the lesson has begun: nothing is late yet."""


async def lessons_on(
    session: AsyncSession, *, staff: StaffMember, day: date, now: datetime
) -> tuple[DayLesson, ...]:
    """The lessons of one's own courses and substitutions on a day, in order."""
    lessons = await queries.lessons_of_staff(session, staff.id, day)
    ids = [lesson.id for lesson in lessons]
    with_homework = await queries.lessons_with_homework(session, ids)
    marks = await queries.count_marks(session, ids)
    return tuple(
        DayLesson(
            lesson=lesson,
            is_mine=records(staff, lesson),
            marks=marks.get(lesson.id, 0),
            lacks=lacking(lesson, has_homework=lesson.id in with_homework, now=now),
        )
        for lesson in lessons
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
