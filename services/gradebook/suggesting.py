"""The mark that a term's average suggests (R37). Pure; the teacher decides."""

from decimal import ROUND_FLOOR

from services.averages import Average, Scale
from services.regulation import Regulation


def suggested(average: Average, regulation: Regulation, scale: Scale) -> str | None:
    """The mark of the scale next to the average; nothing while it stands on too few marks.

    A fraction of the regulation's bound or more rounds up: with 0.6, 4.59 suggests 4 and 4.6 suggests 5.
    """
    rules = regulation.term_marks
    if average.value is None or average.count < rules.least_marks:
        return None
    whole = average.value.to_integral_value(ROUND_FLOOR)
    nearest = whole + 1 if average.value - whole >= rules.rounds_up_from else whole
    # A scale begins somewhere: an average of 1.3 on a scale from 2 suggests 2.
    points = {scale.points(value): value for value in scale.values}
    numbers = [number for number in points if number is not None]
    if not numbers:
        return None
    return points.get(min(max(nearest, min(numbers)), max(numbers)))
