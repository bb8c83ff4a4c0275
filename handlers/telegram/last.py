"""What nothing else understood: every message and every button still gets a helpful answer."""

from collections.abc import Callable

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.plain_words import Courtesy, courtesy
from handlers.screens import Screen, menu
from handlers.screens import courtesy as screens
from handlers.telegram.adapter import Reply, answer, edit
from handlers.telegram.chat import Chat
from handlers.telegram.diary_places import menu_rows, open_home
from locales import Words

Answer = Callable[[Words, menu.Rows], Screen]


def build_router() -> Router:
    """Asked last of all."""
    router = Router(name="last")
    router.message.register(not_understood, F.text)
    router.message.register(only_text)
    router.edited_message.register(edited)
    router.callback_query.register(unknown_button)
    return router


async def not_understood(message: Message, chat: Chat) -> Reply:
    rows = menu_rows(chat)
    match courtesy(message.text or ""):
        case Courtesy.GREETING:
            return answer(message, screens.greeting(chat.words, rows))
        case Courtesy.THANKS:
            return answer(message, screens.thanks(chat.words))
    return answer(message, menu.not_understood(chat.words, rows))


async def only_text(message: Message, chat: Chat) -> Reply:
    return answer(message, menu.only_text(chat.words, menu_rows(chat)))


async def edited(message: Message, chat: Chat) -> Reply:
    return answer(message, menu.edited_not_read(chat.words, menu_rows(chat)))


async def unknown_button(query: CallbackQuery, chat: Chat) -> Reply:
    """A button of a version that never was, or no longer is: home instead."""
    screen = await open_home(chat)
    return edit(query, screen, toast=chat.words("That button no longer works. Here is today."))
