"""Settings: language, alerts, quiet hours, and the way out."""

from datetime import time

from markupsafe import Markup

from handlers.screens.screen import Action, Button, Place, Screen, Style, row
from locales import LANGUAGES, Words
from locales.words import NAMES
from services.accounts import Caller
from services.preferences import QUIET_HOURS, Settings
from storage.models import AlertKind


def settings_screen(_: Words, settings: Settings, caller: Caller) -> Screen:
    """Where everything stands; a tap on an alert switches it over."""
    lines = [
        _("<b>Settings</b>"),
        _("Language: {language}", language=NAMES[settings.language]),
        _quiet_line(_, settings.quiet_hours),
    ]
    alerts = []
    if caller.children:
        lines.append(_("Messages from the school always arrive. Tap an alert to switch it on or off."))
        alerts = [row(_alert_button(_, kind, on)) for kind, on in settings.alerts.items()]
    return Screen(
        Markup("\n").join(lines),
        (
            *alerts,
            row(
                Button(_("🌐 Language"), Action(Place.LANGUAGES)),
                Button(_("🌙 Quiet hours"), Action(Place.QUIET_HOURS)),
            ),
            row(
                Button(_("📇 Report a change of data"), Action(Place.REPORT_DATA))
                if caller.children
                else None
            ),
            row(Button(_("Leave and forget me"), Action(Place.LEAVE))),
            row(_way_back(_, caller)),
        ),
    )


def languages_screen(_: Words, settings: Settings) -> Screen:
    buttons = (
        Button(
            _ticked(NAMES[language], language == settings.language),
            Action(Place.SET_LANGUAGE, value=language),
        )
        for language in LANGUAGES
    )
    return Screen(_("Which language do you read?"), (tuple(buttons), row(_back(_))))


def quiet_hours_screen(_: Words, settings: Settings) -> Screen:
    """When nothing rings; what comes then arrives when the quiet hours end."""
    buttons = (
        row(
            Button(
                _ticked(_hours(_, hours), hours == settings.quiet_hours),
                Action(Place.SET_QUIET_HOURS, item=choice),
            )
        )
        for choice, hours in enumerate(QUIET_HOURS, 1)
    )
    text = Markup("\n\n").join(
        (
            _("<b>When should I be quiet?</b>"),
            _("Alerts held back in these hours arrive when they end. The time is the school's."),
        )
    )
    return Screen(text, (*buttons, row(_back(_))))


def leave_screen(_: Words) -> Screen:
    """Asks again before everything goes."""
    text = Markup("\n\n").join(
        (
            _("<b>Leave the diary and be forgotten?</b>"),
            _(
                "Deleted at once: the number of this chat, your settings, the link to the school's records, "
                "and whatever waits to be sent to you. Your consent is withdrawn."
            ),
            _(
                "The school's own records stay with the school. To come back you need a new code from the school."
            ),
        )
    )
    return Screen(
        text,
        (
            row(Button(_("Leave and forget me"), Action(Place.FORGET_ME), style=Style.DANGER)),
            row(Button(_("Stay"), Action(Place.SETTINGS))),
        ),
    )


def forgotten_screen(_: Words) -> Screen:
    return Screen(
        Markup("\n\n").join(
            (
                _("<b>Done: this chat is forgotten.</b>"),
                _("Nothing more will come. You may delete the chat. Goodbye!"),
            )
        )
    )


def _quiet_line(_: Words, hours: tuple[time, time] | None) -> Markup:
    if hours is None:
        return _("Quiet hours: none")
    return _("Quiet hours: {hours}", hours=_hours(_, hours))


def _hours(_: Words, hours: tuple[time, time] | None) -> str:
    return _("No quiet hours") if hours is None else f"{_.time(hours[0])}–{_.time(hours[1])}"


def _alert_button(_: Words, kind: AlertKind, is_on: bool) -> Button:
    labels = {
        AlertKind.MARKS: (_("🔕 New marks: off"), _("🔔 New marks: on")),
        AlertKind.ATTENDANCE: (_("🔕 Absences: off"), _("🔔 Absences: on")),
        AlertKind.PERFORMANCE: (_("🔕 Low performance: off"), _("🔔 Low performance: on")),
    }
    # The button says what it will do, so that a second tap on an old screen changes nothing.
    return Button(labels[kind][is_on], Action(Place.SWITCH_ALERT, item=int(not is_on), value=kind))


def _ticked(label: str, is_chosen: bool) -> str:
    return f"✓ {label}" if is_chosen else label


def _back(_: Words) -> Button:
    return Button(_("◀ Settings"), Action(Place.SETTINGS))


def _way_back(_: Words, caller: Caller) -> Button | None:
    if caller.children:
        return Button(_("🏠 Today"), Action(Place.HOME))
    return Button(_("🏫 Staff menu"), Action(Place.STAFF_HOME)) if caller.staff else None
