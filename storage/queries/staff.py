"""What staff teach and lead."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from storage.models import Course, Group, GroupLeader, Lesson, StaffMember
from storage.models.people import LeaderKind


def _lessons_with_course(school_id: int, lesson_id: int) -> Select[Lesson]:
    course = joinedload(Lesson.course)
    return (
        select(Lesson)
        .where(Lesson.school_id == school_id, Lesson.id == lesson_id)
        .options(
            course.joinedload(Course.subject, innerjoin=True),
            course.joinedload(Course.group, innerjoin=True),
            course.joinedload(Course.teacher, innerjoin=True),
            joinedload(Lesson.room),
            joinedload(Lesson.substitute),
        )
    )


async def lesson_of_school(session: AsyncSession, school_id: int, lesson_id: int) -> Lesson | None:
    return (await session.scalars(_lessons_with_course(school_id, lesson_id))).one_or_none()


async def lesson_for_update(session: AsyncSession, school_id: int, lesson_id: int) -> Lesson | None:
    """The lesson, locked until the transaction ends."""
    query = _lessons_with_course(school_id, lesson_id).with_for_update(of=Lesson)
    return (await session.scalars(query)).one_or_none()


async def course_of_school(session: AsyncSession, school_id: int, course_id: int) -> Course | None:
    query = (
        select(Course)
        .where(Course.school_id == school_id, Course.id == course_id)
        .options(joinedload(Course.subject), joinedload(Course.group), joinedload(Course.teacher))
    )
    return (await session.scalars(query)).one_or_none()


async def groups_led_by(
    session: AsyncSession, staff_id: int, day: date, kind: LeaderKind | None = None
) -> Sequence[Group]:
    """Groups whose class teacher or curator the person is on a day, youngest first."""
    query = (
        select(Group)
        .join(GroupLeader, GroupLeader.group_id == Group.id)
        .where(
            GroupLeader.staff_id == staff_id,
            GroupLeader.starts_on <= day,
            or_(GroupLeader.ends_on.is_(None), GroupLeader.ends_on >= day),
        )
        .order_by(Group.grade, Group.name)
        .distinct()
    )
    if kind is not None:
        query = query.where(GroupLeader.kind == kind)
    return (await session.scalars(query)).all()


async def staff_member(session: AsyncSession, staff_id: int) -> StaffMember | None:
    """A member of staff with roles, by id."""
    query = select(StaffMember).where(StaffMember.id == staff_id).options(joinedload(StaffMember.roles))
    return (await session.scalars(query)).unique().one_or_none()
