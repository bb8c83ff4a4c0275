"""What the bot says of itself, and what it may ask about others."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, BotCommandScopeChat, MenuButtonDefault, MenuButtonWebApp, WebAppInfo

from demo.telegram.stand_in import StandIn
from tests.demo.conftest import MOTHER


async def test_the_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (42, True, "school_diary_bot")


async def test_texts_are_kept_by_language_and_fall_back(bot: Bot) -> None:
    await bot.set_my_name("Дневник")
    await bot.set_my_name("Күнделік", language_code="kk")
    assert (await bot.get_my_name(language_code="kk")).name == "Күнделік"
    assert (await bot.get_my_name(language_code="en")).name == "Дневник"
    await bot.set_my_description("d", language_code="ru")
    await bot.set_my_short_description("s", language_code="ru")
    assert (await bot.get_my_description(language_code="ru")).description == "d"
    assert (await bot.get_my_short_description(language_code="ru")).short_description == "s"
    assert (await bot.get_my_description()).description == ""


async def test_texts_that_are_too_long_are_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="name is too long"):
        await bot.set_my_name("a" * 65)
    with pytest.raises(TelegramBadRequest, match="short description is too long"):
        await bot.set_my_short_description("a" * 121)
    with pytest.raises(TelegramBadRequest, match="invalid language code"):
        await bot.set_my_description("a", language_code="kazakh")


@pytest.mark.parametrize(
    ("command", "description", "reason"),
    [
        ("Marks", "a", "BOT_COMMAND_INVALID"),
        ("оценки", "a", "BOT_COMMAND_INVALID"),
        ("a" * 33, "a", "BOT_COMMAND_INVALID"),
        ("marks", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("marks", "a" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_that_telegram_refuses(bot: Bot, command: str, description: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.set_my_commands([BotCommand(command=command, description=description)])


async def test_commands_for_a_chat_need_the_chat(bot: Bot) -> None:
    commands = [BotCommand(command="marks", description="a")]
    scope = BotCommandScopeChat(chat_id=999)
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.set_my_commands(commands, scope=scope)
    assert await bot.get_my_commands(scope=scope) == []
    with pytest.raises(TelegramBadRequest, match="BOT_COMMANDS_TOO_MUCH"):
        await bot.set_my_commands(commands * 101)


async def test_the_menu_button_of_a_chat(bot: Bot) -> None:
    button = MenuButtonWebApp(text="Diary", web_app=WebAppInfo(url="https://diary.example"))
    assert (await bot.get_chat_menu_button(chat_id=MOTHER)).type == "commands"
    await bot.set_chat_menu_button(chat_id=MOTHER, menu_button=button)
    assert (await bot.get_chat_menu_button(chat_id=MOTHER)).type == "web_app"
    await bot.set_chat_menu_button(chat_id=MOTHER, menu_button=MenuButtonDefault())
    assert (await bot.get_chat_menu_button(chat_id=MOTHER)).type == "default"


async def test_a_chat_is_known_once_the_person_has_written(bot: Bot, stand_in: StandIn) -> None:
    assert (await bot.get_chat(MOTHER)).first_name == "Айгерім"
    assert await bot.send_chat_action(MOTHER, "typing")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.get_chat(999)
