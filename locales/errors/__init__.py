"""What each refusal says to a person. One entry for every ``code`` of ``services.errors``."""

from markupsafe import Markup

from locales.errors import (
    access,
    attestation,
    documents,
    gradebook,
    guardians,
    late_changes,
    messages,
    movement,
    papers,
    records,
    regulation,
    timetable,
    years,
)
from locales.errors.texts import Facts, Texts
from locales.words import Words

TEXTS: Texts = {
    **access.TEXTS,
    **attestation.TEXTS,
    **documents.TEXTS,
    **gradebook.TEXTS,
    **guardians.TEXTS,
    **late_changes.TEXTS,
    **messages.TEXTS,
    **movement.TEXTS,
    **papers.TEXTS,
    **records.TEXTS,
    **regulation.TEXTS,
    **timetable.TEXTS,
    **years.TEXTS,
}


def explain(_: Words, code: str, facts: Facts) -> Markup:
    """The sentence for a refusal, in the reader's language; says what to do next.

    Raises ``KeyError`` for a code without words: a test makes sure that there is none.
    """
    return TEXTS[code](_, facts)
