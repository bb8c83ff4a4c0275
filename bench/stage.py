"""A stand-in for Telegram with one bot behind it, and a stopwatch on what arrives in its chats."""

import asyncio
import gc
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiogram.types import Message

from demo.run import free_port
from demo.telegram import actions
from demo.telegram.app import build_app
from demo.telegram.limits import Limits
from demo.telegram.people import Person, Talk
from demo.telegram.serving import serving
from demo.telegram.stand_in import StandIn

TOKEN = "42:BENCH"  # noqa: S105 - the stand-in's own
PATIENCE = 300
"""Seconds after which something that should have arrived did not."""


class Watched(StandIn):
    """Notes what the bot says, new or edited, at the moment it stands in the chat."""

    def __init__(self, *, limited: bool = False) -> None:
        super().__init__(TOKEN, limits=Limits(enabled=limited))
        self.said: Counter[int] = Counter()
        self.first_at = 0.0
        self.last_at = 0.0
        self._news = asyncio.Event()

    def show(self, talk: Talk, message: Message, *, silent: bool = False) -> Message:
        if message.from_user is not None and message.from_user.is_bot:
            self._note(talk)
        return super().show(talk, message, silent=silent)

    def change(self, talk: Talk, message: Message) -> Message:
        self._note(talk)
        return super().change(talk, message)

    def _note(self, talk: Talk) -> None:
        self.last_at = time.perf_counter()
        self.first_at = self.first_at or self.last_at
        self.said[talk.person.id] += 1
        self._news.set()

    async def until_said(self, wanted: int) -> None:
        """Until so many chats heard something since ``begin``. Raises ``TimeoutError``."""
        async with asyncio.timeout(PATIENCE):
            while len(self.said) < wanted:
                self._news.clear()
                await self._news.wait()

    @property
    def rate(self) -> float:
        """Messages a second from the first to the last."""
        return (self.said.total() - 1) / (self.last_at - self.first_at)

    def begin(self) -> float:
        """Count from now; the moment, in seconds of the stopwatch."""
        self.said.clear()
        self.first_at = 0.0
        return time.perf_counter()

    def add_people(self, addresses: Iterable[int]) -> None:
        for address in addresses:
            self.add_person(Person(address, "X", has_written=True))

    async def reply_to(self, chat: int, text: str) -> float:
        """Milliseconds from a written message to the bot's answer."""
        start = self.begin()
        actions.writes(self, chat, text)
        await self.until_said(1)
        return (self.last_at - start) * 1000

    async def screen_of(self, chat: int, message: Message, data: str) -> float:
        """Milliseconds from a tap to the changed message."""
        start = self.begin()
        actions.presses(self, chat, message, data)
        await self.until_said(1)
        return (self.last_at - start) * 1000

    async def replies_to(self, chats: list[int], text: str) -> float:
        """Replies a second when everybody writes at once."""
        start = self.begin()
        for chat in chats:
            actions.writes(self, chat, text)
        await self.until_said(len(chats))
        return len(chats) / (self.last_at - start)


@asynccontextmanager
async def stage(*, limited: bool = False) -> AsyncIterator[tuple[Watched, str]]:
    """A stand-in of its own that listens, and its address."""
    stand_in = Watched(limited=limited)
    # A whole school was made in this process: without this the collector would look through it meanwhile.
    gc.collect()
    gc.freeze()
    async with serving(build_app(stand_in)) as url:
        try:
            yield stand_in, url
        finally:
            await stand_in.close()


@asynccontextmanager
async def running(
    url: str, database_url: str, *arguments: str, text: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """One of ``bench.bots`` over the stand-in at ``url``, ended on leaving."""
    environment = os.environ | {
        "DIARY_BOT_TOKEN": TOKEN,
        "DIARY_TELEGRAM_API": url,
        "DIARY_DATABASE_URL": database_url,
        "DIARY_WEB_LISTEN": f"127.0.0.1:{free_port(0)}",
        "DIARY_SECRET_KEY": "a secret for measuring only, not for use",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.bots", *arguments, env=environment, stdin=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(text.encode())
    process.stdin.close()
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def until_polled(stand_in: StandIn) -> None:
    """Until the bot has asked for updates: it is up. Raises ``TimeoutError``."""
    async with asyncio.timeout(PATIENCE):
        while not stand_in.updates.polls:  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(0.1)
