"""The facts that alerts are about, loaded for a whole round at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Account,
    Attendance,
    Change,
    ChangeKind,
    Course,
    Excuse,
    Guardian,
    Guardianship,
    Lesson,
    Link,
    Mark,
    MarkRevision,
    OutboxItem,
    PaperRegister,
    Student,
    Subject,
    Term,
    Work,
    WorkKind,
)
from storage.queries.history import SUMS_UP

GivenRow: TypeAlias = Row[int, datetime, int | None, str, Decimal | None, WorkKind, int, date, Subject]
SummedUpRow: TypeAlias = Row[*tuple[Any, ...]]
SummedUpMark: TypeAlias = tuple[ChangeKind, int | None, int | None, int | None]
"""A mark that sums up: its kind, course, term and student."""


async def students(session: AsyncSession, ids: Iterable[int]) -> dict[int, Student]:
    query = select(Student).where(Student.id.in_(list(ids)))
    return {student.id: student for student in await session.scalars(query)}


async def marks_given(session: AsyncSession, ids: Collection[int]) -> Sequence[GivenRow]:
    """``(mark, changed at, Work's number, title and own weight, WorkKind, lesson, its day, Subject)``.

    Columns where rows are many and whole objects where they are few: a round has hundreds of marks.
    """
    query = (
        select(
            Mark.id,
            Mark.changed_at,
            Work.number,
            Work.title,
            Work.own_weight,
            WorkKind,
            Lesson.id.label("lesson_id"),
            Lesson.on_day,
            Subject,
        )
        .join(Work, Work.id == Mark.work_id)
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Lesson, Lesson.id == Work.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(Subject, Subject.id == Course.subject_id)
        .where(Mark.id.in_(ids))
    )
    return (await session.execute(query)).all()


async def revisions(
    session: AsyncSession, mark_ids: Iterable[int]
) -> Sequence[Row[int, int, str | None, str]]:
    """``(mark, version, value, comment)`` of every step in these marks' histories."""
    query = select(
        MarkRevision.mark_id, MarkRevision.version, MarkRevision.value, MarkRevision.comment
    ).where(MarkRevision.mark_id.in_(list(mark_ids)))
    return (await session.execute(query)).all()


async def summed_up(session: AsyncSession, numbers: Mapping[int, Collection[int]]) -> Sequence[SummedUpRow]:
    """``(school, number, kind, course, term, student, was, became, Subject, Term, kind of paper)``.

    Entries of schools' records by their numbers, as far as course and term are still there.
    """
    query = (
        select(
            Change.school_id,
            Change.number,
            Change.kind,
            Change.course_id,
            Change.term_id,
            Change.student_id,
            Change.was,
            Change.became,
            Subject,
            Term,
            PaperRegister.kind.label("paper"),
        )
        .join(Course, Course.id == Change.course_id)
        .join(Subject, Subject.id == Course.subject_id)
        .join(Term, Term.id == Change.term_id)
        .outerjoin(PaperRegister, PaperRegister.course_id == Course.id)
        .where(or_(*(and_(Change.school_id == id_, Change.number.in_(of)) for id_, of in numbers.items())))
    )
    return (await session.execute(query)).all()


async def last_summed_up(session: AsyncSession, of: Sequence[SummedUpRow]) -> dict[SummedUpMark, int]:
    """The number of the last entry about each mark that these entries are about.

    Nothing before the first of them is looked at: a course has thousands of entries.
    """
    about = (Change.kind, Change.course_id, Change.term_id, Change.student_id)
    query = (
        select(*about, func.max(Change.number))
        .where(
            Change.course_id.in_({row.course_id for row in of}),
            Change.student_id.in_({row.student_id for row in of}),
            Change.number >= min((row.number for row in of), default=0),
            Change.kind.in_(SUMS_UP),
        )
        .group_by(*about)
    )
    return {(row[0], row[1], row[2], row[3]): row[4] for row in await session.execute(query)}


async def attendance_of_lessons(
    session: AsyncSession, ids: Collection[int]
) -> Sequence[Row[Attendance, Lesson, Subject]]:
    query = (
        select(Attendance, Lesson, Subject)
        .join(Lesson, Lesson.id == Attendance.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(Subject, Subject.id == Course.subject_id)
        .where(Attendance.id.in_(ids))
    )
    return (await session.execute(query)).all()


async def excuses(session: AsyncSession, student_ids: Iterable[int]) -> Sequence[Excuse]:
    """Excuses in force of these students, of any day."""
    query = select(Excuse).where(Excuse.student_id.in_(list(student_ids)), Excuse.revoked_at.is_(None))
    return (await session.scalars(query)).all()


async def lost_links(
    session: AsyncSession, ids: Iterable[int]
) -> Sequence[Row[Link, Account, Student, Guardianship | None, Guardian | None]]:
    """Family links in force whose account is still unreachable, with the people they stand for."""
    query = (
        select(Link, Account, Student, Guardianship, Guardian)
        .join(Account, Account.id == Link.account_id)
        .outerjoin(Guardianship, Guardianship.id == Link.guardianship_id)
        .outerjoin(Guardian, Guardian.id == Guardianship.guardian_id)
        .join(Student, Student.id == func.coalesce(Guardianship.student_id, Link.student_id))
        .where(
            Link.id.in_(list(ids)),
            Link.revoked_at.is_(None),
            Guardianship.revoked_at.is_(None),
            Account.unreachable_at.is_not(None),
        )
    )
    return (await session.execute(query)).all()


async def outbox_items(session: AsyncSession, ids: Iterable[int]) -> dict[int, OutboxItem]:
    query = select(OutboxItem).where(OutboxItem.id.in_(list(ids)))
    return {item.id: item for item in await session.scalars(query)}
