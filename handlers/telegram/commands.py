"""What the bot is called and which commands it lists, in every language."""

import logging
from collections.abc import Awaitable

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.methods import DeleteMyCommands, SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeChat
from markupsafe import Markup

from handlers.telegram.chat import Chat
from locales import LANGUAGES, Words, plain, words_in
from locales.words import FALLBACK
from services.accounts import identify

logger = logging.getLogger(__name__)


def command_list(_: Words, *, family: bool = True, staff: bool = False) -> list[BotCommand]:
    """The commands behind the menu button: a family's, a member of staff's or both, the most wanted first."""
    of_family: tuple[tuple[str, Markup], ...] = (
        ("today", _("Lessons, marks and homework of today")),
        ("marks", _("Marks and averages")),
        ("homework", _("Homework for the next school day")),
        ("timetable", _("Timetable of today and the week")),
        ("absences", _("Absences and late arrivals")),
    )
    of_staff = (
        ("staff", _("My classes, messages and answers")),
        ("announce", _("Write to the families of a class")),
        ("login", _("Open the gradebook in the browser")),
    )
    of_all = (
        ("settings", _("Language, alerts, quiet hours")),
        ("help", _("What the diary can do")),
    )
    listed = (*(of_staff if staff else ()), *(of_family if family else ()), *of_all)
    return [BotCommand(command=name, description=plain(text)) for name, text in listed]


async def own_commands(chat: Chat) -> SetMyCommands:
    """The menu of this chat as it stands after the update: by its roles, in the language it chose.

    Telegram's own choice would follow the phone's language, which is often not the one read.
    """
    caller = chat.caller
    now = await identify(chat.session, channel=caller.channel, address=caller.address, now=chat.now)
    words = words_in(now.account.language) if now.account else chat.words
    return SetMyCommands(
        commands=command_list(words, family=bool(now.children) or not now.staff, staff=bool(now.staff)),
        scope=_chat_scope(chat),
    )


def no_own_commands(chat: Chat) -> DeleteMyCommands:
    """Back to everybody's menu, for a chat that is nobody's any more."""
    return DeleteMyCommands(scope=_chat_scope(chat))


def _chat_scope(chat: Chat) -> BotCommandScopeChat:
    return BotCommandScopeChat(chat_id=int(chat.caller.address))


def bot_name(_: Words) -> str:
    """At most 64 characters."""
    return plain(_("School diary"))


def short_description(_: Words) -> str:
    """At most 120 characters: under the name, and in what people forward."""
    return plain(_("Your child's marks, homework and timetable from the school. Free of charge."))


def description(_: Words) -> str:
    """At most 512 characters: what an empty chat shows before it is begun."""
    return plain(
        _(
            "The school's diary: marks, homework, timetable and absences, and alerts when something is new."
            "\n\nTo begin, press Start and send the code from the slip that the class teacher gave you."
        )
    )


async def install(bot: Bot) -> None:
    """Tell Telegram all of it, once for everybody and once for each language.

    Only what differs is set: Telegram lets a bot change its name a few times a day. What Telegram
    refuses is logged; the bot works without it.
    """
    for code in (None, *LANGUAGES):
        _ = words_in(code or FALLBACK)
        await _attempt("the commands", _install_commands(bot, _, code))
        await _attempt("the descriptions", _install_descriptions(bot, _, code))
        await _attempt("the name", _install_name(bot, _, code))


async def _install_commands(bot: Bot, _: Words, code: str | None) -> None:
    wanted = command_list(_)
    if await bot.get_my_commands(language_code=code) != wanted:
        await bot.set_my_commands(wanted, language_code=code)


async def _install_descriptions(bot: Bot, _: Words, code: str | None) -> None:
    if (await bot.get_my_description(language_code=code)).description != description(_):
        await bot.set_my_description(description(_), language_code=code)
    if (await bot.get_my_short_description(language_code=code)).short_description != short_description(_):
        await bot.set_my_short_description(short_description(_), language_code=code)


async def _install_name(bot: Bot, _: Words, code: str | None) -> None:
    if (await bot.get_my_name(language_code=code)).name != bot_name(_):
        await bot.set_my_name(bot_name(_), language_code=code)


async def _attempt(what: str, work: Awaitable[None]) -> None:
    try:
        await work
    except (TelegramAPIError, ClientDecodeError) as refusal:
        logger.warning("Telegram did not take %s of the bot: %s", what, refusal)
