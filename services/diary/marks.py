"""A child's marks: subjects with averages, and one subject's marks with what they were given for (R3, R4)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from services.averages import Average, Counted, Scale, average
from services.calendar import LARGEST_ID, begun, choose_term, end_of_day
from services.diary.years import NO_OTHER, Years, open_term
from services.errors import Forbidden
from services.gradebook.summative import OneWork, part_of, quarter_result
from services.points import Points
from services.regulation import in_force
from storage.models import AttestationKind, Mark, PaperKind, Subject, Term, TermKind, WorkKind
from storage.queries import diary_marks as queries
from storage.queries.diary_marks import SummedUp
from storage.queries.papers import papers_of_student

KINDS = (None, *AttestationKind)
"""The term's own mark first, the final one last."""


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A mark and what it was given for: the day of its lesson, kind, number and title of the work."""

    id: int
    value: str
    comment: str
    subject: Subject
    lesson_id: int
    day: date
    kind: WorkKind
    number: int | None
    title: str
    weight: Decimal
    changed_at: datetime

    @property
    def is_in_points(self) -> bool:
        """Whether it is points of a maximum, which no average knows, instead of a mark."""
        return Points.read(self.value) is not None


@dataclass(frozen=True, slots=True)
class SubjectLine:
    subject: Subject
    average: Average
    term_mark: SummedUp | None
    given: int
    """How many marks there are, counted in the average or not."""
    exams: tuple[SummedUp, ...] = ()
    """Exam, credit and final marks of the term."""

    @property
    def is_empty(self) -> bool:
        return not self.given and self.term_mark is None and not self.exams


@dataclass(frozen=True, slots=True)
class Marks:
    """A term's subjects by name. Without a term the school year has not begun."""

    terms: tuple[Term, ...]
    term: Term | None
    subjects: tuple[SubjectLine, ...]
    years: Years = NO_OTHER


@dataclass(frozen=True, slots=True)
class Paper:
    """A course paper as its family sees it; without a mark until one is given."""

    kind: PaperKind
    topic: str
    defended_on: date | None
    mark: str | None


@dataclass(frozen=True, slots=True)
class SubjectMarks:
    """One subject in a term, the latest mark first; ``term_marks`` are those of the whole year, with those of
    exams, credits and final marks behind the term's own."""

    subject: Subject
    terms: tuple[Term, ...]
    term: Term | None
    average: Average
    marks: tuple[GivenMark, ...]
    term_marks: tuple[tuple[Term, SummedUp], ...]
    percent: int | None = None
    """The quarter's percentage so far, where section and quarter works make it (R37)."""
    papers: tuple[Paper, ...] = ()
    """The course papers of the year (R43)."""
    years: Years = NO_OTHER


async def open_marks(
    session: AsyncSession, *, child: Child, today: date, term_id: int | None = None
) -> Marks:
    """Every subject of the term asked for if it is of one of the child's years, else of the one to show today."""
    shown = await open_term(session, child, today, term_id)
    term = shown.term
    if term is None:
        return Marks((), None, (), shown.years)
    rows = await queries.subjects_in_year(session, child.student.id, term.school_year_id, term.id)
    counted, given = await _count(session, child, term)
    subjects = {row[0].id: row[0] for row in rows}
    term_marks = {row[0].id: row[3] for row in rows if row[3] is not None}
    exams = {(row[0].id, row[4].kind): row[4] for row in rows if row[4] is not None}
    attended = {row[0].id for row in rows if _overlaps(row[1], row[2], term)}
    lines = (
        SubjectLine(
            subject,
            average(counted[key], Scale.of(child.school)),
            term_marks.get(key),
            given[key],
            tuple(exams[key, kind] for kind in KINDS if (key, kind) in exams),
        )
        for key, subject in subjects.items()
    )
    return Marks(
        begun(shown.terms, today),
        term,
        tuple(line for line in lines if not line.is_empty or line.subject.id in attended),
        shown.years,
    )


async def subjects_of_year(session: AsyncSession, *, child: Child, today: date) -> tuple[Subject, ...]:
    """What the child is taught in the year of the term to show today, each subject once."""
    _terms, term = await choose_term(session, child.school.id, today, None)
    if term is None:
        return ()
    rows = await queries.subjects_in_year(session, child.student.id, term.school_year_id, term.id)
    return tuple({row[0].id: row[0] for row in rows}.values())


async def open_subject(
    session: AsyncSession, *, child: Child, subject_id: int | None, today: date, term_id: int | None = None
) -> SubjectMarks:
    """One subject's marks in a term. Raises ``Forbidden`` when the school has no such subject."""
    if subject_id is None or not 0 < subject_id <= LARGEST_ID:
        raise Forbidden
    subject = await queries.subject_of_school(session, child.school.id, subject_id)
    if subject is None:
        raise Forbidden
    shown = await open_term(session, child, today, term_id)
    terms, term = shown.terms, shown.term
    if term is None:
        return SubjectMarks(subject, (), None, Average(None, 0), (), ())
    student_id = child.student.id
    rows = await queries.marks_in_subject(session, student_id, subject_id, term.starts_on, term.ends_on)
    marks = tuple(given_mark(row) for row in rows)
    counted = average((Counted(mark.value, mark.weight) for mark in marks), Scale.of(child.school))
    found = await queries.summed_up_in_subject(session, student_id, subject_id, term.school_year_id)
    values = {(term_id, mark.kind): mark for term_id, mark in found}
    return SubjectMarks(
        subject,
        begun(terms, today),
        term,
        counted,
        marks,
        tuple((term, values[term.id, kind]) for term in terms for kind in KINDS if (term.id, kind) in values),
        await _percent(session, child, term, counted, marks, today),
        await _papers(session, child, subject, term),
        shown.years,
    )


async def _papers(session: AsyncSession, child: Child, subject: Subject, term: Term) -> tuple[Paper, ...]:
    rows = await papers_of_student(session, child.student.id, subject.id, term.school_year_id)
    return tuple(Paper(*row) for row in rows)


async def _percent(
    session: AsyncSession, child: Child, term: Term, counted: Average, marks: Sequence[GivenMark], today: date
) -> int | None:
    """Asked for only where there are points: the regulation costs a statement."""
    if term.kind is not TermKind.QUARTER or not any(mark.is_in_points for mark in marks):
        return None
    day_ends = end_of_day(child.school, min(today, term.ends_on))
    rules = (await in_force(session, child.school, day_ends)).regulation
    works = [
        OneWork(part, mark.number, mark.value)
        for mark in marks
        if (part := part_of(mark.kind.code, rules.summative)) is not None
    ]
    if not works:
        return None
    is_over = today > term.ends_on
    return quarter_result(counted, works, rules, Scale.of(child.school), is_over=is_over).percent


def given_mark(mark: Mark) -> GivenMark:
    """The view of a loaded mark: work, kind, lesson, course and subject are there."""
    work = mark.work
    return GivenMark(
        id=mark.id,
        value=mark.value or "",
        comment=mark.comment,
        subject=work.lesson.course.subject,
        lesson_id=work.lesson_id,
        day=work.lesson.on_day,
        kind=work.kind,
        number=work.number,
        title=work.title,
        weight=work.weight,
        changed_at=mark.changed_at,
    )


async def _count(
    session: AsyncSession, child: Child, term: Term
) -> tuple[dict[int, list[Counted]], dict[int, int]]:
    """By subject: what counts for the average, and how many marks there are at all."""
    counted: defaultdict[int, list[Counted]] = defaultdict(list)
    given: defaultdict[int, int] = defaultdict(int)
    rows = await queries.mark_counts(session, child.student.id, term.starts_on, term.ends_on)
    for subject_id, value, weight, times in rows:
        counted[subject_id].append(Counted(value, weight, times))
        given[subject_id] += times
    return counted, given


def _overlaps(joined_on: date, left_on: date | None, term: Term) -> bool:
    return joined_on <= term.ends_on and (left_on is None or left_on >= term.starts_on)
