"""The timed work: at the school's own hour, twice without harm, nothing forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import func, select

from notifications.jobs import (
    JOBS,
    Job,
    check_performance,
    prepare_lessons,
    prune,
    warn_of_standstill,
)
from notifications.schedule import build_scheduler, run
from storage.database import Database, DatabaseBusy
from storage.models import (
    Channel,
    Conversation,
    JoinAttempt,
    Lesson,
    LoginAttempt,
    LoginLink,
    OutboxItem,
    OutboxKind,
    OutboxStatus,
    SeenUpdate,
    TimetableEntry,
    WebSession,
)
from tests.carrier import PASSING
from tests.cast import MONDAY
from tests.factories.lessons import make_lesson, make_mark, make_work
from tests.notifications.conftest import Post, at

FATHER, MOTHER, STUDENT = "102", "101", "103"


async def _give_twos(post: Post) -> None:
    async with post.database.transaction() as session:
        for number in (1, 2, 3):
            lesson = await make_lesson(session, post.cast.algebra, MONDAY - timedelta(days=number), 6)
            work = await make_work(session, lesson, post.cast.kinds["answer"])
            await make_mark(session, work, post.cast.son, "2")


async def _count(post: Post, model: type) -> int:
    async with post.database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(model))).one()


async def test_low_performance_reaches_the_family_in_one_message(post: Post) -> None:
    await _give_twos(post)
    await check_performance(post.database, at(17, 10))
    post.clock.now = at(17, 10)
    await post.delivers()
    assert post.carrier.addresses == [MOTHER, FATHER, STUDENT]
    (text,) = post.carrier.texts(FATHER)
    assert text.startswith("Әлихан: ")
    assert "Алгебра" in text
    assert "2" in text


async def test_performance_is_checked_at_each_schools_own_hour(post: Post) -> None:
    """The device's zone used instead of the school's."""
    await _give_twos(post)
    for hour in (0, 9, 16, 20, 23):
        await check_performance(post.database, at(hour, 10))
    assert await post.items() == []
    await check_performance(post.database, datetime(2026, 11, 23, 14, 10, tzinfo=UTC))
    assert {item.school_id for item in await post.items()} == {post.cast.school.id}


async def test_the_same_finding_is_told_once_a_term(post: Post) -> None:
    """A scheduler in every web worker sent each mail four times."""
    await _give_twos(post)
    for day in (23, 23, 24, 30):
        post.clock.now = at(17, 10, day=day)
        await check_performance(post.database, post.clock())
        await post.delivers()
    assert post.carrier.addresses == [MOTHER, FATHER, STUDENT]


async def test_a_finding_that_no_longer_holds_is_dropped(post: Post) -> None:
    await _give_twos(post)
    await check_performance(post.database, at(17, 10))
    post.clock.now = at(17, 10)
    async with post.database.transaction() as session:
        for number in range(10):
            lesson = await make_lesson(session, post.cast.algebra, MONDAY - timedelta(days=number), 5)
            work = await make_work(session, lesson, post.cast.kinds["test"])
            await make_mark(session, work, post.cast.son, "5")
    await post.delivers()
    (text,) = post.carrier.texts(FATHER)
    assert "средний балл" not in text, "the average has risen"
    assert {item.error for item in await post.items(OutboxStatus.DROPPED)} == {"undone"}


async def test_a_finding_of_last_term_is_not_told_in_this_one(post: Post) -> None:
    """Last term's gaps shown."""
    await _give_twos(post)
    await check_performance(post.database, at(17, 10))
    items = await post.items()
    await post.alters(*items, expires_at=datetime(2027, 3, 1, tzinfo=UTC))
    post.clock.now = datetime(2027, 1, 12, 8, tzinfo=UTC)
    await post.delivers()
    assert post.carrier.sent == []


async def test_lessons_are_made_two_weeks_ahead_once(post: Post) -> None:
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
    before = await _count(post, Lesson)
    await prepare_lessons(post.database, at(9))
    await prepare_lessons(post.database, at(9))
    assert await _count(post, Lesson) == before + 2


async def test_administrators_are_warned_when_nothing_leaves(post: Post) -> None:
    """Silent breakage for days."""
    await post.gives("5")
    await warn_of_standstill(post.database, post.clock())
    post.clock.advance(minutes=19)
    await warn_of_standstill(post.database, post.clock())
    assert [item.kind for item in await post.items()] == [OutboxKind.MARKS] * 3
    post.clock.advance(minutes=2)
    await warn_of_standstill(post.database, post.clock())
    await warn_of_standstill(post.database, post.clock())
    warnings = [item for item in await post.items() if item.kind is OutboxKind.WARNING]
    assert [item.account_id for item in warnings] == [post.cast.administrator_account.id]


async def test_the_warning_is_told_while_the_rest_stands_still(post: Post) -> None:
    await post.gives("5")
    post.clock.advance(minutes=30)
    await warn_of_standstill(post.database, post.clock())
    for address in (MOTHER, FATHER, STUDENT):
        post.carrier.fail(PASSING, times=99, address=address)
    await post.delivers()
    assert "25 минут" in post.carrier.texts("204")[0]


async def test_a_standstill_that_is_over_is_not_reported(post: Post) -> None:
    await post.gives("5")
    post.clock.advance(minutes=30)
    await warn_of_standstill(post.database, post.clock())
    warning = next(item for item in await post.items() if item.kind is OutboxKind.WARNING)
    await post.alters(warning, not_before=post.clock() + timedelta(minutes=1))
    await post.delivers()
    await post.delivers(minutes=1)
    assert "204" not in post.carrier.addresses


async def test_what_has_served_its_time_is_cleared_away(post: Post) -> None:
    now, school = post.clock(), post.cast.school

    def item(event: str, days: int, status: OutboxStatus, kind: OutboxKind = OutboxKind.MARKS) -> OutboxItem:
        then = now - timedelta(days=days)
        return OutboxItem(
            school_id=school.id, account_id=post.cast.father_account.id, kind=kind, event=event, batch=event,
            facts={}, created_at=then, not_before=then, expires_at=then, status=status,
        )  # fmt: skip

    old, recent = now - timedelta(days=8), now - timedelta(hours=1)
    for name, moment in (("old", old), ("recent", recent)):
        await post.adds(
            SeenUpdate(channel=Channel.TELEGRAM, update_key=name, at=moment),
            JoinAttempt(channel=Channel.TELEGRAM, address=name, at=moment),
            LoginAttempt(user_name=name, address=name, at=moment),
            LoginLink(token_hash=name, staff_id=post.cast.teacher.id, expires_at=moment),
            Conversation(
                channel=Channel.TELEGRAM, address=name, step="join:birthday", facts={}, updated_at=moment
            ),
            WebSession(
                token_hash=name, csrf_token=name, staff_id=post.cast.teacher.id, language="ru",
                created_at=old, expires_at=moment,
            ),
        )  # fmt: skip
    await post.adds(
        item("sent", 91, OutboxStatus.SENT),
        item("dropped", 91, OutboxStatus.DROPPED),
        item("recently sent", 89, OutboxStatus.SENT),
        item("dead", 91, OutboxStatus.DEAD),
        item("dead for ever", 401, OutboxStatus.DEAD),
        item("told this term", 91, OutboxStatus.SENT, OutboxKind.PERFORMANCE),
        item("waiting", 401, OutboxStatus.WAITING),
    )
    await prune(post.database, now)
    await prune(post.database, now)
    for model in (SeenUpdate, JoinAttempt, LoginAttempt, LoginLink, Conversation, WebSession):
        assert await _count(post, model) == 1, model
    assert {item.event for item in await post.items()} == {
        "recently sent", "dead", "told this term", "waiting",
    }  # fmt: skip


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
async def test_every_job_may_run_twice(post: Post, job: Job) -> None:
    await post.gives("2")
    await run(job, post.database, post.clock)
    once = [(item.event, item.account_id) for item in await post.items()]
    await run(job, post.database, post.clock)
    assert [(item.event, item.account_id) for item in await post.items()] == once


async def test_a_job_that_fails_does_not_stop_the_schedule(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def busy(database: Database, now: datetime) -> None:
        raise DatabaseBusy

    async def broken(database: Database, now: datetime) -> None:
        raise ValueError("broken")

    database = Database(sqlite_url)
    for job in (
        Job("busy", IntervalTrigger(minutes=1), busy),
        Job("broken", IntervalTrigger(minutes=1), broken),
    ):
        await run(job, database, lambda: at(9))
    assert "busy waits for its next turn" in caplog.text
    assert "broken failed" in caplog.text
    await database.dispose()


async def test_the_schedule_has_every_job_of_the_table_once(sqlite_url: str) -> None:
    """Two workers or a manual and a timed run raced: one scheduler, one instance of each job."""
    database = Database(sqlite_url)
    scheduler = build_scheduler(database, lambda: at(9))
    scheduler.start(paused=True)
    jobs = scheduler.get_jobs()
    assert {job.id for job in jobs} == {job.name for job in JOBS}
    assert {(job.coalesce, job.max_instances) for job in jobs} == {(True, 1)}
    scheduler.shutdown(wait=False)
    await database.dispose()


def test_weekdays_are_written_as_names() -> None:
    """``from_crontab("0 8 * * 1")`` fires on Tuesday: no job of ours counts weekdays by number."""
    for job in JOBS:
        if isinstance(job.trigger, CronTrigger):
            fields = {field.name: str(field) for field in job.trigger.fields}
            assert not any(letter.isdigit() for letter in fields["day_of_week"])
