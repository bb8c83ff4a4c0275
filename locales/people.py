"""Words for relations to a child and for reasons of absence, the same on every page."""

from markupsafe import Markup

from locales.words import Words


def relation_name(_: Words, relation: str) -> Markup:
    """``мать``. ``relation`` is a value of the store's ``Relation``."""
    names = {"mother": _("mother"), "father": _("father"), "grandparent": _("grandparent")}
    return names.get(relation, _("guardian"))


def reason_name(_: Words, reason: str) -> Markup:
    """``болезнь``. ``reason`` is a value of the store's ``ExcuseReason``."""
    names = {
        "illness": _("illness"),
        "family": _("family reasons"),
        "school_event": _("school event"),
    }
    return names.get(reason, _("another reason"))
