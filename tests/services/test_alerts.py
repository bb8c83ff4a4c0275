"""What a save puts into the outbox, for whom, and when it may leave."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.alerts import attendance_saved, marks_saved, settled_at
from storage.models import Door, Lesson, Mark, OutboxItem, OutboxKind, Presence
from tests.cast import MONDAY, Cast
from tests.clock import MONDAY_MORNING, SETTLE, Clock
from tests.factories.lessons import make_attendance, make_lesson, make_mark, make_work
from tests.factories.people import link, make_account

LESSON_ENDS = datetime(2026, 11, 23, 3, 45, tzinfo=UTC)


async def _items(session: AsyncSession) -> Sequence[OutboxItem]:
    query = select(OutboxItem).order_by(OutboxItem.id).execution_options(populate_existing=True)
    return (await session.scalars(query)).all()


async def _mark(session: AsyncSession, cast: Cast, value: str = "5", lesson: Lesson | None = None) -> Mark:
    work = await make_work(session, lesson or cast.lesson, cast.kinds["answer"])
    return await make_mark(session, work, cast.son, value)


async def _save(
    session: AsyncSession, cast: Cast, *marks: Mark, now: datetime = MONDAY_MORNING, door: Door = Door.WEB
) -> None:
    await marks_saved(session, lesson=cast.lesson, marks=marks, now=now, settle=SETTLE, door=door)


async def test_a_mark_is_told_to_both_parents_and_the_student(session: AsyncSession, cast: Cast) -> None:
    mark = await _mark(session, cast)
    await _save(session, cast, mark)
    items = await _items(session)
    assert {item.account_id for item in items} == {
        cast.mother_account.id,
        cast.father_account.id,
        cast.student_account.id,
    }
    assert {item.event for item in items} == {f"mark:{mark.id}:1"}
    assert {item.not_before for item in items} == {MONDAY_MORNING + SETTLE}
    assert items[0].facts == {"mark": mark.id, "version": 1, "student": cast.son.id}
    assert {(item.kind, item.school_id) for item in items} == {(OutboxKind.MARKS, cast.school.id)}


async def test_fan_out_stays_in_the_family_the_class_and_the_school(
    session: AsyncSession, cast: Cast
) -> None:
    """Roster data of a hundred children mailed to the wrong parents."""
    sons = await _mark(session, cast)
    work = await make_work(session, await make_lesson(session, cast.reading, MONDAY), cast.kinds["answer"])
    daughters = await make_mark(session, work, cast.daughter, "4")
    classmates = await make_mark(
        session, await make_work(session, cast.lesson, cast.kinds["answer"]), cast.classmate, "2"
    )
    elsewhere = await make_work(session, cast.other_lesson, cast.other_kinds["answer"])
    foreign = await make_mark(session, elsewhere, cast.other_student, "3")
    await _save(session, cast, sons, daughters, classmates)
    await marks_saved(session, lesson=cast.other_lesson, marks=[foreign], now=MONDAY_MORNING, settle=SETTLE)
    told = {(item.account_id, item.facts["mark"]) for item in await _items(session)}
    assert told == {
        (cast.mother_account.id, sons.id),
        (cast.father_account.id, sons.id),
        (cast.student_account.id, sons.id),
        (cast.mother_account.id, daughters.id),
        (cast.other_mother_account.id, foreign.id),
    }


async def test_saving_the_same_version_twice_queues_it_once(session: AsyncSession, cast: Cast) -> None:
    """Bulk grading sent an alert per keystroke or per re-save."""
    mark = await _mark(session, cast)
    await _save(session, cast, mark)
    await _save(session, cast, mark)
    assert len(await _items(session)) == 3


async def test_each_change_restarts_the_settle_window_of_that_child(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    first, second = await _mark(session, cast), await _mark(session, cast)
    await _save(session, cast, first)
    await _save(session, cast, second, now=clock.advance(minutes=3))
    assert {item.not_before for item in await _items(session)} == {MONDAY_MORNING + timedelta(minutes=8)}


async def test_another_childs_marks_do_not_wait_for_it(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    son = await _mark(session, cast)
    await _save(session, cast, son)
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    daughter = await make_mark(session, work, cast.daughter, "4")
    await _save(session, cast, daughter, now=clock.advance(minutes=3))
    items = [item for item in await _items(session) if item.facts["student"] == cast.son.id]
    assert {item.not_before for item in items} == {MONDAY_MORNING + SETTLE}


async def test_steady_changes_are_told_after_three_windows_at_the_latest(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    for _ in range(6):
        await _save(session, cast, await _mark(session, cast), now=clock.now)
        clock.advance(minutes=2.5)
    assert max(item.not_before for item in await _items(session)) == MONDAY_MORNING + 3 * SETTLE


async def test_what_is_on_its_way_already_is_not_put_off(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    await _save(session, cast, await _mark(session, cast))
    for item in await _items(session):
        item.leased_until = clock.now + timedelta(minutes=2)
    await session.flush()
    await _save(session, cast, await _mark(session, cast), now=clock.advance(minutes=1))
    starts = [item.not_before - MONDAY_MORNING for item in await _items(session)]
    assert starts == [timedelta(minutes=5)] * 3 + [timedelta(minutes=6)] * 3


async def test_what_waits_for_the_morning_keeps_waiting(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    await _save(session, cast, await _mark(session, cast))
    morning = clock.now + timedelta(hours=9)
    for item in await _items(session):
        item.not_before = morning
    await session.flush()
    await _save(session, cast, await _mark(session, cast), now=clock.advance(minutes=1))
    assert {item.not_before for item in (await _items(session))[:3]} == {morning}


async def test_old_events_are_not_announced_weeks_later(session: AsyncSession, cast: Cast) -> None:
    mark = await _mark(session, cast)
    await _save(session, cast, mark, now=LESSON_ENDS + timedelta(days=28, seconds=1))
    assert await _items(session) == []


async def test_what_was_imported_is_told_to_nobody(session: AsyncSession, cast: Cast) -> None:
    """First link dumped the whole history on the parent."""
    await _save(session, cast, await _mark(session, cast), door=Door.IMPORT)
    assert await _items(session) == []


async def test_linking_starts_from_now(session: AsyncSession, cast: Cast, clock: Clock) -> None:
    """First link dumped the whole history on the parent."""
    await _save(session, cast, await _mark(session, cast))
    late = await make_account(session, "909")
    await link(session, late, cast.mother_of_son)
    await _save(session, cast, await _mark(session, cast), now=clock.advance(minutes=1))
    assert [item.account_id for item in await _items(session)].count(late.id) == 1


async def test_a_revoked_parent_is_queued_nothing(session: AsyncSession, cast: Cast) -> None:
    cast.mother_of_son.revoked_at = MONDAY_MORNING
    await session.flush()
    await _save(session, cast, await _mark(session, cast))
    assert cast.mother_account.id not in {item.account_id for item in await _items(session)}


async def test_an_absence_is_told_after_the_lesson(session: AsyncSession, cast: Cast) -> None:
    entry = await make_attendance(session, cast.lesson, cast.son)
    during = LESSON_ENDS - timedelta(minutes=30)
    await attendance_saved(session, lesson=cast.lesson, entries=[entry], now=during, settle=SETTLE)
    items = await _items(session)
    assert {item.not_before for item in items} == {LESSON_ENDS}
    assert {item.event for item in items} == {f"attendance:{entry.id}:1"}
    assert {item.batch for item in items} == {f"attendance:{cast.son.id}:2026-11-23"}
    assert {item.facts["presence"] for item in items} == {Presence.ABSENT}


async def test_an_absence_entered_later_settles_first(session: AsyncSession, cast: Cast) -> None:
    entry = await make_attendance(session, cast.lesson, cast.son)
    await attendance_saved(session, lesson=cast.lesson, entries=[entry], now=MONDAY_MORNING, settle=SETTLE)
    assert {item.not_before for item in await _items(session)} == {MONDAY_MORNING + SETTLE}


async def test_whoever_took_the_attendance_is_not_told(session: AsyncSession, cast: Cast) -> None:
    """Absence alarm … sent to the person who took the attendance."""
    await link(session, cast.mother_account, cast.teacher)
    entry = await make_attendance(session, cast.lesson, cast.son)
    entry.author_id = cast.teacher.id
    await attendance_saved(session, lesson=cast.lesson, entries=[entry], now=MONDAY_MORNING, settle=SETTLE)
    told = {item.account_id for item in await _items(session)}
    assert told == {cast.father_account.id, cast.student_account.id}


@pytest.mark.parametrize(("days", "told"), [(3, 3), (4, 0)])
async def test_attendance_of_long_ago_is_not_news(
    session: AsyncSession, cast: Cast, days: int, told: int
) -> None:
    entry = await make_attendance(session, cast.lesson, cast.son)
    now = LESSON_ENDS + timedelta(days=days)
    await attendance_saved(session, lesson=cast.lesson, entries=[entry], now=now, settle=SETTLE)
    assert len(await _items(session)) == told


async def test_nothing_changed_asks_nothing(session: AsyncSession, cast: Cast) -> None:
    await _save(session, cast)
    await attendance_saved(session, lesson=cast.lesson, entries=[], now=MONDAY_MORNING, settle=SETTLE)
    assert await _items(session) == []


def test_a_settle_window_of_nothing_is_over_at_once() -> None:
    assert settled_at(MONDAY_MORNING, timedelta(0), MONDAY_MORNING) == MONDAY_MORNING
