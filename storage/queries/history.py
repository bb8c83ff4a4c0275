"""The record of every change: adding to it, reading it from the beginning, asking it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, func, insert, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Change,
    ChangeHead,
    ChangeKind,
    Course,
    Group,
    Lesson,
    School,
    SchoolYear,
    StaffMember,
    Student,
    Subject,
    Term,
    Work,
    WorkKind,
)
from storage.queries.insertion import insert_new
from storage.types import UtcDateTime

BATCH = 2000
SUMS_UP = frozenset(
    {
        ChangeKind.TERM_MARK,
        ChangeKind.EXAM_MARK,
        ChangeKind.CREDIT_MARK,
        ChangeKind.GRADED_CREDIT_MARK,
        ChangeKind.FINAL_MARK,
        ChangeKind.COURSE_PAPER,
    }
)
"""The marks that no lesson gave. Their only history is the record."""
ENTERED = SUMS_UP | {ChangeKind.MARK, ChangeKind.ATTENDANCE}
"""What a regulation without correcting lets nobody change."""
ChangeRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes of a school are asked for; what is left out does not matter."""

    school_id: int
    group_id: int | None = None
    """Of a class, with its subgroups."""
    subject_id: int | None = None
    staff_id: int | None = None
    kind: ChangeKind | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive."""


async def locked_head(session: AsyncSession, school_id: int) -> tuple[int, str]:
    """Number and hash of the school's last entry; nobody else gets them until the transaction ends."""
    query = (
        select(ChangeHead.number, ChangeHead.hash)
        .where(ChangeHead.school_id == school_id)
        .with_for_update(key_share=True)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        # Two who begin a record at once: the second waits here for the first, and then finds its entry.
        await insert_new(session, ChangeHead, [{"school_id": school_id, "number": 0, "hash": ""}])
        found = (await session.execute(query)).one()
    return found[0], found[1]


async def head(session: AsyncSession, school_id: int) -> tuple[int, str]:
    """Number and hash of the school's last entry; ``0`` and ``""`` before the first."""
    query = select(ChangeHead.number, ChangeHead.hash).where(ChangeHead.school_id == school_id)
    found = (await session.execute(query)).one_or_none()
    return (found[0], found[1]) if found else (0, "")


async def add_entries(session: AsyncSession, entries: Sequence[Mapping[str, Any]]) -> None:
    """Add entries of one school, in their order, and move the end of its record to the last."""
    last = entries[-1]
    await session.execute(insert(Change.__table__), list(entries))  # type: ignore[arg-type]
    await session.execute(
        update(ChangeHead)
        .where(ChangeHead.school_id == last["school_id"])
        .values(number=last["number"], hash=last["hash"])
    )


async def schools(session: AsyncSession) -> Sequence[Row[int, str]]:
    """``(id, name)`` of every school."""
    return (await session.execute(select(School.id, School.name).order_by(School.id))).all()


async def entries_after(session: AsyncSession, school_id: int, number: int) -> list[dict[str, Any]]:
    """The next entries in order, by the names of their columns; after 0 the first.

    As they stand in the table, whatever somebody wrote there: a door that no model knows or a
    moment that is none is for the caller to find, not to fail on.
    """
    raw = {Change.at, Change.door, Change.kind}
    columns = [column for column in Change.__table__.columns if column.name != "id"]
    names = {column.key for column in raw}
    read = [
        type_coerce(column, String).label(column.name) if column.name in names else column
        for column in columns
    ]
    query = select(*read).where(Change.school_id == school_id).order_by(Change.number).limit(BATCH)
    if number:
        query = query.where(Change.number > number)
    found = (await session.execute(query)).mappings()
    return [{**row, "at": _moment(row["at"])} for row in found]


async def first_entries(
    session: AsyncSession, course_id: int, *, lesson_id: int | None = None, term_id: int | None = None
) -> dict[tuple[ChangeKind, int | None, int | None], datetime]:
    """When each mark, presence or mark that sums up of a lesson or a term was entered for the first time,
    by kind, work and student."""
    query = (
        select(Change.kind, Change.work_id, Change.student_id, func.min(Change.at, type_=UtcDateTime()))
        .where(
            Change.course_id == course_id,
            Change.lesson_id == lesson_id if lesson_id is not None else Change.term_id == term_id,
            Change.kind.in_(ENTERED),
            Change.became != "",
        )
        .group_by(Change.kind, Change.work_id, Change.student_id)
    )
    return {(row[0], row[1], row[2]): row[3] for row in await session.execute(query)}


async def changes(session: AsyncSession, wanted: Wanted, *, skip: int, limit: int) -> Sequence[ChangeRow]:
    """The newest changes first, with what they are about as far as it is still there.

    ``(change, lesson, group, subject, student, kind of work, work, term)``.
    """
    query = _about(wanted).order_by(Change.number.desc()).offset(skip).limit(limit)
    return (await session.execute(query)).all()


async def changes_before(
    session: AsyncSession, wanted: Wanted, number: int, limit: int
) -> Sequence[ChangeRow]:
    """The same, from the entry before ``number`` on: a long report is read in pieces."""
    query = _about(wanted).where(Change.number < number).order_by(Change.number.desc()).limit(limit)
    return (await session.execute(query)).all()


async def count_changes(session: AsyncSession, wanted: Wanted) -> int:
    query = select(func.count()).select_from(Change).where(*_conditions(wanted))
    return (await session.scalars(query)).one()


async def groups(session: AsyncSession, school_id: int) -> Sequence[Row[Group, str]]:
    """``(group, name of its year)``: every group that may be asked for, the latest year first."""
    query = (
        select(Group, SchoolYear.name)
        .join(SchoolYear, SchoolYear.id == Group.school_year_id)
        .where(Group.school_id == school_id)
        .order_by(SchoolYear.starts_on.desc(), Group.grade, Group.name)
    )
    return (await session.execute(query)).all()


async def subjects(session: AsyncSession, school_id: int) -> Sequence[Subject]:
    return (await session.scalars(select(Subject).where(Subject.school_id == school_id))).all()


async def staff(session: AsyncSession, school_id: int) -> Sequence[StaffMember]:
    """Everybody who may have written something, former colleagues too."""
    return (await session.scalars(select(StaffMember).where(StaffMember.school_id == school_id))).all()


async def work_kinds(session: AsyncSession, school_id: int) -> Sequence[WorkKind]:
    return (await session.scalars(select(WorkKind).where(WorkKind.school_id == school_id))).all()


def _about(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    return (
        select(Change, Lesson, Group, Subject, Student, WorkKind, Work, Term)
        .outerjoin(Course, Course.id == Change.course_id)
        .outerjoin(Group, Group.id == Course.group_id)
        .outerjoin(Subject, Subject.id == Course.subject_id)
        .outerjoin(Lesson, Lesson.id == Change.lesson_id)
        .outerjoin(Student, Student.id == Change.student_id)
        .outerjoin(Work, Work.id == Change.work_id)
        .outerjoin(WorkKind, WorkKind.id == Work.kind_id)
        .outerjoin(Term, Term.id == Change.term_id)
        .where(*_conditions(wanted))
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [Change.school_id == wanted.school_id]
    if wanted.group_id is not None or wanted.subject_id is not None:
        conditions.append(Change.course_id.in_(_courses(wanted)))
    if wanted.staff_id is not None:
        conditions.append(Change.staff_id == wanted.staff_id)
    if wanted.kind is not None:
        conditions.append(Change.kind == wanted.kind)
    if wanted.since is not None:
        conditions.append(Change.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(Change.at < wanted.until)
    return conditions


def _courses(wanted: Wanted) -> Select[Any]:
    query = (
        select(Course.id).join(Group, Group.id == Course.group_id).where(Course.school_id == wanted.school_id)
    )
    if wanted.group_id is not None:
        query = query.where(or_(Group.id == wanted.group_id, Group.parent_id == wanted.group_id))
    if wanted.subject_id is not None:
        query = query.where(Course.subject_id == wanted.subject_id)
    return query


def _moment(value: object) -> object:
    """SQLite keeps a moment as text without its zone, PostgreSQL as a moment; text that is none stays."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        return value
