"""What the bot asks about itself and others, and what it says of itself."""

import re
from collections.abc import Mapping
from typing import Any

from aiogram import methods as api
from aiogram.types import (
    AcceptedGiftTypes,
    BotCommand,
    BotDescription,
    BotName,
    BotShortDescription,
    ChatFullInfo,
    File,
    MenuButtonCommands,
    MenuButtonDefault,
    User,
)

from demo.telegram.answers import bad_request
from demo.telegram.files import Upload
from demo.telegram.profile import scope_key
from demo.telegram.stand_in import StandIn

Uploads = Mapping[str, Upload]
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
MOST_COMMANDS = 100


async def get_me(stand_in: StandIn, method: api.GetMe, uploads: Uploads) -> User:
    return stand_in.profile.me


async def set_commands(stand_in: StandIn, method: api.SetMyCommands, uploads: Uploads) -> bool:
    if len(method.commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in method.commands:
        if not _COMMAND.fullmatch(command.command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    _check_language(method.language_code)
    _check_scope(stand_in, method.scope)
    stand_in.profile.commands[scope_key(method.scope, method.language_code)] = list(method.commands)
    stand_in.events.publish("commands")
    return True


async def get_commands(stand_in: StandIn, method: api.GetMyCommands, uploads: Uploads) -> list[BotCommand]:
    return stand_in.profile.commands.get(scope_key(method.scope, method.language_code), [])


async def delete_commands(stand_in: StandIn, method: api.DeleteMyCommands, uploads: Uploads) -> bool:
    stand_in.profile.commands.pop(scope_key(method.scope, method.language_code), None)
    stand_in.events.publish("commands")
    return True


async def set_name(stand_in: StandIn, method: api.SetMyName, uploads: Uploads) -> bool:
    return _keep_text(stand_in, "name", method.name, method.language_code, 64)


async def set_description(stand_in: StandIn, method: api.SetMyDescription, uploads: Uploads) -> bool:
    return _keep_text(stand_in, "description", method.description, method.language_code, 512)


async def set_short_description(
    stand_in: StandIn, method: api.SetMyShortDescription, uploads: Uploads
) -> bool:
    return _keep_text(stand_in, "short_description", method.short_description, method.language_code, 120)


async def get_name(stand_in: StandIn, method: api.GetMyName, uploads: Uploads) -> BotName:
    name = stand_in.profile.text("name", method.language_code or "")
    return BotName(name=name or stand_in.profile.name)


async def get_description(
    stand_in: StandIn, method: api.GetMyDescription, uploads: Uploads
) -> BotDescription:
    return BotDescription(description=stand_in.profile.text("description", method.language_code or ""))


async def get_short_description(
    stand_in: StandIn, method: api.GetMyShortDescription, uploads: Uploads
) -> BotShortDescription:
    text = stand_in.profile.text("short_description", method.language_code or "")
    return BotShortDescription(short_description=text)


async def set_menu_button(stand_in: StandIn, method: api.SetChatMenuButton, uploads: Uploads) -> bool:
    if method.chat_id is not None:
        stand_in.talk_of(method.chat_id)
    stand_in.profile.menu_buttons[method.chat_id] = method.menu_button or MenuButtonDefault()
    return True


async def get_menu_button(stand_in: StandIn, method: api.GetChatMenuButton, uploads: Uploads) -> Any:
    buttons = stand_in.profile.menu_buttons
    return buttons.get(method.chat_id) or buttons.get(None) or MenuButtonCommands()


async def get_chat(stand_in: StandIn, method: api.GetChat, uploads: Uploads) -> ChatFullInfo:
    person = stand_in.talk_of(method.chat_id).person
    no_gifts = AcceptedGiftTypes(
        unlimited_gifts=False,
        limited_gifts=False,
        unique_gifts=False,
        premium_subscription=False,
        gifts_from_channels=False,
    )
    return ChatFullInfo(
        id=person.id,
        type="private",
        first_name=person.first_name,
        last_name=person.last_name or None,
        accent_color_id=0,
        max_reaction_count=11,
        accepted_gift_types=no_gifts,
    )


async def get_file(stand_in: StandIn, method: api.GetFile, uploads: Uploads) -> File:
    file = stand_in.files.by_id(method.file_id)
    return File(
        file_id=file.file_id,
        file_unique_id=file.unique_id,
        file_size=len(file.content),
        file_path=file.path,
    )


def _keep_text(stand_in: StandIn, about: str, text: str | None, language: str | None, most: int) -> bool:
    _check_language(language)
    if len(text or "") > most:
        raise bad_request(f"bot {about.replace('_', ' ')} is too long")
    stand_in.profile.texts[about, language or ""] = text or ""
    return True


def _check_language(language: str | None) -> None:
    if not _LANGUAGE.fullmatch(language or ""):
        raise bad_request("invalid language code specified")


def _check_scope(stand_in: StandIn, scope: Any) -> None:
    kind, chat, _ = scope_key(scope, None)
    if kind == "chat" and chat is not None:
        stand_in.talk_of(chat)
