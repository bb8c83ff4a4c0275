"""The quarter's percentage and mark, worked out by hand; what is missing; never more than what is known (R37)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.averages import Average, Scale
from services.gradebook import Missing, OneWork, QuarterPart, QuarterResult, part_of, quarter_result
from services.points import Points
from services.regulation import effective

ON = effective("E", {"summative.is_on": True})
FIVE = Scale(("1", "2", "3", "4", "5"), Decimal(3), frozenset({"н/а", "осв"}))
FORMATIVE, SECTION, QUARTER = QuarterPart


def result(
    average: str | None,
    sections: list[str | None],
    quarter: list[str | None],
    *,
    is_over: bool = False,
    count: int = 4,
) -> QuarterResult:
    formative = Average(None, 0) if average is None else Average(Decimal(average), count)
    works = [OneWork(SECTION, number, value) for number, value in enumerate(sections, 1)]
    works += [OneWork(QUARTER, None, value) for value in quarter]
    return quarter_result(formative, works, ON, FIVE, is_over=is_over)


@pytest.mark.parametrize(
    ("average", "sections", "quarter", "percent", "mark"),
    [
        # 4 of 5 is 80 %: 20 of 25; 27/35: 19.29 of 25; 18/25: 36 of 50; 75.29 in all.
        ("4", ["12/15", "15/20"], ["18/25"], 75, "4"),
        # 4.2 of 5: 21; 12/15: 20; 30/40: 37.5; 78.5, which rounds up.
        ("4.2", ["12/15"], ["30/40"], 79, "4"),
        ("5", ["15/15"], ["40/40"], 100, "5"),
        ("1", ["0/15"], ["0/40"], 5, "2"),
        # 20 + 20 + 44.5 = 84.5 is the lowest 5; 84.4 is a 4.
        ("4", ["8/10"], ["89/100"], 85, "5"),
        ("3.98", ["8/10"], ["89/100"], 84, "4"),
        # 10 + 10 + 19.5 = 39.5, and a little less.
        ("2", ["4/10"], ["39/100"], 40, "3"),
        ("1.98", ["4/10"], ["39/100"], 39, "2"),
        # 15 + 15 + 34.5 = 64.5.
        ("3", ["6/10"], ["69/100"], 65, "4"),
        # Sections add up, not their percentages: 1/5 and 20/20 are 21/25.
        ("5", ["1/5", "20/20"], ["25/25"], 96, "5"),
    ],
)
def test_a_whole_quarter(
    average: str, sections: list[str | None], quarter: list[str | None], percent: int, mark: str
) -> None:
    found = result(average, sections, quarter)
    assert (found.percent, found.mark, found.missing) == (percent, mark, ())


def test_the_parts_say_what_each_adds() -> None:
    parts = result("4", ["12/15", "15/20"], ["18/25"]).parts
    assert [(part.part, part.given, part.of, part.share) for part in parts] == [
        (FORMATIVE, 4, 5, 25),
        (SECTION, 27, 35, 25),
        (QUARTER, 18, 25, 50),
    ]
    assert [round(part.adds, 2) for part in parts] == [20, Decimal("19.29"), 36]


def test_a_course_without_a_quarter_work_has_other_shares_once_its_lessons_are_over() -> None:
    over = result("4", ["9/10"], [], is_over=True)
    assert (over.percent, over.mark) == (85, "5"), "40 of 50 and 45 of 50"
    before = result("4", ["9/10"], [])
    assert (before.percent, before.mark) == (85, None)
    assert before.missing == (Missing(QUARTER),)


@pytest.mark.parametrize(
    ("average", "sections", "quarter", "missing"),
    [
        (None, ["12/15"], ["18/25"], [Missing(FORMATIVE)]),
        ("4", [], ["18/25"], [Missing(SECTION)]),
        ("4", ["12/15", None], ["18/25"], [Missing(SECTION, 2)]),
        ("4", ["12/15"], [None], [Missing(QUARTER)]),
        ("4", ["12/15"], ["н/а"], [Missing(QUARTER)]),
        (None, [None], [None], [Missing(FORMATIVE), Missing(SECTION, 1), Missing(QUARTER)]),
    ],
)
def test_what_is_missing_is_named_and_suggests_no_mark(
    average: str | None, sections: list[str | None], quarter: list[str | None], missing: list[Missing]
) -> None:
    found = result(average, sections, quarter, is_over=True)
    assert list(found.missing) == missing
    assert found.mark is None


def test_a_quarters_mark_stands_on_as_many_marks_as_any() -> None:
    """E asks for three: a suggestion that could not be saved is none."""
    assert result("5", ["15/15"], ["40/40"], count=2).missing == (Missing(FORMATIVE),)
    assert result("5", ["15/15"], ["40/40"], count=3).mark == "5"


def test_a_work_the_student_is_exempt_from_is_none_of_hers() -> None:
    found = result("4", ["9/10", "осв"], ["осв"])
    assert (found.percent, found.mark) == (85, "5"), "as a course without a quarter work"


def test_only_the_kinds_of_the_scheme_count_and_only_while_it_is_on() -> None:
    off = effective("E", {})
    assert part_of("section_summative", ON.summative) is SECTION
    assert part_of("quarter_summative", ON.summative) is QUARTER
    assert part_of("test", ON.summative) is None
    assert part_of("section_summative", off.summative) is None


@st.composite
def points(draw: st.DrawFn) -> Points:
    most = draw(st.integers(1, 100))
    return Points(draw(st.integers(0, most)), most)


averages = st.decimals(1, 5, places=2)
several = st.lists(points(), min_size=1, max_size=3)
ORDER = FIVE.values


@given(averages, several, points())
def test_a_percentage_is_one_and_its_mark_follows_the_bounds(
    average: Decimal, sections: list[Points], quarter: Points
) -> None:
    found = result(str(average), [str(one) for one in sections], [str(quarter)])
    assert found.percent is not None
    assert 0 <= found.percent <= 100
    bounds = ON.summative.bounds
    assert found.mark == max((m for m in bounds if bounds[m] <= found.percent), key=ORDER.index)


@given(averages, several, points(), st.data())
def test_no_work_that_went_better_makes_the_quarter_worse(
    average: Decimal, sections: list[Points], quarter: Points, data: st.DataObject
) -> None:
    works = [*sections, quarter]
    which = data.draw(st.integers(0, len(works) - 1))
    better = [*works]
    better[which] = works[which]._replace(given=data.draw(st.integers(works[which].given, works[which].most)))
    before, after = (
        result(str(average), [str(one) for one in these[:-1]], [str(these[-1])]) for these in (works, better)
    )
    assert before.percent is not None
    assert after.percent is not None
    assert before.mark is not None
    assert after.mark is not None
    assert after.percent >= before.percent
    assert ORDER.index(after.mark) >= ORDER.index(before.mark)


@given(several, points(), st.data())
def test_there_is_never_a_mark_while_a_work_is_missing(
    sections: list[Points], quarter: Points, data: st.DataObject
) -> None:
    works: list[str | None] = [str(one) for one in [*sections, quarter]]
    works[data.draw(st.integers(0, len(works) - 1))] = None
    assert result("4", works[:-1], works[-1:]).mark is None


@pytest.mark.parametrize("text", ["12", "н/а", "12/", "/15", "1/2/3", "-1/5", "1.5/5", "", None])
def test_other_texts_are_no_points(text: str | None) -> None:
    assert Points.read(text) is None


def test_points_are_no_mark_of_any_scale() -> None:
    assert FIVE.points("4/5") is None
    assert Points.read(str(Points(4, 5))) == (4, 5)
