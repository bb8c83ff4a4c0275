"""What every handler is given: who is there, in which words, at what moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from locales import Words
from services import conversations
from services.accounts import Caller
from storage.database import Database
from storage.files import Files
from storage.models import Conversation


@dataclass(frozen=True, slots=True)
class Edge:
    """What the chat edge is wired with, once, in ``bot.app``."""

    database: Database
    files: Files
    clock: Callable[[], datetime]
    secret: bytes
    """Keys the hashes of access codes and login links."""
    web_url: str
    settle: timedelta


@dataclass(frozen=True, slots=True)
class Chat:
    """One update's view of the world. ``session`` is the update's own transaction."""

    edge: Edge
    session: AsyncSession
    caller: Caller
    words: Words
    now: datetime

    @property
    def conversation(self) -> Conversation | None:
        """What this chat is in the middle of, if anything."""
        return self.caller.conversation

    def facts_at(self, *steps: str) -> dict[str, Any] | None:
        """What is known so far, if the conversation stands at one of the steps."""
        if self.conversation is None or self.conversation.step not in steps:
            return None
        return self.conversation.facts

    async def waits_at(self, step: str, facts: dict[str, Any]) -> None:
        """Put the conversation at ``step``: what is written next is its answer."""
        caller = self.caller
        await conversations.begin(
            self.session,
            channel=caller.channel,
            address=caller.address,
            step=step,
            facts=facts,
            now=self.now,
        )

    async def is_done(self) -> None:
        """End the conversation."""
        await conversations.end(self.session, channel=self.caller.channel, address=self.caller.address)
