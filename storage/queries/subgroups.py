"""The subgroups of a class, what is taught in them, and a student's stays there."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Course, Group, GroupKind, GroupMembership, Lesson, Mark, Subject, Work


async def subgroups_of(session: AsyncSession, class_id: int) -> Sequence[Group]:
    """By name."""
    query = select(Group).where(Group.parent_id == class_id, Group.kind == GroupKind.SUBGROUP)
    return (await session.scalars(query.order_by(Group.name))).all()


async def subjects_in(session: AsyncSession, group_ids: Collection[int]) -> dict[int, list[Subject]]:
    """What is taught in groups, by group."""
    query = (
        select(Course.group_id, Subject)
        .join(Subject, Subject.id == Course.subject_id)
        .where(Course.group_id.in_(group_ids))
        .order_by(Subject.name, Course.id)
    )
    found: dict[int, list[Subject]] = {}
    for group_id, subject in await session.execute(query):
        taught = found.setdefault(group_id, [])
        if subject not in taught:
            taught.append(subject)
    return found


async def stays_in(
    session: AsyncSession, student_id: int, group_ids: Collection[int], day: date
) -> Sequence[GroupMembership]:
    """The student's stays in these groups that are not over by a day, the first one first."""
    query = select(GroupMembership).where(
        GroupMembership.student_id == student_id,
        GroupMembership.group_id.in_(group_ids),
        or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
    )
    query = query.order_by(GroupMembership.joined_on, GroupMembership.id)
    return (await session.scalars(query)).all()


async def last_marked_day(session: AsyncSession, student_id: int, group_id: int, since: date) -> date | None:
    """The last day since ``since`` of which the student has a mark in a group."""
    query = (
        select(func.max(Lesson.on_day))
        .join(Course, Course.id == Lesson.course_id)
        .join(Work, Work.lesson_id == Lesson.id)
        .join(Mark, Mark.work_id == Work.id)
        .where(
            Course.group_id == group_id,
            Mark.student_id == student_id,
            Mark.value.is_not(None),
            Lesson.on_day >= since,
        )
    )
    return await session.scalar(query)
