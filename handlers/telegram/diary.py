"""The diary in Telegram: taps, commands and plain words that open a family's screens."""

from collections.abc import Mapping
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message

from handlers.plain_subjects import named_subject
from handlers.plain_words import Wish, understand
from handlers.screens import Action, Place, Screen
from handlers.telegram.adapter import Reply, answer, edit
from handlers.telegram.chat import Chat
from handlers.telegram.commands import own_commands
from handlers.telegram.diary_places import OPENERS, action_of, help_for, open_home, open_place, reader_of
from handlers.telegram.settings import write_settings
from handlers.telegram.steps import IsLinked
from handlers.telegram.tap import Tap
from services import diary
from services.accounts import Child, choose_child, revive

COMMANDS: Mapping[str, Place] = {
    "today": Place.HOME,
    "marks": Place.MARKS,
    "homework": Place.HOMEWORK_DAY,
    "timetable": Place.TIMETABLE_DAY,
    "absences": Place.ABSENCES,
}
LOOKING_COMMANDS = frozenset(f"/{name}" for name in (*COMMANDS, "help"))
"""They change nothing, so that they need no lock of the store."""
SAME_SCREEN = frozenset(OPENERS) - {Place.SUBJECT, Place.CHILDREN, Place.MATERIAL}
"""Screens that another child has as well; from one subject a switch leads to all of them."""


class Understood(Filter):
    """A text in plain words that asks for something the diary has. Gives the handler its ``wish``."""

    async def __call__(self, message: Message, chat: Chat) -> bool | dict[str, Any]:
        if not message.text or message.text.startswith("/") or not chat.caller.is_linked:
            return False
        children = chat.caller.children
        today = chat.caller.child(None).today(chat.now) if children else chat.now.date()
        names = [child.student.first_name for child in children]
        wish = understand(message.text, today, names)
        return {"wish": wish} if wish else False


def build_plain_router() -> Router:
    """The diary's commands and taps, which can mean nothing else: most of what anybody ever asks."""
    router = Router(name="diary, plain")
    router.message.register(open_command, Command(*COMMANDS))
    router.callback_query.register(open_tap, Tap.filter(F.place.in_(set(OPENERS))))
    router.callback_query.register(pick_child, Tap.filter(F.place == Place.PICK_CHILD))
    return router


def build_router() -> Router:
    router = Router(name="diary")
    router.message.register(start, CommandStart(), IsLinked())
    router.message.register(show_help, Command("help"), IsLinked())
    router.message.register(open_wish, Understood())
    router.edited_message.register(open_wish, Understood())
    router.callback_query.register(tap_help, Tap.filter(F.place == Place.HELP), IsLinked())
    return router


async def start(message: Message, chat: Chat) -> Reply:
    revive(chat.caller)
    return (*answer(message, await open_home(chat)), await own_commands(chat))


async def open_command(message: Message, chat: Chat, command: CommandObject) -> Reply:
    return answer(message, await open_place(chat, Action(COMMANDS[command.command])))


async def open_tap(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    return edit(query, await open_place(chat, action_of(callback_data)))


async def pick_child(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    """Remember the child and stay on the same screen."""
    child = choose_child(chat.caller, callback_data.child)
    place = next((place for place in SAME_SCREEN if place.value == callback_data.value), Place.HOME)
    if callback_data.value == Place.SUBJECT:
        place = Place.MARKS
    return edit(query, await open_place(chat, Action(place, child.student.id)))


async def open_wish(message: Message, chat: Chat, wish: Wish) -> Reply:
    if wish.place is Place.SETTINGS:
        return await write_settings(message, chat)
    return answer(message, await _screen_of(chat, wish, message.text or ""))


async def show_help(message: Message, chat: Chat) -> Reply:
    return answer(message, help_for(chat))


async def tap_help(query: CallbackQuery, chat: Chat) -> Reply:
    return edit(query, help_for(chat))


async def _screen_of(chat: Chat, wish: Wish, text: str) -> Screen:
    if wish.place is Place.HELP:
        return help_for(chat)
    children = chat.caller.children
    if not children:
        return await open_place(chat, Action(wish.place, on=wish.on))
    named = next((child for child in children if child.student.first_name == wish.name), None)
    child = named or reader_of(chat, None).child
    if wish.place is Place.MARKS and (subject_id := await _subject_in(chat, child, text)):
        return await open_place(chat, Action(Place.SUBJECT, child.student.id, item=subject_id))
    return await open_place(chat, Action(wish.place, child.student.id, on=wish.on))


async def _subject_in(chat: Chat, child: Child, text: str) -> int | None:
    """The one subject of the child that a wish for marks names, if it names one."""
    subjects = await diary.subjects_of_year(chat.session, child=child, today=child.today(chat.now))
    return named_subject(text, {one.id: (one.name, *one.names.values()) for one in subjects})
