"""What every handler is given: who is there, in which words, at what moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from locales import Words
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
