"""The class teacher's and curator's list of students in difficulty, and what their parents were told."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.screens.findings import finding_line
from handlers.screens.menu import staff_button
from handlers.screens.messages import staff_name
from handlers.screens.pages import choose, one_line, paginate, turning
from handlers.screens.screen import Action, Button, Place, Screen, row
from locales import Words, plain
from locales.unbroken import group_name
from services.leading import Led
from services.performance import FailingStudent
from services.receipts import Told
from storage.models import StaffMember, Student

EVERYBODY = "all"
"""The value of a button that writes to the parents of the whole list."""
TOLD_SHOWN = 10
BUTTONS = 60


def failing_screen(_: Words, led: Led, failing: Sequence[FailingStudent], page: str | None = None) -> Screen:
    """Every student of the class whose performance is low, with the reasons; each opens."""
    group = led.group.id
    title = _("<b>Low performance, {group}</b>", group=group_name(one_line(led.group.name)))
    back = row(staff_button(_))
    if not failing:
        nobody = _("Nobody at the moment: no student of the class meets a rule of low performance.")
        return Screen(Markup("\n").join((title, nobody)), (back,))
    pages = paginate([_student(_, found) for found in failing])
    number = choose(pages, page)
    everybody = Button(
        _("✍️ Write to the parents of all ({count})", count=len(failing)),
        Action(Place.LETTER, item=group, value=EVERYBODY),
    )
    return Screen(
        Markup("\n\n").join([title, *pages[number - 1 : number]]),
        (
            turning(_, Action(Place.FAILING, item=group), number, len(pages)),
            *(row(_open_button(found.student, group)) for found in failing[:BUTTONS]),
            row(everybody if len(failing) > 1 else None),
            back,
        ),
    )


def failing_student_screen(
    _: Words, led: Led, student: Student, found: FailingStudent | None, told: Sequence[Told], zone: ZoneInfo
) -> Screen:
    """One student: the reasons, and when the parents were told and read it (R9)."""
    group = group_name(one_line(led.group.name))
    title = _("<b>{name}</b>, {group}", name=one_line(student.full_name), group=group)
    reasons = _("No rule of low performance is met at the moment.") if found is None else _reasons(_, found)
    letters = [_told(_, one, zone) for one in told[:TOLD_SHOWN]]
    history = (
        Markup("\n").join([_("<b>Parents were told</b>"), *letters])
        if letters
        else _("The parents have not been written to yet.")
    )
    write = Button(_("✍️ Write to the parents"), Action(Place.LETTER, child=student.id, item=led.group.id))
    back = Button(_("‹ Low performance"), Action(Place.FAILING, item=led.group.id))
    return Screen(
        Markup("\n\n").join((title, reasons, history)), (row(write), row(back), row(staff_button(_)))
    )


def suggested_text(_: Words, staff: StaffMember, found: FailingStudent) -> str:
    """A letter to begin with, as plain text, in the language of whoever will read it."""
    reasons = "\n".join(f"— {plain(finding_line(_, finding))}" for finding in found.findings)
    name = one_line(found.student.first_name)
    return plain(
        _(
            "Good afternoon! {name} needs help with learning:\n{reasons}\n\n"
            "Please talk about it at home and answer me here when we can discuss it.\n{teacher}",
            name=name,
            reasons=reasons,
            teacher=staff_name(staff),
        )
    )


def _open_button(student: Student, group_id: int) -> Button:
    action = Action(Place.FAILING_STUDENT, child=student.id, item=group_id)
    return Button(one_line(student.short_name, 40), action)


def _student(_: Words, found: FailingStudent) -> Markup:
    return Markup("\n").join(
        [Markup("<b>{}</b>").format(one_line(found.student.short_name)), _reasons(_, found)]
    )


def _reasons(_: Words, found: FailingStudent) -> Markup:
    return Markup("\n").join(Markup("• {}").format(finding_line(_, finding)) for finding in found.findings)


def _told(_: Words, told: Told, zone: ZoneInfo) -> Markup:
    """``23 ноября, 14:05 — Нұрланова Айгерім: прочитано 23 ноября, 15:10``"""
    sent = _.moment(told.message.sent_at, zone)
    name = one_line(told.guardian.short_name, 50) if told.guardian else "—"
    if told.read_at is not None:
        return _("{sent}, {name}: read {read}", sent=sent, name=name, read=_.moment(told.read_at, zone))
    if told.received_at is not None:
        return _("{sent}, {name}: received, not read yet", sent=sent, name=name)
    return _("{sent}, {name}: not received", sent=sent, name=name)
