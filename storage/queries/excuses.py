"""Absences that nobody has excused, and the excuses of a class."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Attendance,
    Course,
    Excuse,
    ExcuseReason,
    GroupMembership,
    Lesson,
    LessonStatus,
    Mark,
    Presence,
    Student,
    Subject,
    Work,
)


async def unexcused_absences(
    session: AsyncSession, student_ids: Collection[int], first: date, last: date
) -> Sequence[Row[int, date, Subject]]:
    """``(student id, day, subject)`` for each lesson missed without an excuse, by day and lesson."""
    excused = exists().where(
        Excuse.student_id == Attendance.student_id,
        Excuse.starts_on <= Lesson.on_day,
        Excuse.ends_on >= Lesson.on_day,
        Excuse.revoked_at.is_(None),
    )
    query = (
        select(Attendance.student_id, Lesson.on_day, Subject)
        .join(Lesson, Lesson.id == Attendance.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(Subject, Subject.id == Course.subject_id)
        .where(
            Attendance.student_id.in_(student_ids),
            Attendance.presence == Presence.ABSENT,
            Lesson.on_day.between(first, last),
            Lesson.status != LessonStatus.CANCELLED,
            ~excused,
        )
        .order_by(Lesson.on_day, Lesson.number, Attendance.student_id)
    )
    return (await session.execute(query)).all()


_EXCUSED = exists().where(
    Excuse.student_id == Student.id,
    Excuse.starts_on <= Lesson.on_day,
    Excuse.ends_on >= Lesson.on_day,
    Excuse.revoked_at.is_(None),
)
_MARKED = exists().where(
    Work.lesson_id == Lesson.id,
    Mark.work_id == Work.id,
    Mark.student_id == Student.id,
    Mark.value.is_not(None),
)
_ENTERED = exists().where(
    Attendance.lesson_id == Lesson.id,
    Attendance.student_id == Student.id,
    Attendance.presence.is_not(None),
)
_IN_GROUP = and_(
    GroupMembership.group_id == Course.group_id,
    GroupMembership.joined_on <= Lesson.on_day,
    or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= Lesson.on_day),
)


async def excused_at(session: AsyncSession, lesson_ids: Collection[int]) -> dict[int, list[Student]]:
    """By lesson, who has an excuse for its day and of whom the record says nothing yet, in the class's order.

    Who has a mark or an entry of attendance there is left out: somebody saw them, or wrote down what was.
    """
    query = (
        select(Lesson.id, Student)
        .join(Course, Course.id == Lesson.course_id)
        .join(GroupMembership, _IN_GROUP)
        .join(Student, Student.id == GroupMembership.student_id)
        .where(Lesson.id.in_(lesson_ids), _EXCUSED, ~_MARKED, ~_ENTERED)
        .order_by(Student.last_name, Student.first_name, Student.id)
        .distinct()
    )
    found: dict[int, list[Student]] = {}
    for lesson_id, student in await session.execute(query):
        found.setdefault(lesson_id, []).append(student)
    return found


async def excuses_of(session: AsyncSession, student_ids: Collection[int], first: date) -> Sequence[Excuse]:
    """Excuses in force of these students that reach that day or later, the latest days first."""
    query = (
        select(Excuse)
        .where(Excuse.student_id.in_(student_ids), Excuse.ends_on >= first, Excuse.revoked_at.is_(None))
        .order_by(Excuse.starts_on.desc(), Excuse.id.desc())
    )
    return (await session.scalars(query)).all()


async def same_excuse(
    session: AsyncSession, student_id: int, starts_on: date, ends_on: date, reason: ExcuseReason
) -> Excuse | None:
    """The excuse in force for exactly these days and this reason."""
    query = select(Excuse).where(
        Excuse.student_id == student_id,
        Excuse.starts_on == starts_on,
        Excuse.ends_on == ends_on,
        Excuse.reason == reason,
        Excuse.revoked_at.is_(None),
    )
    return (await session.scalars(query)).first()


async def excuse_of_school(session: AsyncSession, school_id: int, excuse_id: int) -> Excuse | None:
    query = select(Excuse).where(Excuse.id == excuse_id, Excuse.school_id == school_id)
    return (await session.scalars(query)).one_or_none()
