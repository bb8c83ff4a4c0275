"""What a class gradebook shows of a term beside its lessons: exams, earlier terms, who lacks what (R37)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.averages import Average, Scale
from services.errors import TooFewMarks
from services.gradebook.attested import Text
from services.gradebook.brought_along import add_to_counts, brought_along
from services.gradebook.enough import Counts, is_near, lacks, requires_counts
from services.gradebook.suggesting import Grounds, Suggestion, from_shares, suggest
from services.points import Points
from services.regulation import Windows
from storage.models import Attestation, AttestationKind, AttestationMark, Course, Term, TermMark
from storage.queries import attestations as queries
from storage.queries import class_gradebook

EXAMS = (AttestationKind.EXAM, AttestationKind.GRADED_CREDIT, AttestationKind.CREDIT)
"""What a final mark is made of beside the term's: the first of these that there is."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Of a course in a term. Empty for most."""

    has_term_marks: bool = True
    """Whether the course is attested by marks of terms."""
    attestations: tuple[Attestation, ...] = ()
    """Exam, credits, the final mark last."""
    marks: Mapping[tuple[int, int], AttestationMark] = field(default_factory=dict)
    """By attestation and student."""
    terms: tuple[Term, ...] = ()
    """The shortest terms within this one: the quarters of a half-year and of the year."""
    term_marks: Mapping[tuple[int, int], TermMark] = field(default_factory=dict)
    """Theirs, by term and student."""
    lacks: Mapping[int, tuple[TooFewMarks, ...]] = field(default_factory=dict)
    """By student, once it matters: who has too few marks for a term mark. ``kind`` is a code."""

    def value(self, term: Term, student_id: int) -> str:
        """The mark of one of its terms; empty for none."""
        return Text.of(self.term_marks.get((term.id, student_id))).value

    def grounds(self, student_id: int, average: Average) -> Grounds:
        terms = tuple(self.value(term, student_id) for term in self.terms)
        return Grounds(average, terms if self.terms else None)

    def suggested(
        self, student_id: int, average: Average, windows: Windows, scale: Scale
    ) -> Suggestion | None:
        """The mark of the term; nothing in a course without."""
        if not self.has_term_marks:
            return None
        return suggest(self.grounds(student_id, average), windows.regulation, scale)

    def suggested_final(
        self, student_id: int, term_mark: TermMark | None, windows: Windows, scale: Scale
    ) -> Suggestion | None:
        """The final mark: of the term's and the exam's as they are given."""
        exams = {one.kind: one for one in self.attestations}
        exam = next((exams[kind] for kind in EXAMS if kind in exams), None)
        if exam is None or AttestationKind.FINAL not in exams:
            return None
        marks = Text.of(term_mark), Text.of(self.marks.get((exam.id, student_id)))
        return from_shares(marks[0].value, marks[1].value, windows.regulation, scale)


def terms_within(term: Term, terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms inside this one that have none inside themselves, in their order."""

    def lies_in(one: Term, other: Term) -> bool:
        inside = other.starts_on <= one.starts_on and one.ends_on <= other.ends_on
        return one.id != other.id and inside and one.ends_on - one.starts_on < other.ends_on - other.starts_on

    return tuple(
        one for one in terms if lies_in(one, term) and not any(lies_in(other, one) for other in terms)
    )


async def load_sheet(
    session: AsyncSession,
    course: Course,
    term: Term | None,
    terms: Sequence[Term],
    windows: Windows | None,
    scale: Scale,
    now: datetime,
) -> Sheet:
    """Three statements at most beside that of the attestations; nothing without a term."""
    if term is None or windows is None:
        return Sheet()
    attestations = await queries.attestations_of(session, course.id, term.id)
    marks = await queries.marks_of(session, [one.id for one in attestations]) if attestations else ()
    within = terms_within(term, terms)
    term_marks = await queries.term_marks_of(session, course.id, [one.id for one in within]) if within else ()
    order = list(AttestationKind)
    return Sheet(
        has_term_marks=course.has_term_marks,
        attestations=tuple(sorted(attestations, key=lambda one: order.index(one.kind))),
        marks={(mark.attestation_id, mark.student_id): mark for mark in marks},
        terms=within,
        term_marks={(mark.term_id, mark.student_id): mark for mark in term_marks},
        lacks=await _lacks(session, course, term, windows, scale, now),
    )


async def counts_of(
    session: AsyncSession, course: Course, term: Term, scale: Scale
) -> tuple[Mapping[int, Counts], Mapping[int, Counts]]:
    """By student and kind of work: the marks of a term that are numbers, those brought along too, and works in points."""
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    in_points: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = await class_gradebook.mark_counts_by_kind(session, course.id, term.starts_on, term.ends_on)
    for student_id, kind, value, times in rows:
        if scale.points(value) is not None:
            counts[student_id][kind.code] += times
        elif Points.read(value) is not None:
            in_points[student_id][kind.code] += times
    add_to_counts(counts, await brought_along(session, course, term), scale)
    return counts, in_points


async def _lacks(
    session: AsyncSession, course: Course, term: Term, windows: Windows, scale: Scale, now: datetime
) -> Mapping[int, tuple[TooFewMarks, ...]]:
    """Asked for only when it matters, and only where the regulation counts."""
    rules = windows.regulation
    if not course.has_term_marks or not requires_counts(rules) or not is_near(windows, now):
        return {}
    counts, in_points = await counts_of(session, course, term, scale)
    members = await class_gradebook.members_between(session, course.group_id, term.starts_on, term.ends_on)
    staying = {row[0].id for row in members if row[2] is None or row[2] >= term.ends_on}
    lacking = {
        student: tuple(lacks(counts.get(student, {}), rules, in_points.get(student))) for student in staying
    }
    return {student: found for student, found in lacking.items() if found}
