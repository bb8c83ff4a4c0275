"""The term mark that an average suggests: rounded by the school's bound, on the school's scale, on enough marks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.averages import Average, Scale
from services.gradebook.suggesting import (
    Grounds,
    Rounding,
    Way,
    from_average,
    from_shares,
    from_terms,
    rounded,
    suggest,
    suggested,
)
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
        ("3.001", "0", "4"),
        ("4", "0", "4"),
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


@pytest.mark.parametrize(
    ("average", "bound", "rounding", "edge"),
    [
        ("4.57", "0.5", Rounding.UP, "4.5"),
        ("4.49", "0.5", Rounding.DOWN, "4.5"),
        ("4", "0.5", Rounding.EXACT, "4.5"),
        ("1.3", "0.5", Rounding.LOWEST, "1.5"),
        ("5.7", "0.5", Rounding.HIGHEST, "5.5"),
        ("4.57", "0.6", Rounding.DOWN, "4.6"),
    ],
)
def test_a_suggestion_says_how_it_was_rounded(
    average: str, bound: str, rounding: Rounding, edge: str
) -> None:
    rules = effective("A", {"term_marks.rounds_up_from": bound})
    found = from_average(Average(Decimal(average), 5), rules, FIVE)
    assert found is not None
    assert (found.way, found.rounding, found.edge) == (Way.AVERAGE, rounding, Decimal(edge))


@pytest.mark.parametrize(
    ("number", "shown"),
    [("4.571", "4.57"), ("4.496", "4.496"), ("4.4999", "4.4999"), ("4.5", "4.50"), ("4.505", "4.51")],
)
def test_what_is_shown_never_contradicts_the_bound(number: str, shown: str) -> None:
    found = rounded(Decimal(number), effective("A", {}), FIVE)
    assert found is not None
    assert str(found.shown) == shown


@pytest.mark.parametrize(
    ("marks", "mark", "number"),
    [
        (("4", "5", "5", "4"), "5", "4.5"),
        (("4", "5", "4", "4"), "4", "4.25"),
        (("", "5", "", ""), "5", "5"),
        (("н/а", "3", "осв", "4"), "4", "3.5"),
        (("2", "2", "2", "2"), "2", "2"),
    ],
)
def test_the_year_follows_from_its_terms_without_codes_and_gaps(
    marks: tuple[str, ...], mark: str, number: str
) -> None:
    found = from_terms(marks, effective("A", {}), FIVE)
    assert found is not None
    assert (found.value, found.number, found.way, found.of) == (mark, Decimal(number), Way.TERMS, marks)


@pytest.mark.parametrize("marks", [(), ("", ""), ("н/а", "осв"), ("7", "nonsense")])
def test_nothing_that_is_a_number_suggests_nothing(marks: tuple[str, ...]) -> None:
    assert from_terms(marks, effective("A", {}), FIVE) is None


@pytest.mark.parametrize(
    ("term", "exam", "percent", "mark"),
    [
        ("4", "5", 50, "5"),
        ("4", "5", 49, "4"),
        ("3", "5", 0, "3"),
        ("3", "5", 100, "5"),
        ("5", "2", 30, "4"),
        ("4", "", 50, None),
        ("", "5", 50, None),
        ("н/а", "5", 50, None),
        ("4", "н/а", 50, None),
    ],
)
def test_the_final_mark_follows_from_term_and_exam_by_their_shares(
    term: str, exam: str, percent: int, mark: str | None
) -> None:
    found = from_shares(term, exam, effective("A", {"term_marks.exam_percent": percent}), FIVE)
    assert (found.value if found else None) == mark
    assert found is None or (found.way, found.exam_percent, found.of) == (Way.FINAL, percent, (term, exam))


def test_the_regulation_and_the_term_say_which_way() -> None:
    """A quarter has no terms within; a year's marks may count themselves."""
    average = Average(Decimal("4.6"), 9)
    year = Grounds(average, ("3", "3", "4", "3"))
    from_marks = effective("A", {"term_marks.year_from_terms": False})
    for grounds, rules, way, mark in (
        (year, effective("A", {}), Way.TERMS, "3"),
        (year, from_marks, Way.AVERAGE, "5"),
        (Grounds(average), effective("A", {}), Way.AVERAGE, "5"),
    ):
        found = suggest(grounds, rules, FIVE)
        assert found is not None
        assert (found.way, found.value) == (way, mark)


MARKS = st.sampled_from(["", "2", "3", "4", "5", "н/а", "осв", "6"])


@given(st.lists(MARKS, max_size=6), MARKS, MARKS, st.integers(0, 100), st.decimals(0, 1, places=2))
def test_no_way_leaves_the_scale_or_the_marks_it_is_made_of(
    terms: list[str], term: str, exam: str, percent: int, bound: Decimal
) -> None:
    values = {"term_marks.rounds_up_from": str(bound), "term_marks.exam_percent": percent}
    rules = effective("A", values)
    for found, of in (
        (from_terms(terms, rules, FIVE), terms),
        (from_shares(term, exam, rules, FIVE), [term, exam]),
    ):
        numbers = [int(mark) for mark in of if mark in FIVE.values]
        if found is not None:
            assert found.value in FIVE.values
            assert min(numbers) <= int(found.value) <= max(numbers)
            assert (found.shown >= found.edge) == (found.number >= found.edge)
