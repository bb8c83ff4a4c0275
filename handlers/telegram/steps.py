"""Filters on what is known of a chat: where its conversation stands, whether it is linked."""

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.telegram.chat import Chat


class AtStep(Filter):
    """A message that answers the question the chat was left with, one of these steps.

    A command is never an answer: whoever is lost writes ``/help``.
    """

    def __init__(self, *steps: str) -> None:
        self.steps = steps

    async def __call__(self, message: Message, chat: Chat) -> bool:
        return chat.facts_at(*self.steps) is not None and not (message.text or "").startswith("/")


class IsLinked(Filter):
    """Whether the account may act as somebody at this moment. ``~IsLinked()`` for the others."""

    async def __call__(self, event: Message | CallbackQuery, chat: Chat) -> bool:
        return chat.caller.is_linked
