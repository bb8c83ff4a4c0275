"""The facts that alerts are about, loaded for a whole round at once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Account,
    Attendance,
    Course,
    Excuse,
    Guardian,
    Guardianship,
    Lesson,
    Link,
    Mark,
    MarkRevision,
    OutboxItem,
    Student,
    Subject,
    Work,
    WorkKind,
)

GivenRow: TypeAlias = Row[int, datetime, int | None, str, Decimal | None, WorkKind, int, date, Subject]


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
