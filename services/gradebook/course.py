"""The class gradebook: students × lessons of a course over a term, with averages and absences (R54)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions
from services.averages import Average, Counted, Scale, average, plain_average
from services.calendar import ShownYear, choose_year, latest_begun, school_day, terms_of_year
from services.class_list import list_order
from services.gradebook.brought_along import NOTHING, Brought, brought_along, with_term_marks
from services.gradebook.quarters import Quarter, quarter_of
from services.gradebook.record import FirstEntered
from services.gradebook.sheet import Sheet, load_sheet
from services.gradebook.suggesting import Suggestion
from services.gradebook.summative import QuarterResult
from services.gradebook.terms import term_marks_entered, term_windows
from services.plans import Coverage, coverage_of
from services.regulation import Windows
from storage.models import Course, Lesson, Presence, StaffMember, Student, Term, TermMark, WorkKind
from storage.queries import class_gradebook as queries
from storage.queries import gradebook as lesson_queries
from storage.queries import papers as paper_queries
from storage.queries import staff as staff_queries


@dataclass(frozen=True, slots=True)
class Entry:
    """What one student has at one lesson."""

    marks: tuple[tuple[int, str], ...] = ()
    """Work and value, in the order of the works."""
    presence: Presence | None = None
    is_excused: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One student's line."""

    student: Student
    entries: Mapping[int, Entry]
    """By lesson; a lesson without anything is left out."""
    outside: frozenset[int]
    """Lessons given while the student was not in the group."""
    average: Average
    plain: Average
    """Without weights."""
    absent: int
    excused: int
    """Of the absences, those with an excuse."""
    late: int
    term_mark: TermMark | None
    suggestion: Suggestion | None = None
    """The term mark that the average, or the terms within, suggest."""
    final: Suggestion | None = None
    """The final mark that term and exam suggest."""
    brought: Brought = NOTHING
    """Marks of a former class, which the average counts too."""
    quarter: QuarterResult | None = None
    """Under the scheme of section and quarter works: the percentage with its parts."""


@dataclass(frozen=True, slots=True)
class Courses:
    """What one may open of a year."""

    shown: ShownYear
    courses: Sequence[Course]


@dataclass(frozen=True, slots=True)
class ClassGradebook:
    course: Course
    """With subject, group and teacher."""
    terms: tuple[Term, ...]
    """The terms of the group's year."""
    term: Term | None
    lessons: tuple[Lesson, ...]
    lines: tuple[Line, ...]
    scale: Scale
    kinds: tuple[WorkKind, ...]
    windows: Windows | None
    """What the regulation leaves open of the term; nothing without a term."""
    first_entered: FirstEntered
    """Of the term's marks; empty where they may be corrected."""
    may_record: bool
    """Whether who looks teaches the course."""
    sheet: Sheet
    """Exams, earlier terms and who lacks what; empty without a term."""
    coverage: Coverage | None = None
    """Of the course's topic plan over the year; nothing where it has none (R42)."""
    has_papers: bool = False
    """Whether the course keeps a register of course papers (R43)."""


async def open_class_gradebook(
    session: AsyncSession, *, staff: StaffMember, course_id: int, term_id: int | None, now: datetime
) -> ClassGradebook:
    """The course's gradebook of a term; without one, of the term it is now. Raises ``Forbidden``."""
    school = await lesson_queries.school_of(session, staff.school_id)
    today = school_day(school, now)
    course = await permissions.require_viewing_course(session, staff=staff, course_id=course_id, day=today)
    terms = await terms_of_year(session, course.group.school_year_id)
    term = next((term for term in terms if term.id == term_id), None) or latest_begun(terms, today)
    scale = Scale.of(school)
    windows = await term_windows(session, school, course, term, now) if term else None
    lessons, lines = await _page(session, course, term, scale) if term else ((), ())
    sheet = await load_sheet(session, course, term, terms, windows, scale, now)
    quarter = await quarter_of(session, course, term, windows, lessons, scale, now)
    return ClassGradebook(
        course=course,
        terms=tuple(terms),
        term=term,
        lessons=tuple(lessons),
        lines=_with_suggestions(lines, sheet, windows, scale, quarter),
        scale=scale,
        kinds=tuple(await lesson_queries.kinds_of(session, school.id)),
        windows=windows,
        first_entered=await _term_marks_entered(session, course, term, windows),
        may_record=course.teacher_id == staff.id,
        sheet=sheet,
        coverage=await coverage_of(session, course_id=course.id, now=now),
        has_papers=await paper_queries.register_of_course(session, course.id) is not None,
    )


async def courses_for(
    session: AsyncSession, *, staff: StaffMember, now: datetime, year_id: int | None = None
) -> Courses:
    """The courses whose gradebooks a person may open: one's own, those of the groups one leads, for heads
    all. Of this school year, in summer of the last; of an earlier one those of the groups one led when it
    ended. Raises ``Forbidden`` for a year that is not offered."""
    today = school_day(await lesson_queries.school_of(session, staff.school_id), now)
    shown = await choose_year(session, staff.school_id, today, year_id)
    if shown.year is None:
        return Courses(shown, ())
    if permissions.has_role(staff, *permissions.HEADS):
        return Courses(shown, await queries.courses_of_year(session, shown.year.id))
    led = [group.id for group in await staff_queries.groups_led_by(session, staff.id, shown.rights_on)]
    found = await queries.courses_of_year(session, shown.year.id, teacher_id=staff.id, group_ids=led)
    return Courses(shown, found)


async def _page(
    session: AsyncSession, course: Course, term: Term, scale: Scale
) -> tuple[Sequence[Lesson], list[Line]]:
    days = (term.starts_on, term.ends_on)
    lessons = await queries.lessons_between(session, course.id, *days)
    stays = _stays(await queries.members_between(session, course.group_id, *days))
    excuses: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    for student_id, first, last in await queries.excuses_between(session, [s.id for s in stays], *days):
        excuses[student_id].append((first, last))
    entries, counted = await _entries(session, course.id, lessons, days, excuses)
    brought = await with_term_marks(session, course, await brought_along(session, course, term))
    for student_id, one in brought.items():
        counted[student_id] += one.counted
    term_marks = {mark.student_id: mark for mark in await queries.term_marks_of(session, course.id, term.id)}
    lines = [
        _line(student, stays[student], lessons, entries[student.id], counted[student.id], scale, term_marks)
        for student in sorted(stays, key=list_order)
    ]
    return lessons, [replace(line, brought=brought.get(line.student.id, NOTHING)) for line in lines]


Stays = dict[Student, list[tuple[date, date | None]]]


def _stays(rows: Sequence[tuple[Student, date, date | None]]) -> Stays:
    """When each student was in the group: somebody may leave and come back."""
    stays: Stays = {}
    for student, joined_on, left_on in rows:
        stays.setdefault(student, []).append((joined_on, left_on))
    return stays


async def _entries(
    session: AsyncSession,
    course_id: int,
    lessons: Sequence[Lesson],
    days: tuple[date, date],
    excuses: Mapping[int, list[tuple[date, date]]],
) -> tuple[defaultdict[int, dict[int, Entry]], defaultdict[int, list[Counted]]]:
    """By student: what stands at each lesson, and the marks that count."""
    on_day = {lesson.id: lesson.on_day for lesson in lessons}
    marks: defaultdict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    counted: defaultdict[int, list[Counted]] = defaultdict(list)
    for lesson_id, work_id, student_id, value, weight in await queries.marks_between(
        session, course_id, *days
    ):
        marks[student_id, lesson_id].append((work_id, value or ""))
        counted[student_id].append(Counted(value, weight))
    presences = {
        (student_id, lesson_id): presence
        for lesson_id, student_id, presence in await queries.attendance_between(session, course_id, *days)
    }
    entries: defaultdict[int, dict[int, Entry]] = defaultdict(dict)
    for student_id, lesson_id in marks.keys() | presences.keys():
        day = on_day.get(lesson_id)
        if day is not None:
            entries[student_id][lesson_id] = Entry(
                marks=tuple(marks[student_id, lesson_id]),
                presence=presences.get((student_id, lesson_id)),
                is_excused=any(first <= day <= last for first, last in excuses.get(student_id, ())),
            )
    return entries, counted


async def _term_marks_entered(
    session: AsyncSession, course: Course, term: Term | None, windows: Windows | None
) -> FirstEntered:
    return await term_marks_entered(session, course, term, windows) if term and windows else {}


def _with_suggestions(
    lines: Iterable[Line], sheet: Sheet, windows: Windows | None, scale: Scale, quarter: Quarter | None
) -> tuple[Line, ...]:
    if windows is None:
        return tuple(lines)
    if quarter is not None:
        return tuple(_with_quarter(line, quarter) for line in lines)
    return tuple(
        replace(
            line,
            suggestion=sheet.suggested(line.student.id, line.average, windows, scale),
            final=sheet.suggested_final(line.student.id, line.term_mark, windows, scale),
        )
        for line in lines
    )


def _with_quarter(line: Line, quarter: Quarter) -> Line:
    values = {work: value for entry in line.entries.values() for work, value in entry.marks}
    result = quarter.result(line.average, values, line.outside)
    return replace(line, suggestion=result.suggestion, quarter=result)


def _line(
    student: Student,
    stays: list[tuple[date, date | None]],
    lessons: Sequence[Lesson],
    entries: Mapping[int, Entry],
    counted: Sequence[Counted],
    scale: Scale,
    term_marks: Mapping[int, TermMark],
) -> Line:
    absences = [entry for entry in entries.values() if entry.presence is Presence.ABSENT]
    return Line(
        student=student,
        entries=entries,
        outside=frozenset(
            lesson.id
            for lesson in lessons
            if not any(
                joined <= lesson.on_day and (left is None or lesson.on_day <= left) for joined, left in stays
            )
        ),
        average=average(counted, scale),
        plain=plain_average(counted, scale),
        absent=len(absences),
        excused=sum(entry.is_excused for entry in absences),
        late=sum(entry.presence is Presence.LATE for entry in entries.values()),
        term_mark=term_marks.get(student.id),
    )
