"""From the weekly timetable to lessons on days, and what changes on a single day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, plans
from services.errors import Forbidden, LessonCancelled, LessonRecorded, PersonHasLeft
from services.permissions import has_role
from storage.models import (
    BellTime,
    Door,
    Lesson,
    LessonStatus,
    Role,
    School,
    StaffMember,
    Term,
    TermKind,
    TimetableEntry,
)
from storage.queries import bulk
from storage.queries import staff as staff_queries
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
    bell makes no lesson.
    """
    expected = await _expected(session, school_id, from_day, to_day)
    return await insert_new(session, Lesson, list(expected.values()))


async def renew_lessons(session: AsyncSession, *, school: School, to_day: date, now: datetime) -> Renewed:
    """Bring the lessons that start after ``now`` in step with a changed timetable.

    Lessons that no longer match go, unless somebody cancelled them or wrote something down; times
    and rooms of the others follow; missing ones are made. What lies in the past stays.
    """
    today = now.astimezone(ZoneInfo(school.time_zone)).date()
    expected = await _expected(session, school.id, today, to_day)
    existing = await queries.lessons_after(session, school.id, now, to_day)
    recorded = await queries.recorded_lessons_after(session, school.id, now)
    changed = sum(_follow(lesson, expected.get(_slot(lesson))) for lesson in existing)
    gone = [one.id for one in existing if _slot(one) not in expected and one.id not in recorded]
    await bulk.delete_many(session, Lesson, gone)
    known = {_slot(lesson) for lesson in existing}
    missing = [row for slot, row in expected.items() if slot not in known and row["starts_at"] > now]
    made = await insert_new(session, Lesson, missing)
    await session.flush()
    return Renewed(made=made, changed=changed, removed=len(gone))


async def cancel_lesson(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, now: datetime
) -> Lesson:
    """Cancel a lesson. Raises ``LessonRecorded`` once it has works or attendance (R40)."""
    lesson = await _own_lesson(session, staff, lesson_id)
    if await queries.has_record(session, lesson_id):
        raise LessonRecorded
    if lesson.status != LessonStatus.CANCELLED:
        lesson.status = LessonStatus.CANCELLED
        lesson.version += 1
        await plans.link_lessons(session, course_ids=[lesson.course_id])
        _note(session, staff, "cancel_lesson", lesson, now)
    return lesson


async def restore_lesson(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, now: datetime
) -> Lesson:
    """Take a cancellation back (R40)."""
    lesson = await _own_lesson(session, staff, lesson_id)
    if lesson.status != LessonStatus.PLANNED:
        lesson.status = LessonStatus.PLANNED
        lesson.version += 1
        await plans.link_lessons(session, course_ids=[lesson.course_id])
        _note(session, staff, "restore_lesson", lesson, now)
    return lesson


async def substitute(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, substitute_id: int | None, now: datetime
) -> Lesson:
    """Let somebody else of the school give a lesson; with ``None``, its own teacher again (R40).

    Raises ``LessonCancelled`` for a cancelled lesson, ``PersonHasLeft`` for a former colleague.
    """
    lesson = await _own_lesson(session, staff, lesson_id)
    if lesson.status == LessonStatus.CANCELLED:
        raise LessonCancelled
    if substitute_id == lesson.course.teacher_id:
        substitute_id = None
    if substitute_id is not None:
        await _require_colleague(session, staff, substitute_id, lesson.on_day)
    if lesson.substitute_id != substitute_id:
        lesson.substitute_id = substitute_id
        lesson.version += 1
        _note(session, staff, "substitute", lesson, now, substitute_id=substitute_id)
    return lesson


async def _own_lesson(session: AsyncSession, staff: StaffMember, lesson_id: int) -> Lesson:
    if not has_role(staff, Role.ADMINISTRATOR, Role.DEPUTY_HEAD):
        raise Forbidden
    lesson = await staff_queries.lesson_for_update(session, staff.school_id, lesson_id)
    if lesson is None:
        raise Forbidden
    return lesson


async def _require_colleague(session: AsyncSession, staff: StaffMember, staff_id: int, day: date) -> None:
    colleague = await queries.staff_of_school(session, staff.school_id, staff_id)
    if colleague is None:
        raise Forbidden
    if colleague.left_on is not None and colleague.left_on < day:
        raise PersonHasLeft(name=colleague.full_name)


def _note(
    session: AsyncSession, staff: StaffMember, action: str, lesson: Lesson, now: datetime, **facts: Any
) -> None:
    audit.record(
        session,
        school_id=lesson.school_id,
        staff=staff,
        door=Door.WEB,
        action=action,
        subject_kind="lesson",
        subject_id=lesson.id,
        now=now,
        **facts,
    )


def _slot(lesson: Lesson) -> Slot:
    return lesson.course_id, lesson.on_day, lesson.number


def _follow(lesson: Lesson, row: Mapping[str, Any] | None) -> bool:
    """Give a lesson to come the time and room of the timetable; whether anything differed."""
    if row is None:
        return False
    differing = {
        key: row[key] for key in ("starts_at", "ends_at", "room_id") if getattr(lesson, key) != row[key]
    }
    for key, value in differing.items():
        setattr(lesson, key, value)
    return bool(differing)


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
