"""Who has a phone, and what stands in their chat with the bot."""

from dataclasses import dataclass, field
from datetime import datetime

from aiogram.types import Chat, Message, User


@dataclass(slots=True)
class Person:
    """Somebody with a phone. ``id`` is the chat's id as well, as in every private chat."""

    id: int
    first_name: str
    last_name: str = ""
    language: str = "ru"
    has_written: bool = False
    """A bot cannot write first."""
    has_blocked: bool = False

    @property
    def user(self) -> User:
        return User(
            id=self.id,
            is_bot=False,
            first_name=self.first_name,
            last_name=self.last_name or None,
            language_code=self.language,
        )

    @property
    def chat(self) -> Chat:
        return Chat(id=self.id, type="private", first_name=self.first_name, last_name=self.last_name or None)


@dataclass(frozen=True, slots=True)
class Toast:
    """What came up over the chat after a tap."""

    text: str
    is_alert: bool


@dataclass(slots=True)
class Tapped:
    """A tap waiting for the bot's answer."""

    id: str
    chat_id: int
    message_id: int
    at: datetime
    is_answered: bool = False


@dataclass(slots=True)
class Talk:
    """One person's chat with the bot, oldest message first."""

    person: Person
    messages: dict[int, Message] = field(default_factory=dict)
    before: dict[int, list[Message]] = field(default_factory=dict)
    """What a message was before each of its edits."""
    silent: set[int] = field(default_factory=set)
    toasts: list[Toast] = field(default_factory=list)

    def add(self, message: Message) -> Message:
        self.messages[message.message_id] = message
        return message

    def replace(self, message: Message) -> Message:
        """Put an edited message in the place of what it was."""
        self.before.setdefault(message.message_id, []).append(self.messages[message.message_id])
        self.messages[message.message_id] = message
        return message
