"""Puts the last days of the sample school's past on its record of changes, as if teachers had saved them."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from demo.sample.life import Given, Life
from services.history import Difference
from services.history.chain import Head, tie
from storage.models import ChangeKind, Door, School
from storage.queries import history as queries

DAYS = 5
"""School days on record. What lies before came in at once, like a past that another journal kept."""
Step = tuple[datetime, Given, Difference]


async def put_on_record(
    session: AsyncSession, *, school: School, life: Life, works: Sequence[int], lessons: Sequence[Given]
) -> None:
    """``works`` are the ids of the works that happened, in their order."""
    days = sorted({lesson.on_day for lesson in lessons})[-DAYS:]
    recent = {lesson.id: lesson for lesson in lessons if lesson.on_day in days}
    steps = sorted(_steps(life, works, recent), key=lambda step: step[0])
    names = {person.id: person.full_name for person in await queries.staff(session, school.id)}
    entries = [
        {
            "school_id": school.id,
            "at": at,
            "staff_id": lesson.teacher_id,
            "author": names[lesson.teacher_id],
            "door": Door.WEB,
            **asdict(difference),
        }
        for at, lesson, difference in steps
    ]
    if entries:
        head = Head(*await queries.locked_head(session, school.id))
        await queries.add_entries(session, list(tie(entries, head)))


def _steps(life: Life, works: Sequence[int], recent: dict[int, Given]) -> Iterator[Step]:
    """Everything that happened in the recent lessons, each at the moment when it was saved."""
    saved = {row["id"]: row["attendance_taken_at"] for row in life.happened.lessons}
    for kind, row, became in _of_lessons(life):
        lesson = recent.get(row["lesson_id"])
        if lesson is not None:
            yield saved[lesson.id], lesson, _about(lesson, kind, "", became, student_id=row.get("student_id"))
    codes = {kind_id: code for code, kind_id in life.kinds.items()}
    for work_id, row, marks in zip(works, life.happened.works, life.happened.marks, strict=True):
        lesson = recent.get(row["lesson_id"])
        if lesson is not None:
            about = partial(_about, lesson, work_id=work_id)
            yield saved[lesson.id], lesson, about(ChangeKind.WORK_KIND, "", codes[row["kind_id"]])
            if row["most_points"]:
                yield saved[lesson.id], lesson, about(ChangeKind.WORK_POINTS, "", str(row["most_points"]))
            if row["title"]:
                yield saved[lesson.id], lesson, about(ChangeKind.WORK_TITLE, "", row["title"])
            for mark in marks:
                yield from _of_mark(lesson, mark, partial(about, student_id=mark["student_id"]))


def _of_lessons(life: Life) -> Iterator[tuple[ChangeKind, dict[str, Any], str]]:
    for row in life.happened.lessons:
        yield ChangeKind.TOPIC, {"lesson_id": row["id"]}, row["topic"]
        yield ChangeKind.ATTENDANCE_TAKEN, {"lesson_id": row["id"]}, "1"
    for row in life.happened.attendance:
        yield ChangeKind.ATTENDANCE, row, row["presence"]
    for row in life.happened.homework:
        yield ChangeKind.HOMEWORK, row, row["text"]
        yield ChangeKind.HOMEWORK_DUE, row, row["due_on"].isoformat()


def _of_mark(lesson: Given, mark: dict[str, Any], about: "partial[Difference]") -> Iterator[Step]:
    """What it was first and, where it was corrected, what it became."""
    is_corrected = mark["version"] > 1
    first_at = mark["changed_at"] - timedelta(minutes=7 * is_corrected)
    yield first_at, lesson, about(ChangeKind.MARK, "", mark["was"])
    if mark["comment"]:
        yield first_at, lesson, about(ChangeKind.COMMENT, "", mark["comment"])
    if is_corrected:
        yield mark["changed_at"], lesson, about(ChangeKind.MARK, mark["was"], mark["value"])


def _about(lesson: Given, kind: ChangeKind, was: str, became: str, **ids: int | None) -> Difference:
    return Difference(
        kind=kind, was=was, became=became, course_id=lesson.course_id, lesson_id=lesson.id, **ids
    )
