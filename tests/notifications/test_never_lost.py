"""Alerts lost: between saving and sending, in the middle of a broadcast, unnoticed for days."""

import asyncio

import pytest
from sqlalchemy import func, select

from services.delivery import LEASE
from services.messages import announce
from storage.database import Database
from storage.models import Audience, Mark, OutboxItem, StaffMember
from tests.cast import Cast
from tests.factories.people import link, make_account, make_guardian, make_guardianship
from tests.notifications.conftest import Post
from tests.services.lesson_cells import mark, save
from tests.web.desk import desk_factory


class Crash(Exception):
    """The machine stops."""


async def _saves_a_mark(database: Database, cast: Cast, *, crashes: bool) -> None:
    async with database.transaction() as session:
        teacher = await session.get_one(StaffMember, cast.teacher.id)
        assert (await save(session, teacher, cast.lesson, {mark(cast.son.id): "5"})).is_saved
        await session.flush()
        if crashes:
            raise Crash


async def _marks_and_alerts(database: Database) -> tuple[int | None, int | None]:
    async with database.reading() as session:
        marks = await session.scalar(select(func.count()).select_from(Mark))
        return marks, await session.scalar(select(func.count()).select_from(OutboxItem))


async def test_a_mark_and_its_alert_are_saved_together_or_not_at_all(
    database: Database, stored_cast: Cast
) -> None:
    """A crash between "saved" and "sent": the row is written in the business transaction."""
    with pytest.raises(Crash):
        await _saves_a_mark(database, stored_cast, crashes=True)
    assert await _marks_and_alerts(database) == (0, 0)
    await _saves_a_mark(database, stored_cast, crashes=False)
    assert await _marks_and_alerts(database) == (1, 3)


async def test_a_broadcast_broken_off_in_the_middle_reaches_the_rest(post: Post) -> None:
    """A broadcast's progress kept in a file that a crash truncated: the rest was silently lost."""
    parents = {f"9{number:03}" for number in range(40)}
    async with post.database.transaction() as session:
        for address in sorted(parents):
            guardian = await make_guardian(session, post.cast.school, f"Parent Number{address}")
            tie = await make_guardianship(session, guardian, post.cast.classmate)
            await link(session, await make_account(session, address), tie)
        await announce(
            session,
            staff=post.cast.class_teacher,
            group_id=post.cast.class_7a.id,
            audience=Audience.PARENTS,
            text="Собрание в 18:00",
            now=post.clock(),
        )
    sending = asyncio.create_task(post.delivery.deliver_due())
    post.carrier.on_carry = lambda address: len(post.carrier.sent) < 10 or sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert len(post.carrier.sent) < 20, "it was broken off in the middle"
    post.carrier.on_carry = lambda address: None
    post.clock.advance(seconds=LEASE.total_seconds())
    await post.another_worker().deliver_due()
    assert set(post.carrier.addresses) == {"101", "102", *parents}


async def test_health_tells_the_last_delivered_and_the_oldest_waiting(post: Post) -> None:
    """Silent breakage for days."""
    await post.gives("5")
    await post.delivers(minutes=5)
    delivered = post.clock()
    await post.gives("4")
    await post.gives("3", student=post.cast.other_student, lesson=post.cast.other_lesson)
    post.clock.advance(minutes=15)
    page = await desk_factory(post.database, post.clock)().opens("/health")
    assert page.json() == {
        "database": "ok",
        "waiting": 4,
        "oldest_waiting_seconds": 600,
        "last_delivered_at": delivered.isoformat(),
    }
