"""Averages: weights, codes, zero weights, empty cases, and what rounding must never decide."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.averages import Average, Counted, Scale, average, is_failing
from storage.models import School
from tests.factories.school import FIVE_POINTS

FIVE = Scale(("1", "2", "3", "4", "5"), Decimal(3), frozenset({"н/а", "осв", "зач"}))
TEN = Scale(tuple(str(n) for n in range(1, 11)), Decimal(4), frozenset({"н"}))

values = st.sampled_from(FIVE.values)
codes = st.sampled_from(sorted(FIVE.codes))
weights = st.decimals(min_value="0.01", max_value="10", places=2)
marks = st.builds(Counted, values, weights)
zero_marks = st.builds(Counted, values, st.just(Decimal(0)))
code_marks = st.builds(Counted, codes, weights)


def _of(*pairs: tuple[str | None, str]) -> Average:
    return average((Counted(value, Decimal(weight)) for value, weight in pairs), FIVE)


def test_a_scale_is_read_from_the_schools_setting() -> None:
    assert Scale.of(School(scale=FIVE_POINTS)) == FIVE


def test_a_scale_without_codes_has_none() -> None:
    assert Scale.of(School(scale={"values": ["2", "3"], "passing": "3"})).codes == frozenset()


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        ("5", True),
        ("1", True),
        ("н/а", True),
        ("осв", True),
        ("6", False),
        ("0", False),
        ("", False),
        ("05", False),
        (" 5", False),
        ("5.0", False),
        ("NaN", False),
        ("٥", False),
    ],
)
def test_a_scale_accepts_its_values_and_codes_letter_for_letter(value: str, accepted: bool) -> None:
    assert FIVE.accepts(value) is accepted


@pytest.mark.parametrize("value", ["н/а", "осв", "зач", None, "", "6", "NaN", "Infinity"])
def test_what_is_no_value_of_the_scale_has_no_points(value: str | None) -> None:
    assert FIVE.points(value) is None


def test_values_that_are_no_numbers_have_no_points() -> None:
    letters = Scale(("D", "C", "NaN", "A"), Decimal(3), frozenset())
    assert [letters.points(value) for value in letters.values] == [None] * 4


def test_a_code_that_looks_like_a_number_is_still_a_code() -> None:
    scale = Scale(("2", "3", "0"), Decimal(3), frozenset({"0"}))
    assert average([Counted("0", Decimal(1)), Counted("3", Decimal(1))], scale) == Average(Decimal(3), 1)


def test_weights_count() -> None:
    assert _of(("5", "1"), ("2", "2")) == Average(Decimal(3), 2)


def test_no_marks_make_no_average() -> None:
    assert _of() == Average(None, 0)
    assert _of().shown is None


def test_weight_0_is_not_counted_and_makes_no_nan() -> None:
    assert _of(("5", "0"), ("2", "0")) == Average(None, 0)
    assert _of(("5", "0"), ("2", "1")) == Average(Decimal(2), 1)


def test_absent_and_exempt_are_not_zeros() -> None:
    assert _of(("5", "1"), ("н/а", "1"), ("осв", "5")) == Average(Decimal(5), 1)


def test_a_removed_mark_is_not_counted() -> None:
    assert _of(("5", "1"), (None, "1")) == Average(Decimal(5), 1)


def test_a_negative_weight_is_not_counted() -> None:
    assert _of(("5", "1"), ("2", "-1")) == Average(Decimal(5), 1)


def test_rounding_never_decides_a_comparison() -> None:
    """299 threes and a two are under 3, though they are shown as 3.00."""
    almost = average([Counted("3", Decimal(1), 299), Counted("2", Decimal(1))], FIVE)
    assert almost.shown == Decimal("3.00")
    assert almost.value is not None
    assert almost.value < 3


def test_shown_rounds_half_up() -> None:
    assert Average(Decimal("4.125"), 8).shown == Decimal("4.13")
    assert Average(Decimal("4.5"), 2).shown == Decimal("4.50")


def test_a_ten_point_scale_works_alike() -> None:
    assert average(
        [Counted("10", Decimal(1)), Counted("7", Decimal(1)), Counted("н", Decimal(1))], TEN
    ) == Average(Decimal("8.5"), 2)


@pytest.mark.parametrize(
    ("value", "failing"),
    [("1", True), ("2", True), ("3", False), ("5", False), ("н/а", False), (None, False)],
)
def test_failing_is_below_the_passing_mark_and_never_a_code(value: str | None, failing: bool) -> None:
    assert is_failing(value, FIVE) is failing


@given(st.lists(marks, min_size=1))
def test_an_average_lies_between_the_worst_and_the_best_mark(given_marks: list[Counted]) -> None:
    points = [Decimal(mark.value or 0) for mark in given_marks]
    result = average(given_marks, FIVE)
    assert result.count == len(given_marks)
    assert result.value is not None
    assert min(points) - Decimal("1e-20") <= result.value <= max(points) + Decimal("1e-20")


@given(st.lists(marks), st.lists(st.one_of(zero_marks, code_marks)), st.randoms())
def test_codes_and_weight_0_change_nothing_wherever_they_stand(counted, ignored, random) -> None:
    mixed = [*counted, *ignored]
    random.shuffle(mixed)
    assert average(mixed, FIVE) == average(counted, FIVE)


@given(st.lists(marks))
def test_the_order_does_not_matter(given_marks: list[Counted]) -> None:
    assert average(given_marks, FIVE) == average(reversed(given_marks), FIVE)


@given(st.lists(marks), st.sampled_from([Decimal(2), Decimal(3), Decimal("0.5")]))
def test_scaling_every_weight_changes_nothing(given_marks: list[Counted], factor: Decimal) -> None:
    scaled = [Counted(mark.value, mark.weight * factor) for mark in given_marks]
    before, after = average(given_marks, FIVE), average(scaled, FIVE)
    assert (before.shown, before.count) == (after.shown, after.count)


@given(st.lists(values, min_size=1), weights)
def test_equal_weights_make_the_plain_mean(some: list[str], weight: Decimal) -> None:
    mean = sum(map(Decimal, some)) / len(some)
    assert average((Counted(value, weight) for value in some), FIVE).shown == Average(mean, 1).shown


@given(marks, st.integers(1, 50))
def test_marks_alike_may_be_given_as_one(mark: Counted, times: int) -> None:
    together = average([Counted(mark.value, mark.weight, times)], FIVE)
    assert together == average([mark] * times, FIVE)
