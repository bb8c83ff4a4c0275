"""Writing an announcement or letters, step by step: for whom, the text, one more look, sent."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from handlers.screens.menu import in_rows, staff_button
from handlers.screens.messages import cancel_button
from handlers.screens.pages import one_line
from handlers.screens.screen import Action, Button, Place, Screen, Style, row
from locales import Words
from locales.unbroken import group_name
from services.drafts import Prepared
from services.leading import Led
from storage.models import Audience, Message, Student

NAMES_SHOWN = 5


def choose_class_screen(_: Words, led: Sequence[Led], to: Place) -> Screen:
    """The classes somebody leads, with the school's name where there are several schools."""
    several = len({one.school.id for one in led}) > 1
    buttons = [
        Button(
            f"{one_line(one.group.name, 30)} · {one_line(one.school.name, 30)}"
            if several
            else one_line(one.group.name, 30),
            Action(to, item=one.group.id),
        )
        for one in led[:40]
    ]
    return Screen(_("Which class?"), (*in_rows(buttons, 1 if several else 3), row(staff_button(_))))


def no_class_screen(_: Words) -> Screen:
    return Screen(
        _("You lead no class at the moment. Only a class teacher or a curator writes to families here."),
        (row(staff_button(_)),),
    )


def choose_audience_screen(_: Words, led: Led, counts: Mapping[Audience, int]) -> Screen:
    """Who of the class is to get it, with the number of people."""
    labels = (
        (Audience.PARENTS, _("Parents ({count})", count=counts[Audience.PARENTS])),
        (Audience.STUDENTS, _("Students ({count})", count=counts[Audience.STUDENTS])),
        (Audience.BOTH, _("Parents and students ({count})", count=counts[Audience.BOTH])),
    )
    buttons = [
        row(Button(label, Action(Place.ANNOUNCE_AUDIENCE, item=led.group.id, value=audience)))
        for audience, label in labels
        if counts[audience]
    ]
    title = _("<b>Announcement to {group}</b>", group=group_name(one_line(led.group.name)))
    asked = _("Who is it for?") if buttons else _("The school has no students and parents of it on record.")
    return Screen(Markup("\n").join((title, asked)), (*buttons, row(staff_button(_))))


def ask_text_screen(_: Words, prepared: Prepared, *, can_suggest: bool = False) -> Screen:
    """Asks for the text; when there is one already, shows it to be copied and changed."""
    lines = [whom_line(_, prepared), _("Write the text. You will see it once more before it is sent.")]
    if prepared.draft.text:
        lines.append(_("Your text so far; tap it to copy:"))
        lines.append(Markup("<pre>{}</pre>").format(prepared.draft.text))
    suggest = Button(_("💡 Suggest a text"), Action(Place.LETTER_DRAFT)) if can_suggest else None
    return Screen(Markup("\n").join(lines), (row(suggest), row(cancel_button(_))))


def confirm_screen(_: Words, prepared: Prepared) -> Screen:
    """Under the preview: who gets it, who cannot, and the buttons that decide."""
    draft = prepared.draft.fingerprint
    people, missing = len(prepared.addressees), len(prepared.addressees) - prepared.linked
    lines = [_("☝️ This is how it will arrive."), whom_line(_, prepared)]
    if not prepared.linked:
        lines.append(_("None of them has joined the diary's chat yet: tell them in another way as well."))
    elif missing:
        lines.append(
            _(
                "{n} of {people} has not joined the chat yet and will not get it.",
                "{n} of {people} have not joined the chat yet and will not get it.",
                missing,
                people=people,
            )
        )
    if prepared.without_parents:
        lines.append(_("No parents on record: {names}.", names=_names(_, prepared.without_parents)))
    place = Place.ANNOUNCE_SEND if prepared.draft.audience is not None else Place.LETTER_SEND
    return Screen(
        Markup("\n").join(lines),
        (
            row(Button(_("✓ Send"), Action(place, value=draft), style=Style.SUCCESS)),
            row(Button(_("✏️ Change the text"), Action(Place.EDIT_DRAFT, value=draft)), cancel_button(_)),
        ),
    )


def sent_screen(_: Words, prepared: Prepared, messages: Sequence[Message]) -> Screen:
    """What was sent to how many, with a way to see who has read it."""
    letters = [letter for letter in prepared.letters if letter.addressees]
    text = (
        _sent_line(_, prepared.linked, len(prepared.addressees))
        if len(letters) < 2
        else _(
            "✓ Sent to the parents of {n} student, to each family separately.",
            "✓ Sent to the parents of {n} students, to each family separately.",
            len(letters),
        )
    )
    first = (
        Button(_("👁 Who has read it"), Action(Place.RECEIPTS, item=messages[0].id))
        if len(messages) == 1
        else Button(_("📤 Sent"), Action(Place.SENT))
    )
    return Screen(text, (row(first), row(staff_button(_))))


def _sent_line(_: Words, linked: int, people: int) -> Markup:
    """Nobody may believe that it reaches those who are not in the chat."""
    if linked == people:
        return _("✓ Sent to {n} person.", "✓ Sent to {n} people.", people)
    return _(
        "✓ Sent to {linked} of {people}: only those who have joined the chat.", linked=linked, people=people
    )


def whom_line(_: Words, prepared: Prepared) -> Markup:
    """Whom it is for, in one line."""
    group, n = group_name(one_line(prepared.led.group.name)), len(prepared.addressees)
    match prepared.draft.audience:
        case Audience.PARENTS:
            return _(
                "To the parents of {group}: {n} person.",
                "To the parents of {group}: {n} people.",
                n,
                group=group,
            )
        case Audience.STUDENTS:
            return _(
                "To the students of {group}: {n} person.",
                "To the students of {group}: {n} people.",
                n,
                group=group,
            )
        case Audience.BOTH:
            return _(
                "To the parents and students of {group}: {n} person.",
                "To the parents and students of {group}: {n} people.",
                n,
                group=group,
            )
    return _letters_line(_, prepared, group)


def draft_gone_text(_: Words) -> Markup:
    """Over a button under a draft that was sent, cancelled or changed since."""
    return _("This was sent already, or the text has changed since. See “Sent” in the staff menu.")


def _letters_line(_: Words, prepared: Prepared, group: str) -> Markup:
    students = [letter.student for letter in prepared.letters if letter.addressees]
    if len(students) == 1:
        return _(
            "To the parents of {name}, {group}: {n} person.",
            "To the parents of {name}, {group}: {n} people.",
            len(prepared.addressees),
            name=one_line(students[0].short_name),
            group=group,
        )
    return _(
        "To the parents of {n} student, each family separately: {names}.",
        "To the parents of {n} students, each family separately: {names}.",
        len(students),
        names=_names(_, students),
    )


def _names(_: Words, students: Sequence[Student]) -> Markup:
    names = Markup(", ").join(one_line(student.short_name, 40) for student in students[:NAMES_SHOWN])
    more = len(students) - NAMES_SHOWN
    return names if more <= 0 else _("{names} and {n} more", "{names} and {n} more", more, names=names)
