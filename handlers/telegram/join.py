"""Joining in Telegram: the code, its questions, and what an unlinked chat is told."""

from datetime import UTC

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from handlers.screens import Place, Screen
from handlers.screens import join as screens
from handlers.telegram.adapter import Reply, answer, edit
from handlers.telegram.chat import Chat
from handlers.telegram.commands import own_commands
from handlers.telegram.steps import AtStep, IsLinked
from handlers.telegram.tap import Tap
from locales import LANGUAGES, words_in
from locales.birthday import read_birthday
from services import codes, joining
from services.join_steps import Linked, Outcome, Step, progress_of


def build_router() -> Router:
    """Asked before the diary's own routers: a code may come from anybody."""
    router = Router(name="join")
    router.message.register(open_link, CommandStart(deep_link=True))
    router.message.register(welcome, CommandStart(), ~IsLinked())
    router.message.register(type_code, F.text.func(_is_code), _is_free)
    router.message.register(tell_birthday, AtStep(Step.BIRTHDAY), F.text)
    router.message.register(welcome, ~IsLinked(), ~F.text.startswith("/"))
    router.callback_query.register(
        pick_language, Tap.filter((F.place == Place.JOIN_LANGUAGE) & F.value.in_(LANGUAGES))
    )
    router.callback_query.register(consent, Tap.filter(F.place == Place.CONSENT))
    router.callback_query.register(refuse, Tap.filter(F.place == Place.REFUSE))
    return router


async def open_link(message: Message, chat: Chat, command: CommandObject) -> Reply:
    return await _open(message, chat, command.args or "")


async def type_code(message: Message, chat: Chat) -> Reply:
    return await _open(message, chat, message.text or "")


async def welcome(message: Message, chat: Chat) -> Reply:
    """To whoever is not linked: the question that is open, or how to begin."""
    outcome = await joining.go_on(
        chat.session, caller=chat.caller, conversation=chat.conversation, now=chat.now
    )
    begun = progress_of(chat.conversation) is not None
    return answer(message, _show(chat, outcome) if begun else screens.welcome_screen(chat.words))


async def tell_birthday(message: Message, chat: Chat) -> Reply:
    birth_date = read_birthday(message.text or "", today=chat.now.astimezone(UTC).date())
    if birth_date is None:
        return answer(message, screens.unreadable_date_screen(chat.words))
    outcome = await joining.confirm_birthday(
        chat.session,
        caller=chat.caller,
        conversation=chat.conversation,
        birth_date=birth_date,
        now=chat.now,
    )
    return (*answer(message, _show(chat, outcome)), *await _menu(chat, outcome))


async def pick_language(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    outcome = await joining.choose_language(
        chat.session,
        caller=chat.caller,
        conversation=chat.conversation,
        language=callback_data.value or "",
        now=chat.now,
    )
    return edit(query, _show(chat, outcome))


async def consent(query: CallbackQuery, chat: Chat) -> Reply:
    outcome = await joining.give_consent(
        chat.session, caller=chat.caller, conversation=chat.conversation, now=chat.now
    )
    return (*edit(query, _show(chat, outcome)), *await _menu(chat, outcome))


async def refuse(query: CallbackQuery, chat: Chat) -> Reply:
    await joining.decline(chat.session, caller=chat.caller, conversation=chat.conversation)
    return edit(query, screens.declined_screen(chat.words))


async def _open(message: Message, chat: Chat, text: str) -> Reply:
    outcome = await joining.open_code(
        chat.session, caller=chat.caller, text=text, secret=chat.edge.secret, now=chat.now
    )
    return answer(message, _show(chat, outcome))


async def _menu(chat: Chat, outcome: Outcome) -> Reply:
    return (await own_commands(chat),) if isinstance(outcome, Linked) else ()


def _show(chat: Chat, outcome: Outcome) -> Screen:
    """In the language of the outcome, which a tap may just have chosen, else in the chat's."""
    chosen = getattr(outcome, "language", None)
    return screens.outcome_screen(words_in(chosen) if chosen else chat.words, outcome)


def _is_code(text: str) -> bool:
    return codes.normalise(text) is not None


def _is_free(_message: Message, chat: Chat) -> bool:
    """Whether a code may be read here: in the middle of writing a letter it is part of the letter."""
    return chat.conversation is None or progress_of(chat.conversation) is not None
