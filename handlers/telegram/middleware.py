"""Around every handler: one transaction, the caller's rights, refusals turned into words."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.telegram.adapter import Reply, toast
from handlers.telegram.chat import Chat, Edge
from handlers.telegram.diary import LOOKING_COMMANDS
from handlers.telegram.tap import Tap
from locales import words_in
from locales.errors import explain
from services import conversations
from services.accounts import Caller, identify
from services.errors import AuthorLeft, Forbidden, NobodyToTell, NotLinked, SchoolError
from services.join_steps import progress_of
from storage.models import Channel

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
HOPELESS = (AuthorLeft, Forbidden, NobodyToTell, NotLinked)
"""Refusals that typing something else does not change."""
logger = logging.getLogger(__name__)


class ChatMiddleware(BaseMiddleware):
    """Gives the handler a ``Chat`` inside one transaction, and commits before the reply leaves.

    Whatever a person wrote is acted on once: an update seen before is ignored. A tap or a command
    that only looks reads without a lock: to answer it twice does no harm. A ``SchoolError`` undoes the transaction and becomes its sentence;
    a hopeless one ends what the chat was in the middle of, or every later word would be refused too.
    """

    def __init__(self, edge: Edge) -> None:
        self.edge = edge

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Reply | None:
        if not isinstance(event, (Message, CallbackQuery)) or not _is_private(event):
            return None
        assert event.from_user is not None
        language = event.from_user.language_code or ""
        try:
            async with self._session_for(event) as session:
                if not _only_looks(event) and not await self._is_new(session, event):
                    return None
                chat = await self._open(session, str(event.from_user.id), language)
                language = chat.words.language
                reply: Reply | None = await handler(event, {**data, "chat": chat})
        except SchoolError as refusal:
            if isinstance(refusal, HOPELESS) and _is_typed(event):
                await self._end_conversation(str(event.from_user.id))
            return _say(event, explain(words_in(language), refusal.code, refusal.facts))
        return reply

    async def _end_conversation(self, address: str) -> None:
        async with self.edge.database.transaction() as session:
            await conversations.end(session, channel=Channel.TELEGRAM, address=address)

    def _session_for(self, event: Message | CallbackQuery) -> AbstractAsyncContextManager[AsyncSession]:
        database = self.edge.database
        return database.reading() if _only_looks(event) else database.transaction()

    async def _is_new(self, session: AsyncSession, event: Message | CallbackQuery) -> bool:
        key = _message_key(event) if isinstance(event, Message) else f"q{event.id}"
        return await conversations.first_time(
            session, channel=Channel.TELEGRAM, update_key=key, now=self.edge.clock()
        )

    async def _open(self, session: AsyncSession, address: str, language: str) -> Chat:
        now = self.edge.clock()
        caller = await identify(session, channel=Channel.TELEGRAM, address=address, now=now)
        return Chat(self.edge, session, caller, words_in(_language_of(caller) or language), now)


def _language_of(caller: Caller) -> str | None:
    """The language chosen while joining, else the account's; nothing before either."""
    progress = progress_of(caller.conversation)
    if progress is not None and progress.language:
        return progress.language
    return caller.account.language if caller.account else None


def _message_key(message: Message) -> str:
    """A message changed later is another update about the same message."""
    key = f"m{message.chat.id}:{message.message_id}"
    return f"{key}:{message.edit_date}" if message.edit_date else key


def _is_private(event: Message | CallbackQuery) -> bool:
    """Whether one person is alone with the bot: a diary is nobody else's to read."""
    message = event if isinstance(event, Message) else event.message
    return event.from_user is not None and message is not None and message.chat.type == "private"


def _is_typed(event: Message | CallbackQuery) -> bool:
    """Whether it may answer a question; a command and a message changed later never do."""
    return isinstance(event, Message) and not (event.edit_date or (event.text or "").startswith("/"))


def _only_looks(event: Message | CallbackQuery) -> bool:
    if isinstance(event, Message):
        return event.text in LOOKING_COMMANDS
    try:
        return Tap.unpack(event.data or "").only_looks
    except (TypeError, ValueError):
        return False


def _say(event: Message | CallbackQuery, text: str) -> Reply:
    if isinstance(event, CallbackQuery):
        return toast(event, text, alert=True)
    return (event.answer(text, parse_mode="HTML"),)
