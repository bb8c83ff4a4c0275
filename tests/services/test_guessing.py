"""Who guesses is stopped; many who guess are reported."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.guessing import (
    FAILURES,
    MANY,
    STOP,
    end_of_stop,
    note_failure,
    prune_join_attempts,
    stopped_until,
)
from storage.models import Channel, JoinAttempt, OutboxItem, OutboxKind
from tests.cast import Cast
from tests.clock import MONDAY_MORNING


def _after(*minutes: float) -> list[datetime]:
    return [MONDAY_MORNING + timedelta(minutes=m) for m in minutes]


async def _fail(session: AsyncSession, address: str, now: datetime = MONDAY_MORNING) -> datetime | None:
    return await note_failure(session, channel=Channel.TELEGRAM, address=address, now=now)


async def _until(session: AsyncSession, address: str, now: datetime) -> datetime | None:
    return await stopped_until(session, channel=Channel.TELEGRAM, address=address, now=now)


def test_four_failures_stop_nobody() -> None:
    assert end_of_stop(_after(0, 1, 2, 3)) is None


def test_five_within_a_quarter_of_an_hour_stop_for_as_long_from_the_fifth() -> None:
    assert end_of_stop(_after(0, 1, 2, 3, 14)) == MONDAY_MORNING + timedelta(minutes=29)


def test_five_spread_over_longer_stop_nobody() -> None:
    assert end_of_stop(_after(0, 4, 8, 12, 16)) is None


@given(st.lists(st.floats(0, 60), max_size=12).map(sorted))
def test_a_stop_needs_five_failures_and_lasts_no_longer_than_from_the_last(minutes: list[float]) -> None:
    failures = _after(*minutes)
    until = end_of_stop(failures)
    if until is None:
        assert all(
            late - early >= STOP for early, late in zip(failures, failures[FAILURES - 1 :], strict=False)
        )
    else:
        assert until - STOP in failures
        assert until <= failures[-1] + STOP


async def test_five_failures_stop_that_account_for_15_minutes(session: AsyncSession, cast: Cast) -> None:
    untils = [await _fail(session, "900") for _ in range(5)]
    assert untils == [None] * 4 + [MONDAY_MORNING + STOP]
    assert await _until(session, "900", MONDAY_MORNING + timedelta(minutes=14)) is not None
    assert await _until(session, "900", MONDAY_MORNING + STOP) is None


async def test_another_account_is_not_stopped(session: AsyncSession, cast: Cast) -> None:
    for _ in range(5):
        await _fail(session, "900")
    assert await _until(session, "901", MONDAY_MORNING) is None


async def _warnings(session: AsyncSession) -> list[OutboxItem]:
    return list((await session.scalars(select(OutboxItem).order_by(OutboxItem.id))).all())


async def test_many_failures_over_all_accounts_warn_every_administrator_once_an_hour(
    session: AsyncSession, cast: Cast, caplog
) -> None:
    for number in range(MANY - 1):
        await _fail(session, str(1000 + number))
    assert await _warnings(session) == []
    await _fail(session, "2000")
    await _fail(session, "2001")
    (warning,) = await _warnings(session)
    assert warning.kind is OutboxKind.WARNING
    assert warning.account_id == cast.administrator_account.id
    assert warning.facts == {"warning": "join_failures", "count": MANY}
    assert "failed" in caplog.text
    for number in range(MANY):
        await _fail(session, str(3000 + number), MONDAY_MORNING + timedelta(hours=1))
    assert len(await _warnings(session)) == 2


async def test_old_attempts_are_pruned(session: AsyncSession, cast: Cast) -> None:
    await _fail(session, "900")
    await _fail(session, "900", MONDAY_MORNING + timedelta(hours=20))
    await prune_join_attempts(session, now=MONDAY_MORNING + timedelta(days=1))
    assert (await session.scalars(select(func.count()).select_from(JoinAttempt))).one() == 1
