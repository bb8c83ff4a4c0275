"""What the chat says while somebody joins: from the code on the slip to the diary."""

from datetime import timedelta

from markupsafe import Markup

from handlers.screens.consent import consent_screen
from handlers.screens.screen import Action, Button, Place, Screen, Style, row
from locales import LANGUAGES, Words, words_in
from locales.unbroken import group_name
from locales.words import NAMES
from services import join_steps as steps


def outcome_screen(_: Words, outcome: steps.Outcome) -> Screen:
    """The screen for what a step of joining ended in."""
    match outcome:
        case steps.AskLanguage():
            screen = language_screen()
        case steps.AskConsent():
            screen = consent_screen(_, outcome.school.name, outcome.who)
        case steps.AskBirthday():
            screen = birthday_screen(_, outcome)
        case steps.Linked():
            screen = linked_screen(_, outcome)
        case steps.Stopped():
            screen = stopped_screen(_, outcome.wait)
        case steps.Refused():
            screen = refused_screen(_)
        case steps.Lost():
            screen = lost_screen(_)
    return screen


def welcome_screen(_: Words) -> Screen:
    """To somebody the school has not introduced yet."""
    return Screen(
        Markup("\n\n").join(
            (
                _("<b>Hello! This is the school diary.</b>"),
                _(
                    "Send me the code from your slip, for example ABCD-EFGH-JKLM, "
                    "or scan the QR code on it with the phone's camera."
                ),
                _("Families get the slip from the class teacher, staff from the school's administrator."),
            )
        )
    )


def language_screen() -> Screen:
    """The question in every language: nobody's is known yet."""
    questions = (words_in(language)("Which language do you read?") for language in LANGUAGES)
    buttons = (Button(NAMES[language], Action(Place.JOIN_LANGUAGE, value=language)) for language in LANGUAGES)
    return Screen(Markup("\n").join(questions), (tuple(buttons),))


def birthday_screen(_: Words, asked: steps.AskBirthday) -> Screen:
    """Asks for the date; the given name alone, for the slip may have been found by a stranger."""
    if asked.is_self:
        question = _("<b>When were you born?</b>")
    else:
        question = _("<b>{name}: date of birth?</b>", name=asked.student.first_name)
    lines = [question, _("Write day, month and year, for example: 7.02.2011")]
    if asked.is_wrong:
        lines.insert(0, _("This is not the date in the school's records. Please check and write it again."))
    return Screen(Markup("\n\n").join(lines), (row(_give_up(_)),))


def unreadable_date_screen(_: Words) -> Screen:
    """To something that is no date, or a date that cannot be."""
    return Screen(
        Markup("\n\n").join(
            (
                _("<b>I could not read this as a date of birth.</b>"),
                _("Write it like this: 7.02.2011, or like this: 7 February 2011"),
            )
        ),
        (row(_give_up(_)),),
    )


def linked_screen(_: Words, linked: steps.Linked) -> Screen:
    """Who the account now is and what comes next: a summary, never a dump of history."""
    title = _("<b>Done, the diary is open.</b>") if linked.is_new else _("<b>The diary is already open.</b>")
    home = Button(_("Open the diary"), Action(Place.HOME), style=Style.PRIMARY)
    if linked.staff is not None:
        who = _("You are {name}, {school}.", name=linked.staff.polite_name, school=linked.school.name)
        home = Button(_("Begin"), Action(Place.STAFF_HOME), style=Style.PRIMARY)
        lines = [title, who]
    else:
        assert linked.student is not None
        home = Button(_("Open the diary"), Action(Place.HOME, child=linked.student.id), style=Style.PRIMARY)
        lines = [title, _child_line(_, linked)]
        if linked.is_new:
            lines.append(_("From now on I write about new marks, absences and messages from the school."))
    settings = Button(_("Settings"), Action(Place.SETTINGS))
    return Screen(Markup("\n\n").join(lines), (row(home), row(settings)))


def stopped_screen(_: Words, wait: timedelta) -> Screen:
    """To an account that failed too often; never less than a minute, rounded up."""
    minutes = max(1, -int(-wait.total_seconds() // 60))
    return Screen(
        _(
            "Too many failed tries. Please try again in {n} minute.",
            "Too many failed tries. Please try again in {n} minutes.",
            minutes,
        )
    )


def refused_screen(_: Words) -> Screen:
    """One answer for every code that opens nothing: which of the reasons it is stays untold."""
    return Screen(
        Markup("\n\n").join(
            (
                _("<b>This code does not work.</b>"),
                _(
                    "Check it against the slip. If it is the same, ask whoever gave you the slip for a new one."
                ),
            )
        )
    )


def lost_screen(_: Words) -> Screen:
    """To a tap on a question asked too long ago."""
    return Screen(_("It is not clear who is joining. Please send the code from the slip again."))


def declined_screen(_: Words) -> Screen:
    """To somebody who did not consent, or gave up."""
    return Screen(
        Markup("\n\n").join(
            (
                _("<b>As you wish: the diary stays closed.</b>"),
                _("The code stays valid until the date on the slip. If you change your mind, send it again."),
            )
        )
    )


def _child_line(_: Words, linked: steps.Linked) -> Markup:
    assert linked.student is not None
    name, school = linked.student.short_name, linked.school.name
    if linked.group is None:
        return _("{name}, {school}", name=name, school=school)
    return _("{name}, {group}, {school}", name=name, group=group_name(linked.group.name), school=school)


def _give_up(_: Words) -> Button:
    return Button(_("Not now"), Action(Place.REFUSE))
