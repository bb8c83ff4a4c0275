"""Announcements and letters in Telegram, step by step. What is written so far lives in the store."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.screens import Place, Screen
from handlers.screens import composing as screens
from handlers.screens.failing import EVERYBODY, suggested_text
from handlers.screens.messages import only_text_screen, preview_screen
from handlers.telegram.adapter import Reply, answer, edit, send, toast
from handlers.telegram.chat import Chat
from handlers.telegram.steps import AtStep
from handlers.telegram.tap import Tap
from locales import words_in
from services import drafts, leading
from services.calendar import school_day
from services.drafts import Draft, Prepared
from services.errors import Forbidden, NobodyToTell
from services.leading import Led
from services.messages import fitting
from services.performance import FailingStudent, failing_students
from storage.models import Audience

TEXT = "compose:text"
PREVIEW = "compose:preview"


def build_router() -> Router:
    """Asked before the diary's plain words: what is typed here is a text, whatever it says."""
    router = Router(name="composing")
    router.message.register(write_announce, Command("announce"))
    router.message.register(take_text, AtStep(TEXT, PREVIEW), F.text)
    router.message.register(only_text, AtStep(TEXT, PREVIEW))
    for place, handler in (
        (Place.ANNOUNCE, announce),
        (Place.ANNOUNCE_AUDIENCE, choose_audience),
        (Place.LETTER, letter),
        (Place.LETTER_DRAFT, suggest),
        (Place.EDIT_DRAFT, change_text),
        (Place.ANNOUNCE_SEND, send_draft),
        (Place.LETTER_SEND, send_draft),
    ):
        router.callback_query.register(handler, Tap.filter(F.place == place))
    return router


async def write_announce(message: Message, chat: Chat) -> Reply:
    return answer(message, await _announce(chat, None))


async def announce(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    return edit(query, await _announce(chat, callback_data.item))


async def choose_audience(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    if callback_data.value not in set(Audience) or callback_data.item is None:
        raise Forbidden
    draft = Draft(callback_data.item, audience=Audience(callback_data.value))
    return edit(query, screens.ask_text_screen(chat.words, await _ask_text(chat, draft)))


async def letter(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    """To the parents of one student, or of everybody on the list as it is now."""
    led = await leading.leader_of(chat.session, caller=chat.caller, group_id=callback_data.item, now=chat.now)
    failing = await _failing(chat, led)
    if callback_data.value == EVERYBODY:
        students = tuple(found.student.id for found in failing)
    else:
        students = (callback_data.child or 0,)
    if not students:
        raise NobodyToTell
    prepared = await _ask_text(chat, Draft(led.group.id, student_ids=students))
    return edit(
        query,
        screens.ask_text_screen(chat.words, prepared, can_suggest=_reasons(prepared, failing) is not None),
    )


async def suggest(query: CallbackQuery, chat: Chat) -> Reply:
    """Put a letter with the reasons in front of the writer, in the language its readers read."""
    draft = _draft(chat, TEXT, PREVIEW)
    if draft is None:
        return _gone(query, chat)
    prepared = await drafts.prepare(chat.session, caller=chat.caller, draft=draft, now=chat.now)
    reasons = _reasons(prepared, await _failing(chat, prepared.led))
    if reasons is None:
        return _gone(query, chat)
    language = await drafts.language_for(
        chat.session, addressees=prepared.addressees, school=prepared.led.school
    )
    text = suggested_text(words_in(language), prepared.led.staff, reasons)
    preview, confirm = await _show(chat, replace(draft, text=fitting(text)))
    return (*edit(query, preview), send(query.from_user.id, confirm))


async def take_text(message: Message, chat: Chat) -> Reply:
    """The text, first or changed: show it as it will arrive. Raises ``TextTooLong``: nothing is lost."""
    draft = _draft(chat, TEXT, PREVIEW)
    assert draft is not None
    preview, confirm = await _show(chat, replace(draft, text=fitting(message.text or "")))
    return (*answer(message, preview), *answer(message, confirm))


async def only_text(message: Message, chat: Chat) -> Reply:
    return answer(message, only_text_screen(chat.words))


async def change_text(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    draft = _draft(chat, PREVIEW)
    if draft is None or draft.fingerprint != callback_data.value:
        return _gone(query, chat)
    return edit(query, screens.ask_text_screen(chat.words, await _ask_text(chat, draft)))


async def send_draft(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    """Send exactly what the button stands under, once; every right is checked again."""
    draft = _draft(chat, PREVIEW)
    if draft is None or draft.fingerprint != callback_data.value:
        return _gone(query, chat)
    prepared = await drafts.prepare(chat.session, caller=chat.caller, draft=draft, now=chat.now)
    messages = await drafts.send(chat.session, caller=chat.caller, draft=draft, now=chat.now)
    await chat.is_done()
    return edit(query, screens.sent_screen(chat.words, prepared, messages))


async def _announce(chat: Chat, group_id: int | None) -> Screen:
    """Which class, unless there is one; then who of it."""
    led = await leading.groups_led(chat.session, caller=chat.caller, now=chat.now)
    if not chat.caller.staff:
        raise Forbidden
    if not led:
        return screens.no_class_screen(chat.words)
    if group_id is None and len(led) > 1:
        return screens.choose_class_screen(chat.words, led, Place.ANNOUNCE)
    chosen = await leading.leader_of(
        chat.session, caller=chat.caller, group_id=group_id or led[0].group.id, now=chat.now
    )
    counts = await drafts.count_audience(chat.session, led=chosen, now=chat.now)
    return screens.choose_audience_screen(chat.words, chosen, counts)


async def _ask_text(chat: Chat, draft: Draft) -> Prepared:
    """Wait for the text of the draft, if it may be sent at all."""
    prepared = await drafts.prepare(chat.session, caller=chat.caller, draft=draft, now=chat.now)
    await chat.waits_at(TEXT, draft.facts)
    return prepared


async def _show(chat: Chat, draft: Draft) -> tuple[Screen, Screen]:
    """The message as it will arrive, and the buttons that decide."""
    prepared = await drafts.prepare(chat.session, caller=chat.caller, draft=draft, now=chat.now)
    await chat.waits_at(PREVIEW, draft.facts)
    child = prepared.letters[0].student if len(prepared.letters) == 1 else None
    return (
        preview_screen(chat.words, prepared.led, child, draft.text),
        screens.confirm_screen(chat.words, prepared),
    )


def _draft(chat: Chat, *steps: str) -> Draft | None:
    """The draft the chat is in the middle of, if it stands at one of the steps."""
    facts = chat.facts_at(*steps)
    return None if facts is None else Draft.of(facts)


async def _failing(chat: Chat, led: Led) -> list[FailingStudent]:
    return await failing_students(chat.session, group_id=led.group.id, day=school_day(led.school, chat.now))


def _reasons(prepared: Prepared, failing: list[FailingStudent]) -> FailingStudent | None:
    """What is wrong with the one student a letter is about; nothing for several: each has its own."""
    ids = [letter.student.id for letter in prepared.letters]
    return next((found for found in failing if [found.student.id] == ids), None)


def _gone(query: CallbackQuery, chat: Chat) -> Reply:
    return toast(query, screens.draft_gone_text(chat.words), alert=True)
