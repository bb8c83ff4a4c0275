"""Saves the marks of a term in a course: all that changed, or nothing (R4)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import history, permissions
from services.averages import Scale
from services.calendar import end_of_day
from services.errors import ChangedMeanwhile, Forbidden, SchoolError, UnknownMark
from services.gradebook.cells import Fate, fate_of
from services.gradebook.enough import too_few
from services.gradebook.record import FirstEntered
from services.regulation import Entry, Regulation, Windows, in_force, span_in
from storage.models import ChangeKind, Course, Door, School, StaffMember, Term, TermMark
from storage.queries import class_gradebook as queries
from storage.queries import gradebook as lesson_queries
from storage.queries import history as history_queries

Marks = Mapping[int, str]
"""By student; a student who is left out has none."""


@dataclass(frozen=True, slots=True)
class TermResult:
    """What became of a save: all of it, or, with any fault, nothing."""

    changed: int = 0
    faults: Mapping[int, SchoolError] = field(default_factory=dict)
    """By student."""


async def save_term_marks(
    session: AsyncSession,
    *,
    staff: StaffMember,
    course_id: int,
    term_id: int,
    typed: Marks,
    seen: Marks,
    now: datetime,
    door: Door = Door.WEB,
) -> TermResult:
    """Save the marks typed that differ from those the page showed (``seen``).

    Raises ``Forbidden`` for who doesn't teach the course, for a term of another year and for a
    student who was not in the group in that term.
    """
    course, term = await _require(session, staff, course_id, term_id, now)
    await queries.lock_course(session, course.id)
    touched = {student: text for student, text in typed.items() if text != seen.get(student, "")}
    await _require_members(session, course, term, touched)
    stored = {mark.student_id: mark for mark in await queries.term_marks_of(session, course.id, term.id)}
    changes, faults = await _checked(session, course, term, touched, seen, stored, now)
    if faults:
        return TermResult(faults=faults)
    differences = _differences(course, term, stored, changes)
    for student_id, text in changes.items():
        _write(session, course, term, student_id, stored.get(student_id), text, staff, now)
    await _note(session, differences, staff, door, now)
    return TermResult(changed=len(changes))


async def _checked(
    session: AsyncSession,
    course: Course,
    term: Term,
    touched: Marks,
    seen: Marks,
    stored: Mapping[int, TermMark],
    now: datetime,
) -> tuple[dict[int, str], dict[int, SchoolError]]:
    """What to write, and what speaks against it, by student."""
    school = await lesson_queries.school_of(session, course.school_id)
    windows = await term_windows(session, school, course, term, now)
    scale = Scale.of(school)
    changes, faults = _decide(touched, seen, stored, scale)
    faults |= await _too_few(session, course, term, changes, windows.regulation, scale)
    entered = await term_marks_entered(session, course, term, windows)
    closed = {student: closed_term_mark(windows, stored.get(student), entered, now) for student in changes}
    return changes, faults | {student: refusal for student, refusal in closed.items() if refusal}


async def _require(
    session: AsyncSession, staff: StaffMember, course_id: int, term_id: int, now: datetime
) -> tuple[Course, Term]:
    """The course, if this person teaches it, and the term, if it is of the group's year."""
    course = await permissions.require_viewing_course(
        session, staff=staff, course_id=course_id, day=now.date()
    )
    term = await queries.term_of_group(session, term_id, course.group.school_year_id)
    if course.teacher_id != staff.id or term is None:
        raise Forbidden
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
    windows: Windows, mark: TermMark | None, entered: FirstEntered, now: datetime
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
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = await queries.mark_counts_by_kind(session, course.id, term.starts_on, term.ends_on)
    for student_id, kind, value, times in rows:
        if scale.points(value) is not None:
            counts[student_id][kind.code] += times
    lacking = {
        student: too_few(value, counts[student], regulation, scale) for student, value in changes.items()
    }
    return {student: lack for student, lack in lacking.items() if lack is not None}


async def _require_members(session: AsyncSession, course: Course, term: Term, touched: Marks) -> None:
    members = await queries.members_between(session, course.group_id, term.starts_on, term.ends_on)
    if not touched.keys() <= {row[0].id for row in members}:
        raise Forbidden


def _decide(
    touched: Marks, seen: Marks, stored: Mapping[int, TermMark], scale: Scale
) -> tuple[dict[int, str], dict[int, SchoolError]]:
    """What to write and what is wrong, by student."""
    changes: dict[int, str] = {}
    faults: dict[int, SchoolError] = {}
    codes = {code.casefold(): code for code in scale.codes}
    for student_id, text in touched.items():
        value = codes.get(text.casefold(), text)
        mark = stored.get(student_id)
        current = (mark.value or "") if mark else ""
        fate = fate_of(value, seen.get(student_id, ""), current)
        if value and not scale.accepts(value):
            faults[student_id] = UnknownMark(allowed=", ".join((*scale.values, *sorted(scale.codes))))
        elif fate is Fate.CONFLICT:
            faults[student_id] = ChangedMeanwhile(theirs=current)
        elif fate is Fate.WRITE:
            changes[student_id] = value
    return changes, faults


def _write(
    session: AsyncSession,
    course: Course,
    term: Term,
    student_id: int,
    mark: TermMark | None,
    text: str,
    staff: StaffMember,
    now: datetime,
) -> None:
    if mark is None:
        mark = TermMark(
            school_id=course.school_id,
            course_id=course.id,
            student_id=student_id,
            term_id=term.id,
            version=0,
        )
        session.add(mark)
    mark.value = text or None
    mark.version += 1
    mark.author_id = staff.id
    mark.changed_at = now


async def _note(
    session: AsyncSession,
    differences: list[history.Difference],
    staff: StaffMember,
    door: Door,
    now: datetime,
) -> None:
    """Last, for from here on nobody else of the school can save (R24, R34)."""
    await session.flush()
    await history.note(
        session, school_id=staff.school_id, staff=staff, door=door, differences=differences, now=now
    )


def _differences(
    course: Course, term: Term, stored: Mapping[int, TermMark], changes: Mapping[int, str]
) -> list[history.Difference]:
    """Term marks have no revisions of their own: their history is on the school's record (R34)."""
    was = {student_id: mark.value or "" for student_id, mark in stored.items()}
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
