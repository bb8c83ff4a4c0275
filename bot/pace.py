"""Keeps every request of the bot within Telegram's limits, replies and notices alike."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

PER_SECOND = 29.8
"""A little under Telegram's 30 a second for one bot."""
SLACK = 0.1
"""Seconds by which a late wake-up may be caught up with; without it every timer would cost us some of the 30."""
BURST = 3
"""Messages that may follow each other at once in one chat before the one a second holds."""
CHATS_REMEMBERED = 5_000


class Pace(BaseRequestMiddleware):
    """At most ``PER_SECOND`` sends a second over all chats, and one a second into one chat.

    Only messages are counted, as Telegram counts them: answering a tap or setting commands takes
    nobody's turn.

    When Telegram answers 429, everything waits ``retry_after``: one task that ignored it would get
    the whole bot banned. The limiter itself never retries; it only makes the next request wait.
    """

    def __init__(
        self,
        per_second: float = PER_SECOND,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._monotonic = monotonic
        self._sleep = sleep
        self._next = 0.0
        self._paused_until = 0.0
        self._chats: OrderedDict[str, float] = OrderedDict()

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if not isinstance(method, GetUpdates):
            await self._wait(method)
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as refusal:
            self.pause(refusal.retry_after)
            raise

    def pause(self, seconds: float) -> None:
        """Let nothing out for so long."""
        self._paused_until = max(self._paused_until, self._monotonic() + seconds)

    async def _wait(self, method: TelegramMethod[Any]) -> None:
        while (delay := self._delay(method)) > 0:
            await self._sleep(delay)

    def _delay(self, method: TelegramMethod[Any]) -> float:
        """Seconds to wait before asking again; 0 when it may go, a message having taken its turn."""
        now = self._monotonic()
        if not _is_message(method):
            return max(0.0, self._paused_until - now)
        return self._reserve(_chat_of(method), now)

    def _reserve(self, chat: str | None, now: float) -> float:
        owed = max(self._chats.get(chat, 0.0), now) if chat else 0.0
        ready = max(self._paused_until, self._next, owed - BURST + 1)
        if ready > now:
            return ready - now
        self._next = max(now - SLACK, self._next) + self._gap
        if chat:
            self._chats[chat] = owed + 1
            self._chats.move_to_end(chat)
            if len(self._chats) > CHATS_REMEMBERED:
                self._chats.popitem(last=False)
        return 0.0


def _is_message(method: TelegramMethod[Any]) -> bool:
    return type(method).__name__.startswith(("Send", "Edit"))


def _chat_of(method: TelegramMethod[Any]) -> str | None:
    """The chat a *new* message goes to. Edits and answers to taps may come in short bursts."""
    if not type(method).__name__.startswith("Send"):
        return None
    chat = getattr(method, "chat_id", None)
    return None if chat is None else str(chat)
