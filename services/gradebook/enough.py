"""Whether a term mark stands on enough marks (R37). Pure."""

from collections.abc import Mapping

from services.averages import Scale
from services.errors import TooFewMarks
from services.regulation import Regulation

Counts = Mapping[str, int]
"""A student's marks of a term that are numbers, by the code of the kind of work."""


def too_few(
    value: str, counts: Counts, regulation: Regulation, scale: Scale, in_points: Counts | None = None
) -> TooFewMarks | None:
    """What is missing for this term mark. A code, "not attested", needs none: it says that there are too few.

    Works ``in_points`` are no marks: they count only where the regulation asks for their kind by its code.
    """
    if scale.points(value) is None:
        return None
    required = regulation.term_marks
    if (given := sum(counts.values())) < required.least_marks:
        return TooFewMarks(kind="", given=given, least=required.least_marks)
    for kind, least in required.least_of_kind.items():
        if (of_kind := counts.get(kind, 0) + (in_points or {}).get(kind, 0)) < least:
            return TooFewMarks(kind=kind, given=of_kind, least=least)
    return None
