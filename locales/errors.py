"""What each refusal says to a person. One entry for every ``code`` of ``services.errors``."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from locales.words import Words

Facts = Mapping[str, Any]

TEXTS: dict[str, Callable[[Words, Facts], Markup]] = {
    "forbidden": lambda _, facts: _("This is not open to you. If it should be, ask the school."),
    "not_linked": lambda _, facts: _(
        "This chat is not linked to anybody yet. Send the code from the slip that the class teacher gave you."
    ),
}


def explain(_: Words, code: str, facts: Facts) -> Markup:
    """The sentence for a refusal, in the reader's language; says what to do next.

    Raises ``KeyError`` for a code without words: a test makes sure that there is none.
    """
    return TEXTS[code](_, facts)
