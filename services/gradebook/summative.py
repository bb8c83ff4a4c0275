"""The quarter's percentage and the mark it suggests, with the reason in parts (R37). Pure; the teacher decides."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from services.averages import Average, Scale
from services.gradebook.suggesting import Rounding, Suggestion, Way
from services.points import Points
from services.regulation import Regulation, Summative

WHOLE = Decimal(1)
HUNDRED = Decimal(100)


class QuarterPart(enum.StrEnum):
    """What a quarter's percentage is made of."""

    FORMATIVE = "formative"
    SECTION = "section"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class OneWork:
    """A section or quarter work of the quarter, and what one student has for it."""

    part: QuarterPart
    number: int | None
    value: str | None
    """``12/15``, a code, or nothing yet."""


@dataclass(frozen=True, slots=True)
class PartResult:
    """``given`` of ``of``: points of their maximums, or the average of the highest mark."""

    part: QuarterPart
    given: Decimal
    of: Decimal
    share: int
    """Percent of the quarter's hundred."""

    @property
    def adds(self) -> Decimal:
        """What it adds to the quarter's percentage, unrounded."""
        return self.given / self.of * self.share


@dataclass(frozen=True, slots=True)
class Missing:
    """What there is to be before a mark can be suggested: a work by its number, or the whole part."""

    part: QuarterPart
    number: int | None = None


@dataclass(frozen=True, slots=True)
class QuarterResult:
    """Never a mark while anything is missing; the percentage is then that of the parts there are."""

    parts: tuple[PartResult, ...]
    missing: tuple[Missing, ...]
    percent: int | None
    mark: str | None

    @property
    def suggestion(self) -> Suggestion | None:
        """The mark by the percent bounds; nothing while anything is missing."""
        if self.mark is None or self.percent is None:
            return None
        number = Decimal(self.percent)
        return Suggestion(self.mark, number, Rounding.EXACT, number, Way.PERCENT)


def part_of(kind: str, rules: Summative) -> QuarterPart | None:
    """What works of this kind's code are; nothing for all others, and while the scheme is off."""
    if kind not in rules.kinds:
        return None
    return QuarterPart.QUARTER if kind in rules.quarter_kinds else QuarterPart.SECTION


def quarter_result(
    formative: Average, works: Sequence[OneWork], regulation: Regulation, scale: Scale, *, is_over: bool
) -> QuarterResult:
    """A student's quarter in one course.

    A course that has no quarter work once its last lesson of the quarter has begun (``is_over``) is one
    without: the other shares hold. Until then the quarter work is awaited. A work that the student
    is exempt from is none of hers. The percentage is rounded half up to a whole one, as the bounds are whole.
    """
    rules = regulation.summative
    asked = [work for work in works if work.value not in regulation.scale.codes.exempt]
    has_quarter = any(work.part is QuarterPart.QUARTER for work in asked)
    is_awaited = not is_over and not any(work.part is QuarterPart.QUARTER for work in works)
    shares = _shares(rules, with_quarter=has_quarter or is_awaited)
    parts = tuple(_parts(formative, asked, shares, scale))
    missing = tuple(_missing(formative, asked, shares, max(1, regulation.term_marks.least_marks)))
    percent = _percent(parts)
    mark = None if missing or percent is None else _mark_at(percent, rules, scale)
    return QuarterResult(parts, missing, percent, mark)


def _shares(rules: Summative, *, with_quarter: bool) -> Mapping[QuarterPart, int]:
    """The parts that count at all."""
    if with_quarter:
        shares = (rules.formative_share, rules.section_share, rules.quarter_share)
    else:
        shares = (rules.formative_share_alone, rules.section_share_alone, 0)
    return {part: share for part, share in zip(QuarterPart, shares, strict=True) if share}


def _parts(
    formative: Average, works: Sequence[OneWork], shares: Mapping[QuarterPart, int], scale: Scale
) -> Iterable[PartResult]:
    """Those there is anything of. Points of several works are added up, and so are their maximums."""
    highest = max(
        (points for value in scale.values if (points := scale.points(value)) is not None), default=None
    )
    for part, share in shares.items():
        if part is QuarterPart.FORMATIVE:
            if formative.value is not None and highest:
                yield PartResult(part, formative.value, highest, share)
            continue
        read = [one for work in works if work.part is part and (one := Points.read(work.value))]
        if read:
            given, most = sum(one.given for one in read), sum(one.most for one in read)
            yield PartResult(part, Decimal(given), Decimal(most), share)


def _missing(
    formative: Average, works: Sequence[OneWork], shares: Mapping[QuarterPart, int], least: int
) -> Iterable[Missing]:
    for part in shares:
        if part is QuarterPart.FORMATIVE:
            if formative.count < least:
                yield Missing(part)
            continue
        of_part = [work for work in works if work.part is part]
        if not of_part:
            yield Missing(part)
        yield from (Missing(part, work.number) for work in of_part if Points.read(work.value) is None)


def _percent(parts: Sequence[PartResult]) -> int | None:
    """Of the parts there are, as if they were all."""
    if not parts:
        return None
    of = sum(part.share for part in parts)
    exact = sum((part.adds for part in parts), Decimal(0)) * HUNDRED / of
    return int(exact.quantize(WHOLE, ROUND_HALF_UP))


def _mark_at(percent: int, rules: Summative, scale: Scale) -> str | None:
    reached = [mark for mark in scale.values if mark in rules.bounds and rules.bounds[mark] <= percent]
    return reached[-1] if reached else None
