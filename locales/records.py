"""Words of personal records: their fields, what is missing, documents; the same on pages and in the chat."""

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from locales.words import Words

Label = Callable[[Words], Markup]
FIELDS: Mapping[str, Label] = {
    "last_name": lambda _: _("Family name"),
    "first_name": lambda _: _("Given name"),
    "patronymic": lambda _: _("Patronymic, if any"),
    "birth_date": lambda _: _("Date of birth"),
    "sex": lambda _: _("Sex"),
    "document_kind": lambda _: _("Identity document"),
    "document_number": lambda _: _("Document number"),
    "document_issued_by": lambda _: _("Issued by"),
    "document_issued_on": lambda _: _("Issued on"),
    "email": lambda _: _("E-mail"),
    "phone": lambda _: _("Telephone"),
    "address": lambda _: _("Address"),
    "relation": lambda _: _("Relation to the child"),
}
CHOICES: Mapping[str, Mapping[str, Label]] = {
    "sex": {"": lambda _: _("not stated"), "female": lambda _: _("female"), "male": lambda _: _("male")},
    "document_kind": {
        "": lambda _: _("not stated"),
        "birth_certificate": lambda _: _("birth certificate"),
        "identity_card": lambda _: _("identity card"),
        "passport": lambda _: _("passport"),
        "other": lambda _: _("another document"),
    },
    "relation": {
        "mother": lambda _: _("mother"),
        "father": lambda _: _("father"),
        "grandparent": lambda _: _("grandparent"),
        "guardian": lambda _: _("guardian"),
    },
}
LACKS: Mapping[str, Label] = {
    "sex": lambda _: _("no sex stated"),
    "document": lambda _: _("no document"),
    "email": lambda _: _("no e-mail"),
    "parent": lambda _: _("no parent on record"),
    "parent_phone": lambda _: _("no telephone of a parent"),
}
REPORTED: Mapping[str, Label] = {
    "phone": lambda _: _("Telephone"),
    "email": lambda _: _("E-mail"),
    "address": lambda _: _("Address"),
    "document": lambda _: _("Document number"),
    "name": lambda _: _("Name"),
    "birth_date": lambda _: _("Date of birth"),
    "other": lambda _: _("Something else"),
}
"""What a family reports, by the store's ``DataField``."""


def choice_name(_: Words, field: str, value: str) -> Markup:
    """``свидетельство о рождении``; a value that is no choice stays as it is."""
    names = CHOICES.get(field, {})
    return names[value](_) if value in names else escape(value)
