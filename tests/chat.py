"""A phone without a network: feeds the real dispatcher and shows what the handlers returned.

For handler tests. Journeys over HTTP use ``tests/e2e`` and the stand-in instead.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import CallbackQuery, Chat, InlineKeyboardButton, Message, Update, User

from handlers.telegram.chat import Edge
from handlers.telegram.dispatcher import build_dispatcher
from storage.database import Database
from storage.files import Files
from tests.eyes import as_seen

SECRET = b"a secret that only the tests know"
BOT = Bot("42:TEST")
"""One for all: each reads the machine's certificates, though no test of ours reaches anybody."""
_numbers = count(1)


class Phone:
    """One person's chat with the bot: ``sends``, ``taps``, and what is on the screen."""

    def __init__(self, dispatcher: Dispatcher, address: str, clock: Callable[[], datetime]) -> None:
        self.dispatcher = dispatcher
        self.clock = clock
        self.user = User(id=int(address), is_bot=False, first_name="X", language_code="en")
        self.chat = Chat(id=int(address), type="private")
        self.text = ""
        self.toast: str | None = None
        self.buttons: list[InlineKeyboardButton] = []
        self.replies: tuple[TelegramMethod[Any], ...] = ()

    async def sends(self, text: str | None = None, message_id: int | None = None, **content: Any) -> str:
        """Write a message (or ``sticker=…``, ``photo=…``); the text of the reply."""
        message = Message(
            message_id=message_id or next(_numbers),
            date=self.clock(),
            chat=self.chat,
            from_user=self.user,
            text=text,
            **content,
        )
        return await self._feed(Update(update_id=next(_numbers), message=message))

    async def taps(self, label: str) -> str:
        """Press the button whose label contains ``label``; the text of the screen afterwards."""
        return await self.presses(self.button(label).callback_data or "")

    async def presses(self, data: str) -> str:
        """Press a button with this data, whether it is on the screen or not."""
        message = Message(
            message_id=next(_numbers), date=self.clock(), chat=self.chat, from_user=self.user, text="…"
        )
        query = CallbackQuery(
            id=str(next(_numbers)), from_user=self.user, chat_instance="1", message=message, data=data
        )
        return await self._feed(Update(update_id=next(_numbers), callback_query=query))

    def button(self, label: str) -> InlineKeyboardButton:
        for button in self.buttons:
            if label in button.text:
                return button
        raise AssertionError(f"no button {label!r} among {[button.text for button in self.buttons]}")

    def has_button(self, label: str) -> bool:
        return any(label in button.text for button in self.buttons)

    async def _feed(self, update: Update) -> str:
        reply = await self.dispatcher.feed_update(BOT, update)
        self.replies = reply if isinstance(reply, tuple) else ()
        self.toast = None
        for method in self.replies:
            self._show(method)
        return self.text

    def _show(self, method: TelegramMethod[Any]) -> None:
        if isinstance(method, AnswerCallbackQuery):
            self.toast = method.text
        elif isinstance(method, (SendMessage, EditMessageText)):
            self._see(method.text or "", method)
        elif isinstance(method, (SendPhoto, SendDocument)):
            self._see(method.caption or "", method)

    def _see(self, text: str, method: Any) -> None:
        self.text = as_seen(text)
        markup = method.reply_markup
        self.buttons = [button for row in markup.inline_keyboard for button in row] if markup else []


def edge_of(database: Database, clock: Callable[[], datetime]) -> Edge:
    return Edge(
        database=database,
        files=Files(Path(database.engine.url.database or "").parent / "files"),
        clock=clock,
        secret=SECRET,
        web_url="https://diary.example",
        settle=timedelta(minutes=5),
    )


def phone_factory(database: Database, clock: Callable[[], datetime]) -> Callable[[str], Phone]:
    """``phone("101")`` is the chat of that address; all share one dispatcher."""
    dispatcher = build_dispatcher(edge_of(database, clock))
    return lambda address: Phone(dispatcher, address, clock)
