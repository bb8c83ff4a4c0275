"""Many rows in few statements: for the import and the sample school."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Table, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from storage.models import (
    Course,
    Group,
    GroupKind,
    GroupLeader,
    GroupMembership,
    Guardian,
    Guardianship,
    LeaderKind,
    Lesson,
    Model,
    Role,
    School,
    StaffMember,
    StaffRole,
    Student,
    Subject,
    WorkKind,
)

Rows = Sequence[Mapping[str, Any]]
Found = Sequence[Row[*tuple[Any, ...]]]
BATCH = 5000


def _table(model: type[Model]) -> Table:
    """The bare table: going past the object mapper halves the time of a bulk insert."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


async def insert_many(session: AsyncSession, model: type[Model], rows: Rows) -> list[int]:
    """Insert rows of one shape; their ids, in the order of the rows.

    SQLite numbers the rows of a statement upwards as they come, so sorting its ids gives the order
    back; asked for sorted ids, SQLAlchemy would insert there one row at a time.
    """
    if not rows:
        return []
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    table = _table(model)
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=not is_sqlite)
    ids = list((await session.scalars(statement, list(rows))).all())
    return sorted(ids) if is_sqlite else ids


async def insert_blindly(session: AsyncSession, model: type[Model], rows: Rows) -> None:
    """Insert rows of one shape whose ids nobody asks for: the quickest way in."""
    for start in range(0, len(rows), BATCH):
        await session.execute(insert(_table(model)), list(rows[start : start + BATCH]))


async def update_many(session: AsyncSession, model: type[Model], rows: Rows) -> None:
    """Change rows by their ``id``; every row names the same columns."""
    if rows:
        await session.execute(update(model), list(rows))


async def delete_many(session: AsyncSession, model: type[Model], ids: Sequence[int]) -> None:
    for start in range(0, len(ids), BATCH):
        await session.execute(delete(model).where(model.id.in_(ids[start : start + BATCH])))


async def has_school(session: AsyncSession) -> bool:
    return bool(await session.scalar(select(exists().where(School.id.is_not(None)))))


async def lessons_of_school(
    session: AsyncSession, school_id: int, from_day: date = date.min, to_day: date = date.max
) -> Found:
    """``(id, course id, day, number, start, end)`` of the lessons of some days, in the order they are given."""
    query = (
        select(Lesson.id, Lesson.course_id, Lesson.on_day, Lesson.number, Lesson.starts_at, Lesson.ends_at)
        .where(Lesson.school_id == school_id, Lesson.on_day.between(from_day, to_day))
        .order_by(Lesson.starts_at, Lesson.id)
    )
    return (await session.execute(query)).all()


async def courses_of_school(session: AsyncSession, school_id: int) -> Found:
    """``(id, teacher id, group id, group name, grade, group kind, subject name)`` of every course."""
    query = (
        select(
            Course.id,
            Course.teacher_id,
            Course.group_id,
            Group.name.label("group_name"),
            Group.grade,
            Group.kind,
            Subject.name.label("subject"),
        )
        .join(Group, Group.id == Course.group_id)
        .join(Subject, Subject.id == Course.subject_id)
        .where(Course.school_id == school_id)
        .order_by(Course.id)
    )
    return (await session.execute(query)).all()


async def stays_of_school(session: AsyncSession, school_id: int) -> Found:
    """``(group id, student id, first day, last day)`` of every membership; an open one has no last day."""
    query = (
        select(
            GroupMembership.group_id,
            GroupMembership.student_id,
            GroupMembership.joined_on,
            GroupMembership.left_on,
        )
        .where(GroupMembership.school_id == school_id)
        .order_by(GroupMembership.id)
    )
    return (await session.execute(query)).all()


async def leaders_of_school(session: AsyncSession, school_id: int, kind: LeaderKind) -> dict[int, int]:
    """Group id → staff id of its class teacher, or of its curator."""
    query = (
        select(GroupLeader.group_id, GroupLeader.staff_id)
        .where(GroupLeader.school_id == school_id, GroupLeader.kind == kind, GroupLeader.ends_on.is_(None))
        .order_by(GroupLeader.group_id)
    )
    return {row.group_id: row.staff_id for row in await session.execute(query)}


async def kinds_of_school(session: AsyncSession, school_id: int) -> dict[str, int]:
    """Ids of the kinds of work, by code."""
    query = select(WorkKind.code, WorkKind.id).where(WorkKind.school_id == school_id)
    return {row.code: row.id for row in await session.execute(query)}


async def families_of_school(session: AsyncSession, school_id: int) -> Found:
    """``(guardianship, guardian, student, class)`` of every tie to a student who is in a class still."""
    query = (
        select(Guardianship, Guardian, Student, Group)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .join(Student, Student.id == Guardianship.student_id)
        .join(GroupMembership, GroupMembership.student_id == Student.id)
        .join(Group, Group.id == GroupMembership.group_id)
        .where(
            Guardianship.school_id == school_id,
            Group.kind == GroupKind.CLASS,
            GroupMembership.left_on.is_(None),
        )
        .order_by(Guardianship.id)
    )
    return (await session.execute(query)).all()


async def staff_with_role(session: AsyncSession, school_id: int, role: Role) -> Sequence[StaffMember]:
    """Members of staff with a role, and all their roles loaded."""
    query = (
        select(StaffMember)
        .where(StaffMember.school_id == school_id, StaffMember.roles.any(StaffRole.role == role))
        .options(selectinload(StaffMember.roles))
        .order_by(StaffMember.id)
    )
    return (await session.scalars(query)).all()
