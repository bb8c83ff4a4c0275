"""The term mark that an average suggests: rounded by the school's bound, on the school's scale, on enough marks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.averages import Average, Scale
from services.gradebook.suggesting import suggested
from services.regulation import effective

FIVE = Scale(("2", "3", "4", "5"), Decimal(3), frozenset({"н/а"}))
TEN = Scale(tuple(str(n) for n in range(1, 11)), Decimal(4), frozenset())


@pytest.mark.parametrize(
    ("average", "bound", "mark"),
    [
        ("4.5", "0.5", "5"),
        ("4.49", "0.5", "4"),
        ("4.59", "0.6", "4"),
        ("4.6", "0.6", "5"),
        ("4", "0.5", "4"),
        ("5", "0.5", "5"),
        ("1.2", "0.5", "2"),
        ("3.999", "1", "3"),
    ],
)
def test_the_schools_bound_decides(average: str, bound: str, mark: str) -> None:
    rules = effective("A", {"term_marks.rounds_up_from": bound})
    assert suggested(Average(Decimal(average), 5), rules, FIVE) == mark


def test_too_few_marks_suggest_nothing() -> None:
    assert suggested(Average(Decimal(5), 2), effective("D", {}), FIVE) is None
    assert suggested(Average(None, 0), effective("A", {}), FIVE) is None


@given(st.decimals(min_value=1, max_value=10, places=4), st.decimals(min_value=0, max_value=1, places=2))
def test_a_suggestion_is_a_mark_of_the_scale_beside_the_average(average: Decimal, bound: Decimal) -> None:
    rules = effective("E", {"term_marks.rounds_up_from": str(bound)})
    mark = suggested(Average(average, 9), rules, TEN)
    assert mark in TEN.values
    assert abs(Decimal(mark or 0) - average) <= 1
