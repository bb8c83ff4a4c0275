"""Who is where when: lessons that take place, those who may give them, the groups they are given to."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Row, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from storage.models import (
    AuditEntry,
    Course,
    Group,
    GroupMembership,
    Lesson,
    LessonStatus,
    Role,
    Room,
    School,
    StaffMember,
    StaffRole,
    TimetableEntry,
)

_AT_ITS_HOUR = (
    Lesson.id,
    Lesson.on_day,
    Lesson.number,
    Lesson.starts_at,
    Lesson.ends_at,
    Lesson.moved_from_day,
    Lesson.moved_from_number,
    Lesson.room_id,
    Lesson.substitute_id,
    Course.teacher_id,
    Course.group_id,
    Group.name.label("group_name"),
    Group.parent_id,
)
"""What is asked of a lesson to tell whether it clashes."""


async def lock_timetable(session: AsyncSession, school_id: int) -> None:
    """Hold off whoever else changes lessons of the school, until the transaction ends.

    Two changes that are each without a clash may clash with one another. Whoever saves a record is
    not held off: that takes no more of the school than its key.
    """
    await session.execute(select(School.id).where(School.id == school_id).with_for_update(key_share=True))


async def lessons_taking_place(
    session: AsyncSession, school_id: int, first: date, last: date, restored: Collection[int] = ()
) -> Sequence[Row[*tuple[object, ...]]]:
    """One row, no objects, for every lesson of these days that is not cancelled: a school has hundreds.

    ``restored`` are lessons that are cancelled still and shall not be.
    """
    query = (
        select(*_AT_ITS_HOUR)
        .join(Course, Course.id == Lesson.course_id)
        .join(Group, Group.id == Course.group_id)
        .where(
            Lesson.school_id == school_id,
            Lesson.on_day.between(first, last),
            or_(Lesson.status == LessonStatus.PLANNED, Lesson.id.in_(restored)),
        )
        .order_by(Lesson.starts_at, Lesson.id)
    )
    return (await session.execute(query)).all()


async def lessons_given_by(
    session: AsyncSession, school_id: int, staff_id: int, first: date, last: date, *, for_update: bool = False
) -> Sequence[Lesson]:
    """Lessons of the person's courses, whoever gives them, and those given in place of somebody else.

    ``for_update`` locks them until the transaction ends.
    """
    query = (
        select(Lesson)
        .join(Lesson.course)
        .where(
            Lesson.school_id == school_id,
            Lesson.on_day.between(first, last),
            or_(Course.teacher_id == staff_id, Lesson.substitute_id == staff_id),
        )
        .options(
            contains_eager(Lesson.course).joinedload(Course.subject, innerjoin=True),
            contains_eager(Lesson.course).joinedload(Course.group, innerjoin=True),
            contains_eager(Lesson.course).joinedload(Course.teacher, innerjoin=True),
            joinedload(Lesson.room),
            joinedload(Lesson.substitute),
        )
        .order_by(Lesson.starts_at, Lesson.number, Lesson.id)
    )
    if for_update:
        query = query.with_for_update(of=Lesson)
    return (await session.scalars(query)).all()


async def teachers_of_school(session: AsyncSession, school_id: int) -> Sequence[StaffMember]:
    """Everybody who may give a lesson: teachers by role or by the teaching load, those who left too."""
    teaches = exists().where(Course.teacher_id == StaffMember.id)
    query = select(StaffMember).where(
        StaffMember.school_id == school_id,
        or_(teaches, StaffMember.roles.any(StaffRole.role == Role.TEACHER)),
    )
    return (await session.scalars(query)).all()


async def subjects_taught(session: AsyncSession, school_id: int) -> set[tuple[int, int]]:
    """``(teacher, subject)`` of every course."""
    query = select(Course.teacher_id, Course.subject_id).where(Course.school_id == school_id).distinct()
    return {(row[0], row[1]) for row in await session.execute(query)}


async def members_of_groups(
    session: AsyncSession, group_ids: Collection[int], day: date
) -> dict[int, set[int]]:
    """The students who are in each of the groups on a day."""
    query = select(GroupMembership.group_id, GroupMembership.student_id).where(
        GroupMembership.group_id.in_(group_ids),
        GroupMembership.joined_on <= day,
        or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
    )
    members: dict[int, set[int]] = {}
    for group_id, student_id in await session.execute(query):
        members.setdefault(group_id, set()).add(student_id)
    return members


async def lesson_of_course_at(session: AsyncSession, course_id: int, day: date, number: int) -> Lesson | None:
    query = select(Lesson).where(Lesson.course_id == course_id, Lesson.on_day == day, Lesson.number == number)
    return (await session.scalars(query)).one_or_none()


async def timetable_rooms(
    session: AsyncSession, course_id: int, day: date, number: int
) -> Sequence[int | None]:
    """The room of each timetable entry that has this lesson on this day; empty where there is none."""
    query = select(TimetableEntry.room_id).where(
        TimetableEntry.course_id == course_id,
        TimetableEntry.weekday == day.isoweekday(),
        TimetableEntry.number == number,
        TimetableEntry.starts_on <= day,
        TimetableEntry.ends_on >= day,
    )
    return (await session.scalars(query)).all()


async def rooms_of(session: AsyncSession, school_id: int) -> Sequence[Room]:
    query = select(Room).where(Room.school_id == school_id).order_by(Room.name)
    return (await session.scalars(query)).all()


async def cancelled_by(session: AsyncSession, school_id: int, lesson_id: int) -> int | None:
    """Who cancelled a lesson last; nobody when nobody did."""
    query = (
        select(AuditEntry.staff_id)
        .where(
            AuditEntry.school_id == school_id,
            AuditEntry.subject_kind == "lesson",
            AuditEntry.subject_id == lesson_id,
            AuditEntry.action == "cancel_lesson",
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def lessons_by_id(session: AsyncSession, lesson_ids: Collection[int]) -> dict[int, Lesson]:
    """Lessons with course, subject, group and teacher, for what is told of them."""
    course = joinedload(Lesson.course)
    query = (
        select(Lesson)
        .where(Lesson.id.in_(lesson_ids))
        .options(course.joinedload(Course.subject), course.joinedload(Course.group))
    )
    return {lesson.id: lesson for lesson in await session.scalars(query)}
