"""The bot keeps Telegram's limits, and one 429 makes everybody wait."""

import pytest
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, EditMessageText, GetUpdates, SendMessage

from bot import pace as module
from bot.pace import SLACK, Pace
from tests.fake_telegram import fake_bot


class Time:
    """The monotonic clock and the sleep of ``bot.pace``, moved by sleeping."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def oversleep(self, seconds: float) -> None:
        self.now += seconds + 0.004

    def pace(self) -> Pace:
        return Pace(monotonic=self.monotonic, sleep=self.sleep)


@pytest.fixture
def time() -> Time:
    return Time()


async def test_thirty_chats_a_second_are_not_exceeded(time: Time) -> None:
    bot, telegram = fake_bot()
    bot.session.middleware(time.pace())
    start = time.now
    for chat in range(85):
        await bot(SendMessage(chat_id=chat, text="x"))
    assert len(telegram.requests) == 85
    assert time.now - start >= 84 / 30 - SLACK


async def test_a_timer_that_wakes_late_costs_nothing_of_the_thirty(time: Time) -> None:
    bot, _ = fake_bot()
    pace = Pace(monotonic=time.monotonic, sleep=time.oversleep)
    bot.session.middleware(pace)
    start = time.now
    for chat in range(60):
        await bot(SendMessage(chat_id=chat, text="x"))
    assert 59 / 30 - SLACK <= time.now - start <= 59 / 29.5


async def test_a_tapped_button_stops_spinning_at_once(time: Time) -> None:
    bot, _ = fake_bot()
    bot.session.middleware(time.pace())
    start = time.now
    for number in range(100):
        await bot(AnswerCallbackQuery(callback_query_id=str(number)))
    assert time.now == start


async def test_one_chat_gets_a_short_burst_then_one_new_message_a_second(time: Time) -> None:
    bot, _ = fake_bot()
    bot.session.middleware(time.pace())
    start = time.now
    for number in range(3):
        await bot(SendMessage(chat_id=7, text=str(number)))
    assert time.now - start < 0.5
    for number in range(10):
        await bot(SendMessage(chat_id=7, text=str(number)))
    assert 9.5 <= time.now - start <= 10.5


async def test_edits_come_at_once(time: Time) -> None:
    bot, _ = fake_bot()
    bot.session.middleware(time.pace())
    start = time.now
    for number in range(10):
        await bot(EditMessageText(chat_id=7, message_id=1, text=str(number)))
    assert time.now - start < 0.5


async def test_a_429_pauses_the_whole_bot_not_one_task(time: Time) -> None:
    first = SendMessage(chat_id=1, text="x")
    bot, _ = fake_bot(TelegramRetryAfter(first, "Too Many Requests", 17))
    bot.session.middleware(time.pace())
    start = time.now
    with pytest.raises(TelegramRetryAfter):
        await bot(first)
    await bot(SendMessage(chat_id=2, text="somebody else"))
    assert time.now - start >= 17


async def test_a_pause_holds_what_is_no_message_too(time: Time) -> None:
    bot, _ = fake_bot()
    pace = time.pace()
    bot.session.middleware(pace)
    pace.pause(17)
    start = time.now
    await bot(AnswerCallbackQuery(callback_query_id="1"))
    assert time.now - start >= 17


async def test_asking_for_updates_is_never_held_up(time: Time) -> None:
    bot, _ = fake_bot(True, [])
    pace = time.pace()
    bot.session.middleware(pace)
    pace.pause(60)
    start = time.now
    await bot(GetUpdates())
    assert time.now == start


async def test_the_memory_of_chats_stays_small(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHATS_REMEMBERED", 10)
    bot, telegram = fake_bot()
    pace = time.pace()
    bot.session.middleware(pace)
    for chat in range(50):
        await bot(SendMessage(chat_id=chat, text="x"))
    assert len(telegram.requests) == 50
    assert len(pace._chats) == 10
