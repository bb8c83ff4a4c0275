"""What a term is called."""

from markupsafe import Markup

from locales.words import Words


def term_name(_: Words, kind: str, number: int) -> Markup:
    """``2-я четверть``. ``kind`` is a value of the store's ``TermKind``; an unknown one is a period."""
    if kind == "quarter":
        return _("Quarter {number}", number=number)
    if kind == "half_year":
        return _("Half-year {number}", number=number)
    if kind == "semester":
        return _("Semester {number}", number=number)
    if kind == "year":
        return _("School year")
    return _("Period {number}", number=number)
