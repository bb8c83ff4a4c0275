"""What the staff edge is wired with, once, in ``bot.app``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.database import Database
from storage.files import Files


@dataclass(frozen=True, slots=True)
class WebConfig:
    database: Database
    clock: Callable[[], datetime]
    files: Files
    """Documents attached to applications; they are served one by one, to those involved."""
    secret: bytes
    """Keys the hashes of sessions, login links and access codes."""
    web_url: str
    """The address under which staff open the web form."""
    settle: timedelta
    """How long a mark must stand unchanged before families are told."""
    secure_cookies: bool
    """Whether staff come over https."""
    bot_name: Callable[[], str | None]
    """The bot's user name, once Telegram has told it."""
