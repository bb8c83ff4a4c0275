"""How the bot gets its updates: long polling as Telegram does it, and a webhook."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from fastapi import FastAPI, Request, Response

from demo.telegram import actions
from demo.telegram.serving import serving
from demo.telegram.stand_in import StandIn
from tests.clock import Clock
from tests.demo.conftest import MOTHER
from tests.demo.test_sending import keyboard


async def test_an_update_comes_again_until_it_is_confirmed(bot: Bot, stand_in: StandIn) -> None:
    actions.writes(stand_in, MOTHER, "second")
    first = await bot.get_updates()
    assert [u.message.text for u in first if u.message] == ["/start", "second"]
    assert await bot.get_updates() == first
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["second"]
    assert await bot.get_updates(offset=rest[-1].update_id + 1) == []
    assert await bot.get_updates(offset=1) == []


async def test_a_negative_offset_keeps_only_the_newest(bot: Bot, stand_in: StandIn) -> None:
    for text in ("2", "3", "4"):
        actions.writes(stand_in, MOTHER, text)
    kept = await bot.get_updates(offset=-2)
    assert [u.message.text for u in kept if u.message] == ["3", "4"]


async def test_limit_gives_no_more_than_asked(bot: Bot, stand_in: StandIn) -> None:
    actions.writes(stand_in, MOTHER, "2")
    assert len(await bot.get_updates(limit=1)) == 1


async def test_long_polling_returns_as_soon_as_somebody_writes(bot: Bot, stand_in: StandIn) -> None:
    stand_in.updates.forget()
    waiting = asyncio.create_task(bot.get_updates(timeout=30))
    await _asked(stand_in, 1)
    assert not waiting.done()
    actions.writes(stand_in, MOTHER, "оценки")
    updates = await asyncio.wait_for(waiting, 5)
    assert [u.message.text for u in updates if u.message] == ["оценки"]


async def test_two_processes_that_ask_get_409(bot: Bot, stand_in: StandIn) -> None:
    stand_in.updates.forget()
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await _asked(stand_in, 1)
    second = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await asyncio.wait_for(first, 5)
    actions.writes(stand_in, MOTHER, "still here")
    assert len(await asyncio.wait_for(second, 5)) == 1


async def test_only_the_kinds_asked_for_are_queued(bot: Bot, stand_in: StandIn) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["callback_query"])
    stand_in.updates.forget()
    actions.writes(stand_in, MOTHER, "nobody wants this")
    sent = await bot.send_message(MOTHER, "a", reply_markup=keyboard("x"))
    actions.taps(stand_in, MOTHER, sent.message_id, "t:h")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "t:h"
    assert update.callback_query.message is not None
    assert update.callback_query.message.message_id == sent.message_id


async def test_an_update_says_who_wrote_what(bot: Bot, stand_in: StandIn, clock: Clock) -> None:
    (update,) = await bot.get_updates()
    message = update.message
    assert message is not None
    assert message.from_user is not None
    assert (message.from_user.id, message.from_user.language_code) == (MOTHER, "kk")
    assert (message.chat.type, message.date) == ("private", clock())
    assert [str(e.type) for e in message.entities or []] == ["bot_command"]


async def test_blocking_and_coming_back_are_told(bot: Bot, stand_in: StandIn) -> None:
    stand_in.updates.forget()
    actions.blocks(stand_in, MOTHER)
    actions.blocks(stand_in, MOTHER)
    actions.writes(stand_in, MOTHER, "/start")
    gone, back, message = await bot.get_updates()
    assert gone.my_chat_member is not None
    assert gone.my_chat_member.new_chat_member.status == "kicked"
    assert back.my_chat_member is not None
    assert back.my_chat_member.new_chat_member.status == "member"
    assert message.message is not None


async def test_stickers_photos_and_forwarded_messages_arrive(bot: Bot, stand_in: StandIn) -> None:
    stand_in.updates.forget()
    actions.sends_sticker(stand_in, MOTHER, "🙂")
    actions.forwards(stand_in, MOTHER, "from elsewhere")
    sticker, forwarded = [u.message for u in await bot.get_updates()]
    assert sticker is not None
    assert sticker.sticker is not None
    assert forwarded is not None
    assert forwarded.forward_origin is not None


@dataclass
class Receiver:
    """The bot's own address: answers what it is told to, keeps what it got."""

    statuses: list[int] = field(default_factory=list)
    got: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)
    wanted: int = 1
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: Request) -> Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.got.append((secret, await request.json()))
        if len(self.got) >= self.wanted:
            self.done.set()
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    receiver, app = Receiver(), FastAPI()
    app.add_route("/hook", receiver.receive, methods=["POST"])
    async with serving(app) as address:
        yield receiver, f"{address}/hook"


async def test_a_webhook_gets_updates_with_the_secret_and_again_until_it_says_200(
    bot: Bot, stand_in: StandIn, receiver: tuple[Receiver, str]
) -> None:
    hook, url = receiver
    hook.statuses, hook.wanted = [500, 403], 4
    actions.writes(stand_in, MOTHER, "second")
    await bot.set_webhook(url, secret_token="s3cret")
    await asyncio.wait_for(hook.done.wait(), 5)
    assert [secret for secret, _ in hook.got] == ["s3cret"] * 4
    assert [update["message"]["text"] for _, update in hook.got] == ["/start", "/start", "/start", "second"]
    info = await bot.get_webhook_info()
    assert info.url == url
    assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"


async def test_with_a_webhook_nobody_may_ask_for_updates(bot: Bot, receiver: tuple[Receiver, str]) -> None:
    await bot.set_webhook(receiver[1], drop_pending_updates=True)
    with pytest.raises(TelegramConflictError, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []
    assert receiver[0].got == []


async def test_a_wrong_webhook_is_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="invalid URL"):
        await bot.set_webhook("diary.example")
    with pytest.raises(TelegramBadRequest, match="unallowed characters"):
        await bot.set_webhook("https://diary.example", secret_token="қ")


async def _asked(stand_in: StandIn, times: int) -> None:
    """Until the stand-in has been asked for updates so often; other tasks run meanwhile."""
    async with asyncio.timeout(5):
        while stand_in.updates.polls < times:  # noqa: ASYNC110 - the poll begins on the other side of a socket
            await asyncio.sleep(0)
