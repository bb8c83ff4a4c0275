"""Registers of course papers: of a course, of a school's year, of a student."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Row, bindparam, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from storage.models import (
    Course,
    CoursePaper,
    Group,
    GroupMembership,
    PaperKind,
    PaperRegister,
    StaffMember,
    Student,
    Subject,
)

_OF_STUDENT = (
    select(PaperRegister.kind, CoursePaper.topic, CoursePaper.defended_on, CoursePaper.value)
    .join(CoursePaper, CoursePaper.register_id == PaperRegister.id)
    .join(Course, Course.id == PaperRegister.course_id)
    .join(Group, Group.id == Course.group_id)
    .where(
        CoursePaper.student_id == bindparam("student_id"),
        CoursePaper.topic != "",
        Course.subject_id == bindparam("subject_id"),
        Group.school_year_id == bindparam("school_year_id"),
    )
    .order_by(CoursePaper.id)
)
"""Made once: families ask for it all day."""


async def papers_of_student(
    session: AsyncSession, student_id: int, subject_id: int, school_year_id: int
) -> Sequence[Row[PaperKind, str, date | None, str | None]]:
    """``(kind, topic, day of the defence, mark)`` of a student's papers in a subject in a year."""
    of = {"student_id": student_id, "subject_id": subject_id, "school_year_id": school_year_id}
    found: Sequence[Row[PaperKind, str, date | None, str | None]] = (
        await session.execute(_OF_STUDENT, of)
    ).all()
    return found


async def register_of_course(session: AsyncSession, course_id: int) -> PaperRegister | None:
    """With its term."""
    query = select(PaperRegister).where(PaperRegister.course_id == course_id)
    return (await session.scalars(query.options(joinedload(PaperRegister.term)))).one_or_none()


async def keeps_registers(session: AsyncSession, school_id: int) -> bool:
    """Whether any course of the school ever had course papers."""
    query = select(exists().where(PaperRegister.school_id == school_id))
    return bool(await session.scalar(query))


async def papers_in(session: AsyncSession, register_ids: Collection[int]) -> Sequence[CoursePaper]:
    """With their supervisors."""
    query = select(CoursePaper).where(CoursePaper.register_id.in_(register_ids))
    return (await session.scalars(query.options(joinedload(CoursePaper.supervisor)))).all()


async def staff_at_school(session: AsyncSession, school_id: int, day: date) -> Sequence[StaffMember]:
    """Who works there on a day."""
    query = select(StaffMember).where(
        StaffMember.school_id == school_id, or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day)
    )
    return (await session.scalars(query)).all()


async def registers_of_year(session: AsyncSession, school_year_id: int) -> Sequence[PaperRegister]:
    """With course, its group, subject and teacher, and term; by group and subject."""
    course = contains_eager(PaperRegister.course)
    query = (
        select(PaperRegister)
        .join(PaperRegister.course)
        .join(Course.group)
        .join(Course.subject)
        .where(Group.school_year_id == school_year_id)
        .options(
            joinedload(PaperRegister.term, innerjoin=True),
            course.contains_eager(Course.group),
            course.contains_eager(Course.subject),
            course.joinedload(Course.teacher, innerjoin=True),
        )
        .order_by(Group.grade.nulls_last(), Group.name, Subject.name, PaperRegister.id)
    )
    return (await session.scalars(query)).all()


async def members_of(
    session: AsyncSession, group_ids: Collection[int]
) -> Sequence[Row[int, Student, date, date | None]]:
    """``(group, student, joined on, left on)`` for every membership in these groups."""
    query = (
        select(GroupMembership.group_id, Student, GroupMembership.joined_on, GroupMembership.left_on)
        .join(Student, Student.id == GroupMembership.student_id)
        .where(GroupMembership.group_id.in_(group_ids))
    )
    return (await session.execute(query)).all()
