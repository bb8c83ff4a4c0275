"""Updates are acknowledged once saved; replies survive what Telegram answers."""

import asyncio
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import AnswerCallbackQuery, EditMessageText, GetUpdates, SendMessage
from aiogram.types import Chat, Message, Update, User

from bot.updates import Updates, call
from storage.database import Collided, DatabaseBusy
from tests.clock import MONDAY_MORNING
from tests.fake_telegram import fake_bot

ASKED = GetUpdates()
HELLO = SendMessage(chat_id=7, text="hello")
EDIT = EditMessageText(chat_id=7, message_id=1, text="<b>new</b>", parse_mode="HTML")


class Waits(list[float]):
    """The seconds that were to be slept, none of which was."""

    async def sleep(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


def _updates(bot: Bot, dispatcher: Dispatcher) -> Updates:
    return Updates(bot, dispatcher, Waits().sleep)


def _update(number: int, user: int = 7) -> Update:
    person = User(id=user, is_bot=False, first_name="X")
    chat = Chat(id=user, type="private")
    message = Message(message_id=number, date=MONDAY_MORNING, chat=chat, from_user=person, text=str(number))
    return Update(update_id=number, message=message)


def _dispatcher(handler: Any) -> Dispatcher:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.message.register(handler)
    return dispatcher


async def _poll_until_conflict(updates: Updates) -> None:
    with pytest.raises(TelegramConflictError):
        await updates.poll()


async def test_an_update_is_acknowledged_only_after_it_was_handled() -> None:
    offsets_when_handled: list[int | None] = []
    bot, telegram = fake_bot([_update(1)], [_update(2)], TelegramConflictError(ASKED, "Conflict"))

    async def handle(message: Message) -> None:
        asked = [request for request in telegram.requests if isinstance(request, GetUpdates)]
        offsets_when_handled.append(asked[-1].offset)

    await _poll_until_conflict(_updates(bot, _dispatcher(handle)))
    assert offsets_when_handled == [0, 2]
    assert telegram.requests[-1].offset == 3  # type: ignore[attr-defined]


async def test_while_the_store_is_busy_an_update_is_asked_for_again() -> None:
    tries: list[str | None] = []
    bot, telegram = fake_bot([_update(5)], [_update(5)], TelegramConflictError(ASKED, "Conflict"))

    async def handle(message: Message) -> None:
        tries.append(message.text)
        if len(tries) == 1:
            raise DatabaseBusy

    await _poll_until_conflict(_updates(bot, _dispatcher(handle)))
    assert tries == ["5", "5"]
    assert [request.offset for request in telegram.requests] == [0, 0, 6]  # type: ignore[attr-defined]


async def test_a_fault_of_ours_does_not_hold_up_the_others() -> None:
    handled: list[str | None] = []
    bot, _ = fake_bot()

    async def handle(message: Message) -> None:
        if message.text == "1":
            raise ZeroDivisionError
        handled.append(message.text)

    await _updates(bot, _dispatcher(handle)).handle([_update(1), _update(2), _update(3, user=8)])
    assert sorted(filter(None, handled)) == ["2", "3"]


async def test_another_process_with_this_token_stops_the_start_with_a_clear_error() -> None:
    bot, _ = fake_bot(TelegramConflictError(ASKED, "terminated by other getUpdates request"))
    await _poll_until_conflict(_updates(bot, Dispatcher(disable_fsm=True)))


async def test_polling_goes_on_after_a_bad_network_and_obeys_429(waits: Waits) -> None:
    bot, telegram = fake_bot(
        TelegramNetworkError(ASKED, "reset"),
        TelegramRetryAfter(ASKED, "Too Many Requests", 9),
        [],
        TelegramConflictError(ASKED, "Conflict"),
    )
    await _poll_until_conflict(Updates(bot, Dispatcher(disable_fsm=True), waits.sleep))
    assert len(telegram.requests) == 4
    assert 9 in waits


async def test_replies_of_one_chat_leave_in_order() -> None:
    bot, telegram = fake_bot()

    async def handle(message: Message) -> tuple[SendMessage, ...]:
        return (SendMessage(chat_id=7, text=f"re {message.text}"),)

    updates = _updates(bot, _dispatcher(handle))
    await updates.handle([_update(1), _update(2), _update(3)])
    await updates.close()
    assert [request.text for request in telegram.requests] == ["re 1", "re 2", "re 3"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["Bad Request: message is not modified: …", "Bad Request: query is too old"])
async def test_a_double_tap_is_no_error(text: str) -> None:
    bot, telegram = fake_bot(TelegramBadRequest(EDIT, text))
    await call(bot, EDIT)
    assert telegram.names == ["EditMessageText"]


async def test_a_message_that_cannot_be_edited_is_sent_anew() -> None:
    bot, telegram = fake_bot(TelegramBadRequest(EDIT, "Bad Request: message to edit not found"))
    await call(bot, EDIT)
    assert telegram.names == ["EditMessageText", "SendMessage"]
    sent = telegram.requests[-1]
    assert isinstance(sent, SendMessage)
    assert (sent.text, sent.parse_mode) == ("<b>new</b>", "HTML")


async def test_a_reply_is_tried_again_after_429_and_a_bad_network(waits: Waits) -> None:
    bot, telegram = fake_bot(
        TelegramRetryAfter(HELLO, "Too Many Requests", 3), TelegramNetworkError(HELLO, "reset")
    )
    await call(bot, HELLO, waits.sleep)
    assert telegram.names == ["SendMessage"] * 3
    assert waits == [1.0]


async def test_a_no_for_good_is_not_argued_with() -> None:
    bot, telegram = fake_bot(TelegramForbiddenError(HELLO, "Forbidden: bot was blocked by the user"))
    with pytest.raises(TelegramForbiddenError):
        await call(bot, HELLO)
    assert len(telegram.requests) == 1


async def test_a_late_answer_to_a_tap_is_not_worth_a_second_try() -> None:
    tap = AnswerCallbackQuery(callback_query_id="1")
    bot, telegram = fake_bot(TelegramNetworkError(tap, "timeout"))
    with pytest.raises(TelegramNetworkError):
        await call(bot, tap)
    assert len(telegram.requests) == 1


async def test_two_calls_about_one_chat_are_handled_one_after_the_other() -> None:
    """Telegram calls a webhook side by side: two taps on Send must not both find the draft."""
    under_way: set[str] = set()
    together: list[set[str]] = []
    go_on = asyncio.Event()

    async def handle(message: Message) -> None:
        under_way.add(message.text or "")
        together.append(set(under_way))
        await go_on.wait()
        under_way.discard(message.text or "")

    bot, _ = fake_bot()
    updates = _updates(bot, _dispatcher(handle))
    calls = [asyncio.create_task(updates.handle([update])) for update in (_update(1), _update(2))]
    other = asyncio.create_task(updates.handle([_update(3, user=8)]))
    while len(together) < 2:
        await asyncio.wait([*calls, other], timeout=0)
    go_on.set()
    await asyncio.gather(*calls, other)
    assert together[:2] == [{"1"}, {"1", "3"}]
    assert "1" not in together[2]


async def test_an_update_that_collided_with_another_write_is_tried_once_more() -> None:
    tries: list[str] = []

    async def handle(message: Message) -> None:
        tries.append(message.text or "")
        raise Collided

    bot, _ = fake_bot()
    await _updates(bot, _dispatcher(handle)).handle([_update(1)])
    assert tries == ["1", "1"]


@pytest.mark.filterwarnings("ignore:Detected unknown update type")
async def test_an_update_of_a_kind_nobody_knows_stops_nothing() -> None:
    handled: list[str] = []

    async def handle(message: Message) -> None:
        handled.append(message.text or "")

    bot, _ = fake_bot()
    unknown = Update.model_validate({"update_id": 1, "thought": {"of": "the future"}})
    await _updates(bot, _dispatcher(handle)).handle([unknown, _update(2)])
    assert handled == ["2"]


async def test_an_answer_that_cannot_be_read_is_not_repeated_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    unreadable = ClientDecodeError("Failed to decode", ValueError("Әлихан"), {"text": "мы болеем, Әлихан"})
    bot, _ = fake_bot(unreadable, TelegramConflictError(ASKED, "Conflict"))
    await _poll_until_conflict(_updates(bot, _dispatcher(lambda message: None)))
    assert "Failed to decode (ValueError)" in caplog.text
    assert "Әлихан" not in caplog.text


@pytest.mark.filterwarnings("ignore:Detected unknown update type")
async def test_an_update_that_cannot_be_read_holds_up_nobody(caplog: pytest.LogCaptureFixture) -> None:
    handled: list[str] = []

    async def handle(message: Message) -> None:
        handled.append(message.text or "")

    broken = {"update_id": 1, "message": {"text": "мы болеем, Әлихан", "date": "soon"}}
    answer = {"ok": True, "result": [broken, _update(2).model_dump(mode="json", exclude_none=True)]}
    unreadable = ClientDecodeError("Failed to deserialize object", ValueError("date"), answer)
    bot, telegram = fake_bot(unreadable, TelegramConflictError(ASKED, "Conflict"))
    await _poll_until_conflict(_updates(bot, _dispatcher(handle)))
    assert handled == ["2"]
    assert [request.offset for request in telegram.requests] == [0, 3]  # type: ignore[attr-defined]
    assert "update 1 cannot be read" in caplog.text
    assert "Әлихан" not in caplog.text
