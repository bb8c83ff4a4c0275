"""Telling every family of the school at once, against a loop that only calls the carrier."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.measuring import Measure, compare
from bench.scene import Scene
from handlers.screens import Screen
from notifications.delivery import Delivery
from services.alerts import marks_saved
from storage.models import (
    Account,
    Channel,
    Course,
    Door,
    GroupMembership,
    Lesson,
    Mark,
    MarkRevision,
    Work,
    WorkKind,
)


class Counter:
    """A messenger that answers at once."""

    def __init__(self) -> None:
        self.sent = 0

    async def carry(self, address: str, screen: Screen) -> None:
        await asyncio.sleep(0)
        self.sent += 1


async def measure(scene: Scene) -> list[Measure]:
    counter = Counter()
    delivery = Delivery(scene.database, {Channel.TELEGRAM: counter}, lambda: scene.now)
    queued = 0

    async def queue() -> None:
        nonlocal queued
        queued = await _queue_a_mark_for_everybody(scene)

    async def deliver() -> None:
        while await delivery.deliver_due():
            continue

    async def only_call() -> None:
        async with scene.database.reading() as session:
            accounts = (await session.scalars(select(Account.address))).all()
        for address in accounts:
            await counter.carry(address, Screen("x"))  # type: ignore[arg-type]

    found = await compare(
        "delivering an alert about every student of a day",
        deliver,
        "a loop without outbox, rights or words",
        only_call,
        bound=500,
        rounds=3,
        prepare=queue,
    )
    assert counter.sent > queued
    return [found]


async def _queue_a_mark_for_everybody(scene: Scene) -> int:
    """One new mark for each student of the school, as if every class had a lesson; how many."""
    told: set[int] = set()
    async with scene.database.transaction() as session:
        kinds = await session.scalars(select(WorkKind).where(WorkKind.is_default))
        kind = kinds.one()
        lessons = await session.scalars(
            select(Lesson).where(Lesson.on_day == scene.lesson.on_day).order_by(Lesson.id)
        )
        for lesson in lessons.all():
            new = await _members(session, lesson) - told
            told |= new
            marks = await _mark(session, lesson, kind, sorted(new), scene.now)
            await marks_saved(session, lesson=lesson, marks=marks, now=scene.now, settle=timedelta(0))
    return len(told)


async def _members(session: AsyncSession, lesson: Lesson) -> set[int]:
    query = (
        select(GroupMembership.student_id)
        .join(Course, Course.group_id == GroupMembership.group_id)
        .where(Course.id == lesson.course_id)
    )
    return set((await session.scalars(query)).all())


async def _mark(
    session: AsyncSession, lesson: Lesson, kind: WorkKind, students: list[int], now: datetime
) -> list[Mark]:
    school_id = lesson.school_id
    work = Work(school_id=school_id, lesson_id=lesson.id, kind_id=kind.id)
    session.add(work)
    await session.flush()
    marks = [
        Mark(school_id=school_id, work_id=work.id, student_id=student, value="5", changed_at=now)
        for student in students
    ]
    session.add_all(marks)
    await session.flush()
    history = {"school_id": school_id, "version": 1, "value": "5", "comment": "", "door": Door.WEB, "at": now}
    session.add_all(MarkRevision(mark_id=mark.id, **history) for mark in marks)
    return marks
