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
    "course_papers": lambda _, days: _(
        "Course papers of the term that ended on {day} closed on {until}. "
        "From now on the deputy head enters them by order.",
        **days,
    ),
}
"""What has closed, one sentence for each kind of entry."""


def _wrong(_: Words, field: str) -> Markup:
    """What can be written into the field instead."""
    if field.startswith("locks."):
        return _("Write a whole number of days, no fewer than until it is due, or leave the field empty.")
    if field.startswith("due.") and field.endswith("_days"):
        return _("Write a whole number of days from 0 to 366, or leave the field empty.")
    day = _("Write day and month as in 30.06, or leave the field empty.")
    years = _("Write a whole number of years from 1 to 100, or leave the field empty.")
    sentences = {
        "archive.journal_by": day,
        "archive.sheets_by": day,
        "archive.keep_years": years,
        "archive.keep_graduation_years": years,
        "languages": _("Write ru, kk or en, separated by spaces, the main language first."),
        "terms.kinds": _("Choose at least one."),
    }
    return sentences.get(field, _("This value is not possible here. Compare it with the preset."))


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
    "wrong_regulation": lambda _, facts: _wrong(_, facts["field"]),
    "scale_in_use": lambda _, facts: _(
        "This year already has marks on the present scale. Another scale can begin with a new school year."
    ),
}
