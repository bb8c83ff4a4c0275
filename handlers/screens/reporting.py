"""Reporting a change of data, step by step: whose, what, the new value, one more look, sent."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from markupsafe import Markup, escape

from handlers.screens.menu import home_button, in_rows, staff_button
from handlers.screens.messages import cancel_button
from handlers.screens.pages import one_line
from handlers.screens.screen import Action, Button, Place, Screen, Style, row
from locales import Words
from locales.records import REPORTED
from services.accounts import Child
from services.records import ReportDraft
from services.records.values import split_name
from storage.models import DataField

ME, CHILD = "me", "child"
MOST_SHOWN = 20
ASKED: Mapping[DataField, Callable[[Words], Markup]] = {
    DataField.PHONE: lambda _: _("Write the new telephone number, like +7 701 123 45 67."),
    DataField.EMAIL: lambda _: _("Write the new e-mail address."),
    DataField.ADDRESS: lambda _: _("Write the new address: town, street, house, flat."),
    DataField.DOCUMENT: lambda _: _("Write the number of the new document, and nothing else."),
    DataField.NAME: lambda _: _(
        "Write the new name in full: family name, given name, patronymic if there is one."
    ),
    DataField.BIRTH_DATE: lambda _: _("Write the right date of birth, like 14.03.2013."),
    DataField.OTHER: lambda _: _("Write in a few words what has changed."),
}
"""What is asked for, with an example where the form matters."""


def whose_screen(_: Words, children: Sequence[Child]) -> Screen:
    """Whose data have changed: the reader's own, or a child's."""
    guarded = [child for child in children if child.guardianship is not None]
    schools = {child.guardianship.guardian_id: child for child in reversed(guarded) if child.guardianship}
    mine = [
        Button(
            _("My own")
            if len(schools) == 1
            else _("My own: {school}", school=one_line(child.school.name, 30)),
            Action(Place.REPORT_FIELDS, child.student.id, value=ME),
        )
        for child in reversed(list(schools.values()))
    ]
    of_children = [
        Button(
            Markup("👤 {}").format(one_line(child.student.first_name, 30)),
            Action(Place.REPORT_FIELDS, child.student.id, value=CHILD),
        )
        for child in children[:MOST_SHOWN]
    ]
    return Screen(_("Whose data have changed?"), (*in_rows([*of_children, *mine], 1), row(_back(_))))


def fields_screen(_: Words, child: Child, fields: Sequence[DataField], *, about_guardian: bool) -> Screen:
    """What has changed."""
    whose = ME if about_guardian else CHILD
    buttons = [
        Button(REPORTED[field](_), Action(Place.REPORT_ASK, child.student.id, value=f"{whose}.{field.value}"))
        for field in fields
    ]
    return Screen(_("What has changed?"), (*in_rows(buttons, 2), row(_back(_))))


def ask_value_screen(_: Words, draft: ReportDraft) -> Screen:
    return Screen(ASKED[draft.field](_), (row(cancel_button(_)),))


def confirm_report_screen(_: Words, child: Child, draft: ReportDraft) -> Screen:
    """What will be sent, as it was understood."""
    whose = _("Yours") if draft.about_guardian else escape(one_line(child.student.short_name))
    lines = [
        _("<b>Send this to the class teacher?</b>"),
        Markup("{} · {}").format(whose, REPORTED[draft.field](_)),
        *_value_lines(_, draft),
        _("It stands in the school's records once the class teacher has accepted it."),
    ]
    return Screen(
        Markup("\n").join(lines),
        (
            row(Button(_("✓ Send"), Action(Place.REPORT_SEND, value=draft.fingerprint), style=Style.SUCCESS)),
            row(cancel_button(_)),
        ),
    )


def reported_screen(_: Words) -> Screen:
    text = _("✓ Sent to the class teacher. You will be told here what became of it.")
    another = Button(_("📇 Report a change of data"), Action(Place.REPORT_DATA))
    return Screen(text, (row(another), row(home_button(_))))


def report_gone_text(_: Words) -> Markup:
    """Over a button under a report that was sent, cancelled or changed since."""
    return _("This was sent already, or what you wrote has changed since.")


def accepted_screen(_: Words) -> Screen:
    """In place of the notice, for who accepted it: a second tap has nothing to press."""
    return Screen(_("✓ Accepted: it is on record, and the family is told."), (row(staff_button(_)),))


def value_shown(_: Words, field: DataField, value: str) -> Markup:
    """A reported value as people read it; days are kept as ISO."""
    if field is DataField.BIRTH_DATE:
        return escape(_.full_date(date.fromisoformat(value)))
    return escape(value)


def _value_lines(_: Words, draft: ReportDraft) -> list[Markup]:
    """A name part by part: nobody knows otherwise which word is taken for what."""
    if draft.field is not DataField.NAME:
        return [Markup("<b>{}</b>").format(value_shown(_, draft.field, draft.value))]
    last, first, patronymic = split_name(draft.value)
    lines = [
        _("Family name: <b>{name}</b>", name=last),
        _("Given name: <b>{name}</b>", name=first),
    ]
    return [*lines, _("Patronymic: <b>{name}</b>", name=patronymic)] if patronymic else lines


def _back(_: Words) -> Button:
    return Button(_("◀ Settings"), Action(Place.SETTINGS))
