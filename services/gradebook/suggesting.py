"""The mark that a student's averages or earlier marks suggest, and why (R37). Pure; the teacher decides.

``suggest`` says which way a suggestion is made; each way is a function of its own beside it.
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from services.averages import Average, Scale
from services.regulation import Regulation


class Way(enum.StrEnum):
    """What a suggestion is made of."""

    AVERAGE = "average"
    """Of the marks of the term."""
    TERMS = "terms"
    """Of the marks of the terms within the half-year or the year."""
    PERCENT = "percent"
    """Of the percentage of formative marks, section and quarter works; ``number`` is the percentage."""
    FINAL = "final"
    """Of the term's mark and the exam's, by their shares."""


class Rounding(enum.StrEnum):
    """How the number became a mark."""

    EXACT = "exact"
    UP = "up"
    DOWN = "down"
    LOWEST = "lowest"
    """The number lies below the scale."""
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mark of the scale and how it came about."""

    value: str
    number: Decimal
    """What was rounded, unrounded."""
    rounding: Rounding
    edge: Decimal
    """The number from which on the next mark would be, or is, suggested."""
    way: Way = Way.AVERAGE
    of: tuple[str, ...] = ()
    """The marks that the number is made of, in their order; empty for an average. Codes among them do not count."""
    exam_percent: int = 0

    @property
    def shown(self) -> Decimal:
        """The number with as few digits, two or more, as let it stay on its side of the edge."""
        for places in range(2, 8):
            digits = self.number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            if (digits >= self.edge) == (self.number >= self.edge):
                return digits
        return self.number


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known of a student when a mark of a term is to be suggested."""

    average: Average
    terms: tuple[str, ...] | None = None
    """The marks of the terms within this one, empty where there is none; nothing for a term without such."""


def suggest(grounds: Grounds, regulation: Regulation, scale: Scale) -> Suggestion | None:
    """The mark of a term, by the way that the regulation and the term call for; nothing on too little."""
    if grounds.terms is not None and regulation.term_marks.year_from_terms:
        return from_terms(grounds.terms, regulation, scale)
    return from_average(grounds.average, regulation, scale)


def from_average(average: Average, regulation: Regulation, scale: Scale) -> Suggestion | None:
    """The mark next to the average; nothing while it stands on too few marks."""
    if average.value is None or average.count < regulation.term_marks.least_marks:
        return None
    return rounded(average.value, regulation, scale)


def from_terms(marks: Sequence[str], regulation: Regulation, scale: Scale) -> Suggestion | None:
    """The mark next to the mean of earlier marks; codes and gaps are left out, they are no zeros."""
    points = [number for mark in marks if (number := scale.points(mark)) is not None]
    if not points:
        return None
    found = rounded(sum(points, Decimal(0)) / len(points), regulation, scale)
    return found and replace(found, way=Way.TERMS, of=tuple(marks))


def from_shares(term_mark: str, exam_mark: str, regulation: Regulation, scale: Scale) -> Suggestion | None:
    """The final mark of a term's mark and an exam's; nothing while one of them is no number."""
    term, exam = scale.points(term_mark), scale.points(exam_mark)
    if term is None or exam is None:
        return None
    percent = regulation.term_marks.exam_percent
    found = rounded((term * (100 - percent) + exam * percent) / 100, regulation, scale)
    return found and replace(found, way=Way.FINAL, of=(term_mark, exam_mark), exam_percent=percent)


def rounded(number: Decimal, regulation: Regulation, scale: Scale) -> Suggestion | None:
    """The mark of the scale next to a number.

    A fraction of the regulation's bound or more rounds up: with 0.6, 4.59 suggests 4 and 4.6 suggests 5.
    """
    whole = number.to_integral_value(ROUND_FLOOR)
    edge = whole + regulation.term_marks.rounds_up_from
    # A number that is a mark already stays it, also where every fraction rounds up.
    nearest = whole + 1 if whole != number >= edge else whole
    marks = _marks(scale)
    if not marks:
        return None
    # A scale begins somewhere: an average of 1.3 on a scale from 2 suggests 2.
    chosen = min(max(nearest, min(marks)), max(marks))
    if chosen not in marks:
        return None
    return Suggestion(marks[chosen], number, _rounding(number, nearest, chosen), edge)


def suggested(average: Average, regulation: Regulation, scale: Scale) -> str | None:
    """The mark alone that a term's average suggests."""
    found = from_average(average, regulation, scale)
    return found.value if found else None


def _marks(scale: Scale) -> Mapping[Decimal, str]:
    points = {scale.points(value): value for value in scale.values}
    return {number: value for number, value in points.items() if number is not None}


def _rounding(number: Decimal, nearest: Decimal, chosen: Decimal) -> Rounding:
    if chosen > nearest:
        return Rounding.LOWEST
    if chosen < nearest:
        return Rounding.HIGHEST
    if number == chosen:
        return Rounding.EXACT
    return Rounding.UP if chosen > number else Rounding.DOWN
