"""Every screen of the chat in summer and on 1 September: nothing breaks, and what is empty is told (R45)."""

from collections import deque
from collections.abc import Callable

import pytest

from handlers.telegram.tap import Tap
from storage.database import Database
from tests.cast import Cast
from tests.chat import Phone
from tests.clock import Clock
from tests.eyes import as_seen
from tests.factories.between_years import MOMENTS, make_moment

Phones = Callable[[str], Phone]
FAMILY = ("101", "102", "103")
STAFF = ("201", "202", "203", "204")
MOST = 45
"""Screens from one start: days and weeks lead on without an end."""
COMES = {
    "summer, no next year": "Учебный год окончен. Уроки следующего появятся здесь, как только школа их внесёт.",
    "summer, promoted": "Учебный год окончен. С 1 сентября 2027\u202fг. начнётся следующий.",
}
NO_TIMETABLE = "Расписания пока нет. Уроки появятся здесь, как только школа его внесёт."


async def _walk(phone: Phone, start: str) -> int:
    """Press every button that only looks, of every screen it leads to."""
    await phone.sends(start)
    seen: set[str] = set()
    ahead = deque(button.callback_data or "" for button in phone.buttons)
    while ahead and len(seen) < MOST:
        data = ahead.popleft()
        if data in seen or not data or not Tap.unpack(data).only_looks:
            continue
        seen.add(data)
        phone.text = ""
        assert await phone.presses(data), data
        ahead.extend(button.callback_data or "" for button in phone.buttons)
    return len(seen)


@pytest.mark.parametrize("moment", MOMENTS)
async def test_every_screen_opens_between_the_years(
    phone: Phones, database: Database, stored_cast: Cast, clock: Clock, moment: str
) -> None:
    async with database.transaction() as session:
        clock.now = await make_moment(session, stored_cast, moment)
    for address in FAMILY:
        assert await _walk(phone(address), "/start") > 10, address
    for address in STAFF:
        assert await _walk(phone(address), "/staff") > 1, address


@pytest.mark.parametrize("moment", MOMENTS)
async def test_what_is_empty_says_what_comes(
    phone: Phones, database: Database, stored_cast: Cast, clock: Clock, moment: str
) -> None:
    async with database.transaction() as session:
        clock.now = await make_moment(session, stored_cast, moment)
    father = phone("102")
    comes = as_seen(COMES.get(moment, NO_TIMETABLE))
    for words in ("/start", "расписание", "расписание на неделю"):
        assert comes in await father.sends(words), words
    if "september" in moment:
        assert (await father.sends("оценки")).endswith(".")
        assert "Алгебра" in (await father.taps("◀ 2026/2027")) or "оценок не было" in father.text
