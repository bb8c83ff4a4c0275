"""What the bot says about itself: name, descriptions, commands, menu button."""

from dataclasses import dataclass, field
from typing import Any

from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    User,
)

ScopeKey = tuple[str, int | None, str]
"""Kind of scope, chat, language."""


@dataclass(slots=True)
class Profile:
    token: str
    username: str = "school_diary_bot"
    name: str = "School diary"
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """By field (``name``, ``description``, ``short_description``) and language."""
    commands: dict[ScopeKey, list[BotCommand]] = field(default_factory=dict)
    menu_buttons: dict[int | None, Any] = field(default_factory=dict)

    @property
    def user(self) -> User:
        return User(
            id=int(self.token.partition(":")[0]),
            is_bot=True,
            first_name=self.text("name", "") or self.name,
            username=self.username,
        )

    @property
    def me(self) -> User:
        flags = {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
        return self.user.model_copy(update=flags)

    def text(self, about: str, language: str) -> str:
        """A text in that language, else the one for everybody, else nothing."""
        return self.texts.get((about, language)) or self.texts.get((about, ""), "")

    def commands_for(self, chat_id: int, language: str) -> list[BotCommand]:
        """What the menu of this chat shows: the narrowest scope wins, then the person's language."""
        for kind, chat in (("chat", chat_id), ("all_private_chats", None), ("default", None)):
            for code in (language, ""):
                if found := self.commands.get((kind, chat, code)):
                    return found
        return []


def scope_key(scope: Any, language: str | None) -> ScopeKey:
    """Where commands of a scope are kept. Groups' scopes are of no use to a diary."""
    if scope is None or isinstance(scope, BotCommandScopeDefault):
        return "default", None, language or ""
    if isinstance(scope, BotCommandScopeAllPrivateChats):
        return scope.type, None, language or ""
    chat = int(scope.chat_id) if isinstance(scope, BotCommandScopeChat) else None
    return str(scope.type), chat, language or ""
