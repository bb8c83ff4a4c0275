"""A change of data in Telegram: reported by a family, accepted by the class teacher with one tap."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.screens import Place
from handlers.screens import reporting as screens
from handlers.screens.messages import only_text_screen
from handlers.telegram.adapter import Reply, answer, edit, toast
from handlers.telegram.chat import Chat
from handlers.telegram.steps import AtStep
from handlers.telegram.tap import Tap
from locales.birthday import read_birthday
from services.errors import Forbidden, NotLinked
from services.records import ReportDraft, accept_report, begin_report, fields_open, file_report, with_value
from storage.models import DataField, Door

REPORT_TEXT = "report:text"
REPORT_PREVIEW = "report:preview"


def build_router() -> Router:
    """Asked before the diary's plain words: what is typed here is a value, whatever it says."""
    router = Router(name="reporting")
    router.message.register(take_value, AtStep(REPORT_TEXT, REPORT_PREVIEW), F.text)
    router.message.register(only_text, AtStep(REPORT_TEXT, REPORT_PREVIEW))
    for place, handler in (
        (Place.REPORT_DATA, show_whose),
        (Place.REPORT_FIELDS, show_fields),
        (Place.REPORT_ASK, ask_value),
        (Place.REPORT_SEND, send_report),
        (Place.REPORT_ACCEPT, accept),
    ):
        router.callback_query.register(handler, Tap.filter(F.place == place))
    return router


async def show_whose(query: CallbackQuery, chat: Chat) -> Reply:
    """A student is not asked: it can only be the student's own."""
    children = chat.caller.children
    if not children:
        raise NotLinked
    if len(children) == 1 and children[0].guardianship is None:
        fields = fields_open(children[0], about_guardian=False)
        return edit(query, screens.fields_screen(chat.words, children[0], fields, about_guardian=False))
    return edit(query, screens.whose_screen(chat.words, children))


async def show_fields(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    child = chat.caller.child(callback_data.child or 0)
    about_guardian = callback_data.value == screens.ME
    fields = fields_open(child, about_guardian=about_guardian)
    if not fields:
        raise Forbidden
    return edit(query, screens.fields_screen(chat.words, child, fields, about_guardian=about_guardian))


async def ask_value(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    """Wait for the new value, if it may be reported at all."""
    whose, _dot, field = (callback_data.value or "").partition(".")
    if whose not in (screens.ME, screens.CHILD) or field not in set(DataField):
        raise Forbidden
    draft = ReportDraft(callback_data.child or 0, whose == screens.ME, DataField(field))
    await begin_report(chat.session, caller=chat.caller, draft=draft)
    await chat.waits_at(REPORT_TEXT, draft.facts)
    return edit(query, screens.ask_value_screen(chat.words, draft))


async def take_value(message: Message, chat: Chat) -> Reply:
    """The value, first or changed: show it as it was understood. One that is refused may be written anew."""
    draft = _draft(chat, REPORT_TEXT, REPORT_PREVIEW)
    assert draft is not None
    text = message.text or ""
    if draft.field is DataField.BIRTH_DATE:
        day = read_birthday(text, chat.caller.child(draft.student_id).today(chat.now))
        text = day.isoformat() if day else ""
    draft = await with_value(chat.session, caller=chat.caller, draft=draft, text=text, now=chat.now)
    await chat.waits_at(REPORT_PREVIEW, draft.facts)
    child = chat.caller.child(draft.student_id)
    return answer(message, screens.confirm_report_screen(chat.words, child, draft))


async def only_text(message: Message, chat: Chat) -> Reply:
    return answer(message, only_text_screen(chat.words))


async def send_report(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    """Send exactly what the button stands under, once; every right is checked again."""
    draft = _draft(chat, REPORT_PREVIEW)
    if draft is None or draft.fingerprint != callback_data.value:
        return toast(query, screens.report_gone_text(chat.words), alert=True)
    await file_report(chat.session, caller=chat.caller, draft=draft, now=chat.now)
    await chat.is_done()
    return edit(query, screens.reported_screen(chat.words))


async def accept(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    """As whichever member of staff keeps the records of the child's class. Raises ``Forbidden``."""
    for staff in chat.caller.staff:
        try:
            await accept_report(
                chat.session, staff=staff, report_id=callback_data.item or 0, now=chat.now, door=Door.CHAT
            )
        except Forbidden:
            continue
        return edit(query, screens.accepted_screen(chat.words))
    raise Forbidden


def _draft(chat: Chat, *steps: str) -> ReportDraft | None:
    """The report the chat is in the middle of, if it stands at one of the steps."""
    facts = chat.facts_at(*steps)
    return None if facts is None else ReportDraft.of(facts)
