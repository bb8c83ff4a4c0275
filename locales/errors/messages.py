"""What is said of messages that cannot be sent."""

from locales.errors.texts import Texts

TEXTS: Texts = {
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
}
