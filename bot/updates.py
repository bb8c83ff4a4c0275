"""Takes updates in: asks Telegram for them, acknowledges what is saved, sends the replies."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from weakref import WeakValueDictionary

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from storage.database import Collided, DatabaseBusy

LONG_POLL_SECONDS = 25
TRIES = 4
HARMLESS = ("message is not modified", "query is too old", "query ID is invalid")
UNEDITABLE = ("message can't be edited", "message to edit not found", "there is no text in the message")
TRANSIENT = (TelegramNetworkError, TelegramServerError, ClientDecodeError)
Sleep = Callable[[float], Awaitable[None]]
logger = logging.getLogger(__name__)


class Updates:
    """Feeds updates to the dispatcher. An update is acknowledged after its transaction, never before.

    Updates of one chat are handled in order, different chats side by side. Replies leave
    afterwards, in order for each chat, so that a slow network holds up nobody's saving.
    """

    def __init__(self, bot: Bot, dispatcher: Dispatcher, sleep: Sleep = asyncio.sleep) -> None:
        self.bot = bot
        self.dispatcher = dispatcher
        self._sleep = sleep
        self._wanted = dispatcher.resolve_used_update_types()
        self._replies: dict[int, asyncio.Task[None]] = {}
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def poll(self) -> None:
        """Ask for updates until cancelled. Raises ``TelegramConflictError`` when another process does too."""
        offset = 0
        while True:
            try:
                updates = await self._ask(offset)
                await self.handle(updates)
                offset = updates[-1].update_id + 1 if updates else offset
            except TelegramConflictError:
                raise
            except TelegramRetryAfter as refusal:
                await self._sleep(refusal.retry_after)
            except (TelegramAPIError, ClientDecodeError, DatabaseBusy) as fault:
                logger.warning("updates could not be taken, trying again: %s", _said(fault))
                await self._sleep(1)

    async def _ask(self, offset: int) -> list[Update]:
        try:
            return await self.bot.get_updates(
                offset=offset,
                timeout=LONG_POLL_SECONDS,
                allowed_updates=self._wanted,
                request_timeout=LONG_POLL_SECONDS + 10,
            )
        except ClientDecodeError as fault:
            return _read_one_by_one(self.bot, fault)

    async def handle(self, updates: Sequence[Update]) -> None:
        """Act on a batch; on return every one of them is saved. Raises ``DatabaseBusy``."""
        chats: defaultdict[int, list[Update]] = defaultdict(list)
        for update in updates:
            chats[_chat_of(update)].append(update)
        await asyncio.gather(*(self._handle_in_order(chat, batch) for chat, batch in chats.items()))

    async def close(self) -> None:
        """Wait for the replies under way."""
        await asyncio.gather(*self._replies.values(), return_exceptions=True)

    async def _handle_in_order(self, chat: int, updates: list[Update]) -> None:
        # Telegram may call a second time before the first call is answered: two taps on Send.
        async with self._turns.setdefault(chat, asyncio.Lock()):
            for update in updates:
                try:
                    reply = await self._feed(update)
                except DatabaseBusy:
                    raise
                except Exception:
                    # A fault of ours must not hold up everybody else's updates for ever.
                    logger.exception("update %s failed", update.update_id)
                    continue
                if isinstance(reply, tuple):
                    self._reply_later(chat, reply)

    async def _feed(self, update: Update) -> Any:
        try:
            return await self.dispatcher.feed_update(self.bot, update)
        except Collided:
            return await self.dispatcher.feed_update(self.bot, update)

    def _reply_later(self, chat: int, methods: tuple[TelegramMethod[Any], ...]) -> None:
        before = self._replies.get(chat)
        task = asyncio.create_task(self._reply(before, methods))
        self._replies[chat] = task
        task.add_done_callback(lambda done: self._forget(chat, done))

    def _forget(self, chat: int, done: asyncio.Task[None]) -> None:
        if self._replies.get(chat) is done:
            del self._replies[chat]

    async def _reply(
        self, before: asyncio.Task[None] | None, methods: tuple[TelegramMethod[Any], ...]
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        for method in methods:
            try:
                await call(self.bot, method, self._sleep)
            except (TelegramAPIError, ClientDecodeError) as fault:
                logger.warning("a reply was not delivered: %s", _said(fault))


async def call(bot: Bot, method: TelegramMethod[Any], sleep: Sleep = asyncio.sleep) -> None:
    """Make a request of a reply: patient with 429 and a bad network, deaf to harmless refusals.

    A message that can no longer be edited is sent anew. Raises ``TelegramAPIError`` after
    ``TRIES`` tries, or at once when Telegram says no for good.
    """
    for attempt in range(1, TRIES + 1):
        try:
            await bot(method)
        except TelegramRetryAfter:
            if attempt == TRIES:
                raise
        except TRANSIENT:
            if attempt == TRIES or isinstance(method, AnswerCallbackQuery):
                raise
            await sleep(0.5 * attempt)
        except TelegramBadRequest as refusal:
            if any(text in refusal.message for text in HARMLESS):
                return
            if not isinstance(method, EditMessageText) or not _uneditable(refusal):
                raise
            method = _anew(method)
        else:
            return


def read_update(bot: Bot, raw: Any) -> Update:
    """An update as it came. One that aiogram cannot read is left empty, so that it is passed over:
    it would come again and again and keep everybody's from being read.

    Raises ``ValueError`` when it is no update at all.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
        raise ValueError("without an update_id it is no update")
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError as unread:
        # Where the fault lies, without what stands there: it is somebody's words.
        where = unread.errors(include_input=False)[0]["loc"]
        logger.error("update %s cannot be read and is passed over: %s", raw["update_id"], where)
        return Update(update_id=raw["update_id"])


def _read_one_by_one(bot: Bot, fault: ClientDecodeError) -> list[Update]:
    """The updates of an answer that aiogram could not read as a whole. Raises the fault when it has none."""
    answer = fault.data if isinstance(fault.data, dict) else {}
    try:
        updates = [read_update(bot, raw) for raw in answer.get("result") or ()]
    except (TypeError, ValueError):
        raise fault from None
    if not updates:
        raise fault
    return updates


def _said(fault: Exception) -> str:
    """The fault for the log; of an answer that could not be read only that, for people's words are in it."""
    if isinstance(fault, ClientDecodeError):
        return f"{fault.message} ({type(fault.original).__name__})"
    return str(fault) or type(fault).__name__


def _uneditable(refusal: TelegramBadRequest) -> bool:
    return any(text in refusal.message for text in UNEDITABLE)


def _anew(method: EditMessageText) -> SendMessage:
    assert method.chat_id is not None
    assert method.text is not None
    return SendMessage(
        chat_id=method.chat_id,
        text=method.text,
        parse_mode=method.parse_mode,
        reply_markup=method.reply_markup,
        link_preview_options=method.link_preview_options,
    )


def _chat_of(update: Update) -> int:
    try:
        user = getattr(update.event, "from_user", None)
    except UpdateTypeLookupError:
        # Of a kind younger than this program: it comes once more after every start if it stops us.
        return 0
    return user.id if user is not None else 0
