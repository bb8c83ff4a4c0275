"""Saves the marks of a term in a course: all that changed, or nothing (R4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from services import alerts, history, permissions
from services.averages import Scale
from services.calendar import end_of_day
from services.errors import Forbidden, NoTermMarks, SchoolError
from services.gradebook.attested import Entered, Marks, Text, decide, put
from services.gradebook.attesting import (
    Columns,
    Desk,
    check_beside,
    differences_beside,
    write_beside,
)
from services.gradebook.enough import too_few
from services.gradebook.permit import TermPermit
from services.gradebook.record import FirstEntered
from services.gradebook.sheet import counts_of
from services.regulation import Entry, Regulation, Windows, in_force, span_in
from storage.models import ChangeKind, Course, Door, School, StaffMember, Term, TermMark
from storage.models.attestation import Attested
from storage.queries import class_gradebook as queries
from storage.queries import gradebook as lesson_queries
from storage.queries import history as history_queries

NO_COLUMNS: Columns = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TermResult:
    """What became of a save: all of it, or, with any fault, nothing."""

    changed: int = 0
    faults: Mapping[int, SchoolError] = field(default_factory=dict)
    """By student."""
    beside: Mapping[int, Mapping[int, SchoolError]] = field(default_factory=dict)
    """Faults of exams, credits and final marks, by attestation and student."""
    written: tuple[history.Difference, ...] = ()

    @property
    def is_saved(self) -> bool:
        return not self.faults and not self.beside


async def save_term_marks(
    session: AsyncSession,
    *,
    staff: StaffMember,
    course_id: int,
    term_id: int,
    typed: Marks,
    seen: Marks,
    now: datetime,
    settle: timedelta,
    door: Door = Door.WEB,
    columns: Columns = NO_COLUMNS,
    permit: TermPermit | None = None,
) -> TermResult:
    """Save what was typed and differs from ``seen``, with exams (``columns``); with a permit what it opens.
    Raises ``Forbidden`` for who doesn't teach the course, and for a term, student or attestation not of it."""
    course, term = await _require(session, staff, course_id, term_id, now, permit)
    entered = Entered(typed, seen)
    await _require_members(session, course, term, (entered, *columns.values()))
    stored = {mark.student_id: mark for mark in await queries.term_marks_of(session, course.id, term.id)}
    desk = await _desk(session, course, term, now, permit)
    changes, faults = await _checked(session, course, term, entered, stored, desk, now)
    beside = await check_beside(session, course.id, term.id, columns, desk, now)
    if faults or beside.faults:
        return TermResult(faults=faults, beside=beside.faults)
    differences = [*_differences(course, term, stored, changes), *differences_beside(beside)]
    _write(session, course, term, stored, changes, staff, now)
    write_beside(session, beside, staff, now)
    return await _note(session, differences, staff, door, now, settle)


async def _desk(
    session: AsyncSession, course: Course, term: Term, now: datetime, permit: TermPermit | None
) -> Desk:
    school = await lesson_queries.school_of(session, course.school_id)
    windows = await term_windows(session, school, course, term, now)
    entered = await term_marks_entered(session, course, term, windows)
    return Desk(windows, Scale.of(school), entered, permit)


async def _checked(
    session: AsyncSession,
    course: Course,
    term: Term,
    entered: Entered,
    stored: Mapping[int, TermMark],
    desk: Desk,
    now: datetime,
) -> tuple[dict[int, str], dict[int, SchoolError]]:
    """What to write, and what speaks against it, by student."""
    windows = desk.windows
    if not course.has_term_marks:
        return {}, {student: NoTermMarks() for student in entered.touched}
    changes, faults = decide(entered, stored, windows.regulation, desk.scale)
    if desk.permit is None or not desk.permit.is_proven:
        faults |= await _too_few(session, course, term, changes, windows.regulation, desk.scale)
    closed = {
        student: desk.refusal(
            student, closed_term_mark(windows, stored.get(student), desk.first_entered, now)
        )
        for student in changes
    }
    return changes, faults | {student: refusal for student, refusal in closed.items() if refusal}


async def _require(
    session: AsyncSession,
    staff: StaffMember,
    course_id: int,
    term_id: int,
    now: datetime,
    permit: TermPermit | None,
) -> tuple[Course, Term]:
    """The course, locked, if this person teaches it or has a permit; the term, if it is of the group's year."""
    course = await permissions.require_viewing_course(
        session, staff=staff, course_id=course_id, day=now.date()
    )
    term = await queries.term_of_group(session, term_id, course.group.school_year_id)
    if term is None or (permit is None and course.teacher_id != staff.id):
        raise Forbidden
    await queries.lock_course(session, course.id)
    return course, term


async def term_windows(
    session: AsyncSession, school: School, course: Course, term: Term, now: datetime
) -> Windows:
    """What the regulation leaves open of a course's term; that of now until the term is over."""
    year = await lesson_queries.year_of_group(session, course.group.school_year_id)
    rules = await in_force(session, school, min(now, end_of_day(school, term.ends_on)))
    return Windows(rules.regulation, span_in(year, term.starts_on, term.ends_on, rules.zone))


async def term_marks_entered(
    session: AsyncSession, course: Course, term: Term, windows: Windows
) -> FirstEntered:
    """When each term mark was first entered; asked for only where nothing may be corrected."""
    if windows.regulation.locks.correcting:
        return {}
    return await history_queries.first_entries(session, course.id, term_id=term.id)


def closed_term_mark(
    windows: Windows, mark: Attested | None, entered: FirstEntered, now: datetime
) -> SchoolError | None:
    """Why a student's mark of the term may not be written now; nothing while it may (R33, R37)."""
    if mark is None:
        return windows.refusal(Entry.TERM_MARKS, now)
    otherwise = mark.changed_at if mark.value is not None else None
    first = entered.get((ChangeKind.TERM_MARK, None, mark.student_id), otherwise)
    return windows.refusal(Entry.TERM_MARKS, now, first)


async def _too_few(
    session: AsyncSession, course: Course, term: Term, changes: Marks, regulation: Regulation, scale: Scale
) -> dict[int, SchoolError]:
    """Who lacks the marks that a term mark has to stand on (R37)."""
    counts, in_points = await counts_of(session, course, term, scale)
    lacking = {
        student: too_few(value, counts.get(student, {}), regulation, scale, in_points.get(student))
        for student, value in changes.items()
    }
    return {student: lack for student, lack in lacking.items() if lack is not None}


async def _require_members(
    session: AsyncSession, course: Course, term: Term, columns: Iterable[Entered]
) -> None:
    touched = {student for column in columns for student in column.touched}
    members = await queries.members_between(session, course.group_id, term.starts_on, term.ends_on)
    if not touched <= {row[0].id for row in members}:
        raise Forbidden


def _write(
    session: AsyncSession,
    course: Course,
    term: Term,
    stored: Mapping[int, TermMark],
    changes: Marks,
    staff: StaffMember,
    now: datetime,
) -> None:
    for student_id, text in changes.items():
        mark = stored.get(student_id)
        if mark is None:
            mark = TermMark(
                school_id=course.school_id,
                course_id=course.id,
                student_id=student_id,
                term_id=term.id,
                version=0,
            )
            session.add(mark)
        put(mark, text, staff.id, now)


async def _note(
    session: AsyncSession,
    differences: list[history.Difference],
    staff: StaffMember,
    door: Door,
    now: datetime,
    settle: timedelta,
) -> TermResult:
    """What was written, on record and on its way to the families."""
    await alerts.note_summed_up(
        session, staff=staff, differences=differences, now=now, settle=settle, door=door
    )
    return TermResult(changed=len(differences), written=tuple(differences))


def _differences(
    course: Course, term: Term, stored: Mapping[int, TermMark], changes: Mapping[int, str]
) -> list[history.Difference]:
    """Term marks have no revisions of their own: their history is on the school's record (R34)."""
    was = {student_id: str(Text.of(mark)) for student_id, mark in stored.items()}
    return [
        history.Difference(
            kind=ChangeKind.TERM_MARK,
            was=was.get(student_id, ""),
            became=text,
            course_id=course.id,
            student_id=student_id,
            term_id=term.id,
        )
        for student_id, text in changes.items()
    ]
