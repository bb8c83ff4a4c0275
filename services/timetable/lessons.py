"""From the weekly timetable to lessons on days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import BellTime, Lesson, School, Term, TermKind, TimetableEntry
from storage.queries import bulk, engagements
from storage.queries import timetable as queries
from storage.queries.insertion import insert_new

TEACHING_KINDS = (TermKind.QUARTER, TermKind.SEMESTER, TermKind.PERIOD, TermKind.HALF_YEAR, TermKind.YEAR)
"""Finest first: a half-year and the year run through the holidays between quarters."""

Slot = tuple[int, date, int]
"""Course, day and lesson number: what makes a lesson the same lesson."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of the lessons to come."""

    made: int
    changed: int
    removed: int


def teaching_terms(terms: Sequence[Term]) -> list[Term]:
    """Of each school year, the terms of its finest kind: lessons are given inside these only."""
    chosen: list[Term] = []
    by_year = sorted(terms, key=lambda term: term.school_year_id)
    for _, of_year in groupby(by_year, key=lambda term: term.school_year_id):
        own = list(of_year)
        finest = min(TEACHING_KINDS.index(term.kind) for term in own)
        chosen += [term for term in own if TEACHING_KINDS.index(term.kind) == finest]
    return chosen


def teaching_days(terms: Iterable[Term], from_day: date, to_day: date) -> list[date]:
    """Days of the range that lie inside a term, in order, each once."""
    days: set[date] = set()
    for term in terms:
        first, last = max(term.starts_on, from_day), min(term.ends_on, to_day)
        days.update(first + timedelta(n) for n in range((last - first).days + 1))
    return sorted(days)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The school's wall clock on a day, as a UTC moment."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


async def make_lessons(session: AsyncSession, *, school_id: int, from_day: date, to_day: date) -> int:
    """Make the lessons of the days (inclusive) that are not there yet; tell how many were made.

    Only inside terms, never in the holidays between them. An entry whose lesson number has no
    bell makes no lesson, and none is made where one was moved away from.
    """
    # Whoever moves a lesson away is waited for: otherwise it would be made again where it was.
    await engagements.lock_timetable(session, school_id)
    expected = await _expected(session, school_id, from_day, to_day)
    moved = await queries.slots_moved_from(session, school_id, from_day, to_day)
    return await insert_new(session, Lesson, [row for slot, row in expected.items() if slot not in moved])


async def renew_lessons(session: AsyncSession, *, school: School, to_day: date, now: datetime) -> Renewed:
    """Bring the lessons that start after ``now`` in step with a changed timetable.

    Lessons that no longer match go, unless somebody cancelled or moved them or wrote something down;
    times and rooms of the others follow; missing ones are made. What lies in the past stays, and what
    was moved by hand keeps its day, number and room, and follows only the bells.
    """
    today = now.astimezone(ZoneInfo(school.time_zone)).date()
    expected = await _expected(session, school.id, today, to_day)
    # Nothing may be written down for a lesson between looking whether there is anything and removing it.
    await engagements.lock_timetable(session, school.id)
    existing = await queries.lessons_after(session, school.id, now, to_day)
    recorded = await queries.recorded_lessons_after(session, school.id, now)
    changed = sum(_follow(lesson, expected.get(_slot(lesson))) for lesson in existing)
    changed += await _follow_bells(session, school, now, to_day)
    gone = [one.id for one in existing if _slot(one) not in expected and one.id not in recorded]
    await bulk.delete_many(session, Lesson, gone)
    known = {_slot(lesson) for lesson in existing}
    moved = await queries.slots_moved_from(session, school.id, today, to_day)
    missing = [
        row
        for slot, row in expected.items()
        if slot not in known and slot not in moved and row["starts_at"] > now
    ]
    made = await insert_new(session, Lesson, missing)
    await session.flush()
    return Renewed(made=made, changed=changed, removed=len(gone))


def _slot(lesson: Lesson) -> Slot:
    """Where the timetable has the lesson, also when it is held elsewhere."""
    return (
        lesson.course_id,
        lesson.moved_from_day or lesson.on_day,
        lesson.number if lesson.moved_from_number is None else lesson.moved_from_number,
    )


def _follow(lesson: Lesson, row: Mapping[str, Any] | None) -> bool:
    """Give a lesson to come the time and room of the timetable; whether anything differed."""
    if row is None or lesson.moved_from_day is not None:
        return False
    differing = {
        key: row[key] for key in ("starts_at", "ends_at", "room_id") if getattr(lesson, key) != row[key]
    }
    for key, value in differing.items():
        setattr(lesson, key, value)
    return bool(differing)


async def _follow_bells(session: AsyncSession, school: School, now: datetime, to_day: date) -> int:
    """Give moved lessons to come the hours that their number has by now; how many differed."""
    bells = {(b.schedule, b.number): b for b in await queries.bell_times_of(session, school.id)}
    zone, changed = ZoneInfo(school.time_zone), 0
    for lesson, schedule in await queries.moved_lessons_after(session, school.id, now, to_day):
        bell = bells.get((schedule, lesson.number))
        if bell is None:
            continue
        hours = moment(lesson.on_day, bell.starts_at, zone), moment(lesson.on_day, bell.ends_at, zone)
        if hours != (lesson.starts_at, lesson.ends_at):
            lesson.starts_at, lesson.ends_at = hours
            changed += 1
    return changed


async def _expected(
    session: AsyncSession, school_id: int, from_day: date, to_day: date
) -> dict[Slot, dict[str, Any]]:
    """Rows of the lessons that the timetable asks for, by slot."""
    school = await session.get_one(School, school_id)
    terms = teaching_terms(await queries.terms_of_years_between(session, school_id, from_day, to_day))
    entries = await queries.entries_in_force(session, school_id, from_day, to_day)
    bells = {(b.schedule, b.number): b for b in await queries.bell_times_of(session, school_id)}
    days = teaching_days(terms, from_day, to_day)
    times = _times(bells, days, ZoneInfo(school.time_zone))
    return {
        (entry.course_id, day, entry.number): _row(entry, day, *times[day, schedule, entry.number])
        for entry, schedule in entries
        if (schedule, entry.number) in bells
        for day in days
        if entry.weekday == day.isoweekday() and entry.starts_on <= day <= entry.ends_on
    }


def _times(
    bells: Mapping[tuple[str, int], BellTime], days: Sequence[date], zone: ZoneInfo
) -> dict[tuple[date, str, int], tuple[datetime, datetime]]:
    return {
        (day, schedule, number): (moment(day, bell.starts_at, zone), moment(day, bell.ends_at, zone))
        for day in days
        for (schedule, number), bell in bells.items()
    }


def _row(entry: TimetableEntry, day: date, starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
    return {
        "school_id": entry.school_id,
        "course_id": entry.course_id,
        "on_day": day,
        "number": entry.number,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "room_id": entry.room_id,
    }
