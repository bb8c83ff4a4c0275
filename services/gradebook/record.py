"""A lesson's record as it stands: everything that its page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions, plans
from services.averages import Scale
from services.class_list import list_order
from services.gradebook.cells import OWN_NEW, Cells, Field, Place
from services.regulation import Regulation, Windows, in_force, span_in
from storage.models import (
    Attendance,
    ChangeKind,
    Homework,
    IndividualHomework,
    Lesson,
    LessonStatus,
    Mark,
    Material,
    PlanTopic,
    StaffMember,
    Student,
    Work,
    WorkKind,
)
from storage.queries import gradebook as queries
from storage.queries import history as history_queries
from storage.queries import homework as homework_queries

WEEK = timedelta(days=7)
FirstEntered = Mapping[tuple[ChangeKind, int | None, int | None], datetime]
"""When a mark, a presence or a term mark was first entered, by kind, work and student."""


@dataclass(frozen=True, slots=True)
class Individual:
    """Homework for some students, with the ids of those of them who are on the lesson's list."""

    homework: IndividualHomework
    students: frozenset[int]

    @property
    def column(self) -> str:
        """What its cells are called by."""
        return f"h{self.homework.id}"


@dataclass(frozen=True, slots=True)
class LessonRecord:
    lesson: Lesson
    """With course, subject, group, teacher, room and substitute."""
    homework: Homework | None
    due_on: date
    """When this lesson's homework is due, or would be: at the course's next lesson."""
    latest_due: date
    """The end of the school year."""
    works: tuple[Work, ...]
    """With their kinds."""
    students: tuple[Student, ...]
    """Who was in the group on the lesson's day, as in the class list."""
    marks: Mapping[tuple[int, int], Mark]
    """By work and student; a removed mark has no value."""
    attendance: Mapping[int, Attendance]
    """By student; an entry taken back has no presence."""
    excused: frozenset[int]
    kinds: tuple[WorkKind, ...]
    scale: Scale
    windows: Windows
    """What the regulation of the lesson's day leaves open, and until when."""
    first_entered: FirstEntered
    """Empty where entries may be corrected: nobody has to know then."""
    may_record: bool
    """Whether who looks may also write."""
    topics: tuple[PlanTopic, ...] = ()
    """What the plan has left for this lesson, the next topic first (R42)."""
    individual: tuple[Individual, ...] = ()
    """Homework for some students, in the order in which it was given (R32)."""
    materials: tuple[Material, ...] = ()
    """Files that go with the lesson, in the order in which they were added (R6)."""

    @property
    def default_kind(self) -> WorkKind | None:
        return next((kind for kind in self.kinds if kind.is_default), next(iter(self.kinds), None))


async def open_lesson(session: AsyncSession, *, staff: StaffMember, lesson_id: int) -> LessonRecord:
    """The record of a lesson, for whoever may look at it. Raises ``Forbidden``."""
    lesson = await permissions.require_viewing_lesson(session, staff=staff, lesson_id=lesson_id)
    given = lesson.status is not LessonStatus.CANCELLED
    return await load_record(session, lesson, may_record=given and permissions.records(staff, lesson))


async def load_record(session: AsyncSession, lesson: Lesson, *, may_record: bool) -> LessonRecord:
    """The record of a lesson that the caller was allowed to load."""
    group = lesson.course.group
    school = await queries.school_of(session, lesson.school_id)
    rules = await in_force(session, school, lesson.ends_at)
    students = sorted(await queries.members_on(session, group.id, lesson.on_day), key=list_order)
    homework = await queries.homework_of(session, lesson.id)
    year = await queries.year_of_group(session, group.school_year_id)
    return LessonRecord(
        lesson=lesson,
        homework=homework,
        due_on=homework.due_on if homework else await _next_day(session, lesson, year.ends_on),
        latest_due=year.ends_on,
        works=tuple(await queries.works_of(session, lesson.id)),
        students=tuple(students),
        marks={(mark.work_id, mark.student_id): mark for mark in await queries.marks_of(session, lesson.id)},
        attendance={entry.student_id: entry for entry in await queries.attendance_of(session, lesson.id)},
        excused=frozenset(await queries.excused_on(session, [s.id for s in students], lesson.on_day)),
        kinds=tuple(await queries.kinds_of(session, lesson.school_id)),
        scale=Scale.of(school),
        windows=Windows(rules.regulation, span_in(year, lesson.on_day, lesson.on_day, rules.zone)),
        first_entered=await _first_entered(session, lesson, rules.regulation),
        may_record=may_record,
        topics=await plans.topics_to_offer(session, lesson=lesson),
        individual=await _individual(session, lesson, students),
        materials=tuple(await homework_queries.materials_of(session, lesson.id)),
    )


async def _individual(
    session: AsyncSession, lesson: Lesson, students: Sequence[Student]
) -> tuple[Individual, ...]:
    """Whoever has left the group keeps the homework, but is no longer on the page."""
    here = {student.id for student in students}
    found = await homework_queries.individual_of(session, lesson.id)
    return tuple(Individual(homework, frozenset(chosen & here)) for homework, chosen in found)


async def _first_entered(session: AsyncSession, lesson: Lesson, regulation: Regulation) -> FirstEntered:
    """Asked for only where it decides."""
    if regulation.locks.correcting:
        return {}
    return await history_queries.first_entries(session, lesson.course_id, lesson_id=lesson.id)


def shown(record: LessonRecord) -> dict[Place, str]:
    """What stands in the cells now. A cell that is left out is empty."""
    cells: dict[Place, str] = {
        Place(Field.TOPIC): record.lesson.topic,
        Place(Field.HOMEWORK): record.homework.text if record.homework else "",
        Place(Field.DUE): record.due_on.isoformat(),
        Place(Field.HOMEWORK_KIND): (record.homework.kind or "") if record.homework else "",
        Place(Field.TAKEN): "1" if record.lesson.attendance_taken_at else "",
    }
    for individual in record.individual:
        cells |= _cells_of_individual(individual)
    for work in record.works:
        cells |= _cells_of_work(work)
    for (work_id, student_id), mark in record.marks.items():
        cells[Place(Field.MARK, str(work_id), student_id)] = mark.value or ""
        cells[Place(Field.COMMENT, str(work_id), student_id)] = mark.comment
    for student_id, entry in record.attendance.items():
        cells[Place(Field.PRESENCE, "", student_id)] = entry.presence or ""
    return {place: text for place, text in cells.items() if text}


def blank_column(record: LessonRecord, column: str) -> Cells:
    """What a column not saved yet begins with: the school's usual kind of work."""
    kind = record.default_kind
    return {Place(Field.KIND, column): str(kind.id)} if kind else {}


def blank_individual(record: LessonRecord, column: str) -> Cells:
    """What homework for some students begins with: the day on which everybody's is due."""
    return {Place(Field.OWN_DUE, column): record.due_on.isoformat()} if column.startswith(OWN_NEW) else {}


def _cells_of_individual(individual: Individual) -> Cells:
    homework, column = individual.homework, individual.column
    return {
        Place(Field.OWN, column): homework.text,
        Place(Field.OWN_DUE, column): homework.due_on.isoformat(),
        Place(Field.OWN_KIND, column): homework.kind or "",
        Place(Field.OWN_FOR, column): " ".join(str(id_) for id_ in sorted(individual.students)),
    }


def _cells_of_work(work: Work) -> dict[Place, str]:
    column = str(work.id)
    return {
        Place(Field.KIND, column): str(work.kind_id),
        Place(Field.NUMBER, column): "" if work.number is None else str(work.number),
        Place(Field.TITLE, column): work.title,
        Place(Field.WEIGHT, column): "" if work.own_weight is None else f"{work.own_weight.normalize():f}",
        Place(Field.MOST, column): "" if work.most_points is None else str(work.most_points),
    }


async def _next_day(session: AsyncSession, lesson: Lesson, year_ends: date) -> date:
    """At the next lesson; without one in the timetable yet, in a week, but within the year."""
    next_day = await queries.next_lesson_day(session, lesson)
    return next_day or max(lesson.on_day, min(lesson.on_day + WEEK, year_ends))
