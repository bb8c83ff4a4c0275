"""How a quarter's percentage came about, and what its mark still waits for, in words (R37)."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup

from locales import Words
from locales.words import SPACE
from services.gradebook import Missing, PartResult, QuarterPart, QuarterResult

TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")


def quarter_texts(_: Words, result: QuarterResult) -> tuple[Markup, Markup]:
    """The reason, no percent sign beginning a line, and what is missing; either may be empty."""
    return reason_text(_, result).replace(" %", f"{SPACE}%"), missing_text(_, result.missing)


def reason_text(_: Words, result: QuarterResult) -> Markup:
    """The parts with what each adds, and what they come to once nothing is missing."""
    parts = Markup(", ").join(_part(_, part) for part in result.parts)
    if result.mark is None:
        return parts
    return _("{parts}: {percent} % → {mark}", parts=parts, percent=result.percent, mark=result.mark)


def missing_text(_: Words, missing: Sequence[Missing]) -> Markup:
    """What is missing, each by its name; empty when nothing is."""
    if not missing:
        return Markup("")
    return _("Missing for a mark: {names}.", names=Markup(", ").join(_name(_, one) for one in missing))


def _part(_: Words, result: PartResult) -> Markup:
    adds = _.number(_rounded(result.adds, TENTH))
    given, of = _.number(_rounded(result.given, HUNDREDTH)), _.number(_rounded(result.of, HUNDREDTH))
    if result.part is QuarterPart.FORMATIVE:
        return _("formative marks {given} of {of} → {adds} %", given=given, of=of, adds=adds)
    if result.part is QuarterPart.SECTION:
        return _("section works {given}/{of} → {adds} %", given=given, of=of, adds=adds)
    return _("quarter work {given}/{of} → {adds} %", given=given, of=of, adds=adds)


def _name(_: Words, missing: Missing) -> Markup:
    if missing.part is QuarterPart.FORMATIVE:
        return _("formative marks")
    if missing.part is QuarterPart.QUARTER:
        return _("the quarter work")
    if missing.number is None:
        return _("a section work")
    return _("section work № {number}", number=missing.number)


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    """Without the zeros that say nothing: 36, not 36.0."""
    return Decimal(f"{value.quantize(step, ROUND_HALF_UP).normalize():f}")
