"""What the family's screens share: the head with the child's name, the ways on, help."""

from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from handlers.screens.pages import choose, one_line, paginate, turning
from handlers.screens.screen import Action, Button, Place, Screen, row
from locales import Words
from locales.terms import term_name
from locales.unbroken import days, group_name
from services.accounts import Child
from storage.models import Subject, Term

CHILDREN_IN_A_ROW = 3
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose diary is open, on which day of the school, and what else the reader can turn to."""

    child: Child
    today: date
    others: tuple[Child, ...] = ()
    is_staff: bool = False

    @property
    def id(self) -> int:
        return self.child.student.id


def head(_: Words, reader: Reader, title: Markup) -> Markup:
    """The title; above it the child, when the reader has several."""
    bold = Markup("<b>{}</b>").format(title)
    if not reader.others:
        return bold
    name, group = one_line(reader.child.student.first_name), reader.child.group
    if group is None:
        return Markup("👤 {}\n{}").format(name, bold)
    return Markup("👤 {}, {}\n{}").format(name, group_name(one_line(group.name)), bold)


def subject_name(_: Words, subject: Subject) -> str:
    return one_line(subject.name_in(_.language))


def day_title(_: Words, day: date, today: date) -> Markup:
    """``Завтра, вторник, 24 ноября``; a day far off carries its year."""
    written = _.day(day) if abs((day - today).days) < 300 else f"{_.weekday(day)}, {_.full_date(day)}"
    match (day - today).days:
        case 0:
            return _("Today, {day}", day=written)
        case 1:
            return _("Tomorrow, {day}", day=written)
        case -1:
            return _("Yesterday, {day}", day=written)
    return escape(written[:1].upper() + written[1:])


def paged(
    _: Words, top: Markup, blocks: list[Markup], to: Action, asked: str | None, *, gap: str = "\n\n",
    prefix: str = "",
) -> tuple[Markup, tuple[Button, ...]]:  # fmt: skip
    """The text of the page asked for under its head, and the buttons to the other pages."""
    pages = paginate(blocks, gap)
    number = choose(pages, asked)
    text = Markup("\n\n").join([top, *pages[number - 1 : number]])
    return text, turning(_, to, number, len(pages), prefix)


def day_steps(_: Words, reader: Reader, place: Place, day: date) -> tuple[Button, ...]:
    """◀ the day before, ▶ the day after."""
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    return row(
        Button(f"◀ {_day_label(_, before)}", Action(place, reader.id, on=before)),
        Button(f"{_day_label(_, after)} ▶", Action(place, reader.id, on=after)),
    )


def week_steps(_: Words, reader: Reader, place: Place, monday: date) -> tuple[Button, ...]:
    """◀ the week before, ▶ the week after, named by their Mondays."""
    before, after = monday - timedelta(days=7), monday + timedelta(days=7)
    return row(
        Button(f"◀ {_week_label(_, before)}", Action(place, reader.id, on=before)),
        Button(f"{_week_label(_, after)} ▶", Action(place, reader.id, on=after)),
    )


def term_steps(_: Words, terms: tuple[Term, ...], shown: Term | None, to: dict[int, Action]) -> Rows:
    """A button for every other term that has begun, two in a row."""
    buttons = [
        Button(term_name(_, term.kind, term.number), to[term.id])
        for term in terms
        if shown is None or term.id != shown.id
    ]
    return in_rows(buttons, 2)


def in_rows(buttons: list[Button], width: int) -> Rows:
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def ways_on(_: Words, reader: Reader, place: Place) -> Rows:
    """The last rows of every screen: the same screen of another child, the other screens, home."""
    child = reader.id
    places = (
        (Place.HOME, _("🏠 Today")),
        (Place.MARKS, _("📊 Marks")),
        (Place.HOMEWORK_DAY, _("📝 Homework")),
        (Place.TIMETABLE_DAY, _("🗓 Timetable")),
        (Place.ABSENCES, _("🚪 Absences")),
    )
    buttons = [Button(label, Action(to, child)) for to, label in places if to is not place]
    return (*in_rows(buttons, 2), *switches(_, reader, place))


def switches(_: Words, reader: Reader, place: Place) -> Rows:
    """Buttons to the other children; a list of them when they are many."""
    if len(reader.others) > CHILDREN_IN_A_ROW:
        return (row(Button(_("👥 Another child"), Action(Place.CHILDREN, reader.id, value=place))),)
    buttons = [_switch(child, place) for child in reader.others]
    return (row(*buttons),) if buttons else ()


def children(_: Words, everybody: tuple[Child, ...], place: str) -> Screen:
    """All children of the reader, to choose from."""
    buttons = [_switch(child, place) for child in everybody[:50]]
    return Screen(_("Whose diary?"), in_rows(buttons, 1))


def home_button(_: Words) -> Button:
    return Button(_("🏠 Today"), Action(Place.HOME))


def help_screen(_: Words, rows: Rows) -> Screen:
    lines = (
        _("<b>What the diary can do</b>"),
        _("Tap a button, or simply write what you want to know:"),
        _("• marks\n• homework for tomorrow\n• timetable for Friday\n• absences"),
        _("New marks and absences arrive by themselves. What arrives and when is up to you: /settings."),
        _("A mark or an absence looks wrong? Tell the class teacher."),
        _("A telephone, an address, a document or a name has changed? Report it: /settings."),
    )
    return Screen(Markup("\n\n").join(lines), rows)


def not_understood(_: Words, rows: Rows) -> Screen:
    return Screen(
        _("I did not understand that. Tap a button, or write for example “homework for tomorrow”."), rows
    )


def only_text(_: Words, rows: Rows) -> Screen:
    """The answer to a sticker, a photo, a voice message."""
    return Screen(
        _("I can only read text. Tap a button, or write for example “marks”."),
        rows,
    )


def edited_not_read(_: Words, rows: Rows) -> Screen:
    return Screen(_("An edited message is not read again. Please send it as a new one."), rows)


def staff_only(_: Words) -> Screen:
    """For staff without children here who ask for a family's screen."""
    return Screen(_("The diary shows marks to families. Yours is the staff menu."), (row(staff_button(_)),))


def staff_button(_: Words) -> Button:
    return Button(_("🏫 Staff menu"), Action(Place.STAFF_HOME))


def _switch(child: Child, place: str) -> Button:
    return Button(
        Markup("👤 {}").format(one_line(child.student.first_name, 30)),
        Action(Place.PICK_CHILD, child.student.id, value=place),
    )


def _day_label(_: Words, day: date) -> str:
    weekday = _.short_weekday(day)
    return f"{weekday[:1].upper()}{weekday[1:]} {_.short_date(day)}"


def _week_label(_: Words, monday: date) -> str:
    return days(_, monday, monday + timedelta(days=6))
