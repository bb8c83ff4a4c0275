"""Quiet hours by the school's clock, and how long a failed message waits."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.screening import FIRST_PAUSE, LONGEST_PAUSE, next_try, quiet_until
from tests.clock import MONDAY_MORNING

ALMATY, BERLIN = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Berlin")


def _until(hour: int, minute: int, quiet_from: time | None, quiet_to: time | None) -> str | None:
    now = datetime(2026, 11, 23, hour, minute, tzinfo=ALMATY).astimezone(UTC)
    until = quiet_until(now, ALMATY, quiet_from, quiet_to)
    return until and f"{until.astimezone(ALMATY):%d %H:%M}"


@pytest.mark.parametrize(
    ("hour", "minute", "until"),
    [
        (21, 59, None),
        (22, 0, "24 07:00"),
        (23, 59, "24 07:00"),
        (0, 0, "23 07:00"),
        (6, 59, "23 07:00"),
        (7, 0, None),
    ],
)
def test_quiet_hours_that_cross_midnight(hour: int, minute: int, until: str | None) -> None:
    assert _until(hour, minute, time(22), time(7)) == until


@pytest.mark.parametrize(("hour", "until"), [(12, None), (13, "23 15:00"), (14, "23 15:00"), (15, None)])
def test_quiet_hours_within_a_day(hour: int, until: str | None) -> None:
    assert _until(hour, 0, time(13), time(15)) == until


@pytest.mark.parametrize(("quiet_from", "quiet_to"), [(None, None), (time(22), None), (time(7), time(7))])
def test_no_quiet_hours(quiet_from: time | None, quiet_to: time | None) -> None:
    assert _until(7, 0, quiet_from, quiet_to) is None


def test_kazakhstans_single_time_zone() -> None:
    """Kazakhstan moved to a single UTC+5 in 2024 (ship current tzdata)."""
    now = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert quiet_until(now, ALMATY, time(22), time(7)) == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_quiet_hours_over_the_change_to_summer_time() -> None:
    """Daylight saving: 02:30 does not exist on 29 March 2026 in Berlin."""
    before = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
    until = quiet_until(before, BERLIN, time(22), time(7))
    assert until == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)


def test_quiet_hours_that_end_in_the_hour_the_clocks_repeat() -> None:
    """Daylight saving: 02:30 comes twice on 25 October 2026 in Berlin."""
    second_two_oclock = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    until = quiet_until(second_two_oclock, BERLIN, time(22), time(2, 30))
    assert until is not None
    assert until > second_two_oclock


@given(
    minutes=st.integers(0, 60 * 24 * 366),
    quiet_from=st.times(),
    quiet_to=st.times(),
    zone=st.sampled_from(["Asia/Almaty", "Europe/Moscow", "Europe/Berlin", "UTC"]),
)
def test_quiet_hours_end_in_the_future_within_a_day(
    minutes: int, quiet_from: time, quiet_to: time, zone: str
) -> None:
    now = MONDAY_MORNING + timedelta(minutes=minutes)
    until = quiet_until(now, ZoneInfo(zone), quiet_from, quiet_to)
    assert until is None or now < until <= now + timedelta(hours=25)


def test_each_try_waits_longer_up_to_a_limit() -> None:
    pauses = [next_try(n, MONDAY_MORNING, 1.0) - MONDAY_MORNING for n in range(1, 60)]
    assert pauses[0] == FIRST_PAUSE
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


def test_chance_spreads_the_tries() -> None:
    assert next_try(1, MONDAY_MORNING, 0.0) - MONDAY_MORNING == FIRST_PAUSE / 2
