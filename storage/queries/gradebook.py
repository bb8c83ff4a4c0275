"""What a lesson's page shows."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from storage.models import (
    Attendance,
    Excuse,
    GroupMembership,
    Homework,
    Lesson,
    LessonStatus,
    Mark,
    School,
    SchoolYear,
    Student,
    Work,
    WorkKind,
)


async def school_of(session: AsyncSession, school_id: int) -> School:
    return await session.get_one(School, school_id)


async def members_on(session: AsyncSession, group_id: int, day: date) -> Sequence[Student]:
    """The students who are in the group on a day, each once."""
    query = (
        select(Student)
        .join(GroupMembership, GroupMembership.student_id == Student.id)
        .where(
            GroupMembership.group_id == group_id,
            GroupMembership.joined_on <= day,
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
        )
        .distinct()
    )
    return (await session.scalars(query)).all()


async def works_of(session: AsyncSession, lesson_id: int) -> Sequence[Work]:
    """The works of a lesson with their kinds, in their order."""
    query = (
        select(Work)
        .where(Work.lesson_id == lesson_id)
        .options(joinedload(Work.kind, innerjoin=True))
        .order_by(Work.position, Work.id)
    )
    return (await session.scalars(query)).all()


async def marks_of(session: AsyncSession, lesson_id: int) -> Sequence[Mark]:
    """The marks of a lesson's works, removed ones too."""
    query = select(Mark).join(Work, Work.id == Mark.work_id).where(Work.lesson_id == lesson_id)
    return (await session.scalars(query)).all()


async def attendance_of(session: AsyncSession, lesson_id: int) -> Sequence[Attendance]:
    """The entries of a lesson, those taken back too."""
    query = select(Attendance).where(Attendance.lesson_id == lesson_id)
    return (await session.scalars(query)).all()


async def homework_of(session: AsyncSession, lesson_id: int) -> Homework | None:
    return (await session.scalars(select(Homework).where(Homework.lesson_id == lesson_id))).one_or_none()


async def excused_on(session: AsyncSession, student_ids: Collection[int], day: date) -> set[int]:
    """Those of the students who have an excuse for the day."""
    query = select(Excuse.student_id).where(
        Excuse.student_id.in_(student_ids),
        Excuse.starts_on <= day,
        Excuse.ends_on >= day,
        Excuse.revoked_at.is_(None),
    )
    return set(await session.scalars(query))


async def kinds_of(session: AsyncSession, school_id: int) -> Sequence[WorkKind]:
    query = select(WorkKind).where(WorkKind.school_id == school_id).order_by(WorkKind.position, WorkKind.id)
    return (await session.scalars(query)).all()


async def next_lesson_day(session: AsyncSession, lesson: Lesson) -> date | None:
    """The day of the course's next lesson that takes place, later than this lesson's day."""
    query = (
        select(Lesson.on_day)
        .where(
            Lesson.course_id == lesson.course_id,
            Lesson.on_day > lesson.on_day,
            Lesson.status != LessonStatus.CANCELLED,
        )
        .order_by(Lesson.on_day)
        .limit(1)
    )
    return await session.scalar(query)


async def year_of_group(session: AsyncSession, school_year_id: int) -> SchoolYear:
    return await session.get_one(SchoolYear, school_year_id)
