"""Limits as Telegram has them, and faults on request."""

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from demo.telegram.answers import Refusal
from demo.telegram.faults import Fault, FaultKind, Faults
from demo.telegram.limits import Limits
from demo.telegram.stand_in import StandIn
from tests.demo.conftest import MOTHER, Timer

FATHER = 102


def texts(stand_in: StandIn) -> list[str | None]:
    return [m.text for m in stand_in.talks[MOTHER].messages.values() if m.from_user and m.from_user.is_bot]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.TOO_MANY, TelegramRetryAfter),
        (FaultKind.BLOCKED, TelegramForbiddenError),
        (FaultKind.BAD_GATEWAY, ClientDecodeError),
        (FaultKind.SERVER_ERROR, TelegramServerError),
        (FaultKind.BROKEN_JSON, ClientDecodeError),
    ],
)
async def test_a_fault_comes_as_aiogram_knows_it_and_nothing_is_delivered(
    bot: Bot, stand_in: StandIn, kind: FaultKind, error: type[Exception]
) -> None:
    stand_in.faults.add(Fault(kind, times=2, seconds=7))
    for _ in range(2):
        with pytest.raises(error) as caught:
            await bot.send_message(MOTHER, "a")
    assert texts(stand_in) == []
    assert getattr(caught.value, "retry_after", 7) == 7
    await bot.send_message(MOTHER, "b")
    assert texts(stand_in) == ["b"]


async def test_a_lost_answer_was_delivered_all_the_same(bot: Bot, stand_in: StandIn) -> None:
    stand_in.faults.add(Fault(FaultKind.LOST))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(MOTHER, "a")
    assert texts(stand_in) == ["a"]
    await bot.send_message(MOTHER, "b")
    assert texts(stand_in) == ["a", "b"]


async def test_a_slow_answer_comes_late_but_comes(bot: Bot, stand_in: StandIn) -> None:
    stand_in.faults.add(Fault(FaultKind.SLOW, seconds=0.3))
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(MOTHER, "a", request_timeout=0.05)  # type: ignore[arg-type]
    stand_in.faults.add(Fault(FaultKind.SLOW, seconds=0.01))
    assert (await bot.send_message(MOTHER, "b")).text == "b"


async def test_a_fault_hits_the_method_and_the_chat_it_was_asked_for() -> None:
    faults = Faults()
    faults.add(Fault(FaultKind.BLOCKED, method="sendMessage", chat=FATHER))
    assert faults.take("sendMessage", MOTHER) is None
    assert faults.take("sendPhoto", FATHER) is None
    assert faults.take("SendMessage", FATHER) is not None
    assert faults.take("sendMessage", FATHER) is None
    assert faults.happened == [(FaultKind.BLOCKED, "SendMessage")]


async def test_asking_for_updates_fails_only_when_named() -> None:
    faults = Faults()
    faults.add(Fault(FaultKind.BAD_GATEWAY))
    assert faults.take("getUpdates", None) is None
    faults.add(Fault(FaultKind.BAD_GATEWAY, method="getUpdates"))
    assert faults.take("getUpdates", None) is not None


async def test_faults_are_asked_for_over_http(http: aiohttp.ClientSession, bot: Bot) -> None:
    asked = {"kind": "403", "method": "sendMessage", "chat": MOTHER, "times": 2}
    async with http.post("/control/faults", json=asked) as answer:
        assert answer.status == 200
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(MOTHER, "a")
    await http.delete("/control/faults")
    assert (await bot.send_message(MOTHER, "a")).text == "a"


def count(limits: Limits, chat: int) -> int:
    """Seconds to wait, 0 when the message may go."""
    try:
        limits.count(chat, is_new_message=True)
    except Refusal as refusal:
        return refusal.retry_after or 0
    return 0


def test_thirty_a_second_pass_and_no_more(timer: Timer) -> None:
    limits = Limits(timer=timer)
    assert [count(limits, chat) for chat in range(30)] == [0] * 30
    assert count(limits, 31) == 1
    timer.now = 1.0
    assert [count(limits, chat) for chat in range(100, 130)] == [0] * 30


def test_an_even_thirty_a_second_is_never_refused(timer: Timer) -> None:
    limits = Limits(timer=timer)
    for number in range(300):
        timer.now = number / 30
        assert count(limits, number) == 0
    assert limits.refusals == 0


def test_one_chat_takes_a_short_burst_and_then_one_a_second(timer: Timer) -> None:
    limits = Limits(timer=timer)
    assert [count(limits, MOTHER) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert count(limits, FATHER) == 0
    timer.now = 1.0
    assert [count(limits, MOTHER) for _ in range(2)] == [0, 1]


def test_whoever_goes_on_after_a_429_is_refused_until_the_time_is_over(timer: Timer) -> None:
    limits = Limits(timer=timer)
    for chat in range(31):
        count(limits, chat)
    timer.now = 0.9
    assert count(limits, 200) == 1
    timer.now = 1.1
    assert count(limits, 200) == 0


async def test_limits_can_be_switched_and_a_refused_message_costs_no_turn(
    bot: Bot, stand_in: StandIn, http: aiohttp.ClientSession
) -> None:
    for number in range(8):
        await bot.send_message(MOTHER, f"{number}")
    await http.post("/control/limits", json={"enabled": True})
    for number in range(5):
        await bot.send_message(MOTHER, f"{number}")
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(MOTHER, "too many")
    assert caught.value.retry_after == 1
    assert stand_in.limits.refusals == 1
