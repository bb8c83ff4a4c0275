"""Scales and weighted averages: pure, exact, and the only place where marks become numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

from storage.models import School

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Scale:
    """The marks a school gives: values that count, worst first, and codes that never do."""

    values: tuple[str, ...]
    passing: Decimal
    codes: frozenset[str]

    @classmethod
    def of(cls, school: School) -> Self:
        """The scale of a school's setting ``{"values": […], "passing": "3", "codes": […]}``."""
        facts = school.scale
        return cls(tuple(facts["values"]), Decimal(facts["passing"]), frozenset(facts.get("codes", ())))

    def accepts(self, value: str) -> bool:
        """Whether a teacher may give this mark, letter for letter."""
        return value in self.values or value in self.codes

    def points(self, value: str | None) -> Decimal | None:
        """The mark as a number; nothing for a code, a removed mark or a mark of some other scale."""
        if value is None or value in self.codes or value not in self.values:
            return None
        try:
            points = Decimal(value)
        except InvalidOperation:
            return None
        return points if points.is_finite() else None


@dataclass(frozen=True, slots=True)
class Counted:
    """A mark with the weight of its work, or ``times`` marks alike. Weight 0 means: shown, never counted."""

    value: str | None
    weight: Decimal
    times: int = 1


@dataclass(frozen=True, slots=True)
class Average:
    """A weighted average and how many marks it stands on; no value when no mark counted.

    ``value`` is unrounded: compare it as it is and show ``shown``.
    """

    value: Decimal | None
    count: int

    @property
    def shown(self) -> Decimal | None:
        """Rounded half up to two places, for people only."""
        return None if self.value is None else self.value.quantize(HUNDREDTH, ROUND_HALF_UP)


def average(marks: Iterable[Counted], scale: Scale) -> Average:
    """The sum of points × weight over the sum of weights, of the marks that are numbers and weigh more than 0.

    Codes ("absent", "exempt") are left out: they are no zeros. Decimal keeps 28 digits and weights
    have two places, so that a comparison with a bound is never decided by rounding.
    """
    total = weights = Decimal(0)
    count = 0
    for mark in marks:
        points = scale.points(mark.value)
        if points is None or mark.weight <= 0:
            continue
        total += points * mark.weight * mark.times
        weights += mark.weight * mark.times
        count += mark.times
    return Average(total / weights, count) if count else Average(None, 0)


def plain_average(marks: Iterable[Counted], scale: Scale) -> Average:
    """The same marks, each counted alike: those that weigh nothing are left out here, too."""
    return average((replace(mark, weight=Decimal(1)) for mark in marks if mark.weight > 0), scale)


def is_failing(value: str | None, scale: Scale) -> bool:
    """Whether a mark is a number below the lowest passing one. A code never fails."""
    points = scale.points(value)
    return points is not None and points < scale.passing
