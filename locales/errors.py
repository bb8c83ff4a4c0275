"""What each refusal says to a person. One entry for every ``code`` of ``services.errors``."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from locales.unbroken import group_name, room_name
from locales.words import Words

Facts = Mapping[str, Any]

_CLOSED: dict[str, Callable[[Words, Facts], Markup]] = {
    "lesson": lambda _, days: _(
        "The lesson of {day} closed on {until}. To change it now, ask for permission.", **days
    ),
    "marks": lambda _, days: _("Marks of the lesson of {day} closed on {until}. Ask for permission.", **days),
    "attendance": lambda _, days: _(
        "Attendance of the lesson of {day} closed on {until}. Ask for permission.", **days
    ),
    "topic": lambda _, days: _(
        "The topic of the lesson of {day} closed on {until}. Ask for permission.", **days
    ),
    "homework": lambda _, days: _(
        "Homework of the lesson of {day} closed on {until}. Ask for permission.", **days
    ),
    "term_marks": lambda _, days: _(
        "Marks of the term that ended on {day} closed on {until}. Ask for permission.", **days
    ),
}
"""What has closed, one sentence for each kind of entry."""

_STATES: dict[str, Callable[[Words], Markup]] = {
    "filed": lambda _: _("The director has not decided about this application yet."),
    "approved": lambda _: _("The director has approved this application already."),
    "refused": lambda _: _("The director has refused this application."),
    "done": lambda _: _("What this application asked for has been entered; for more, file a new one."),
    "expired": lambda _: _("The permission was not used in time. File a new application."),
}
"""At which step an application for a late change is instead."""


def _group_busy(_: Words, facts: Facts) -> Markup:
    group, other = group_name(str(facts["group"])), group_name(str(facts["other"]))
    number, day = facts["number"], _.date(facts["day"])
    if group == other:
        return _(
            "{group} already has lesson {number} on {day} at that time. "
            "Choose another time, or cancel or move that lesson first.",
            group=group,
            number=number,
            day=day,
        )
    return _(
        "{other} has lesson {number} on {day} at that time, and {group} has students in common with it. "
        "Choose another time, or cancel or move that lesson first.",
        group=group,
        other=other,
        number=number,
        day=day,
    )


TEXTS: dict[str, Callable[[Words, Facts], Markup]] = {
    "forbidden": lambda _, facts: _("This is not open to you. If it should be, ask the school."),
    "not_linked": lambda _, facts: _(
        "This chat is not linked to anybody yet. Send the code from the slip that the class teacher gave you."
    ),
    "nobody_to_tell": lambda _, facts: _(
        "There is nobody to write to: the school has no such people on record."
    ),
    "author_left": lambda _, facts: _(
        "The person who wrote this can no longer be answered here. Write to the class teacher."
    ),
    "text_empty": lambda _, facts: _("There is no text in it. Write it in words."),
    "text_too_long": lambda _, facts: _(
        "The text is too long: {length} characters, at most {limit} fit. Shorten it and send it again.",
        length=facts["length"],
        limit=facts["limit"],
    ),
    "lesson_recorded": lambda _, facts: _(
        "This lesson already has marks or attendance, so it cannot be cancelled."
    ),
    "lesson_cancelled": lambda _, facts: _("This lesson is cancelled. Restore it first."),
    "lesson_given": lambda _, facts: _(
        "This lesson already has marks, attendance or homework, so it cannot be moved."
    ),
    "teacher_busy": lambda _, facts: _(
        "{name} gives lesson {number} to {group} on {day} at that time. Choose another person or another time.",
        name=facts["name"],
        number=facts["number"],
        group=group_name(str(facts["group"])),
        day=_.date(facts["day"]),
    ),
    "group_busy": _group_busy,
    "room_taken": lambda _, facts: _(
        "{room} is taken: {group} has lesson {number} there on {day}. "
        "Choose another room, or tick that it is shared.",
        room=room_name(_, str(facts["room"])),
        group=group_name(str(facts["group"])),
        number=facts["number"],
        day=_.date(facts["day"]),
    ),
    "person_has_left": lambda _, facts: _("{name} no longer works at the school.", name=facts["name"]),
    "login_link_spent": lambda _, facts: _(
        "This link has been used or is too old. Ask the bot for a new one: /login"
    ),
    "too_many_logins": lambda _, facts: _(
        "Too many wrong passwords. Wait {minutes} minutes or ask the bot for a link.",
        minutes=facts["minutes"],
    ),
    "wrong_password": lambda _, facts: _("The user name or the password is wrong."),
    "wrong_user_name": lambda _, facts: _("Choose a user name without spaces, at most 64 characters."),
    "user_name_taken": lambda _, facts: _("Somebody else has this user name. Choose another one."),
    "password_too_simple": lambda _, facts: _(
        "The password needs at least {shortest} characters and must not be the user name.",
        shortest=facts["shortest"],
    ),
    "sign_in_again": lambda _, facts: _("Sign out and in again first, then change the password."),
    "unknown_mark": lambda _, facts: _(
        "There is no such mark. The school gives: {allowed}.", allowed=facts["allowed"]
    ),
    "changed_meanwhile": lambda _, facts: (
        _("Changed meanwhile to “{theirs}”. Save again to keep yours.", theirs=facts["theirs"])
        if facts["theirs"]
        else _("Emptied meanwhile. Save again to keep yours.")
    ),
    "comment_without_mark": lambda _, facts: _("A comment needs a mark."),
    "entries_closed": lambda _, facts: _CLOSED[facts["entry"]](
        _, {"day": _.date(facts["day"]), "until": _.date(facts["closed_on"])}
    ),
    "too_few_marks": lambda _, facts: (
        _(
            "Too few marks for “{kind}”: {given} of {least}. Give more, or enter a code such as “not attested”.",
            kind=facts["kind"],
            given=facts["given"],
            least=facts["least"],
        )
        if facts["kind"]
        else _(
            "Too few marks: {given} of {least}. Give more, or enter a code such as “not attested”.",
            given=facts["given"],
            least=facts["least"],
        )
    ),
    "entries_not_open": lambda _, facts: _(
        "Term marks can be entered from {day}.", day=_.date(facts["opens_on"])
    ),
    "correcting_closed": lambda _, facts: _(
        "The regulation does not let this be corrected. Ask for permission."
    ),
    "not_permitted": lambda _, facts: _("The permission does not cover this."),
    "nothing_closed": lambda _, facts: _(
        "Nothing of {name} is closed in this lesson: write it on the lesson's page.", name=facts["name"]
    ),
    "no_student_chosen": lambda _, facts: _("Choose at least one student."),
    "already_filed": lambda _, facts: _(
        "You have filed this application already; it waits for the director's decision."
    ),
    "documents_missing": lambda _, facts: _("Attach a document that proves the grounds."),
    "too_many_documents": lambda _, facts: _("Attach at most {most} documents.", most=facts["most"]),
    "wrong_document": lambda _, facts: _(
        "“{name}” is neither a PDF nor a PNG or JPEG picture. Attach another file.", name=facts["name"]
    ),
    "document_too_big": lambda _, facts: _(
        "“{name}” is too big: a document may have {megabytes} MB at most.",
        name=facts["name"],
        megabytes=facts["megabytes"],
    ),
    "document_lost": lambda _, facts: _(
        "The file of this document is missing. The administrator can restore it from a copy."
    ),
    "late_change_not_open": lambda _, facts: _STATES[facts["state"]](_),
    "decision_incomplete": lambda _, facts: _("Write the number that the decision is registered under."),
    "protocol_missing": lambda _, facts: _(
        "Write the number and the date of the protocol and the members of the commission."
    ),
    "wrong_regulation": lambda _, facts: (
        _("Write a whole number of days, no fewer than until it is due, or leave the field empty.")
        if facts["field"].startswith("locks.")
        else _("This value is not possible here. Compare it with the preset.")
    ),
    "scale_in_use": lambda _, facts: _(
        "This year already has marks on the present scale. Another scale can begin with a new school year."
    ),
    "entry_too_long": lambda _, facts: _("Too long: at most {limit} characters.", limit=facts["limit"]),
    "wrong_number": lambda _, facts: _("A number from 1 to {highest}.", highest=facts["highest"]),
    "wrong_weight": lambda _, facts: _("A weight from 0 to {heaviest}.", heaviest=facts["heaviest"]),
    "no_day_chosen": lambda _, facts: _("Choose at least one day."),
    "wrong_day": lambda _, facts: _(
        "Choose a day from {first} to {last}.", first=_.date(facts["first"]), last=_.date(facts["last"])
    ),
    "too_many_changes": lambda _, facts: _(
        "Too many changes for one file: {total}, at most {most} fit. Choose fewer days or one class.",
        total=facts["total"],
        most=facts["most"],
    ),
}


def explain(_: Words, code: str, facts: Facts) -> Markup:
    """The sentence for a refusal, in the reader's language; says what to do next.

    Raises ``KeyError`` for a code without words: a test makes sure that there is none.
    """
    return TEXTS[code](_, facts)
