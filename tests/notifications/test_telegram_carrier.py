"""Every refusal of Telegram and what it means for a delivery."""

from typing import Any

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage
from markupsafe import Markup

from handlers.screens import Screen
from handlers.telegram.adapter import send
from notifications.channels import CarrierError
from notifications.channels.telegram import TelegramCarrier, translate
from tests.fake_telegram import fake_bot

METHOD = SendMessage(chat_id=1, text="x")


def _meaning(error: CarrierError) -> dict[str, Any]:
    names = ("permanent", "unreachable", "retry_after", "moved_to")
    return {name: getattr(error, name) for name in names if getattr(error, name)}


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (TelegramRetryAfter(METHOD, "Too Many Requests", 7), {"retry_after": 7.0}),
        (TelegramForbiddenError(METHOD, "Forbidden: bot was blocked by the user"), {"unreachable": True}),
        (TelegramForbiddenError(METHOD, "Forbidden: user is deactivated"), {"unreachable": True}),
        (TelegramBadRequest(METHOD, "Bad Request: chat not found"), {"unreachable": True}),
        (TelegramBadRequest(METHOD, "Bad Request: PEER_ID_INVALID"), {"unreachable": True}),
        (TelegramBadRequest(METHOD, "Bad Request: can't parse entities"), {"permanent": True}),
        (TelegramEntityTooLarge(METHOD, "Request Entity Too Large"), {"permanent": True}),
        (TelegramMigrateToChat(METHOD, "group upgraded", -1001), {"moved_to": "-1001"}),
        (TelegramServerError(METHOD, "Internal Server Error"), {}),
        (TelegramNetworkError(METHOD, "Connection reset"), {}),
        (ClientDecodeError("Failed to decode", ValueError("x"), "<html>502"), {}),
        (TimeoutError(), {}),
        (TelegramUnauthorizedError(METHOD, "Unauthorized"), {"retry_after": 60.0}),
        (TelegramNotFound(METHOD, "Not Found"), {"retry_after": 60.0}),
        (TelegramConflictError(METHOD, "Conflict"), {"retry_after": 60.0}),
        (ValueError("a bug"), {"permanent": True}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_fault_is_translated(fault: Exception, meaning: dict[str, Any]) -> None:
    error = translate(fault)
    assert _meaning(error) == meaning
    assert error.reason


async def test_a_screen_is_sent_as_a_message() -> None:
    bot, telegram = fake_bot()
    await TelegramCarrier(bot, send).carry("101", Screen(Markup("<b>5</b>"), silent=True))
    (request,) = telegram.requests
    assert isinstance(request, SendMessage)
    assert (request.chat_id, request.text, request.disable_notification) == ("101", "<b>5</b>", True)


async def test_a_fault_reaches_the_delivery_translated() -> None:
    bot, _ = fake_bot(TelegramForbiddenError(METHOD, "Forbidden: bot was blocked by the user"))
    with pytest.raises(CarrierError) as caught:
        await TelegramCarrier(bot, send).carry("101", Screen(Markup("5")))
    assert caught.value.unreachable


def test_an_answer_that_cannot_be_read_is_not_repeated_in_the_reason() -> None:
    """The message is in it, and the reason is logged and shown to administrators."""
    fault = ClientDecodeError("Failed to decode", ValueError("Әлихан"), {"text": "Әлихан: Алгебра 5"})
    assert translate(fault).reason == "Failed to decode (ValueError)"
