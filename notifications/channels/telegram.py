"""Carries messages to Telegram and translates its refusals."""

from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

from handlers.screens import Screen
from notifications.channels.carrier import CarrierError

NO_SUCH_CHAT = ("chat not found", "user not found", "peer_id_invalid", "chat_id is empty")
"""What a 400 says when it is the chat that is wrong, not the message."""
TOKEN_REFUSED_PAUSE = 60.0
"""Telegram does not know the token: nobody can be told anything until an administrator mends it."""


class TelegramCarrier:
    """Sends through a bot. ``to_method`` makes the request that shows a screen in a chat."""

    def __init__(self, bot: Bot, to_method: Callable[[str, Screen], TelegramMethod[Any]]) -> None:
        self.bot = bot
        self.to_method = to_method

    async def carry(self, address: str, screen: Screen) -> None:
        try:
            await self.bot(self.to_method(address, screen))
        except (AiogramError, TimeoutError) as fault:
            raise translate(fault) from fault


def translate(fault: Exception) -> CarrierError:
    """What a fault of aiogram means for a delivery."""
    reason = str(fault) or type(fault).__name__
    if isinstance(fault, ClientDecodeError):
        # The whole answer would come with it, and the message is in the answer.
        reason = f"{fault.message} ({type(fault.original).__name__})"
    meaning: dict[str, Any] = {}
    match fault:
        case TelegramRetryAfter():
            meaning["retry_after"] = float(fault.retry_after)
        case TelegramMigrateToChat():
            meaning["moved_to"] = str(fault.migrate_to_chat_id)
        case TelegramForbiddenError():
            meaning["unreachable"] = True
        case TelegramUnauthorizedError() | TelegramNotFound() | TelegramConflictError():
            meaning["retry_after"] = TOKEN_REFUSED_PAUSE
        case TelegramBadRequest() if any(text in reason.lower() for text in NO_SUCH_CHAT):
            meaning["unreachable"] = True
        case TelegramBadRequest() | TelegramEntityTooLarge():
            meaning["permanent"] = True
        case TelegramAPIError() | ClientDecodeError() | TimeoutError():
            pass  # A passing fault: the message may even have arrived.
        case _:
            meaning["permanent"] = True
    return CarrierError(reason, **meaning)
