"""The menu of a chat: by its roles, in the language it chose."""

from collections.abc import Callable

import pytest
from aiogram.methods import DeleteMyCommands, SetMyCommands
from aiogram.types import BotCommandScopeChat

from handlers.screens import Action, Place
from handlers.telegram.commands import command_list
from handlers.telegram.tap import Tap
from locales import LANGUAGES, words_in
from storage.database import Database
from tests.cast import Cast
from tests.chat import Phone
from tests.factories.people import link

Phones = Callable[[str], Phone]


def _menu(phone: Phone) -> SetMyCommands:
    (menu,) = [method for method in phone.replies if isinstance(method, SetMyCommands)]
    assert isinstance(menu.scope, BotCommandScopeChat)
    assert menu.scope.chat_id == phone.user.id, "another chat's menu"
    return menu


async def test_a_mother_sees_no_commands_of_staff(phone: Phones, stored_cast: Cast) -> None:
    mother = phone(stored_cast.mother_account.address)
    await mother.sends("/start")
    names = {command.command for command in _menu(mother).commands}
    assert {"today", "marks"} <= names
    assert "announce" not in names


async def test_staff_see_their_own(phone: Phones, stored_cast: Cast) -> None:
    teacher = phone(stored_cast.class_teacher_account.address)
    await teacher.sends("/start")
    names = {command.command for command in _menu(teacher).commands}
    assert {"staff", "announce", "login"} <= names
    assert "marks" not in names


async def test_a_parent_who_teaches_sees_both(phone: Phones, stored_cast: Cast, database: Database) -> None:
    async with database.transaction() as session:
        await link(session, stored_cast.mother_account, stored_cast.teacher)
    mother = phone(stored_cast.mother_account.address)
    await mother.sends("/start")
    assert {"staff", "marks"} <= {command.command for command in _menu(mother).commands}


async def test_the_menu_follows_the_language_that_was_chosen(phone: Phones, stored_cast: Cast) -> None:
    mother = phone(stored_cast.mother_account.address)
    await mother.presses(Tap.of(Action(Place.SET_LANGUAGE, value="ru")).pack())
    assert _menu(mother).commands == command_list(words_in("ru"))


async def test_who_left_gets_everybodys_menu_back(phone: Phones, stored_cast: Cast) -> None:
    mother = phone(stored_cast.mother_account.address)
    await mother.presses(Tap.of(Action(Place.FORGET_ME)).pack())
    assert any(isinstance(method, DeleteMyCommands) for method in mother.replies)


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_fit_telegrams_limits(language: str) -> None:
    for command in command_list(words_in(language), staff=True):
        assert 1 <= len(command.command) <= 32
        assert 1 <= len(command.description) <= 256
