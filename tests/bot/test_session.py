"""How requests travel: as JSON, as a form only with a file, and what of an answer is read."""

import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import GetMe, SendDocument, SendMessage, TelegramMethod
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import FormData, JsonPayload

from bot.session import Session

HELLO = SendMessage(
    chat_id=7,
    text="Сәлем",
    parse_mode="HTML",
    reply_markup=InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Бағалар", callback_data="t:m")]]
    ),
)


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def bot(session: Session) -> Bot:
    return Bot("42:TEST", session=session)


def read(bot: Bot, method: TelegramMethod[Any], status: int, answer: object) -> Any:
    content = answer if isinstance(answer, str) else json.dumps(answer)
    return bot.session.check_response(bot, method, status, content).result


def test_a_message_travels_as_json_without_what_was_not_given(bot: Bot, session: Session) -> None:
    payload = session.build_form_data(bot, HELLO)
    assert isinstance(payload, JsonPayload)
    assert payload.content_type == "application/json"
    assert json.loads(payload.decode()) == {
        "chat_id": 7,
        "text": "Сәлем",
        "parse_mode": "HTML",
        "reply_markup": {"inline_keyboard": [[{"text": "Бағалар", "callback_data": "t:m"}]]},
    }


def test_a_file_travels_in_a_form(bot: Bot, session: Session) -> None:
    paper = SendDocument(chat_id=7, document=BufferedInputFile(b"%PDF", "slips.pdf"))
    assert isinstance(session.build_form_data(bot, paper), FormData)


def test_of_a_sent_message_only_the_consent_is_read(bot: Bot) -> None:
    assert read(bot, HELLO, 200, {"ok": True, "result": {"message_id": "of no interest"}}) is None


def test_what_somebody_asked_for_is_read(bot: Bot) -> None:
    me = {"id": 42, "is_bot": True, "first_name": "Diary", "username": "diary_bot"}
    assert read(bot, GetMe(), 200, {"ok": True, "result": me}).username == "diary_bot"


def test_a_refusal_is_the_one_that_aiogram_knows(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest):
        read(bot, HELLO, 400, {"ok": False, "description": "Bad Request: chat not found"})
    with pytest.raises(TelegramRetryAfter):
        read(bot, HELLO, 429, {"ok": False, "description": "Slow", "parameters": {"retry_after": 3}})


def test_half_an_answer_is_a_broken_one(bot: Bot) -> None:
    """The message may have arrived or not: it must not be taken for sent."""
    with pytest.raises(ClientDecodeError):
        read(bot, HELLO, 200, '{"ok":true,"result":{"message_i')
