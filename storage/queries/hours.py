"""Lessons of a period counted by course and by who gave them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, Row, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from storage.models import Course, Lesson, LessonStatus, StaffMember


async def lessons_held(
    session: AsyncSession, school_id: int, first: date, last: date, now: datetime, staff_id: int | None
) -> Sequence[Row[int, int | None, int, int, int, int]]:
    """``(course, substitute, with a topic, without one, cancelled, still to come)`` of the days (inclusive).

    A lesson counts on the day on which it is held, wherever the timetable had it. With ``staff_id`` only
    the courses of that person and what the person gives in place of others.
    """
    over, takes_place = Lesson.ends_at <= now, Lesson.status != LessonStatus.CANCELLED
    query = (
        select(
            Lesson.course_id,
            Lesson.substitute_id,
            _count(over & takes_place & (Lesson.topic != "")),
            _count(over & takes_place & (Lesson.topic == "")),
            _count(~takes_place),
            _count(~over & takes_place),
        )
        .where(Lesson.school_id == school_id, Lesson.on_day.between(first, last))
        .group_by(Lesson.course_id, Lesson.substitute_id)
    )
    if staff_id is not None:
        query = query.join(Course, Course.id == Lesson.course_id).where(
            or_(Course.teacher_id == staff_id, Lesson.substitute_id == staff_id)
        )
    held: Sequence[Row[int, int | None, int, int, int, int]] = (await session.execute(query)).all()
    return held


async def lessons_planned(
    session: AsyncSession, school_id: int, first: date, last: date, staff_id: int | None
) -> dict[int, int]:
    """Course → lessons that the timetable has on the days (inclusive), moved and cancelled ones too."""
    query = (
        select(Lesson.course_id, func.count())
        .where(
            Lesson.school_id == school_id,
            func.coalesce(Lesson.moved_from_day, Lesson.on_day).between(first, last),
        )
        .group_by(Lesson.course_id)
    )
    if staff_id is not None:
        query = query.join(Course, Course.id == Lesson.course_id).where(Course.teacher_id == staff_id)
    return {row[0]: row[1] for row in await session.execute(query)}


async def courses_named(session: AsyncSession, school_id: int, ids: Collection[int]) -> Sequence[Course]:
    """Courses with subject, group and teacher."""
    query = (
        select(Course)
        .where(Course.school_id == school_id, Course.id.in_(ids))
        .options(
            joinedload(Course.subject, innerjoin=True),
            joinedload(Course.group, innerjoin=True),
            joinedload(Course.teacher, innerjoin=True),
        )
    )
    return (await session.scalars(query)).all()


async def staff_named(session: AsyncSession, school_id: int, ids: Collection[int]) -> Sequence[StaffMember]:
    query = select(StaffMember).where(StaffMember.school_id == school_id, StaffMember.id.in_(ids))
    return (await session.scalars(query)).all()


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0), type_=Integer)
