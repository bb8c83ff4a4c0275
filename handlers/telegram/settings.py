"""Settings in Telegram: language, alerts, quiet hours, leaving."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.screens import Place, Screen
from handlers.screens import settings as screens
from handlers.telegram.adapter import Reply, answer, edit
from handlers.telegram.chat import Chat
from handlers.telegram.commands import no_own_commands, own_commands
from handlers.telegram.tap import Tap
from locales import LANGUAGES, Words, words_in
from services import leaving, preferences
from services.errors import NotLinked
from storage.models import Account, AlertKind

ALERTS = tuple(AlertKind)


def build_router() -> Router:
    router = Router(name="settings")
    router.message.register(write_settings, Command("settings"))
    router.message.register(write_leave, Command("leave"))
    tapped = router.callback_query.register
    tapped(show_settings, Tap.filter(F.place == Place.SETTINGS))
    tapped(show_languages, Tap.filter(F.place == Place.LANGUAGES))
    tapped(show_quiet_hours, Tap.filter(F.place == Place.QUIET_HOURS))
    tapped(show_leave, Tap.filter(F.place == Place.LEAVE))
    tapped(set_language, Tap.filter((F.place == Place.SET_LANGUAGE) & F.value.in_(LANGUAGES)))
    tapped(switch_alert, Tap.filter((F.place == Place.SWITCH_ALERT) & F.value.in_(ALERTS)))
    tapped(set_quiet_hours, Tap.filter((F.place == Place.SET_QUIET_HOURS) & F.item.is_not(None)))
    tapped(forget_me, Tap.filter(F.place == Place.FORGET_ME))
    return router


async def write_settings(message: Message, chat: Chat) -> Reply:
    return answer(message, await _settings(chat, chat.words))


async def write_leave(message: Message, chat: Chat) -> Reply:
    _account(chat)
    return answer(message, screens.leave_screen(chat.words))


async def show_settings(query: CallbackQuery, chat: Chat) -> Reply:
    return edit(query, await _settings(chat, chat.words))


async def show_languages(query: CallbackQuery, chat: Chat) -> Reply:
    settings = await preferences.settings_of(chat.session, _account(chat))
    return edit(query, screens.languages_screen(chat.words, settings))


async def show_quiet_hours(query: CallbackQuery, chat: Chat) -> Reply:
    settings = await preferences.settings_of(chat.session, _account(chat))
    return edit(query, screens.quiet_hours_screen(chat.words, settings))


async def show_leave(query: CallbackQuery, chat: Chat) -> Reply:
    _account(chat)
    return edit(query, screens.leave_screen(chat.words))


async def set_language(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    account = _account(chat)
    preferences.set_language(account, callback_data.value or account.language)
    screen = await _settings(chat, words_in(account.language))
    return (*edit(query, screen), await own_commands(chat))


async def switch_alert(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    await preferences.switch_alert(
        chat.session,
        account=_account(chat),
        kind=AlertKind(callback_data.value or ""),
        enabled=bool(callback_data.item),
    )
    return edit(query, await _settings(chat, chat.words))


async def set_quiet_hours(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    assert callback_data.item is not None
    preferences.set_quiet_hours(_account(chat), callback_data.item)
    return edit(query, await _settings(chat, chat.words))


async def forget_me(query: CallbackQuery, chat: Chat) -> Reply:
    """A second tap finds nobody any more and says the same."""
    if chat.caller.account is not None:
        await leaving.forget_me(chat.session, account=chat.caller.account, now=chat.now)
    return (*edit(query, screens.forgotten_screen(chat.words)), no_own_commands(chat))


async def _settings(chat: Chat, words: Words) -> Screen:
    settings = await preferences.settings_of(chat.session, _account(chat))
    return screens.settings_screen(words, settings, chat.caller)


def _account(chat: Chat) -> Account:
    """Also somebody whose links were all revoked may set things, and leave."""
    if chat.caller.account is None:
        raise NotLinked
    return chat.caller.account
