"""The staff menu in Telegram: what one leads, low performance, receipts, answers, the web form."""

from datetime import date
from zoneinfo import ZoneInfo

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, Message

from handlers.screens import Place, Screen, composing
from handlers.screens import failing as failing_screens
from handlers.screens import messages as message_screens
from handlers.screens import receipts as receipt_screens
from handlers.screens import staff as screens
from handlers.telegram.adapter import Reply, answer, edit
from handlers.telegram.chat import Chat
from handlers.telegram.commands import own_commands
from handlers.telegram.tap import Tap
from services import inbox, leading
from services import receipts as receiving
from services.accounts import revive
from services.calendar import school_day
from services.errors import Forbidden
from services.leading import Led
from services.messages import require_leading_student
from services.performance import failing_students
from services.staff_login import issue_login_link
from services.waiting_lists import waits_of_led


def build_router() -> Router:
    """Asked after joining, before the diary: staff without children begin in their own menu."""
    router = Router(name="staff")
    router.message.register(start, CommandStart(), _has_only_staff)
    router.message.register(write_home, Command("staff"))
    router.message.register(write_login, Command("login"))
    for place, handler in (
        (Place.STAFF_HOME, home),
        (Place.WEB_LOGIN, login),
        (Place.FAILING, failing),
        (Place.FAILING_STUDENT, failing_student),
        (Place.SENT, sent),
        (Place.RECEIPTS, receipts),
        (Place.ANSWERS, answers),
        (Place.ANSWER, open_answer),
    ):
        router.callback_query.register(handler, Tap.filter(F.place == place))
    return router


async def start(message: Message, chat: Chat) -> Reply:
    revive(chat.caller)
    return (*answer(message, await _home(chat)), await own_commands(chat))


async def write_home(message: Message, chat: Chat) -> Reply:
    return answer(message, await _home(chat))


async def home(query: CallbackQuery, chat: Chat) -> Reply:
    return edit(query, await _home(chat))


async def write_login(message: Message, chat: Chat) -> Reply:
    return answer(message, await _login(chat, None))


async def login(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    return edit(query, await _login(chat, callback_data.item))


async def failing(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    """The list of one class; who leads several is asked which."""
    led = await leading.groups_led(chat.session, caller=chat.caller, now=chat.now)
    if not led:
        return edit(query, composing.no_class_screen(chat.words))
    if callback_data.item is None and len(led) > 1:
        return edit(query, composing.choose_class_screen(chat.words, led, Place.FAILING))
    chosen = await leading.leader_of(
        chat.session, caller=chat.caller, group_id=callback_data.item or led[0].group.id, now=chat.now
    )
    found = await failing_students(chat.session, group_id=chosen.group.id, day=_today(chat, chosen))
    return edit(query, failing_screens.failing_screen(chat.words, chosen, found, callback_data.value))


async def failing_student(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    led = await leading.leader_of(chat.session, caller=chat.caller, group_id=callback_data.item, now=chat.now)
    student, _ = await require_leading_student(
        chat.session, staff=led.staff, student_id=callback_data.child or 0, now=chat.now
    )
    found = await failing_students(chat.session, group_id=led.group.id, day=_today(chat, led))
    told = await receiving.told_about(chat.session, staff=led.staff, student_id=student.id, now=chat.now)
    reasons = next((one for one in found if one.student.id == student.id), None)
    return edit(
        query,
        failing_screens.failing_student_screen(
            chat.words, led, student, reasons, told, ZoneInfo(led.school.time_zone)
        ),
    )


async def sent(query: CallbackQuery, chat: Chat) -> Reply:
    zone = await _zone(chat)
    shown = await receiving.sent_by(chat.session, staff=chat.caller.staff)
    return edit(query, receipt_screens.sent_screen(chat.words, shown, zone))


async def receipts(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    """For the sender alone; refreshed by the same button."""
    message_id = callback_data.item or 0
    staff = await receiving.sender_among(chat.session, caller=chat.caller, message_id=message_id)
    shown = await receiving.receipts(chat.session, staff=staff, message_id=message_id)
    zone = await _zone(chat, staff.school_id)
    return edit(
        query,
        receipt_screens.receipts_screen(chat.words, shown, zone, chat.now, callback_data.value),
    )


async def answers(query: CallbackQuery, chat: Chat) -> Reply:
    zone = await _zone(chat)
    shown = await inbox.answers(chat.session, caller=chat.caller)
    return edit(query, receipt_screens.answers_screen(chat.words, shown, zone))


async def open_answer(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    opened = await inbox.open_message(
        chat.session, caller=chat.caller, recipient_id=callback_data.item, now=chat.now
    )
    return edit(query, message_screens.incoming_screen(chat.words, opened))


async def _home(chat: Chat) -> Screen:
    """Raises ``Forbidden`` for everybody who is no staff."""
    if not chat.caller.staff:
        raise Forbidden
    led = await leading.groups_led(chat.session, caller=chat.caller, now=chat.now)
    desk = screens.Desk(
        workplaces=await leading.workplaces(chat.session, caller=chat.caller),
        led=led,
        unread=await inbox.count_unread(chat.session, caller=chat.caller),
        has_children=bool(chat.caller.children),
        waits=await waits_of_led(chat.session, led=led, now=chat.now),
    )
    return screens.staff_home_screen(chat.words, desk)


async def _login(chat: Chat, staff_id: int | None) -> Screen:
    """A link into the web form as this member of staff; who is staff of several schools chooses."""
    places = await leading.workplaces(chat.session, caller=chat.caller)
    if staff_id is None and len(places) > 1:
        return screens.choose_workplace_screen(chat.words, places)
    for staff, school in places:
        if staff_id in (None, staff.id):
            token = await issue_login_link(chat.session, staff=staff, secret=chat.edge.secret, now=chat.now)
            url = f"{chat.edge.web_url.rstrip('/')}/login/{token}"
            return screens.web_login_screen(chat.words, school, url)
    raise Forbidden


async def _zone(chat: Chat, school_id: int | None = None) -> ZoneInfo:
    """The zone of one of the caller's schools, without an id of the first. Raises ``Forbidden``."""
    for staff, school in await leading.workplaces(chat.session, caller=chat.caller):
        if school_id in (None, staff.school_id):
            return ZoneInfo(school.time_zone)
    raise Forbidden


def _today(chat: Chat, led: Led) -> date:
    return school_day(led.school, chat.now)


def _has_only_staff(_message: Message, chat: Chat) -> bool:
    return bool(chat.caller.staff) and not chat.caller.children
