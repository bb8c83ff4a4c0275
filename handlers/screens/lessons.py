"""Lines about one lesson that several screens share: its changes, absence, marks."""

from collections.abc import Iterable
from datetime import date
from itertools import islice

from markupsafe import Markup, escape

from handlers.screens.menu import Reader, Rows, day_title, subject_name
from handlers.screens.pages import one_line
from handlers.screens.screen import Action, Button, Place, row
from locales import Words
from locales.coming import coming_text
from locales.homework import homework_kind_name
from locales.people import reason_name
from services.calendar import Coming
from services.diary import Absence, Assignment, GivenMark, Slot
from storage.models import Material

INDENT = Markup("    ")
MOST_MATERIALS = 12
"""Buttons of one screen; a week with more files has them on its days."""


def changes(_: Words, slot: Slot) -> list[Markup]:
    """What is not as usual with a lesson that takes place: when it is, who gives it, and where."""
    lines = [_moved_here(_, slot, *slot.moved_from)] if slot.moved_from else []
    if slot.substitute is not None:
        lines.append(_("🔁 Substitute: {teacher}", teacher=one_line(slot.substitute.initials)))
    if slot.usual_room:
        room, usual = one_line(slot.room, 30), one_line(slot.usual_room, 30)
        lines.append(_("⚠️ Room: {room} instead of {usual}", room=room, usual=usual))
    return lines


def _moved_here(_: Words, slot: Slot, day: date, number: int) -> Markup:
    if day == slot.day:
        return _("⚠️ Moved: was lesson {number}", number=number)
    return _("⚠️ Moved: was lesson {number} on {day}", number=number, day=_.date(day))


def comes(_: Words, coming: Coming) -> Markup:
    return coming_text(_, is_running=coming.is_running, is_over=coming.is_over, next_on=coming.next_on)


def cancelled(_: Words, slot: Slot) -> Markup:
    """A lesson that is not given here; of one that was moved, where it is given."""
    if slot.moved_to is not None:
        return _moved_away(_, slot, *slot.moved_to)
    return _(
        "{number}. <s>{subject}</s> — cancelled", number=slot.number, subject=subject_name(_, slot.subject)
    )


def _moved_away(_: Words, slot: Slot, day: date, number: int) -> Markup:
    subject = subject_name(_, slot.subject)
    if day == slot.day:
        return _(
            "{number}. <s>{subject}</s> — moved: now lesson {other}",
            number=slot.number,
            subject=subject,
            other=number,
        )
    return _(
        "{number}. <s>{subject}</s> — moved to {day}, lesson {other}",
        number=slot.number,
        subject=subject,
        day=_.date(day),
        other=number,
    )


def short_lines(_: Words, slot: Slot) -> list[Markup]:
    """A lesson at a glance: one line, and a line for each change."""
    if slot.is_cancelled:
        return [cancelled(_, slot)]
    line = Markup("{}. {} {}").format(slot.number, _.time(slot.starts_at), subject_name(_, slot.subject))
    if slot.room and not slot.usual_room:
        line += Markup(" · {}").format(slot.room)
    return [line, *indented(changes(_, slot))]


def next_lessons(_: Words, reader: Reader, slots: tuple[Slot, ...]) -> Markup:
    """What a day without lessons says of the next school day, so that it is no dead end."""
    title = _("<b>Next lessons</b> · {day}", day=day_title(_, slots[0].day, reader.today))
    return Markup("\n").join([title, *(line for slot in slots for line in short_lines(_, slot))])


def absence_line(_: Words, absence: Absence) -> Markup:
    """What a lesson's attendance says, without the lesson."""
    if absence.is_late:
        return _("late arrival")
    if absence.reason is None:
        return _("absent without excuse")
    return _("absent, excused: {reason}", reason=reason_name(_, absence.reason))


def task(_: Words, item: Assignment, longest: int | None = None) -> Markup:
    """What is to be done and how; what was given to this child alone says so."""
    text = escape(one_line(item.text, longest) if longest else item.text.strip())
    if item.kind is not None:
        text += Markup(" <i>({})</i>").format(homework_kind_name(_, item.kind))
    return _("👤 Individual homework: {text}", text=text) if item.is_own else text


def material_lines(slot: Slot) -> list[Markup]:
    """The titles of the files that go with a lesson; its buttons are below."""
    return [Markup("📎 {}").format(one_line(material.title, 120)) for material in slot.materials]


def material_rows(_: Words, reader: Reader, materials: Iterable[Material]) -> Rows:
    """A button for each file."""
    return tuple(
        row(
            Button(
                _("📎 Materials: {title}", title=one_line(material.title, 40)),
                Action(Place.MATERIAL, reader.id, item=material.id),
            )
        )
        for material in islice(materials, MOST_MATERIALS)
    )


def work_name(_: Words, mark: GivenMark) -> Markup:
    """What the mark was given for: ``Контрольная работа № 3: Дроби`` (R3)."""
    kind, title = one_line(mark.kind.name_in(_.language)), one_line(mark.title, 160)
    if mark.number is not None and title:
        return _("{kind} № {number}: {title}", kind=kind, number=mark.number, title=title)
    if mark.number is not None:
        return _("{kind} № {number}", kind=kind, number=mark.number)
    return Markup("{}: {}").format(kind, title) if title else escape(kind)


def mark_lines(_: Words, mark: GivenMark) -> list[Markup]:
    """The mark and what it was given for; its comment on a line of its own."""
    lines = [Markup("<b>{}</b> — {}").format(mark.value, work_name(_, mark))]
    if mark.comment.strip():
        lines.append(Markup("💬 {}").format(mark.comment.strip()))
    return lines


def indented(lines: list[Markup]) -> list[Markup]:
    return [INDENT + line for line in lines]
