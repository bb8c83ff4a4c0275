"""One day of a child: lessons with what was due, given and missed, and the next thing due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from services.calendar import Coming, coming_after
from services.diary.absences import Absence, absences_between
from services.diary.homework import LOOK_AHEAD, Assignment, assignments_between
from services.diary.marks import GivenMark, given_mark
from services.diary.timetable import Slot, lessons_after, slots_between, with_materials
from storage.queries import diary_marks as queries

MARKS_SHOWN = 12
"""Marks for earlier lessons that a day still tells one by one."""
MARKS_READ = 60


@dataclass(frozen=True, slots=True)
class DayLesson:
    """A lesson with the homework due for it, the marks given at it, and whether the child missed it."""

    slot: Slot
    homework: tuple[Assignment, ...]
    marks: tuple[GivenMark, ...]
    absence: Absence | None


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    lessons: tuple[DayLesson, ...]
    other_homework: tuple[Assignment, ...]
    """Due on the day in subjects without a lesson on it."""
    earlier_marks: tuple[GivenMark, ...]
    """Given or changed on the day for lessons of other days: a test handed back. The latest lesson first."""
    more_marks: bool
    """Whether some of them are left out: on the day of an import everything is new."""
    next_due: tuple[Assignment, ...]
    """All homework of the first later day that has any."""
    next_lessons: tuple[Slot, ...] = ()
    """The lessons of the next school day, when none takes place on this one."""
    coming: Coming | None = None
    """What to expect when there are none."""


async def open_day(session: AsyncSession, *, child: Child, day: date) -> Day:
    """Everything of one day, at the school's own midnight to midnight."""
    slots = await with_materials(session, await slots_between(session, child=child, first=day, last=day))
    begins, ends = _bounds(child, day)
    rows = await queries.marks_of_day(session, child.student.id, day, begins, ends, MARKS_READ)
    marks = tuple(given_mark(row) for row in rows)
    absences = await absences_between(session, child=child, first=day, last=day)
    due = await assignments_between(session, child=child, first=day, last=day + LOOK_AHEAD)
    today = tuple(item for item in due if item.due_on == day)
    lessons = _fill(slots, today, marks, absences)
    placed = {item.lesson_id for lesson in lessons for item in lesson.homework}
    later = tuple(item for item in due if item.due_on > day)
    earlier = tuple(mark for mark in marks if mark.day != day)
    ahead = await lessons_after(session, child=child, day=day, slots=slots)
    return Day(
        day=day,
        lessons=lessons,
        other_homework=tuple(item for item in today if item.lesson_id not in placed),
        earlier_marks=earlier[:MARKS_SHOWN],
        more_marks=len(earlier) > MARKS_SHOWN,
        next_due=tuple(item for item in later if item.due_on == later[0].due_on),
        next_lessons=ahead,
        coming=None if slots or ahead else await coming_after(session, child.school.id, day),
    )


def _bounds(child: Child, day: date) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(), tzinfo=child.zone)
    return begins, datetime.combine(day + timedelta(days=1), time(), tzinfo=child.zone)


def _fill(
    slots: Sequence[Slot],
    due: Sequence[Assignment],
    marks: Sequence[GivenMark],
    absences: Sequence[Absence],
) -> tuple[DayLesson, ...]:
    """Put each thing to its lesson; homework to the first lesson of its subject that takes place."""
    filled = []
    subjects_done: set[int] = set()
    for slot in slots:
        first = not slot.is_cancelled and slot.subject.id not in subjects_done
        if first:
            subjects_done.add(slot.subject.id)
        filled.append(
            DayLesson(
                slot=slot,
                homework=tuple(item for item in due if first and item.subject.id == slot.subject.id),
                marks=tuple(mark for mark in marks if mark.lesson_id == slot.lesson_id),
                absence=next((item for item in absences if item.lesson_id == slot.lesson_id), None),
            )
        )
    return tuple(filled)
