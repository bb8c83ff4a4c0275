"""A lesson given as it was planned, with one tap (R30).

The plan's next topic, and everybody present but those who are known to be away: who has an excuse for the day is
written down as absent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions, plans
from services.errors import LessonNotBegun
from services.gradebook.cells import Cells, Field, LessonDraft, Place
from services.gradebook.record import load_record, shown
from services.gradebook.saving import save_record
from services.regulation import Entry, Windows, span_in
from services.regulation.in_force import InForce
from storage.models import Door, Lesson, PlanTopic, Presence, SchoolYear, StaffMember, Student
from storage.queries.excuses import excused_at


@dataclass(frozen=True, slots=True)
class Planned:
    """What one tap would write: a topic of the plan, that attendance was taken, or both."""

    topic: str
    attendance: bool
    excused: tuple[Student, ...] = ()
    """Who is written down as absent, with an excuse for that day; everybody else was there."""


def as_planned(
    lesson: Lesson,
    topics: Sequence[PlanTopic],
    excused: Sequence[Student],
    windows: Windows,
    now: datetime,
) -> Planned | None:
    """What is still to be written of a lesson that goes as planned; nothing that is written or closed. Pure."""
    lacks_topic = not lesson.topic and windows.refusal(Entry.TOPIC, now) is None
    lacks_attendance = lesson.attendance_taken_at is None and windows.refusal(Entry.ATTENDANCE, now) is None
    topic = topics[0].title if lacks_topic and topics else ""
    if not topic and not lacks_attendance:
        return None
    return Planned(topic, lacks_attendance, tuple(excused) if lacks_attendance else ())


async def confirm_lesson(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, now: datetime, settle: timedelta
) -> Lesson:
    """Write what the lesson lacks as it was planned, over nothing that is written. Undone on the lesson's page.

    Raises ``Forbidden`` for who doesn't give this lesson, ``LessonNotBegun``, ``LessonCancelled``, and what is wrong
    with a topic of the plan that no lesson could have.
    """
    lesson = await permissions.require_recording(session, staff=staff, lesson_id=lesson_id)
    if lesson.starts_at > now:
        raise LessonNotBegun
    record = await load_record(session, lesson, may_record=True)
    seen = shown(record)
    excused = await excused_at(session, [lesson.id])
    planned = as_planned(lesson, record.topics, excused.get(lesson.id, ()), record.windows, now)
    draft = LessonDraft({**seen, **_cells(planned)}, seen)
    result = await save_record(
        session, staff=staff, lesson=lesson, draft=draft, now=now, settle=settle, door=Door.WEB
    )
    for fault in result.faults.values():
        raise fault
    return lesson


async def planned_for(
    session: AsyncSession, lessons: Sequence[Lesson], rules: InForce, now: datetime
) -> Mapping[int, Planned]:
    """By lesson, what one tap would write; only for those that have begun and lack something it can."""
    begun = [lesson for lesson in lessons if lesson.starts_at <= now]
    ids = {lesson.course.group.school_year_id for lesson in begun}
    years = {id_: await session.get_one(SchoolYear, id_) for id_ in ids}
    excused = await excused_at(session, [lesson.id for lesson in begun])
    found = {}
    for lesson in begun:
        year = years[lesson.course.group.school_year_id]
        span = span_in(year, lesson.on_day, lesson.on_day, rules.zone)
        topics = () if lesson.topic else await plans.topics_to_offer(session, lesson=lesson)
        windows = Windows(rules.regulation, span)
        found[lesson.id] = as_planned(lesson, topics, excused.get(lesson.id, ()), windows, now)
    return {id_: planned for id_, planned in found.items() if planned is not None}


def _cells(planned: Planned | None) -> Cells:
    if planned is None:
        return {}
    cells = {Place(Field.PRESENCE, "", student.id): Presence.ABSENT.value for student in planned.excused}
    if planned.attendance:
        cells[Place(Field.TAKEN)] = "1"
    if planned.topic:
        cells[Place(Field.TOPIC)] = planned.topic
    return cells
