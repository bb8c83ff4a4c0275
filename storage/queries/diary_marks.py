"""A student's marks: counted by subject, listed by day and by subject, and the marks of terms.

Families ask for these all day, so the statements are made once: making one costs more than the answer.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import BindParameter, and_, bindparam, func, or_, select
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


_student: BindParameter[int] = bindparam("student_id")
_subject: BindParameter[int] = bindparam("subject_id")
_on_day: BindParameter[date] = bindparam("day")
_first: BindParameter[date] = bindparam("first")
_last: BindParameter[date] = bindparam("last")
_work = contains_eager(Mark.work)
_MARKS = (
    select(Mark)
    .join(Mark.work)
    .join(Work.kind)
    .join(Work.lesson)
    .join(Lesson.course)
    .join(Course.subject)
    .where(Mark.student_id == _student, Mark.value.is_not(None))
    .options(
        _work.contains_eager(Work.kind),
        _work.contains_eager(Work.lesson).contains_eager(Lesson.course).contains_eager(Course.subject),
    )
)
"""The student's marks in force with work, kind, lesson, course and subject."""
_MARKS_OF_DAY = (
    _MARKS.where(
        or_(
            Lesson.on_day == _on_day,
            and_(
                Mark.changed_at >= bindparam("begins"),
                Mark.changed_at < bindparam("ends"),
                Lesson.on_day.between(_first, _last),
            ),
        )
    )
    .order_by(Lesson.on_day != _on_day, Lesson.on_day.desc(), Lesson.starts_at, Work.position, Mark.id)
    .limit(bindparam("most"))
)
_MARKS_IN_SUBJECT = _MARKS.where(Subject.id == _subject, Lesson.on_day.between(_first, _last)).order_by(
    Lesson.on_day.desc(), Lesson.starts_at.desc(), Work.position, Mark.id
)
_counted = (
    select(Lesson.course_id, Work.kind_id, Work.own_weight, Mark.value, func.count().label("times"))
    .select_from(Mark)
    .join(Work, Work.id == Mark.work_id)
    .join(Lesson, Lesson.id == Work.lesson_id)
    .where(Mark.student_id == _student, Mark.value.is_not(None), Lesson.on_day.between(_first, _last))
    .group_by(Lesson.course_id, Work.kind_id, Work.own_weight, Mark.value)
    .subquery()
)
_MARK_COUNTS = (
    select(
        Course.subject_id,
        _counted.c.value,
        func.coalesce(_counted.c.own_weight, WorkKind.weight),
        _counted.c.times,
    )
    .join(_counted, _counted.c.course_id == Course.id)
    .join(WorkKind, WorkKind.id == _counted.c.kind_id)
)
"""Course and kind are joined to what was counted, not to each of five hundred marks."""
_SUBJECTS_IN_YEAR = (
    select(Subject, GroupMembership.joined_on, GroupMembership.left_on, TermMark.value)
    .select_from(GroupMembership)
    .join(Group, Group.id == GroupMembership.group_id)
    .join(Course, Course.group_id == Group.id)
    .join(Subject, Subject.id == Course.subject_id)
    .outerjoin(
        TermMark,
        and_(
            TermMark.course_id == Course.id,
            TermMark.student_id == _student,
            TermMark.term_id == bindparam("term_id"),
        ),
    )
    .where(GroupMembership.student_id == _student, Group.school_year_id == bindparam("school_year_id"))
    .order_by(Subject.name, TermMark.changed_at)
)


async def marks_of_day(
    session: AsyncSession, student_id: int, day: date, begins: datetime, ends: datetime, most: int
) -> Sequence[Mark]:
    """Marks for the day's lessons, then marks given or changed from ``begins`` till ``ends`` for recent
    ones, the latest lesson first; no more than ``most``."""
    within = {"student_id": student_id, "day": day, "begins": begins, "ends": ends, "most": most}
    recent = {"first": day - RECENT, "last": day + RECENT}
    return (await session.scalars(_MARKS_OF_DAY, within | recent)).all()


async def marks_in_subject(
    session: AsyncSession, student_id: int, subject_id: int, first: date, last: date
) -> Sequence[Mark]:
    """Marks for lessons of these days in one subject, the latest first."""
    within = {"student_id": student_id, "subject_id": subject_id, "first": first, "last": last}
    return (await session.scalars(_MARKS_IN_SUBJECT, within)).all()


async def mark_counts(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[tuple[int, str, Decimal, int]]:
    """``(subject id, value, weight, how many)`` of the marks for lessons of these days.

    Counted in the store: a screen of averages has no use for five hundred rows.
    """
    within = {"student_id": student_id, "first": first, "last": last}
    return [(row[0], row[1] or "", row[2], row[3]) for row in await session.execute(_MARK_COUNTS, within)]


async def subjects_in_year(
    session: AsyncSession, student_id: int, school_year_id: int, term_id: int
) -> Sequence[tuple[Subject, date, date | None, str | None]]:
    """Each subject of the student's groups of a year: ``(subject, joined on, left on, mark of the term)``.

    A subject comes once for each course and each time the student was in its group.
    """
    of = {"student_id": student_id, "school_year_id": school_year_id, "term_id": term_id}
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(_SUBJECTS_IN_YEAR, of)]


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
