"""Marks of exams, credits and final marks: when they may be written, and their saving with the term's (R37)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import history
from services.averages import Scale
from services.errors import EntriesClosed, EntriesNotOpen, ExamNotYet, Forbidden, SchoolError
from services.gradebook.attested import Entered, Marks, Text, decide, put
from services.gradebook.permit import TermPermit
from services.gradebook.record import FirstEntered
from services.regulation import Entry, Windows
from storage.models import Attestation, AttestationKind, AttestationMark, ChangeKind, StaffMember
from storage.models.attestation import Attested
from storage.queries import attestations as queries

ON_RECORD = {
    AttestationKind.EXAM: ChangeKind.EXAM_MARK,
    AttestationKind.CREDIT: ChangeKind.CREDIT_MARK,
    AttestationKind.GRADED_CREDIT: ChangeKind.GRADED_CREDIT_MARK,
    AttestationKind.FINAL: ChangeKind.FINAL_MARK,
}
Columns = Mapping[int, Entered]
"""By attestation."""
Stored = Mapping[int, AttestationMark]
"""By student."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is to be written beside the term's marks, and what speaks against it."""

    changes: Mapping[int, Marks] = field(default_factory=dict)
    """By attestation and student."""
    faults: Mapping[int, Mapping[int, SchoolError]] = field(default_factory=dict)
    """The same; an attestation without any is left out."""
    attestations: Mapping[int, Attestation] = field(default_factory=dict)
    stored: Mapping[int, Stored] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(marks) for marks in self.changes.values())


def held(windows: Windows, attestation: Attestation) -> Windows:
    """The windows of what is held on a day: they open with it and do not close before the term's."""
    day = attestation.on_day
    if day is None:
        return windows
    rules = windows.regulation
    # The window before a term's end says nothing of what is held earlier.
    from_then_on = rules.model_copy(
        update={"term_marks": rules.term_marks.model_copy(update={"opens_days": None})}
    )
    span = replace(windows.span, first=day, last=max(day, windows.span.last))
    return replace(windows, regulation=from_then_on, span=span)


def closed_attestation_mark(
    windows: Windows,
    attestation: Attestation,
    mark: Attested | None,
    student_id: int,
    entered: FirstEntered,
    now: datetime,
) -> SchoolError | None:
    """Why a student's mark may not be written now; nothing while it may (R33, R37).

    ``windows`` are the term's, ``entered`` is empty where entries may be corrected.
    """
    otherwise = mark.changed_at if mark is not None and mark.value is not None else None
    first = entered.get((ON_RECORD[attestation.kind], None, student_id), otherwise)
    refusal = held(windows, attestation).refusal(Entry.TERM_MARKS, now, first)
    if attestation.on_day is None:
        return refusal
    if isinstance(refusal, EntriesNotOpen):
        return ExamNotYet(on_day=attestation.on_day)
    if isinstance(refusal, EntriesClosed):
        return EntriesClosed(**{**refusal.facts, "entry": "attestation", "day": attestation.on_day})
    return refusal


@dataclass(frozen=True, slots=True)
class Desk:
    """By what marks of a term are checked."""

    windows: Windows
    scale: Scale
    first_entered: FirstEntered
    permit: TermPermit | None = None

    def refusal(
        self, student: int, usual: SchoolError | None, attestation_id: int | None = None
    ) -> SchoolError | None:
        """Why a student's mark may not be written: what closes it, or that the permit does not name it."""
        return self.permit.refusal(student, usual, attestation_id) if self.permit else usual


async def check_beside(
    session: AsyncSession, course_id: int, term_id: int, columns: Columns, desk: Desk, now: datetime
) -> Beside:
    """Decide on every cell of these columns. Raises ``Forbidden`` for a column that the sheet has not."""
    if not columns:
        return Beside()
    attestations = {one.id: one for one in await queries.attestations_of(session, course_id, term_id)}
    if not columns.keys() <= attestations.keys():
        raise Forbidden
    stored: dict[int, dict[int, AttestationMark]] = {key: {} for key in columns}
    for mark in await queries.marks_of(session, list(columns)):
        stored[mark.attestation_id][mark.student_id] = mark
    changes: dict[int, Marks] = {}
    faults: dict[int, Mapping[int, SchoolError]] = {}
    for key, column in columns.items():
        one, kept = attestations[key], stored[key]
        changes[key], wrong = decide(column, kept, desk.windows.regulation, desk.scale, one.kind)
        for student in changes[key]:
            usual = closed_attestation_mark(
                desk.windows, one, kept.get(student), student, desk.first_entered, now
            )
            closed = desk.refusal(student, usual, key)
            wrong |= {student: closed} if closed else {}
        faults |= {key: wrong} if wrong else {}
    return Beside(changes, faults, attestations, stored)


def differences_beside(beside: Beside) -> Iterator[history.Difference]:
    """For the record, before anything is written."""
    for key, marks in beside.changes.items():
        one = beside.attestations[key]
        for student, text in marks.items():
            yield history.Difference(
                kind=ON_RECORD[one.kind],
                was=str(Text.of(beside.stored[key].get(student))),
                became=text,
                course_id=one.course_id,
                student_id=student,
                term_id=one.term_id,
            )


def write_beside(session: AsyncSession, beside: Beside, staff: StaffMember, now: datetime) -> None:
    for key, marks in beside.changes.items():
        for student, text in marks.items():
            row = beside.stored[key].get(student)
            if row is None:
                row = AttestationMark(
                    school_id=staff.school_id, attestation_id=key, student_id=student, version=0
                )
                session.add(row)
            put(row, text, staff.id, now)
