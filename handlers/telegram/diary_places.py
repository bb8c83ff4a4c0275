"""Opens the family's places: from an action to one service call and its screen."""

from collections.abc import Awaitable, Callable
from datetime import date

from handlers.screens import Action, Place, Screen, menu
from handlers.screens import absences as absences_screens
from handlers.screens import home as home_screens
from handlers.screens import homework as homework_screens
from handlers.screens import marks as marks_screens
from handlers.screens import timetable as timetable_screens
from handlers.telegram.chat import Chat
from handlers.telegram.tap import Tap
from services import diary
from services.errors import DocumentLost, NotLinked
from services.materials import material_for

FARTHEST_DAYS = 40_000
"""Nobody at a school means a day farther off than a long life; a forged one could overflow the calendar."""
Opener = Callable[[Chat, menu.Reader, Action], Awaitable[Screen]]


def action_of(tap: Tap) -> Action:
    """What the tap asks for; a day that is none counts as not named."""
    try:
        return tap.action
    except ValueError:
        return Action(tap.place, tap.child, tap.item, None, tap.value)


def reader_of(chat: Chat, child_id: int | None) -> menu.Reader:
    """The reader of one child's diary. Raises ``Forbidden`` or ``NotLinked`` (R20)."""
    child = chat.caller.child(child_id)
    others = tuple(other for other in chat.caller.children if other.student.id != child.student.id)
    return menu.Reader(child, child.today(chat.now), others, bool(chat.caller.staff))


async def open_place(chat: Chat, action: Action) -> Screen:
    """The screen of a family's place, for the child of the action or the one last chosen.

    Staff without children are shown the way to their own menu. Raises ``Forbidden`` or ``NotLinked``.
    """
    if not chat.caller.children and chat.caller.staff:
        return menu.staff_only(chat.words)
    return await OPENERS[action.place](chat, reader_of(chat, action.child), action)


async def open_home(chat: Chat) -> Screen:
    return await open_place(chat, Action(Place.HOME))


def help_for(chat: Chat) -> Screen:
    return menu.help_screen(chat.words, menu_rows(chat))


def menu_rows(chat: Chat) -> menu.Rows:
    """Where this caller can go from an answer that is no screen. Raises ``NotLinked``."""
    if not chat.caller.is_linked:
        raise NotLinked
    staff = ((menu.staff_button(chat.words),),) if chat.caller.staff else ()
    if not chat.caller.children:
        return staff
    return (*menu.ways_on(chat.words, reader_of(chat, None), Place.HELP), *staff)


async def _home(chat: Chat, reader: menu.Reader, action: Action) -> Screen:
    view = await diary.open_day(chat.session, child=reader.child, day=_day(reader, action))
    return home_screens.home(chat.words, reader, view, action.value)


async def _marks(chat: Chat, reader: menu.Reader, action: Action) -> Screen:
    view = await diary.open_marks(chat.session, child=reader.child, today=reader.today, term_id=action.item)
    return marks_screens.marks(chat.words, reader, view, action.value)


async def _subject(chat: Chat, reader: menu.Reader, action: Action) -> Screen:
    """``value`` is the term, or the term and a page: ``12`` or ``12p2``."""
    term, _, page = (action.value or "").partition("p")
    view = await diary.open_subject(
        chat.session,
        child=reader.child,
        subject_id=action.item,
        today=reader.today,
        term_id=int(term) if term.isdecimal() else None,
    )
    return marks_screens.subject(chat.words, reader, view, page)


async def _homework_day(chat: Chat, reader: menu.Reader, action: Action) -> Screen:
    """Without a day, what is due on the next school day."""
    if _named_day(reader, action) is None:
        view = await diary.homework_next(chat.session, child=reader.child, today=reader.today)
    else:
        view = await diary.homework_on(chat.session, child=reader.child, day=_day(reader, action))
    return homework_screens.homework_day(chat.words, reader, view, action.value)


async def _homework_week(chat: Chat, reader: menu.Reader, action: Action) -> Screen:
    view = await diary.homework_of_week(chat.session, child=reader.child, day=_day(reader, action))
    return homework_screens.homework_week(chat.words, reader, view, action.value)


async def _timetable_day(chat: Chat, reader: menu.Reader, action: Action) -> Screen:
    view = await diary.timetable_on(chat.session, child=reader.child, day=_day(reader, action))
    return timetable_screens.timetable_day(chat.words, reader, view, action.value)


async def _timetable_week(chat: Chat, reader: menu.Reader, action: Action) -> Screen:
    view = await diary.timetable_of_week(chat.session, child=reader.child, day=_day(reader, action))
    return timetable_screens.timetable_week(chat.words, reader, view, action.value)


async def _absences(chat: Chat, reader: menu.Reader, action: Action) -> Screen:
    view = await diary.open_absences(
        chat.session, child=reader.child, today=reader.today, term_id=action.item
    )
    return absences_screens.absences(chat.words, reader, view, action.value)


async def _children(chat: Chat, reader: menu.Reader, action: Action) -> Screen:
    return menu.children(chat.words, chat.caller.children, action.value or Place.HOME)


async def _material(chat: Chat, reader: menu.Reader, action: Action) -> Screen:
    """Authorised anew on every tap. The file is read when it is sent, outside of the transaction."""
    files = chat.edge.files
    found, lesson, subject = await material_for(
        chat.session, child=reader.child, material_id=action.item, files=files
    )
    path = files.path_of(found.sha256)
    if path is None:
        raise DocumentLost
    return homework_screens.material(chat.words, found, lesson, subject, path)


def _named_day(reader: menu.Reader, action: Action) -> date | None:
    if action.on is None or abs((action.on - reader.today).days) > FARTHEST_DAYS:
        return None
    return action.on


def _day(reader: menu.Reader, action: Action) -> date:
    return _named_day(reader, action) or reader.today


OPENERS: dict[Place, Opener] = {
    Place.HOME: _home,
    Place.CHILDREN: _children,
    Place.MARKS: _marks,
    Place.SUBJECT: _subject,
    Place.HOMEWORK_DAY: _homework_day,
    Place.HOMEWORK_WEEK: _homework_week,
    Place.MATERIAL: _material,
    Place.TIMETABLE_DAY: _timetable_day,
    Place.TIMETABLE_WEEK: _timetable_week,
    Place.ABSENCES: _absences,
}
