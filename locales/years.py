"""What becomes of classes and students at the end of a school year, in words."""

from collections.abc import Callable

from markupsafe import Markup

from locales.words import Words

_OUTCOMES: dict[str, Callable[[Words], Markup]] = {
    "promoted": lambda _: _("is promoted"),
    "graduates": lambda _: _("graduates"),
    "dissolved": lambda _: _("is dissolved"),
    "later": lambda _: _("decide later"),
}
_APARTS: dict[str, Callable[[Words], Markup]] = {
    "": lambda _: _("with the class"),
    "conditional": lambda _: _("with the class, under a condition"),
    "repeats": lambda _: _("repeats the year"),
    "other": lambda _: _("goes to another class"),
    "leaves": lambda _: _("leaves the school"),
}


def outcome_name(_: Words, outcome: str) -> Markup:
    """Of a class. ``outcome`` is a value of ``services.years.Outcome``."""
    return _OUTCOMES[outcome](_)


def apart_name(_: Words, apart: str) -> Markup:
    """Of a student. ``apart`` is a value of ``services.years.Apart``."""
    return _APARTS[apart](_)
