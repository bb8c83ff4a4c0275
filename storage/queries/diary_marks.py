"""A student's marks: counted by subject, listed by day and by subject, and the marks of terms.

Families ask for these all day, so the statements are made once: making one costs more than the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import (
    BindParameter,
    Row,
    String,
    and_,
    bindparam,
    exists,
    func,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager

from storage.models import (
    Attestation,
    AttestationKind,
    AttestationMark,
    Course,
    Group,
    GroupKind,
    GroupMembership,
    Lesson,
    Mark,
    NotAttestedReason,
    SchoolYear,
    Subject,
    Term,
    TermKind,
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
    select(
        Subject,
        GroupMembership.joined_on,
        GroupMembership.left_on,
        TermMark.value,
        TermMark.reason,
        TermMark.reason_words,
        Attestation.kind,
        AttestationMark.value,
        AttestationMark.reason,
        AttestationMark.reason_words,
    )
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
    .outerjoin(
        Attestation,
        and_(Attestation.course_id == Course.id, Attestation.term_id == bindparam("term_id")),
    )
    .outerjoin(
        AttestationMark,
        and_(AttestationMark.attestation_id == Attestation.id, AttestationMark.student_id == _student),
    )
    .where(GroupMembership.student_id == _student, Group.school_year_id == bindparam("school_year_id"))
    .order_by(Subject.name, TermMark.changed_at, AttestationMark.changed_at)
)
_begun_since = aliased(SchoolYear)
_YEARS = (
    select(
        SchoolYear,
        Group,
        # Marks of the whole year are what one looks back for; else those of the term that ended last.
        select(Term.id)
        .where(Term.school_year_id == SchoolYear.id)
        .order_by(Term.kind != TermKind.YEAR, Term.ends_on.desc(), Term.starts_on.desc())
        .limit(1)
        .correlate(SchoolYear)
        .scalar_subquery(),
        exists().where(
            _begun_since.school_id == SchoolYear.school_id,
            _begun_since.starts_on > SchoolYear.starts_on,
            _begun_since.starts_on <= _on_day,
        ),
    )
    .join(Group, Group.school_year_id == SchoolYear.id)
    .join(GroupMembership, GroupMembership.group_id == Group.id)
    .where(
        GroupMembership.student_id == _student,
        GroupMembership.joined_on <= _on_day,
        Group.kind.in_((GroupKind.CLASS, GroupKind.COLLEGE_GROUP)),
    )
    .order_by(SchoolYear.starts_on.desc(), GroupMembership.joined_on.desc(), GroupMembership.id.desc())
)
_IN_SUBJECT = (Course.subject_id == _subject, Term.school_year_id == bindparam("school_year_id"))
_summed_up = union_all(
    select(
        TermMark.term_id.label("term_id"),
        null().label("kind"),
        TermMark.value.label("value"),
        TermMark.reason.label("reason"),
        TermMark.reason_words.label("words"),
        TermMark.changed_at.label("changed_at"),
    )
    .join(Term, Term.id == TermMark.term_id)
    .join(Course, Course.id == TermMark.course_id)
    .where(TermMark.student_id == _student, TermMark.value.is_not(None), *_IN_SUBJECT),
    select(
        Attestation.term_id,
        type_coerce(Attestation.kind, String),
        AttestationMark.value,
        AttestationMark.reason,
        AttestationMark.reason_words,
        AttestationMark.changed_at,
    )
    .join(Attestation, Attestation.id == AttestationMark.attestation_id)
    .join(Term, Term.id == Attestation.term_id)
    .join(Course, Course.id == Attestation.course_id)
    .where(AttestationMark.student_id == _student, AttestationMark.value.is_not(None), *_IN_SUBJECT),
).subquery()
_SUMMED_UP_IN_SUBJECT = select(
    _summed_up.c.term_id, _summed_up.c.kind, _summed_up.c.value, _summed_up.c.reason, _summed_up.c.words
).order_by(_summed_up.c.changed_at)


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


@dataclass(frozen=True, slots=True)
class SummedUp:
    """A mark of a term, or with its ``kind`` of an exam, a credit, a final mark; of "not attested" with the reason."""

    value: str
    reason: NotAttestedReason | None = None
    words: str = ""
    kind: AttestationKind | None = None


async def subjects_in_year(
    session: AsyncSession, student_id: int, school_year_id: int, term_id: int
) -> Sequence[tuple[Subject, date, date | None, SummedUp | None, SummedUp | None]]:
    """Each subject of the student's groups of a year: ``(subject, joined on, left on, mark of the term, another
    of its marks that sum up)``.

    A subject comes once for each course, each such mark and each time the student was in its group.
    """
    of = {"student_id": student_id, "school_year_id": school_year_id, "term_id": term_id}
    return [
        (
            row[0],
            row[1],
            row[2],
            SummedUp(row[3], row[4], row[5]) if row[3] is not None else None,
            SummedUp(row[7], row[8], row[9], row[6]) if row[7] is not None else None,
        )
        for row in await session.execute(_SUBJECTS_IN_YEAR, of)
    ]


async def subject_of_school(session: AsyncSession, school_id: int, subject_id: int) -> Subject | None:
    query = select(Subject).where(Subject.school_id == school_id, Subject.id == subject_id)
    return (await session.scalars(query)).one_or_none()


async def summed_up_in_subject(
    session: AsyncSession, student_id: int, subject_id: int, school_year_id: int
) -> Sequence[tuple[int, SummedUp]]:
    """``(term id, mark)`` of everything that sums up the year's terms in a subject, the latest given last."""
    of = {"student_id": student_id, "subject_id": subject_id, "school_year_id": school_year_id}
    return [
        (row[0], SummedUp(row[2], row[3], row[4], AttestationKind(row[1]) if row[1] else None))
        for row in await session.execute(_SUMMED_UP_IN_SUBJECT, of)
    ]


async def years_of_student(
    session: AsyncSession, student_id: int, day: date
) -> Sequence[Row[SchoolYear, Group, int | None, bool]]:
    """The years in which the student had a class by a day, the latest first; of several classes of a year
    the last one first. With the term to open the year with, and whether another has begun since."""
    return (await session.execute(_YEARS, {"student_id": student_id, "day": day})).all()
