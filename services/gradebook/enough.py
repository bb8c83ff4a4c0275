"""Whether a term mark stands on enough marks, and who lacks what before there is one (R37). Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from services.averages import Scale
from services.errors import TooFewMarks
from services.regulation import Entry, Regulation, Windows

NEAR_THE_END, NEAR_THE_WINDOW = timedelta(days=14), timedelta(days=7)
"""From when on it helps to know who lacks marks: there is still a lesson or two to give them in."""

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
    return next(lacks(counts, regulation, in_points), None)


def lacks(counts: Counts, regulation: Regulation, in_points: Counts | None = None) -> Iterator[TooFewMarks]:
    """Everything that is missing for a term mark."""
    required = regulation.term_marks
    if (given := sum(counts.values())) < required.least_marks:
        yield TooFewMarks(kind="", given=given, least=required.least_marks)
    for kind, least in required.least_of_kind.items():
        if (of_kind := counts.get(kind, 0) + (in_points or {}).get(kind, 0)) < least:
            yield TooFewMarks(kind=kind, given=of_kind, least=least)


def requires_counts(regulation: Regulation) -> bool:
    return any(lacks({}, regulation))


def is_near(windows: Windows, now: datetime) -> bool:
    """Whether the window for the marks of a term is open or about to open."""
    opens_days = windows.regulation.term_marks.opens_days
    begins = (
        windows.span.last - NEAR_THE_END
        if opens_days is None
        else windows.opens_on(Entry.TERM_MARKS) - NEAR_THE_WINDOW
    )
    today = now.astimezone(windows.span.zone).date()
    return begins <= today and now < windows.closes_at(Entry.TERM_MARKS)
