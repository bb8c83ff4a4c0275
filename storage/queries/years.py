"""A school's years: opened with terms, their classes promoted, what is missing before one is closed."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Row, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from storage.models import (
    Course,
    Group,
    GroupKind,
    GroupLeader,
    GroupMembership,
    LateChange,
    LateChangeStatus,
    Lesson,
    LessonStatus,
    SchoolYear,
    StaffMember,
    Student,
    Term,
    TermKind,
    TermMark,
)

CLASS_KINDS = (GroupKind.CLASS, GroupKind.COLLEGE_GROUP)


async def year_of_school(session: AsyncSession, school_id: int, year_id: int) -> SchoolYear | None:
    query = select(SchoolYear).where(SchoolYear.id == year_id, SchoolYear.school_id == school_id)
    return (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()


async def year_before(session: AsyncSession, year: SchoolYear) -> SchoolYear | None:
    query = (
        select(SchoolYear)
        .where(SchoolYear.school_id == year.school_id, SchoolYear.starts_on < year.starts_on)
        .order_by(SchoolYear.starts_on.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def groups_of_year(session: AsyncSession, year_id: int) -> Sequence[Group]:
    """Classes, college groups and subgroups, youngest first; no clubs: they belong to no class."""
    query = (
        select(Group)
        .where(Group.school_year_id == year_id, Group.kind != GroupKind.CLUB)
        .order_by(Group.grade.nulls_last(), Group.name)
    )
    return (await session.scalars(query)).all()


async def all_groups_of_year(session: AsyncSession, year_id: int) -> Sequence[Group]:
    """Clubs too; youngest first."""
    query = select(Group).where(Group.school_year_id == year_id)
    return (await session.scalars(query.order_by(Group.grade.nulls_last(), Group.name))).all()


async def members_at_end(
    session: AsyncSession, group_ids: Collection[int], day: date
) -> Sequence[Row[int, Student]]:
    """``(group id, student)`` of those in these groups on a day who have not left the school."""
    query = (
        select(GroupMembership.group_id, Student)
        .join(Student, Student.id == GroupMembership.student_id)
        .where(
            GroupMembership.group_id.in_(group_ids),
            GroupMembership.joined_on <= day,
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
            Student.left_on.is_(None),
        )
    )
    return (await session.execute(query)).all()


async def placed_in_year(session: AsyncSession, year_id: int) -> set[int]:
    """The students who have a class of that year."""
    query = (
        select(GroupMembership.student_id)
        .join(Group, Group.id == GroupMembership.group_id)
        .where(Group.school_year_id == year_id, Group.kind.in_(CLASS_KINDS))
    )
    return set(await session.scalars(query))


async def students_ever_in(session: AsyncSession, group_ids: Collection[int]) -> set[int]:
    query = select(GroupMembership.student_id).where(GroupMembership.group_id.in_(group_ids))
    return set(await session.scalars(query))


async def stays_of(session: AsyncSession, student_id: int, day: date) -> Sequence[GroupMembership]:
    """The student's memberships that have begun by a day and last beyond it."""
    query = select(GroupMembership).where(
        GroupMembership.student_id == student_id,
        GroupMembership.joined_on <= day,
        or_(GroupMembership.left_on.is_(None), GroupMembership.left_on > day),
    )
    return (await session.scalars(query)).all()


async def leaders_at_end(
    session: AsyncSession, group_ids: Collection[int], day: date
) -> Sequence[GroupLeader]:
    """Who leads these groups on a day and beyond it; nobody who has left the school."""
    query = (
        select(GroupLeader)
        .join(StaffMember, StaffMember.id == GroupLeader.staff_id)
        .where(
            GroupLeader.group_id.in_(group_ids),
            GroupLeader.starts_on <= day,
            or_(GroupLeader.ends_on.is_(None), GroupLeader.ends_on > day),
            StaffMember.left_on.is_(None),
        )
        .order_by(GroupLeader.id)
    )
    return (await session.scalars(query)).all()


async def leader_kinds(session: AsyncSession, group_ids: Collection[int]) -> set[tuple[int, str]]:
    query = select(GroupLeader.group_id, GroupLeader.kind).where(GroupLeader.group_id.in_(group_ids))
    return {(row[0], row[1]) for row in await session.execute(query)}


async def courses_of_groups(session: AsyncSession, group_ids: Collection[int]) -> Sequence[Course]:
    query = select(Course).where(Course.group_id.in_(group_ids)).options(joinedload(Course.teacher))
    return (await session.scalars(query.order_by(Course.id))).all()


async def without_year_mark(session: AsyncSession, year: SchoolYear) -> Sequence[Row[Course, int, int]]:
    """``(course, term id, how many)``: students at the year's end without a mark of the year in a course.

    Nothing in a school whose year has no term of the whole year, and of a course that is attested by none.
    """
    query = (
        select(Course, Term.id, func.count(func.distinct(GroupMembership.student_id)))
        .join(Group, Group.id == Course.group_id)
        .join(Term, and_(Term.school_year_id == Group.school_year_id, Term.kind == TermKind.YEAR))
        .join(GroupMembership, GroupMembership.group_id == Group.id)
        .join(Student, Student.id == GroupMembership.student_id)
        .where(
            Group.school_year_id == year.id,
            Group.kind != GroupKind.CLUB,
            Course.has_term_marks.is_(True),
            GroupMembership.joined_on <= year.ends_on,
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= year.ends_on),
            or_(Student.left_on.is_(None), Student.left_on >= year.ends_on),
            ~exists().where(
                TermMark.course_id == Course.id,
                TermMark.term_id == Term.id,
                TermMark.student_id == GroupMembership.student_id,
                TermMark.value.is_not(None),
            ),
        )
        .group_by(Course.id, Term.id)
        .options(joinedload(Course.subject), joinedload(Course.group), joinedload(Course.teacher))
        .order_by(Course.id)
    )
    return (await session.execute(query)).all()


async def unfinished_lessons(
    session: AsyncSession, year: SchoolYear, now: datetime
) -> Sequence[Row[StaffMember, int, int, date]]:
    """``(who gives them, lessons without topic, without attendance, the first such day)``: of the
    lessons of the year that are over and took place."""
    giver = func.coalesce(Lesson.substitute_id, Course.teacher_id)
    no_topic = Lesson.topic == ""
    not_taken = Lesson.attendance_taken_at.is_(None)
    counted = (
        select(
            giver.label("staff_id"),
            func.sum(case((no_topic, 1), else_=0)).label("topics"),
            func.sum(case((not_taken, 1), else_=0)).label("attendance"),
            func.min(Lesson.on_day).label("day"),
        )
        .join(Course, Course.id == Lesson.course_id)
        .join(Group, Group.id == Course.group_id)
        .where(
            Group.school_year_id == year.id,
            Lesson.ends_at <= now,
            Lesson.status != LessonStatus.CANCELLED,
            or_(no_topic, not_taken),
        )
        .group_by(giver)
        .subquery()
    )
    query = select(StaffMember, counted.c.topics, counted.c.attendance, counted.c.day).join(
        counted, counted.c.staff_id == StaffMember.id
    )
    return (await session.execute(query)).all()


async def open_late_changes(session: AsyncSession, year: SchoolYear) -> Sequence[LateChange]:
    """Applications of the year that wait for a decision or for the entry."""
    course = func.coalesce(Lesson.course_id, LateChange.course_id)
    query = (
        select(LateChange)
        .outerjoin(Lesson, Lesson.id == LateChange.lesson_id)
        .join(Course, Course.id == course)
        .join(Group, Group.id == Course.group_id)
        .where(
            Group.school_year_id == year.id,
            LateChange.status.in_((LateChangeStatus.FILED, LateChangeStatus.APPROVED)),
        )
        .options(joinedload(LateChange.applicant))
        .order_by(LateChange.id)
    )
    return (await session.scalars(query)).all()
