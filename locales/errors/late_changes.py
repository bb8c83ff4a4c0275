"""What is said on the way of a permitted late change."""

from collections.abc import Callable

from markupsafe import Markup

from locales.errors.texts import Texts
from locales.words import Words

_STATES: dict[str, Callable[[Words], Markup]] = {
    "filed": lambda _: _("The director has not decided about this application yet."),
    "approved": lambda _: _("The director has approved this application already."),
    "refused": lambda _: _("The director has refused this application."),
    "done": lambda _: _("What this application asked for has been entered; for more, file a new one."),
    "expired": lambda _: _("The permission was not used in time. File a new application."),
}
"""At which step an application for a late change is instead."""


TEXTS: Texts = {
    "not_permitted": lambda _, facts: _("The permission does not cover this."),
    "nothing_closed": lambda _, facts: (
        _("This mark of {name} is not closed: enter it in the class gradebook.", name=facts["name"])
        if facts["about"] == "term"
        else _(
            "Nothing of {name} is closed in this lesson: write it on the lesson's page.", name=facts["name"]
        )
    ),
    "no_student_chosen": lambda _, facts: _("Choose at least one student."),
    "already_filed": lambda _, facts: _(
        "You have filed this application already; it waits for the director's decision."
    ),
    "late_change_not_open": lambda _, facts: _STATES[facts["state"]](_),
    "decision_incomplete": lambda _, facts: _("Write the number that the decision is registered under."),
    "protocol_missing": lambda _, facts: _(
        "Write the number and the date of the protocol and the members of the commission."
    ),
}
