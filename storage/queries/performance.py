"""What a verdict on performance stands on: rules, and marks counted by value and weight."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Course,
    Group,
    GroupKind,
    GroupMembership,
    Lesson,
    Mark,
    PerformanceRule,
    School,
    Student,
    Subject,
    Work,
    WorkKind,
)


async def active_rules(session: AsyncSession, school_id: int) -> Sequence[PerformanceRule]:
    query = (
        select(PerformanceRule)
        .where(PerformanceRule.school_id == school_id, PerformanceRule.is_active)
        .order_by(PerformanceRule.id)
    )
    return (await session.scalars(query)).all()


async def school_of_group(session: AsyncSession, group_id: int) -> School | None:
    query = select(School).join(Group, Group.school_id == School.id).where(Group.id == group_id)
    return (await session.scalars(query)).one_or_none()


async def students_in(session: AsyncSession, group_id: int, day: date) -> Sequence[Student]:
    """Members of the group on a day, as in the class list."""
    member = GroupMembership.student_id
    query = _enrolled(day).where(
        Student.id.in_(
            select(member).where(
                GroupMembership.group_id == group_id,
                GroupMembership.joined_on <= day,
                or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
            )
        )
    )
    return (await session.scalars(query)).all()


async def students_of(
    session: AsyncSession, school_id: int, day: date, ids: Collection[int] | None = None
) -> Sequence[Student]:
    """Students of the school on a day; of those ``ids`` where they are given."""
    query = _enrolled(day).where(Student.school_id == school_id)
    if ids is not None:
        query = query.where(Student.id.in_(ids))
    return (await session.scalars(query)).all()


async def marks_counted(
    session: AsyncSession,
    school_id: int,
    *,
    first_day: date,
    last_day: date,
    student_ids: Collection[int] | None = None,
) -> Sequence[Row[int, int, str | None, Decimal, int, int]]:
    """``(student, subject, value, weight, how many, course)`` of marks for lessons of these days.

    The course is the latest one where several teach the subject. Clubs give no marks that count.
    """
    query = _counted().where(
        Lesson.school_id == school_id,
        Lesson.on_day >= first_day,
        Lesson.on_day <= last_day,
        Mark.value.is_not(None),
        Group.kind != GroupKind.CLUB,
    )
    if student_ids is not None:
        query = query.where(Mark.student_id.in_(student_ids))
    return (await session.execute(query)).all()


async def subjects_of(session: AsyncSession, school_id: int) -> dict[int, Subject]:
    query = select(Subject).where(Subject.school_id == school_id)
    return {subject.id: subject for subject in await session.scalars(query)}


def _counted() -> Select[int, int, str | None, Decimal, int, int]:
    weight = func.coalesce(Work.own_weight, WorkKind.weight)
    return (
        select(
            Mark.student_id, Course.subject_id, Mark.value, weight, func.count(Mark.id), func.max(Course.id)
        )
        .join(Work, Work.id == Mark.work_id)
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Lesson, Lesson.id == Work.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(Group, Group.id == Course.group_id)
        .group_by(Mark.student_id, Course.subject_id, Mark.value, weight)
        .order_by(Mark.student_id, Course.subject_id, Mark.value)
    )


def _enrolled(day: date) -> Select[Student]:
    return (
        select(Student)
        .where(or_(Student.left_on.is_(None), Student.left_on >= day))
        .order_by(Student.last_name, Student.first_name, Student.id)
    )
