"""Somebody is away for some days: who gives each of their lessons, decided and saved at once (R30, R40)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions
from services.class_list import list_order
from services.errors import ChangedMeanwhile, Forbidden, LessonRecorded, SchoolError, WrongDay
from services.gradebook.cells import Fate, fate_of
from services.regulation import require_open_days
from services.timetable.busy import Busy, busy_between, engaged, refuse_clashes
from services.timetable.changes import recorded, require_colleague, set_status, set_substitute
from services.timetable.clashes import ClashKind
from services.timetable.colleagues import Colleague, colleagues_for
from storage.models import Lesson, LessonStatus, StaffMember
from storage.queries import engagements as queries
from storage.queries import timetable as timetable_queries

OWN_TEACHER, CANCELLED = "", "cancelled"
"""What may be chosen for a lesson, beside the id of a colleague."""
LONGEST = timedelta(days=13)
"""Two weeks at once: every lesson brings a list of all colleagues with it."""
Choices = Mapping[int, str]
"""By lesson: ``OWN_TEACHER``, ``CANCELLED`` or the id of a colleague."""


@dataclass(frozen=True, slots=True)
class AbsentLesson:
    """A lesson of whoever is away, and who could give it."""

    lesson: Lesson
    """With course, subject, group, teacher, room and substitute."""
    choice: str
    """What is in force."""
    uncancellable: LessonRecorded | None
    """Why it cannot be cancelled: it was given already."""
    colleagues: tuple[Colleague, ...]
    """Those who are free first, of them those who teach the subject."""


@dataclass(frozen=True, slots=True)
class Substitutions:
    teachers: tuple[StaffMember, ...]
    """Everybody who may be away, in the order of the alphabet."""
    teacher: StaffMember | None
    first: date
    last: date
    lessons: tuple[AbsentLesson, ...] = ()


@dataclass(frozen=True, slots=True)
class SubstitutionsResult:
    """What became of a save: all of it, or, with any fault, nothing."""

    changed: int = 0
    faults: Mapping[int, SchoolError] = field(default_factory=dict)
    """By lesson."""


async def open_substitutions(
    session: AsyncSession,
    *,
    staff: StaffMember,
    teacher_id: int | None,
    first: date,
    last: date,
    now: datetime,
) -> Substitutions:
    """The lessons of a teacher on these days, with the colleagues who could give each.

    Without a teacher, only whom there is to choose from. Raises ``Forbidden``, also for a teacher of
    another school, and ``WrongDay`` for days in the wrong order or too many at once.
    """
    permissions.require_head(staff)
    teachers = sorted(await queries.teachers_of_school(session, staff.school_id), key=list_order)
    here = tuple(one for one in teachers if one.left_on is None or one.left_on >= first)
    if teacher_id is None:
        return Substitutions(here, None, first, last)
    teacher = _chosen(teachers, teacher_id)
    _require_period(first, last)
    lessons = await queries.lessons_given_by(session, staff.school_id, teacher_id, first, last)
    busy = await busy_between(session, staff.school_id, first, last)
    taught = await queries.subjects_taught(session, staff.school_id)
    given = await recorded(session, [lesson.id for lesson in lessons], now)
    lines = [_line(lesson, given, colleagues_for(lesson, teacher, here, busy, taught)) for lesson in lessons]
    return Substitutions(here, teacher, first, last, tuple(lines))


def _line(
    lesson: Lesson, given: Mapping[int, LessonRecorded], colleagues: tuple[Colleague, ...]
) -> AbsentLesson:
    return AbsentLesson(lesson, choice_of(lesson), given.get(lesson.id), colleagues)


def choice_of(lesson: Lesson) -> str:
    """What is in force for a lesson."""
    if lesson.status is LessonStatus.CANCELLED:
        return CANCELLED
    return str(lesson.substitute_id) if lesson.substitute_id else OWN_TEACHER


def fill_in(page: Substitutions, choices: Choices, choice: str) -> dict[int, str]:
    """The choices with one for all lessons; a lesson at which that colleague is busy keeps its own."""
    filled = dict(choices)
    for line in page.lessons:
        free = {str(one.person.id) for one in line.colleagues if not one.is_busy}
        may_cancel = choice == CANCELLED and line.uncancellable is None
        if choice in free or choice == OWN_TEACHER or may_cancel:
            filled[line.lesson.id] = choice
    return filled


async def save_substitutions(
    session: AsyncSession,
    *,
    staff: StaffMember,
    teacher_id: int,
    first: date,
    last: date,
    typed: Choices,
    seen: Choices,
    now: datetime,
) -> SubstitutionsResult:
    """Save who gives the lessons: all of it, or, with any fault, nothing (R40).

    Raises ``Forbidden`` for who may not, for a lesson that is not this teacher's on these days, and for
    a colleague of another school. Faults: ``TeacherBusy``, ``GroupBusy`` where a cancelled lesson's
    hour is taken by now, ``LessonRecorded``, ``PersonHasLeft``, ``ChangedMeanwhile``.
    """
    permissions.require_head(staff)
    _require_period(first, last)
    lessons = await _locked(session, staff, teacher_id, first, last)
    if not typed.keys() <= lessons.keys():
        raise Forbidden
    changes, faults = _decide(lessons, typed, seen)
    faults |= await _wrong(session, staff, lessons, changes, now)
    if faults:
        return SubstitutionsResult(faults=faults)
    for lesson_id, choice in changes.items():
        await _apply(session, staff, lessons[lesson_id], choice, now)
    return SubstitutionsResult(changed=len(changes))


async def _locked(
    session: AsyncSession, staff: StaffMember, teacher_id: int, first: date, last: date
) -> dict[int, Lesson]:
    """The teacher's lessons of these days; nobody else changes the timetable meanwhile."""
    if await timetable_queries.staff_of_school(session, staff.school_id, teacher_id) is None:
        raise Forbidden
    await queries.lock_timetable(session, staff.school_id)
    found = await queries.lessons_given_by(session, staff.school_id, teacher_id, first, last, for_update=True)
    return {lesson.id: lesson for lesson in found}


def _chosen(teachers: Iterable[StaffMember], teacher_id: int) -> StaffMember:
    for teacher in teachers:
        if teacher.id == teacher_id:
            return teacher
    raise Forbidden


def _require_period(first: date, last: date) -> None:
    if not first <= last <= first + LONGEST:
        raise WrongDay(first=first, last=first + LONGEST)


def _decide(
    lessons: Mapping[int, Lesson], typed: Choices, seen: Choices
) -> tuple[dict[int, str], dict[int, SchoolError]]:
    """What to write, and what somebody else has changed since the page was opened."""
    changes: dict[int, str] = {}
    faults: dict[int, SchoolError] = {}
    for lesson_id, text in typed.items():
        current = choice_of(lessons[lesson_id])
        choice = _tidied(lessons[lesson_id], text)
        fate = fate_of(choice, seen.get(lesson_id, ""), current)
        if fate is Fate.CONFLICT:
            faults[lesson_id] = ChangedMeanwhile(theirs=current)
        elif fate is Fate.WRITE:
            changes[lesson_id] = choice
    return changes, faults


def _tidied(lesson: Lesson, text: str) -> str:
    """A choice as we write it. Raises ``Forbidden`` for what no form of ours sends."""
    if text in (OWN_TEACHER, CANCELLED):
        return text
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Forbidden
    return OWN_TEACHER if int(text) == lesson.course.teacher_id else str(int(text))


async def _wrong(
    session: AsyncSession,
    staff: StaffMember,
    lessons: Mapping[int, Lesson],
    changes: Choices,
    now: datetime,
) -> dict[int, SchoolError]:
    """The faults of the changes, each taken together with all the others."""
    if not changes:
        return {}
    days = [lessons[lesson_id].on_day for lesson_id in changes]
    busy = await _busy_afterwards(session, staff.school_id, min(days), max(days), lessons, changes)
    given = await recorded(session, list(changes), now)
    faults: dict[int, SchoolError] = {}
    for lesson_id, choice in changes.items():
        day = lessons[lesson_id].on_day
        try:
            await require_open_days(session, staff.school_id, day, day, now)
            if choice != CANCELLED:
                await _require_giving(session, staff, lessons[lesson_id], choice, busy)
            elif lesson_id in given:
                raise given[lesson_id]
        except Forbidden:
            raise
        except SchoolError as fault:
            faults[lesson_id] = fault
    return faults


async def _require_giving(
    session: AsyncSession, staff: StaffMember, lesson: Lesson, choice: str, busy: Busy
) -> None:
    teacher_id = int(choice) if choice else lesson.course.teacher_id
    if choice:
        await require_colleague(session, staff, teacher_id, lesson.on_day)
    one = engaged(lesson, teacher_id)
    was_cancelled = lesson.status is LessonStatus.CANCELLED
    kinds = {ClashKind.TEACHER, ClashKind.GROUP} if was_cancelled else {ClashKind.TEACHER}
    await refuse_clashes(session, lesson, one, busy.beside(lesson, one), busy, kinds)


async def _busy_afterwards(
    session: AsyncSession,
    school_id: int,
    first: date,
    last: date,
    lessons: Mapping[int, Lesson],
    changes: Choices,
) -> Busy:
    """Who would be busy when, were everything saved."""
    restored = [lesson_id for lesson_id, choice in changes.items() if choice != CANCELLED]
    busy = await busy_between(session, school_id, first, last, restored)
    after = dict(busy.engagements)
    for lesson_id, choice in changes.items():
        lesson = lessons[lesson_id]
        if choice == CANCELLED:
            after.pop(lesson_id, None)
        else:
            after[lesson_id] = engaged(lesson, int(choice) if choice else lesson.course.teacher_id)
    return Busy(busy.rows, after)


async def _apply(
    session: AsyncSession, staff: StaffMember, lesson: Lesson, choice: str, now: datetime
) -> None:
    if choice == CANCELLED:
        await set_status(session, staff, lesson, LessonStatus.CANCELLED, now)
        return
    await set_status(session, staff, lesson, LessonStatus.PLANNED, now)
    set_substitute(session, staff, lesson, int(choice) if choice else None, now)
