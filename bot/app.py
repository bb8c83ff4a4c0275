"""Wires the whole product together, once, and runs it until told to stop."""

import asyncio
import logging
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import uvicorn
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from fastapi import FastAPI

from bot.clock import Clock, wall_clock
from bot.pace import Pace
from bot.settings import Settings
from bot.updates import Updates
from handlers.telegram.chat import Edge
from handlers.telegram.dispatcher import build_dispatcher
from storage.database import Database

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class App:
    """The parts of a running diary. Tests drive the same parts with a clock of their own."""

    settings: Settings
    database: Database
    bot: Bot
    dispatcher: Dispatcher
    updates: Updates
    web: FastAPI

    async def close(self) -> None:
        await self.updates.close()
        await self.bot.session.close()
        await self.database.dispose()


def build(settings: Settings, clock: Clock = wall_clock) -> App:
    """Make every part; nothing runs and nothing is asked over the network yet.

    Raises ``SettingsError`` when the token or the secret is missing.
    """
    database = Database(settings.database_url)
    bot = build_bot(settings)
    edge = Edge(
        database=database,
        clock=clock,
        secret=settings.secret,
        web_url=settings.web_url,
        settle=timedelta(seconds=settings.settle_seconds),
    )
    dispatcher = build_dispatcher(edge)
    return App(
        settings=settings,
        database=database,
        bot=bot,
        dispatcher=dispatcher,
        updates=Updates(bot, dispatcher),
        web=FastAPI(),
    )


def build_bot(settings: Settings) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(settings.telegram_api))
    session.middleware(Pace())
    return Bot(settings.token, session=session)


async def run(app: App) -> None:
    """Serve the web form, take updates and deliver until SIGINT or SIGTERM, then end in good order.

    Raises whatever made one of the parts fail: half a diary is worse than one that restarts.
    """
    server = _Server(
        uvicorn.Config(
            app.web, host=app.settings.host, port=app.settings.port, log_config=None, lifespan="off"
        )
    )
    stop = asyncio.Event()
    with _signals(stop):
        parts: list[asyncio.Task[Any]] = [
            asyncio.create_task(server.serve(), name="web"),
            asyncio.create_task(app.updates.poll(), name="updates"),
            asyncio.create_task(stop.wait(), name="stop"),
        ]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _end(server, parts)
            await app.close()
    for part in done:
        part.result()


async def _end(server: uvicorn.Server, parts: Sequence[asyncio.Task[Any]]) -> None:
    server.should_exit = True
    for part in parts[1:]:
        part.cancel()
    await asyncio.wait(parts, timeout=15)


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling, which would end the process before the others are done."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    caught = (signal.SIGINT, signal.SIGTERM)
    with suppress(NotImplementedError):
        for number in caught:
            loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for number in caught:
                loop.remove_signal_handler(number)
