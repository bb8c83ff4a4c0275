"""Notices about personal records: a check that is due, a change reported, what became of it."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from handlers.screens import Action, Button, Place, Screen
from handlers.screens.pages import one_line
from handlers.screens.reporting import value_shown
from handlers.screens.screen import Style, row
from locales import Words
from locales.records import REPORTED
from locales.unbroken import group_name
from services.news.records import ReportNews
from storage.models import DataField, Group, ReportStatus

HEADS: Mapping[DataField, Callable[[Words], Markup]] = {
    DataField.PHONE: lambda _: _("A family reports a new telephone."),
    DataField.EMAIL: lambda _: _("A family reports a new e-mail."),
    DataField.ADDRESS: lambda _: _("A family reports a new address."),
    DataField.DOCUMENT: lambda _: _("A family reports a new document."),
    DataField.NAME: lambda _: _("A family reports a new name."),
    DataField.BIRTH_DATE: lambda _: _("A family corrects a date of birth."),
    DataField.OTHER: lambda _: _("A family reports changed data."),
}
"""What a lock screen shows: the first forty characters say what is up, and hold no value."""


def render_check(_: Words, group: Group) -> Screen:
    """To who leads the class: what is to be done, and where."""
    lines = [
        _("{group}: time to check the personal records.", group=group_name(one_line(group.name))),
        _("Look through the list and confirm it."),
        _("It is on the class's page in the web form: /login"),
    ]
    return Screen(Markup("\n").join(lines), silent=True)


def render_report(_: Words, news: ReportNews) -> Screen:
    """To who leads the class: whose data, the new value, and the button that puts it on record."""
    lines = [HEADS[news.field](_), _whose(_, news)]
    lines.append(
        Markup("{}: <b>{}</b>").format(REPORTED[news.field](_), value_shown(_, news.field, news.value))
    )
    if news.guardian is not None and not news.about_guardian:
        lines.append(_("Reported by {name}", name=one_line(news.guardian.full_name)))
    lines.append(_("To correct or decline it, open “Personal records” of the class: /login"))
    accept = Button(_("✓ Accept"), Action(Place.REPORT_ACCEPT, item=news.report_id), style=Style.SUCCESS)
    return Screen(Markup("\n").join(lines), (row(accept),))


def render_outcome(_: Words, news: ReportNews) -> Screen:
    """To who reported it: accepted, or declined and why, and whose data. The value is not repeated."""
    what = REPORTED[news.field](_)
    if not news.about_guardian:
        what = _("{what}: {name}", what=what, name=one_line(news.student.first_name))
    if news.status is ReportStatus.ACCEPTED:
        head = _("✓ The school has your change on record.")
        return Screen(Markup("\n").join([head, what]))
    lines = [_("The school did not accept your change."), what]
    lines.append(_("Reason: {reason}", reason=one_line(news.reason, 300)))
    return Screen(Markup("\n").join(lines))


def _whose(_: Words, news: ReportNews) -> Markup:
    child = one_line(news.student.short_name)
    group = group_name(one_line(news.group.name)) if news.group else ""
    if news.about_guardian and news.guardian is not None:
        return Markup("{} ({}, {})").format(one_line(news.guardian.full_name), child, group)
    return Markup("{}, {}").format(child, group)
