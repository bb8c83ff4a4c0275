"""Words for course papers."""

from markupsafe import Markup

from locales.words import Words


def paper_name(_: Words, kind: str) -> Markup:
    """``Курсовая работа``. ``kind`` is a value of the store's ``PaperKind``."""
    return {"work": _("Course paper"), "project": _("Course project")}[kind]


def paper_field(_: Words, cell: str) -> Markup:
    """The heading of a column. ``cell`` is a value of ``services.papers.Field``."""
    return {
        "topic": _("Topic of the paper"),
        "supervisor": _("Supervisor"),
        "set": _("Topic set on"),
        "handedin": _("Handed in on"),
        "defended": _("Defence on"),
        "mark": _("Mark"),
        "note": _("Note"),
    }[cell]
