"""A child's homework by the day it is due (R2)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from services.diary.timetable import WEEK, monday_of
from storage.models import HomeworkKind, IndividualHomework, Material, Subject
from storage.queries import diary as queries

LOOK_AHEAD = timedelta(days=21)
"""How far ahead homework is looked for when nobody named a day."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Homework of one lesson: what, in which subject, given and due on which days."""

    lesson_id: int
    subject: Subject
    text: str
    given_on: date
    due_on: date
    kind: HomeworkKind | None = None
    is_own: bool = False
    """Given to this child, and perhaps some others, beside what the whole group has to do."""
    materials: tuple[Material, ...] = ()
    """Files that go with the lesson; at the first of its assignments."""


@dataclass(frozen=True, slots=True)
class HomeworkDays:
    """Homework due from ``first`` to ``last``; days without any are missing from ``days``."""

    first: date
    last: date
    days: tuple[tuple[date, tuple[Assignment, ...]], ...]


async def homework_on(session: AsyncSession, *, child: Child, day: date) -> HomeworkDays:
    items = await assignments_between(session, child=child, first=day, last=day)
    return _by_day(day, day, await _with_materials(session, items))


async def homework_of_week(session: AsyncSession, *, child: Child, day: date) -> HomeworkDays:
    """Due in the week from Monday to Sunday that the day lies in."""
    first = monday_of(day)
    last = first + WEEK
    items = await assignments_between(session, child=child, first=first, last=last)
    return _by_day(first, last, await _with_materials(session, items))


async def homework_next(session: AsyncSession, *, child: Child, today: date) -> HomeworkDays:
    """For the next school day: the first one after today with a lesson, or with something due before it.

    Tomorrow when neither is known.
    """
    tomorrow = today + timedelta(days=1)
    lessons_on = await queries.next_lesson_day(session, child.student.id, today)
    ahead = await assignments_between(session, child=child, first=tomorrow, last=today + LOOK_AHEAD)
    known = [day for day in (lessons_on, ahead[0].due_on if ahead else None) if day is not None]
    day = min(known, default=tomorrow)
    due = [item for item in ahead if item.due_on == day]
    return _by_day(day, day, await _with_materials(session, due))


async def assignments_between(
    session: AsyncSession, *, child: Child, first: date, last: date
) -> tuple[Assignment, ...]:
    """Homework due on these days, by day and in the order of that day's lessons."""
    rows = await queries.homework_due(session, child.student.id, first, last)
    return tuple(
        Assignment(
            lesson.id,
            subject,
            homework.text,
            lesson.on_day,
            homework.due_on,
            homework.kind,
            isinstance(homework, IndividualHomework),
        )
        for homework, lesson, subject in rows
    )


async def _with_materials(session: AsyncSession, items: Sequence[Assignment]) -> tuple[Assignment, ...]:
    """The assignments with the files of their lessons, each lesson's at the first of them."""
    files: defaultdict[int, list[Material]] = defaultdict(list)
    for material in await queries.materials_of(session, [item.lesson_id for item in items]):
        files[material.lesson_id].append(material)
    return tuple(replace(item, materials=tuple(files.pop(item.lesson_id, ()))) for item in items)


def _by_day(first: date, last: date, items: tuple[Assignment, ...]) -> HomeworkDays:
    days = sorted({item.due_on for item in items})
    grouped = tuple((day, tuple(item for item in items if item.due_on == day)) for day in days)
    return HomeworkDays(first, last, grouped)
