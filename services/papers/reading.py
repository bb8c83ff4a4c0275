"""The register of one course: its students with their papers, and what of it is closed (R43)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.averages import Scale
from services.calendar import school_day, terms_of_year
from services.class_list import list_order
from services.errors import SchoolError
from services.gradebook import term_windows
from services.gradebook.record import FirstEntered
from services.gradebook.terms import term_marks_entered
from services.papers.cells import Bounds, Cells, Field, Place, texts_of
from services.papers.rights import may_correct, may_fill, reads_gradebook, require_reading
from services.regulation import Entry, Windows
from storage.models import (
    ChangeKind,
    Course,
    CoursePaper,
    PaperRegister,
    School,
    StaffMember,
    Student,
    Term,
)
from storage.queries import class_gradebook, gradebook
from storage.queries import papers as queries

AFTER_THE_YEAR = timedelta(days=92)
"""Papers are defended in summer, too."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A register that was opened, with all that a save is checked by."""

    register: PaperRegister
    """With its term."""
    students: tuple[Student, ...]
    """Who was in the group in the term, and whoever has a paper, in the order of the class list."""
    papers: Mapping[int, CoursePaper]
    """By student; a student who is left out has none."""
    windows: Windows
    first_entered: FirstEntered
    bounds: Bounds
    names: Mapping[int, str]
    """Of supervisors, as the page writes them."""

    @property
    def cells(self) -> Cells:
        """What stands in the store."""
        return {
            Place(student, cell): text
            for student, paper in self.papers.items()
            for cell, text in texts_of(paper, self.names.get(paper.supervisor_id or 0, "")).items()
            if text
        }

    def closed(self, place: Place, now: datetime) -> SchoolError | None:
        """Why a cell may not be written now; nothing while it may (R33).

        Where nothing may be corrected, that is said of the mark: a topic is written on till the register closes.
        """
        first = self.first_entered.get((ChangeKind.COURSE_PAPER, None, place.student))
        is_mark = place.field is Field.MARK
        return self.windows.refusal(Entry.COURSE_PAPERS, now, first if is_mark else None)


@dataclass(frozen=True, slots=True)
class CoursePapers:
    """What the page of a course shows; without ``kept`` that nobody opened a register."""

    course: Course
    """With subject, group and teacher."""
    terms: tuple[Term, ...]
    """Of the group's year."""
    may_fill: bool
    may_correct: bool
    """Whether the person enters what has closed, by order."""
    reads_gradebook: bool = True
    kept: Kept | None = None


async def open_papers(
    session: AsyncSession, *, staff: StaffMember, course_id: int, now: datetime
) -> CoursePapers:
    """The course's register, for who may look at its gradebook. Raises ``Forbidden``."""
    school = await gradebook.school_of(session, staff.school_id)
    today = school_day(school, now)
    course = await require_reading(session, staff=staff, course_id=course_id, day=today)
    register = await queries.register_of_course(session, course.id)
    return CoursePapers(
        course=course,
        terms=tuple(await terms_of_year(session, course.group.school_year_id)),
        may_fill=may_fill(staff, course),
        may_correct=may_correct(staff),
        reads_gradebook=reads_gradebook(staff, course),
        kept=await load_kept(session, school, course, register, now) if register else None,
    )


async def load_kept(
    session: AsyncSession, school: School, course: Course, register: PaperRegister, now: datetime
) -> Kept:
    term = register.term
    papers = {one.student_id: one for one in await queries.papers_in(session, [register.id])}
    windows = await term_windows(session, school, course, term, now)
    staff = await queries.staff_at_school(session, school.id, school_day(school, now))
    supervisors = {one.id: one for one in staff} | {
        one.supervisor.id: one.supervisor for one in papers.values() if one.supervisor
    }
    names = {key: name for key, name in named(supervisors.values()).items() if key != course.teacher_id}
    return Kept(
        register=register,
        students=await _students(session, course, term, papers.keys()),
        papers=papers,
        windows=windows,
        first_entered=await term_marks_entered(session, course, term, windows),
        bounds=await _bounds(session, school, course, windows, names, now),
        names=names,
    )


def named(staff: Iterable[StaffMember]) -> dict[int, str]:
    """A name for each that nobody else has: of two who are called alike with the number behind it."""
    people = sorted(staff, key=list_order)
    times = Counter(one.full_name.casefold() for one in people)
    return {
        one.id: one.full_name if times[one.full_name.casefold()] == 1 else f"{one.full_name} ({one.number})"
        for one in people
    }


async def _students(
    session: AsyncSession, course: Course, term: Term, with_papers: Iterable[int]
) -> tuple[Student, ...]:
    year = await gradebook.year_of_group(session, course.group.school_year_id)
    members = await class_gradebook.members_between(session, course.group_id, year.starts_on, year.ends_on)
    kept = set(with_papers)
    found = {
        student
        for student, joined_on, left_on in members
        if student.id in kept
        or (joined_on <= term.ends_on and (left_on is None or left_on >= term.starts_on))
    }
    return tuple(sorted(found, key=list_order))


async def _bounds(
    session: AsyncSession,
    school: School,
    course: Course,
    windows: Windows,
    names: Mapping[int, str],
    now: datetime,
) -> Bounds:
    year = await gradebook.year_of_group(session, course.group.school_year_id)
    scale, codes = Scale.of(school), windows.regulation.scale.codes
    passed = [code for code in (*codes.credit, *codes.no_credit) if code in scale.codes]
    return Bounds(
        marks=(*scale.values, *passed),
        supervisors={name: key for key, name in names.items()},
        teacher=course.teacher.full_name,
        first=year.starts_on - AFTER_THE_YEAR,
        last=year.ends_on + AFTER_THE_YEAR,
        today=school_day(school, now),
    )
