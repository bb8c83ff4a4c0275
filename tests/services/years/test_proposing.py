"""What the next year could look like, and what is wrong with one that is typed (R45)."""

from dataclasses import replace
from datetime import date

import pytest

from services.errors import SchoolError
from services.years.checking import wrong_with
from services.years.proposing import (
    PastYear,
    TermDraft,
    YearDraft,
    next_name_of_year,
    next_year,
    year_later,
)
from storage.models import SchoolYear, TermKind
from tests.factories.school import QUARTERS

PAST = PastYear(
    "2026/2027",
    date(2026, 9, 1),
    date(2027, 5, 31),
    tuple(TermDraft(TermKind.QUARTER, first, last) for first, last in QUARTERS),
)
KINDS = (TermKind.QUARTER, TermKind.YEAR)
FIRST, LAST = date(2027, 9, 1), date(2028, 5, 31)


def _quarter(first: tuple[int, int, int] | None, last: tuple[int, int, int] | None) -> TermDraft:
    return TermDraft(TermKind.QUARTER, first and date(*first), last and date(*last))


def test_last_years_days_are_moved_by_a_year() -> None:
    draft = next_year(PAST, KINDS, date(2027, 6, 1))
    assert (draft.name, draft.starts_on, draft.ends_on) == ("2027/2028", FIRST, LAST)
    assert [(term.kind, term.starts_on) for term in draft.terms] == [
        (TermKind.QUARTER, date(2027, 9, 1)),
        (TermKind.QUARTER, date(2027, 11, 2)),
        (TermKind.QUARTER, date(2028, 1, 11)),
        (TermKind.QUARTER, date(2028, 4, 1)),
        (TermKind.YEAR, date(2027, 9, 1)),
    ]
    assert wrong_with(draft, []) == {}


def test_a_kind_that_nobody_has_used_yet_divides_the_year_evenly() -> None:
    draft = next_year(PAST, (TermKind.HALF_YEAR,), date(2027, 6, 1))
    assert [(term.starts_on, term.ends_on) for term in draft.terms] == [
        (date(2027, 9, 1), date(2028, 1, 15)),
        (date(2028, 1, 16), date(2028, 5, 31)),
    ]


def test_a_schools_first_year_is_the_coming_one() -> None:
    assert next_year(None, KINDS, date(2027, 6, 1)).name == "2027/2028"
    assert next_year(None, KINDS, date(2027, 11, 1)).starts_on == date(2028, 9, 1)


def test_a_leap_day_and_a_name_without_years() -> None:
    assert year_later(date(2028, 2, 29)) == date(2029, 2, 28)
    assert next_name_of_year("2026–2027 уч. год") == "2027–2028 уч. год"
    assert next_name_of_year("Второй") == "Второй"


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, {}),
        ({"name": ""}, {"name": "text_empty"}),
        ({"name": "x" * 41}, {"name": "entry_too_long"}),
        ({"name": "2026/2027"}, {"name": "year_name_taken"}),
        ({"starts_on": None}, {"starts_on": "day_missing"}),
        ({"ends_on": date(2027, 9, 1), "terms": ()}, {"ends_on": "ends_before_start"}),
        ({"ends_on": date(2072, 5, 31)}, {"ends_on": "year_too_long"}),
        ({"starts_on": date(2027, 5, 31), "ends_on": date(2028, 5, 1)}, {"starts_on": "years_overlap"}),
        ({"terms": (_quarter(None, None),)}, {}),
        ({"terms": (_quarter((2027, 9, 1), None),)}, {"ends_on-0": "day_missing"}),
        ({"terms": (_quarter(None, (2027, 9, 1)),)}, {"starts_on-0": "day_missing"}),
        ({"terms": (_quarter((2027, 10, 1), (2027, 9, 1)),)}, {"ends_on-0": "ends_before_start"}),
        ({"terms": (_quarter((2027, 8, 31), (2027, 9, 20)),)}, {"starts_on-0": "outside_year"}),
        ({"terms": (_quarter((2028, 5, 1), (2028, 6, 1)),)}, {"ends_on-0": "outside_year"}),
        (
            {
                "terms": (
                    _quarter((2027, 9, 1), (2027, 10, 25)),
                    TermDraft(TermKind.YEAR, FIRST, LAST),
                    _quarter((2027, 10, 25), (2027, 12, 20)),
                )
            },
            {"starts_on-2": "terms_out_of_order"},
        ),
    ],
)
def test_each_fault_stands_at_its_field(changes: dict[str, object], faults: dict[str, str]) -> None:
    draft = YearDraft("2027/2028", FIRST, LAST, (TermDraft(TermKind.YEAR, FIRST, LAST),))
    if "starts_on" in changes or "ends_on" in changes:
        draft = replace(draft, terms=())
    other = SchoolYear(name=PAST.name, starts_on=PAST.starts_on, ends_on=PAST.ends_on)
    found: dict[str, SchoolError] = wrong_with(replace(draft, **changes), [other])  # type: ignore[arg-type]
    assert {field: fault.code for field, fault in found.items()} == faults
