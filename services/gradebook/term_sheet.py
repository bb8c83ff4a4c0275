"""One column of marks that sum up, with who may have them, and which of them are closed (R37)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions
from services.class_list import list_order
from services.errors import EntriesNotOpen, ExamNotYet, Forbidden, NoTermMarks, SchoolError
from services.gradebook.attested import Text
from services.gradebook.attesting import closed_attestation_mark
from services.gradebook.record import FirstEntered
from services.gradebook.terms import closed_term_mark, term_marks_entered, term_windows
from services.regulation import Windows
from storage.models import Attestation, Course, StaffMember, Student, Term, WorkKind
from storage.models.attestation import Attested
from storage.queries import attestations as attestation_queries
from storage.queries import class_gradebook as queries
from storage.queries import gradebook as lesson_queries

NOT_CLOSED = (EntriesNotOpen, ExamNotYet, NoTermMarks)
"""Refusals that no permission lifts: what has yet to come is not closed, and what is not given cannot be."""


@dataclass(frozen=True, slots=True)
class TermSheet:
    """The marks of a term in a course; with an attestation, those given there."""

    course: Course
    """With subject, group and teacher."""
    term: Term
    students: tuple[Student, ...]
    """Who was in the group in the term, in the order of the class list."""
    marks: Mapping[int, Attested]
    """By student, removed ones too."""
    windows: Windows
    first_entered: FirstEntered
    kinds: tuple[WorkKind, ...]
    """The school's kinds of work, for what is said of too few marks."""
    attestation: Attestation | None = None
    """Exam, credit or final mark; nothing where the marks are the term's own."""

    @property
    def reasoned(self) -> frozenset[str]:
        """The codes, folded, that want a reason beside them."""
        return frozenset(code.casefold() for code in self.windows.regulation.scale.codes.not_attested)

    def shown(self, student: int) -> str:
        """The text of the mark's cell; empty where there is none."""
        return str(Text.of(self.marks.get(student)))

    def closed(self, now: datetime) -> frozenset[int]:
        """The students whose mark only a permission opens."""
        refusals = {student.id: self._refusal(student.id, now) for student in self.students}
        return opened_by_permission_only(refusals)

    def _refusal(self, student: int, now: datetime) -> SchoolError | None:
        mark = self.marks.get(student)
        if self.attestation is not None:
            return closed_attestation_mark(
                self.windows, self.attestation, mark, student, self.first_entered, now
            )
        if not self.course.has_term_marks:
            return NoTermMarks()
        return closed_term_mark(self.windows, mark, self.first_entered, now)


async def open_term_sheet(
    session: AsyncSession,
    *,
    staff: StaffMember,
    course_id: int,
    term_id: int,
    now: datetime,
    attestation_id: int | None = None,
) -> TermSheet:
    """The sheet, for who may look at the course. Raises ``Forbidden``, also for a term or attestation not of it."""
    course = await permissions.require_viewing_course(
        session, staff=staff, course_id=course_id, day=now.date()
    )
    term = await queries.term_of_group(session, term_id, course.group.school_year_id)
    if term is None:
        raise Forbidden
    school = await lesson_queries.school_of(session, course.school_id)
    windows = await term_windows(session, school, course, term, now)
    members = await queries.members_between(session, course.group_id, term.starts_on, term.ends_on)
    attestation, marks = await _marks(session, course, term, attestation_id)
    return TermSheet(
        course=course,
        term=term,
        students=tuple(sorted({row[0] for row in members}, key=list_order)),
        marks={mark.student_id: mark for mark in marks},
        windows=windows,
        first_entered=await term_marks_entered(session, course, term, windows),
        kinds=tuple(await lesson_queries.kinds_of(session, course.school_id)),
        attestation=attestation,
    )


def opened_by_permission_only(refusals: Mapping[int, SchoolError | None]) -> frozenset[int]:
    """Of the students, with why their mark may not be written now, those for whom permission can be asked."""
    return frozenset(
        student
        for student, refusal in refusals.items()
        if refusal is not None and not isinstance(refusal, NOT_CLOSED)
    )


async def _marks(
    session: AsyncSession, course: Course, term: Term, attestation_id: int | None
) -> tuple[Attestation | None, Sequence[Attested]]:
    """Raises ``Forbidden`` for an attestation that the course has not in this term."""
    if attestation_id is None:
        return None, await queries.term_marks_of(session, course.id, term.id)
    found = await attestation_queries.attestations_of(session, course.id, term.id)
    attestation = next((one for one in found if one.id == attestation_id), None)
    if attestation is None:
        raise Forbidden
    return attestation, await attestation_queries.marks_of(session, [attestation.id])
