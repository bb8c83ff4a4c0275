"""Names, descriptions and commands within Telegram's limits, in every language; refusals are no drama."""

import re
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import (
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
    TelegramMethod,
)
from aiogram.types import BotDescription, BotName, BotShortDescription

from handlers.telegram.commands import bot_name, command_list, description, install, short_description
from handlers.telegram.diary import COMMANDS
from locales import LANGUAGES, words_in


class KeepingSession(BaseSession):
    """Telegram's memory of a bot's names; ``refuses`` makes it fail every request."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str | None], Any] = {}
        self.calls: list[TelegramMethod[Any]] = []
        self.refuses = False

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109
        self.calls.append(method)
        if self.refuses:
            raise TelegramNetworkError(method=method, message="down")
        code = method.language_code  # type: ignore[attr-defined]
        match method:
            case SetMyCommands():
                self.kept["commands", code] = method.commands
            case SetMyName():
                self.kept["name", code] = method.name
            case SetMyDescription():
                self.kept["description", code] = method.description
            case SetMyShortDescription():
                self.kept["short", code] = method.short_description
            case GetMyCommands():
                return self.kept.get(("commands", code), [])
            case GetMyName():
                return BotName(name=self.kept.get(("name", code), ""))
            case GetMyDescription():
                return BotDescription(description=self.kept.get(("description", code), ""))
            case GetMyShortDescription():
                return BotShortDescription(short_description=self.kept.get(("short", code), ""))
        return True

    async def close(self) -> None:
        """Nothing is open."""

    async def stream_content(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("nothing is downloaded")


def _bot() -> tuple[Bot, KeepingSession]:
    session = KeepingSession()
    return Bot("42:TEST", session=session), session


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_commands_are_within_telegrams_limits(language: str) -> None:
    _ = words_in(language)
    assert 0 < len(bot_name(_)) <= 64
    assert 0 < len(short_description(_)) <= 120
    assert 0 < len(description(_)) <= 512
    for command in command_list(_):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.command)
        assert 0 < len(command.description) <= 256


def test_every_command_of_the_diary_is_listed() -> None:
    listed = {command.command for command in command_list(words_in("en"))}
    assert listed == {*COMMANDS, "settings", "help"}


async def test_everything_is_installed_in_every_language_and_for_everybody_else() -> None:
    bot, session = _bot()
    await install(bot)
    assert {code for _, code in session.kept} == {None, *LANGUAGES}
    assert session.kept["name", "kk"] == "Мектеп күнделігі"
    assert session.kept["name", None] == session.kept["name", "ru"]


async def test_what_is_installed_already_is_not_set_again() -> None:
    bot, session = _bot()
    await install(bot)
    session.calls.clear()
    await install(bot)
    assert not [call for call in session.calls if type(call).__name__.startswith("Set")]


async def test_a_refusal_of_telegram_does_not_stop_the_bot() -> None:
    bot, session = _bot()
    session.refuses = True
    await install(bot)
    assert session.kept == {}
