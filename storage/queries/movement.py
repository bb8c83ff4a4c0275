"""Orders about students, and the memberships they change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from storage.models import (
    Course,
    Group,
    GroupMembership,
    Guardianship,
    Lesson,
    Mark,
    Movement,
    MovementKind,
    SchoolYear,
    Student,
    Work,
)
from storage.queries.accounts import CLASS_KINDS


@dataclass(frozen=True, slots=True)
class Membership:
    """A student's stay in a group of the year."""

    row: GroupMembership
    group: Group


async def student_for_update(session: AsyncSession, school_id: int, student_id: int) -> Student | None:
    """A student of the school, locked until the transaction ends: two orders come one after the other."""
    query = select(Student).where(Student.school_id == school_id, Student.id == student_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query)).one_or_none()


async def student_of_school(session: AsyncSession, school_id: int, student_id: int) -> Student | None:
    query = select(Student).where(Student.school_id == school_id, Student.id == student_id)
    return (await session.scalars(query)).one_or_none()


async def students_of_school(session: AsyncSession, school_id: int) -> Sequence[Student]:
    """Everybody who was ever on record, by name."""
    query = select(Student).where(Student.school_id == school_id)
    return (await session.scalars(query.order_by(Student.last_name, Student.first_name, Student.id))).all()


async def is_student_number_taken(session: AsyncSession, school_id: int, number: str) -> bool:
    taken = exists().where(Student.school_id == school_id, Student.number == number)
    return bool(await session.scalar(select(taken)))


async def guardianship_ids(session: AsyncSession, student_id: int) -> Sequence[int]:
    return (await session.scalars(select(Guardianship.id).where(Guardianship.student_id == student_id))).all()


async def group_of_school(session: AsyncSession, school_id: int, group_id: int) -> Group | None:
    """A class or a college group of the school."""
    query = select(Group).where(
        Group.school_id == school_id, Group.id == group_id, Group.kind.in_(CLASS_KINDS)
    )
    return (await session.scalars(query)).one_or_none()


async def years_of_school(session: AsyncSession, school_id: int) -> Sequence[SchoolYear]:
    """The latest first."""
    query = select(SchoolYear).where(SchoolYear.school_id == school_id)
    return (await session.scalars(query.order_by(SchoolYear.starts_on.desc()))).all()


async def classes_of_year(session: AsyncSession, school_year_id: int) -> Sequence[Group]:
    query = select(Group).where(Group.school_year_id == school_year_id, Group.kind.in_(CLASS_KINDS))
    return (await session.scalars(query.order_by(Group.grade, Group.name))).all()


async def memberships_from(session: AsyncSession, student_id: int, day: date) -> list[Membership]:
    """The student's stays in groups of any kind that are not over by a day, the one begun last first."""
    query = (
        select(GroupMembership, Group)
        .join(Group, Group.id == GroupMembership.group_id)
        .where(
            GroupMembership.student_id == student_id,
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
        )
        .order_by(GroupMembership.joined_on.desc(), GroupMembership.id.desc())
    )
    return [Membership(*row) for row in await session.execute(query)]


async def stays_of(session: AsyncSession, student_id: int) -> list[Membership]:
    """Every stay of the student in a class, the first one first; without those given up before they began."""
    query = (
        select(GroupMembership, Group)
        .join(Group, Group.id == GroupMembership.group_id)
        .where(
            GroupMembership.student_id == student_id,
            Group.kind.in_(CLASS_KINDS),
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= GroupMembership.joined_on),
        )
        .order_by(GroupMembership.joined_on, GroupMembership.id)
    )
    return [Membership(*row) for row in await session.execute(query)]


async def memberships_by_id(session: AsyncSession, ids: Collection[int]) -> Sequence[GroupMembership]:
    query = select(GroupMembership).where(GroupMembership.id.in_(ids))
    return (await session.scalars(query)).all()


async def has_marks_in(session: AsyncSession, student_id: int, group_id: int, since: date) -> bool:
    """Whether the student was given a mark in a class or its subgroups for a lesson since a day."""
    query = (
        select(Mark.id)
        .join(Work, Work.id == Mark.work_id)
        .join(Lesson, Lesson.id == Work.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(Group, Group.id == Course.group_id)
        .where(
            Mark.student_id == student_id,
            Mark.value.is_not(None),
            Lesson.on_day >= since,
            or_(Group.id == group_id, Group.parent_id == group_id),
        )
        .limit(1)
    )
    return await session.scalar(query) is not None


async def latest_movement(session: AsyncSession, student_id: int) -> Movement | None:
    """The last order about a student that was not taken back."""
    query = select(Movement).where(Movement.student_id == student_id, Movement.taken_back_at.is_(None))
    return (await session.scalars(query.order_by(Movement.id.desc()).limit(1))).one_or_none()


async def movement_of_school(session: AsyncSession, school_id: int, movement_id: int) -> Movement | None:
    query = select(Movement).where(Movement.school_id == school_id, Movement.id == movement_id)
    return (await session.scalars(query)).one_or_none()


async def movements(
    session: AsyncSession,
    school_id: int,
    *,
    days: tuple[date, date] | None = None,
    group_ids: Collection[int] | None = None,
    kind: MovementKind | None = None,
    student_id: int | None = None,
) -> Sequence[Movement]:
    """Orders by the day they take effect, the latest first; of some classes, days, a kind, a student."""
    query = _with_everything().where(Movement.school_id == school_id)
    if days is not None:
        query = query.where(Movement.on_day.between(*days))
    if group_ids is not None:
        query = query.where(or_(Movement.from_group_id.in_(group_ids), Movement.to_group_id.in_(group_ids)))
    if kind is not None:
        query = query.where(Movement.kind == kind)
    if student_id is not None:
        query = query.where(Movement.student_id == student_id)
    return (await session.scalars(query.order_by(Movement.on_day.desc(), Movement.id.desc()))).all()


def _with_everything() -> Select[Movement]:
    return (
        select(Movement)
        .join(Movement.student)
        .options(
            contains_eager(Movement.student),
            joinedload(Movement.from_group),
            joinedload(Movement.to_group),
            joinedload(Movement.entered_by),
        )
    )
