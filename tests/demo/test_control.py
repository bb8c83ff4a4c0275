"""The people's side over HTTP: who is there, what they do, what they see."""

import asyncio
import json
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeChat, BufferedInputFile

from demo.telegram.stand_in import StandIn
from tests.demo.conftest import MOTHER
from tests.demo.test_sending import keyboard, png


async def get(http: aiohttp.ClientSession, path: str) -> Any:
    async with http.get(f"/control/{path}") as answer:
        return await answer.json()


async def post(http: aiohttp.ClientSession, path: str, **body: Any) -> Any:
    async with http.post(f"/control/{path}", json=body) as answer:
        return await answer.json()


async def test_a_person_is_created_once_and_keeps_the_chat(http: aiohttp.ClientSession) -> None:
    for _ in range(2):
        made = await post(http, "people", id=MOTHER, name="Айгерім Нұрланова", language="kk")
    assert made["messages"] == 1
    made = await post(http, "people", id=5, name="Марат Нұрланов")
    assert (made["name"], made["blocked"]) == ("Марат Нұрланов", False)
    assert {person["id"] for person in await get(http, "people")} == {MOTHER, 102, 5}


async def test_what_a_person_writes_and_sees(http: aiohttp.ClientSession, bot: Bot) -> None:
    await post(http, f"people/{MOTHER}/text", text="  үй тапсырмасы ")
    sent = await bot.send_message(
        MOTHER, "<b>№ 341</b> &lt;i&gt;", parse_mode="HTML", reply_markup=keyboard("x")
    )
    await bot.edit_message_text("done", chat_id=MOTHER, message_id=sent.message_id)
    start, mine, answer = await get(http, f"people/{MOTHER}/messages")
    assert start["html"] == '<a data-command="/start">/start</a>'
    assert (mine["mine"], mine["text"]) == (True, "үй тапсырмасы")
    assert (answer["text"], answer["edited"], answer["rows"]) == ("done", True, [])
    assert answer["before"][0]["html"] == "<b>№ 341</b> &lt;i&gt;"
    assert answer["before"][0]["rows"][0][0]["data"] == "t:h"


async def test_what_is_not_there_cannot_be_tapped(http: aiohttp.ClientSession, bot: Bot) -> None:
    sent = await bot.send_message(MOTHER, "a", reply_markup=keyboard("x"))
    tapped = await post(http, f"people/{MOTHER}/tap", message_id=sent.message_id, data="t:h")
    assert tapped["id"]
    for message, data in ((sent.message_id, "t:other"), (999, "t:h")):
        answer = await post(http, f"people/{MOTHER}/tap", message_id=message, data=data)
        assert answer["description"] == "Bad Request: the message has no such button"
    nobody = await post(http, "people/999/text", text="a")
    assert nobody["error_code"] == 404


async def test_an_empty_or_endless_text_never_leaves_the_phone(http: aiohttp.ClientSession) -> None:
    for text in ("  ", "a" * 4097):
        assert (await post(http, f"people/{MOTHER}/text", text=text))["error_code"] == 400


async def test_pictures_stickers_and_forwarded_messages(http: aiohttp.ClientSession, bot: Bot) -> None:
    form = aiohttp.FormData()
    form.add_field("file", png(20, 10), filename="me.png", content_type="image/png")
    async with http.post(f"/control/people/{MOTHER}/photo", data=form) as answer:
        assert (await answer.json())["photo"]["width"] == 20
    assert (await post(http, f"people/{MOTHER}/sticker"))["sticker"] == "👍"
    assert (await post(http, f"people/{MOTHER}/forward", text="a"))["forwarded"] is True
    kinds = [u.message.content_type for u in await bot.get_updates() if u.message]
    assert kinds == ["text", "photo", "sticker", "text"]


async def test_a_document_can_be_opened_from_the_phone(http: aiohttp.ClientSession, bot: Bot) -> None:
    await bot.send_document(MOTHER, BufferedInputFile(b"%PDF-1.7", "Табель.pdf"))
    message = (await get(http, f"people/{MOTHER}/messages"))[-1]
    assert message["document"]["name"] == "Табель.pdf"
    async with http.get(f"/control/files/{message['document']['file_id']}") as answer:
        assert (answer.content_type, await answer.read()) == ("application/pdf", b"%PDF-1.7")
        assert "filename*=UTF-8''%D0%A2" in answer.headers["Content-Disposition"]
    assert (await get(http, "files/NOSUCHFILE"))["error_code"] == 400


async def test_commands_are_those_of_the_chat_and_the_language(http: aiohttp.ClientSession, bot: Bot) -> None:
    async def names() -> list[str]:
        return [command["description"] for command in await get(http, f"people/{MOTHER}/commands")]

    await bot.set_my_commands([BotCommand(command="marks", description="Marks")])
    assert await names() == ["Marks"]
    await bot.set_my_commands([BotCommand(command="marks", description="Баға")], language_code="kk")
    assert await names() == ["Баға"]
    scope = BotCommandScopeChat(chat_id=MOTHER)
    await bot.set_my_commands([BotCommand(command="leave", description="Leave")], scope=scope)
    assert await names() == ["Leave"]
    await bot.delete_my_commands(scope=scope)
    assert await names() == ["Баға"]


async def test_blocking_over_http(http: aiohttp.ClientSession) -> None:
    assert (await post(http, f"people/{MOTHER}/block"))["blocked"] is True
    assert (await post(http, f"people/{MOTHER}/unblock"))["blocked"] is False


async def test_everything_that_happens_is_streamed(
    http: aiohttp.ClientSession, bot: Bot, stand_in: StandIn
) -> None:
    async with http.get("/control/events") as stream:
        assert (await stream.content.readline()).startswith(b":")
        sent = await bot.send_message(MOTHER, "a", reply_markup=keyboard("x"))
        await post(http, f"people/{MOTHER}/tap", message_id=sent.message_id, data="t:h")
        await bot.answer_callback_query("1", "Сақталды")
        await bot.edit_message_text("b", chat_id=MOTHER, message_id=sent.message_id)
        await bot.delete_message(MOTHER, sent.message_id)
        async with asyncio.timeout(5):
            kinds = [(await _event(stream))["kind"] for _ in range(5)]
    assert kinds == ["message", "answered", "toast", "edited", "deleted"]


async def test_how_often_each_method_was_asked_for(http: aiohttp.ClientSession, bot: Bot) -> None:
    await bot.send_message(MOTHER, "a")
    await bot.get_me()
    answer = await get(http, "calls")
    assert answer == {"calls": {"sendMessage": 1, "getMe": 1}, "refused_429": 0}


async def _event(stream: aiohttp.ClientResponse) -> Any:
    while not (line := await stream.content.readline()).startswith(b"data: "):
        assert line
    return json.loads(line.removeprefix(b"data: "))
