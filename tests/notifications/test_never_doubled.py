"""Alerts doubled: the timed work of several processes at the same moment."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from notifications.jobs import JOBS
from notifications.schedule import run
from storage.database import Database
from storage.models import Lesson, OutboxKind, TimetableEntry
from tests.cast import MONDAY
from tests.factories.lessons import make_lesson, make_mark, make_work
from tests.notifications.conftest import Post, at

PROCESSES = 4


async def _there_is_much_to_do(post: Post) -> None:
    """Low performance to tell, lessons to make, and alerts that have not left for an hour."""
    async with post.database.transaction() as session:
        for number in (1, 2, 3):
            lesson = await make_lesson(session, post.cast.algebra, MONDAY - timedelta(days=number), 6)
            work = await make_work(session, lesson, post.cast.kinds["answer"])
            await make_mark(session, work, post.cast.son, "2")
    await post.adds(
        TimetableEntry(
            school_id=post.cast.school.id,
            course_id=post.cast.algebra.id,
            weekday=3,
            number=4,
            starts_on=MONDAY,
            ends_on=MONDAY + timedelta(days=60),
        )
    )
    await post.gives("5")


async def test_a_scheduler_in_every_process_queues_each_alert_once(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    """A scheduler in every web worker sent each mail four times."""
    await _there_is_much_to_do(post)
    processes = [Database(post.database.url) for _ in range(PROCESSES)]
    for job in JOBS:
        await asyncio.gather(*(run(job, process, lambda: at(17, 10)) for process in processes))
    for process in processes:
        await process.dispose()
    assert " failed" not in caplog.text, "who comes second does no harm, not even to itself"
    told = Counter((item.kind, item.event, item.account_id) for item in await post.items())
    assert set(told.values()) == {1}
    assert {kind for kind, _, _ in told} >= {OutboxKind.PERFORMANCE, OutboxKind.WARNING}
    async with post.database.reading() as session:
        query = select(Lesson.on_day).where(Lesson.course_id == post.cast.algebra.id, Lesson.number == 4)
        days = list(await session.scalars(query))
    assert len(days) == len(set(days)) == 2
