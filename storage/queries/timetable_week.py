"""The lessons of some days of a class, a teacher, a room; those moved away from these days too."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from storage.models import Course, Group, GroupKind, Lesson


async def groups_of_year(session: AsyncSession, school_year_id: int) -> Sequence[Group]:
    """Classes and clubs, youngest first; a subgroup's lessons stand in the timetable of its class."""
    query = (
        select(Group)
        .where(Group.school_year_id == school_year_id, Group.kind != GroupKind.SUBGROUP)
        .order_by(Group.grade.nulls_last(), Group.name)
    )
    return (await session.scalars(query)).all()


async def group_of_school(session: AsyncSession, school_id: int, group_id: int) -> Group | None:
    query = select(Group).where(Group.school_id == school_id, Group.id == group_id)
    return (await session.scalars(query)).one_or_none()


async def lessons_of_group(
    session: AsyncSession, school_id: int, group_id: int, first: date, last: date
) -> Sequence[Lesson]:
    """With the lessons of its subgroups."""
    ours = or_(Group.id == group_id, Group.parent_id == group_id)
    return await _lessons(session, school_id, first, last, ours)


async def lessons_of_teacher(
    session: AsyncSession, school_id: int, staff_id: int, first: date, last: date
) -> Sequence[Lesson]:
    """Of one's own courses, whoever gives them, and those given in place of somebody else."""
    theirs = or_(Course.teacher_id == staff_id, Lesson.substitute_id == staff_id)
    return await _lessons(session, school_id, first, last, theirs)


async def lessons_in_room(
    session: AsyncSession, school_id: int, room_id: int, first: date, last: date
) -> Sequence[Lesson]:
    return await _lessons(session, school_id, first, last, Lesson.room_id == room_id)


async def is_lesson_after(session: AsyncSession, school_id: int, day: date) -> bool:
    """Whether the school has a lesson later than a day."""
    later = exists().where(Lesson.school_id == school_id, Lesson.on_day > day)
    return bool(await session.scalar(select(later)))


async def _lessons(
    session: AsyncSession, school_id: int, first: date, last: date, whose: ColumnElement[bool]
) -> Sequence[Lesson]:
    query = (
        select(Lesson)
        .join(Lesson.course)
        .join(Course.group)
        .where(
            Lesson.school_id == school_id,
            or_(Lesson.on_day.between(first, last), Lesson.moved_from_day.between(first, last)),
            whose,
        )
        .options(
            contains_eager(Lesson.course).contains_eager(Course.group),
            contains_eager(Lesson.course).joinedload(Course.subject, innerjoin=True),
            contains_eager(Lesson.course).joinedload(Course.teacher, innerjoin=True),
            joinedload(Lesson.room),
            joinedload(Lesson.substitute),
        )
        .order_by(Lesson.starts_at, Lesson.number, Lesson.id)
    )
    return (await session.scalars(query)).all()
