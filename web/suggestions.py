"""A suggested mark in words: what it is made of and how it was rounded (R37)."""

from collections.abc import Callable
from decimal import ROUND_FLOOR
from typing import Any

from markupsafe import Markup

from locales import Words
from services.gradebook import Rounding, Suggestion, Way

NONE_GIVEN = "—"
_ROUNDED: dict[Rounding, Callable[[Words, dict[str, Any]], Markup]] = {
    Rounding.EXACT: lambda _, told: _("exactly {mark}", **told),
    Rounding.UP: lambda _, told: _("{number} rounds up from {bound}: {mark}", **told),
    Rounding.DOWN: lambda _, told: _("{number} rounds up only from {edge}: {mark}", **told),
    Rounding.LOWEST: lambda _, told: _("{number}, and the lowest mark is {mark}", **told),
    Rounding.HIGHEST: lambda _, told: _("{number}, and the highest mark is {mark}", **told),
}


def in_words(_: Words, found: Suggestion) -> Markup:
    """``4,57 округляется вверх от 0,5: 5``; before it what the number is made of, where it is no average."""
    if found.way is Way.PERCENT:
        return _("{percent} %: {mark}", percent=found.number, mark=found.value)
    told: dict[str, Any] = {
        "number": _.number(found.shown),
        "mark": found.value,
        "edge": _.number(found.edge.normalize()),
        "bound": _.number((found.edge - found.number.to_integral_value(ROUND_FLOOR)).normalize()),
    }
    last = _ROUNDED[found.rounding](_, told)
    if found.way is Way.TERMS:
        marks = ", ".join(mark or NONE_GIVEN for mark in found.of)
        return _("Mean of {marks}. {rounding}", marks=marks, rounding=last)
    if found.way is Way.FINAL:
        term, exam = found.of
        return _(
            "Term {term}, exam {exam} ({percent} %). {rounding}",
            term=term,
            exam=exam,
            percent=found.exam_percent,
            rounding=last,
        )
    return last
