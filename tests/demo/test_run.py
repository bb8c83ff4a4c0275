"""``diary demo`` from its first start to its second, as somebody would use it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from demo.run import FIRST_PERSON, cards_of, free_port, run_demo, welcome
from demo.telegram.serving import HOST
from locales import words_in
from tests.clock import Clock

MOTHER = FIRST_PERSON


@asynccontextmanager
async def running(folder: Path, clock: Clock) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    """The demo on free ports: a client of the stand-in, and the address of the web form."""
    stop = asyncio.Event()
    opened: asyncio.Future[tuple[str, str]] = asyncio.get_running_loop().create_future()
    demo = asyncio.create_task(
        run_demo(
            folder,
            phone_port=0,
            web_port=0,
            clock=clock,
            stop=stop,
            ready=lambda phone, web: opened.set_result((phone, web)),
        )
    )
    await asyncio.wait([demo, opened], return_when=asyncio.FIRST_COMPLETED)
    if demo.done():
        demo.result()
    phone, web = opened.result()
    async with aiohttp.ClientSession(phone) as http:
        yield http, web
    stop.set()
    await demo


async def answer_to(http: aiohttp.ClientSession, text: str) -> dict[str, Any]:
    """Write as the mother; the bot's next message, taken from the stream of events."""
    async with http.get("/control/events") as stream:
        await stream.content.readline()
        await http.post(f"/control/people/{MOTHER}/text", json={"text": text})
        async with asyncio.timeout(30):
            while True:
                messages = await messages_of(http)
                if messages and not messages[-1]["mine"]:
                    return messages[-1]
                await stream.content.readline()


async def messages_of(http: aiohttp.ClientSession) -> list[dict[str, Any]]:
    async with http.get(f"/control/people/{MOTHER}/messages") as answer:
        messages: list[dict[str, Any]] = await answer.json()
        return messages


async def test_the_demo_starts_with_a_school_and_keeps_it(
    tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    async with running(tmp_path / ".demo", clock) as (http, web):
        answer = await answer_to(http, "/start")
        assert "ABCD-EFGH-JKLM" in answer["text"]
        async with http.get("/") as page:
            text = await page.text()
            assert text.count('"part"') >= 8
            assert web in text
        async with http.get(f"{web}/login") as login:
            assert login.status == 200
    printed = capsys.readouterr().out
    assert "Making a school" in printed
    assert f"Web form: {web}" in printed
    assert "user name administrator" in printed

    clock.advance(minutes=1)
    async with running(tmp_path / ".demo", clock) as (http, _):
        assert "Making a school" not in capsys.readouterr().out
        assert await messages_of(http) == []
        answer = await answer_to(http, "/start")
        assert "ABCD-EFGH-JKLM" in answer["text"], "the diary remembers messages of the first start"


def test_a_port_that_is_taken_is_replaced() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) != port
    assert free_port(port) == port


def test_the_terminal_tells_the_two_addresses_and_the_logins() -> None:
    people = [
        {
            "part": "teacher",
            "name": "Ким Елена",
            "language": "ru",
            "about": "Алгебра",
            "slips": [{"code": "ABCD", "about": "", "birthday": ""}],
            "user_name": "kim",
            "password": "tail",
        }
    ]
    text = welcome(words_in("en"), "http://a:1", "http://b:2", cards_of(people))
    assert "Phones: http://a:1" in text
    assert "Web form: http://b:2" in text
    assert "Ким Елена: user name kim, password tail" in text
