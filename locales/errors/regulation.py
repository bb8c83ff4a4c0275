"""What is said of what the regulation has closed or cannot have."""

from collections.abc import Callable

from markupsafe import Markup

from locales.errors.texts import Facts, Texts
from locales.words import Words

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
    "attestation": lambda _, days: _(
        "Marks of what was held on {day} closed on {until}. Ask for permission.", **days
    ),
    "term_marks": lambda _, days: _(
        "Marks of the term that ended on {day} closed on {until}. Ask for permission.", **days
    ),
}
"""What has closed, one sentence for each kind of entry."""


TEXTS: Texts = {
    "entries_closed": lambda _, facts: _CLOSED[facts["entry"]](
        _, {"day": _.date(facts["day"]), "until": _.date(facts["closed_on"])}
    ),
    "entries_not_open": lambda _, facts: _(
        "Term marks can be entered from {day}.", day=_.date(facts["opens_on"])
    ),
    "correcting_closed": lambda _, facts: _(
        "The regulation does not let this be corrected. Ask for permission."
    ),
    "wrong_regulation": lambda _, facts: (
        _("Write a whole number of days, no fewer than until it is due, or leave the field empty.")
        if facts["field"].startswith("locks.")
        else _("This value is not possible here. Compare it with the preset.")
    ),
    "scale_in_use": lambda _, facts: _(
        "This year already has marks on the present scale. Another scale can begin with a new school year."
    ),
}
