"""A student's marks: counted by subject, listed by day and by subject, and the marks of terms."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from storage.models import (
    Course,
    Group,
    GroupMembership,
    Lesson,
    Mark,
    Subject,
    Term,
    TermMark,
    Work,
    WorkKind,
)

RECENT = timedelta(days=45)
"""How far from its lesson a mark given later is still news of the day."""


def _marks(student_id: int) -> Select[Mark]:
    """The student's marks in force with work, kind, lesson, course and subject."""
    work = contains_eager(Mark.work)
    return (
        select(Mark)
        .join(Mark.work)
        .join(Work.kind)
        .join(Work.lesson)
        .join(Lesson.course)
        .join(Course.subject)
        .where(Mark.student_id == student_id, Mark.value.is_not(None))
        .options(
            work.contains_eager(Work.kind),
            work.contains_eager(Work.lesson).contains_eager(Lesson.course).contains_eager(Course.subject),
        )
    )


async def marks_of_day(
    session: AsyncSession, student_id: int, day: date, begins: datetime, ends: datetime, most: int
) -> Sequence[Mark]:
    """Marks for the day's lessons, then marks given or changed from ``begins`` till ``ends`` for recent
    ones, the latest lesson first; no more than ``most``."""
    meanwhile = and_(
        Mark.changed_at >= begins, Mark.changed_at < ends, Lesson.on_day.between(day - RECENT, day + RECENT)
    )
    query = (
        _marks(student_id)
        .where(or_(Lesson.on_day == day, meanwhile))
        .order_by(Lesson.on_day != day, Lesson.on_day.desc(), Lesson.starts_at, Work.position, Mark.id)
        .limit(most)
    )
    return (await session.scalars(query)).all()


async def marks_in_subject(
    session: AsyncSession, student_id: int, subject_id: int, first: date, last: date
) -> Sequence[Mark]:
    """Marks for lessons of these days in one subject, the latest first."""
    query = (
        _marks(student_id)
        .where(Subject.id == subject_id, Lesson.on_day.between(first, last))
        .order_by(Lesson.on_day.desc(), Lesson.starts_at.desc(), Work.position, Mark.id)
    )
    return (await session.scalars(query)).all()


async def mark_counts(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[tuple[int, str, Decimal, int]]:
    """``(subject id, value, weight, how many)`` of the marks for lessons of these days.

    Counted in the store: a screen of averages has no use for five hundred rows.
    """
    weight = func.coalesce(Work.own_weight, WorkKind.weight)
    query = (
        select(Course.subject_id, Mark.value, weight, func.count())
        .join(Work, Work.id == Mark.work_id)
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Lesson, Lesson.id == Work.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Mark.student_id == student_id, Mark.value.is_not(None), Lesson.on_day.between(first, last))
        .group_by(Course.subject_id, Mark.value, weight)
    )
    return [(row[0], row[1] or "", row[2], row[3]) for row in await session.execute(query)]


async def subjects_in_year(
    session: AsyncSession, student_id: int, school_year_id: int, term_id: int
) -> Sequence[tuple[Subject, date, date | None, str | None]]:
    """Each subject of the student's groups of a year: ``(subject, joined on, left on, mark of the term)``.

    A subject comes once for each course and each time the student was in its group.
    """
    query = (
        select(Subject, GroupMembership.joined_on, GroupMembership.left_on, TermMark.value)
        .select_from(GroupMembership)
        .join(Group, Group.id == GroupMembership.group_id)
        .join(Course, Course.group_id == Group.id)
        .join(Subject, Subject.id == Course.subject_id)
        .outerjoin(
            TermMark,
            and_(
                TermMark.course_id == Course.id,
                TermMark.student_id == student_id,
                TermMark.term_id == term_id,
            ),
        )
        .where(GroupMembership.student_id == student_id, Group.school_year_id == school_year_id)
        .order_by(Subject.name, TermMark.changed_at)
    )
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(query)]


async def subject_of_school(session: AsyncSession, school_id: int, subject_id: int) -> Subject | None:
    query = select(Subject).where(Subject.school_id == school_id, Subject.id == subject_id)
    return (await session.scalars(query)).one_or_none()


async def term_marks_in_subject(
    session: AsyncSession, student_id: int, subject_id: int, school_year_id: int
) -> Sequence[tuple[int, str]]:
    """``(term id, value)`` of the year's term marks in a subject, the latest given last."""
    query = (
        select(TermMark.term_id, TermMark.value)
        .join(Term, Term.id == TermMark.term_id)
        .join(Course, Course.id == TermMark.course_id)
        .where(
            TermMark.student_id == student_id,
            TermMark.value.is_not(None),
            Course.subject_id == subject_id,
            Term.school_year_id == school_year_id,
        )
        .order_by(TermMark.changed_at, TermMark.id)
    )
    return [(row[0], row[1] or "") for row in await session.execute(query)]
