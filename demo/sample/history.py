"""Writes the sample school's past into the store, many rows at a time."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from demo.sample.curriculum import is_taught_in_kazakh
from demo.sample.exams import hold_exams
from demo.sample.life import Given, Life, Stay
from demo.sample.recorded import put_on_record
from services.calendar import previous_term, school_day, term_on
from storage.models import (
    Attendance,
    Door,
    Excuse,
    Homework,
    LeaderKind,
    Lesson,
    Mark,
    MarkRevision,
    School,
    TermMark,
    Work,
)
from storage.queries import bulk
from storage.queries import plans as plan_queries

SEED = 7


async def live(session: AsyncSession, *, school: School, now: datetime) -> None:
    """Give every lesson that is over by ``now`` its record, and the last term its marks."""
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    courses = {row.id: row for row in await bulk.courses_of_school(session, school.id)}
    stays = await _stays(session, school)
    term = await term_on(session, school.id, school_day(school, now))
    kinds = await bulk.kinds_of_school(session, school.id)
    life = Life(random, school.id, kinds, stays, term.starts_on if term else date.max)
    for course_id, topic in await plan_queries.topics_of(session, list(courses)):
        life.plans[course_id] += [topic] * topic.hours
    lessons = await _given(session, school, courses, now)
    leaders = await bulk.leaders_of_school(session, school.id, LeaderKind.CLASS_TEACHER)
    authors = {stay.student: leaders[group] for group in leaders for stay in stays[group]}
    life.stay_away(sorted({lesson.on_day for lesson in lessons}), authors)
    for lesson in lessons:
        life.give(lesson)
    works = await _write(session, life, school, now)
    await put_on_record(session, school=school, life=life, works=works, lessons=lessons)
    await _write_term_marks(session, life, school, courses, now)


async def _stays(session: AsyncSession, school: School) -> dict[int, list[Stay]]:
    stays: defaultdict[int, list[Stay]] = defaultdict(list)
    for row in await bulk.stays_of_school(session, school.id):
        stays[row.group_id].append(Stay(row.student_id, row.joined_on, row.left_on or date.max))
    return stays


async def _given(
    session: AsyncSession, school: School, courses: dict[int, Any], now: datetime
) -> list[Given]:
    """Lessons that are over, each with the day of the course's next one."""
    following: dict[int, date] = {}
    found = []
    for row in reversed(await bulk.lessons_of_school(session, school.id)):
        course = courses[row.course_id]
        next_day = following.get(row.course_id)
        # After the first of two lessons on one day nothing is set: there is no time to do it.
        due_on = next_day if next_day is None or row.on_day < next_day else None
        following[row.course_id] = row.on_day
        if row.ends_at <= now:
            found.append(_lesson(row, course, due_on))
    return found[::-1]


def _lesson(row: Any, course: Any, due_on: date | None) -> Given:
    return Given(
        id=row.id,
        course_id=row.course_id,
        on_day=row.on_day,
        number=row.number,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        subject=course.subject,
        group_id=course.group_id,
        grade=course.grade or 0,
        teacher_id=course.teacher_id,
        is_kazakh=is_taught_in_kazakh(course.group_name),
        due_on=due_on,
    )


async def _write(session: AsyncSession, life: Life, school: School, now: datetime) -> list[int]:
    """Everything that happened; the ids of its works, in their order."""
    happened, zone = life.happened, ZoneInfo(school.time_zone)
    for excuse in happened.excuses:
        written = datetime.combine(excuse["starts_on"], datetime.min.time(), zone) + timedelta(hours=16)
        excuse["created_at"] = min(written, now)
    await bulk.update_many(session, Lesson, happened.lessons)
    await bulk.insert_blindly(session, Homework, happened.homework)
    await bulk.insert_blindly(session, Attendance, happened.attendance)
    await bulk.insert_blindly(session, Excuse, happened.excuses)
    works = await bulk.insert_many(session, Work, happened.works)
    marks = [{"work_id": work, **mark} for work, of in zip(works, happened.marks, strict=True) for mark in of]
    extra = ("was", "author_id")
    rows = [{key: value for key, value in mark.items() if key not in extra} for mark in marks]
    ids = await bulk.insert_many(session, Mark, rows)
    revisions = [row for mark_id, mark in zip(ids, marks, strict=True) for row in _revisions(mark_id, mark)]
    await bulk.insert_blindly(session, MarkRevision, revisions)
    return works


def _revisions(mark_id: int, mark: dict[str, Any]) -> list[dict[str, Any]]:
    """The history of a mark: what it was first and, where it was corrected, what it became."""
    first_at = mark["changed_at"] - timedelta(minutes=7 * (mark["version"] - 1))
    steps = [(1, mark["was"], first_at)]
    if mark["version"] == 2:
        steps.append((2, mark["value"], mark["changed_at"]))
    return [
        {
            "school_id": mark["school_id"],
            "mark_id": mark_id,
            "version": version,
            "value": value,
            "comment": mark["comment"],
            "author_id": mark["author_id"],
            "door": Door.WEB,
            "at": at,
        }
        for version, value, at in steps
    ]


async def _write_term_marks(
    session: AsyncSession, life: Life, school: School, courses: dict[int, Any], now: datetime
) -> None:
    """Every student's mark of the term before this one, in every course."""
    term = await term_on(session, school.id, school_day(school, now))
    last = await previous_term(session, term) if term is not None else None
    if last is None:
        return
    given_at = datetime.combine(last.ends_on, datetime.min.time(), ZoneInfo(school.time_zone))
    rows = [
        {
            "school_id": school.id,
            "course_id": course.id,
            "student_id": student,
            "term_id": last.id,
            "value": str(min(5, max(2, round(life.random.gauss(life.ability[student] + 0.15, 0.3))))),
            "author_id": course.teacher_id,
            "changed_at": given_at,
        }
        for course in courses.values()
        if (course.grade or 0) > 1
        for student in life.in_group(course.group_id, last.ends_on)
    ]
    await bulk.insert_blindly(session, TermMark, rows)
    if term is not None:
        await hold_exams(session, life, school, courses, (last, term), given_at)
