"""Words for homework: how it is done, and whom it is for."""

from markupsafe import Markup

from locales.words import Words


def homework_kind_name(_: Words, kind: str) -> Markup:
    """``письменно``. ``kind`` is a value of the store's ``HomeworkKind``."""
    return {
        "written": _("written"),
        "oral": _("oral"),
        "reading": _("reading"),
        "practical": _("practical"),
        "creative": _("creative"),
    }[kind]
