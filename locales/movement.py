"""Words for orders about students."""

from markupsafe import Markup

from locales.words import Words


def kind_name(_: Words, kind: str) -> Markup:
    """``переведён``. ``kind`` is a value of the store's ``MovementKind``."""
    names = {
        "enrolled": _("enrolled"),
        "transferred": _("transferred"),
        "left": _("left the school"),
        "returned": _("returned"),
        "promoted": _("promoted to the next class"),
        "conditional": _("promoted conditionally"),
        "repeats": _("stays to repeat the year"),
    }
    return names.get(kind, _("graduated"))


def order_name(_: Words, kind: str) -> Markup:
    """What a form for an order of the kind is called."""
    names = {
        "enrolled": _("Enrol a new student"),
        "transferred": _("Transfer to another class"),
        "left": _("Let a student leave"),
        "returned": _("Take a student back"),
    }
    return names.get(kind, _("Let a student graduate"))
