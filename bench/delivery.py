"""Telling every family of the school at once, against a loop that only calls the carrier."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

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
    """One new mark for each student of the school, as if every class had a lesson."""
    async with scene.database.transaction() as session:
        kind = (await session.scalars(select(WorkKind).where(WorkKind.is_default))).first()
        lessons = await session.scalars(
            select(Lesson).where(Lesson.on_day == scene.lesson.on_day).order_by(Lesson.id)
        )
        told: set[int] = set()
        for lesson in lessons.all():
            course = await session.get_one(Course, lesson.course_id)
            members = await session.scalars(
                select(GroupMembership.student_id).where(GroupMembership.group_id == course.group_id)
            )
            new = set(members.all()) - told
            if not new or kind is None:
                continue
            told |= new
            work = Work(school_id=lesson.school_id, lesson_id=lesson.id, kind_id=kind.id)
            session.add(work)
            await session.flush()
            marks = [
                Mark(
                    school_id=lesson.school_id,
                    work_id=work.id,
                    student_id=student,
                    value="5",
                    changed_at=scene.now,
                )
                for student in sorted(new)
            ]
            session.add_all(marks)
            await session.flush()
            session.add_all(
                MarkRevision(
                    school_id=lesson.school_id,
                    mark_id=mark.id,
                    version=1,
                    value="5",
                    comment="",
                    door=Door.WEB,
                    at=scene.now,
                )
                for mark in marks
            )
            await marks_saved(session, lesson=lesson, marks=marks, now=scene.now, settle=timedelta(0))
    return len(told)
