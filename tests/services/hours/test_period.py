"""Which days a report of hours is about."""

from datetime import date

import pytest

from services.hours import months_of, period_of
from storage.models import SchoolYear

LAST = SchoolYear(name="2025/2026", starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 25))
THIS = SchoolYear(name="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 25))
NOVEMBER, SUMMER = date(2026, 11, 23), date(2027, 7, 10)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("first", "last", "today", "found"),
    [
        ("", "", NOVEMBER, ("2026-11-01", "2026-11-30")),
        ("", "", SUMMER, ("2027-05-01", "2027-05-25")),
        ("", "", date(2026, 9, 1), ("2026-09-01", "2026-09-30")),
        ("2026-10-03", "2026-10-17", NOVEMBER, ("2026-10-03", "2026-10-17")),
        ("2026-10-17", "2026-10-03", NOVEMBER, ("2026-10-03", "2026-10-17")),
        ("2026-10-03", "", NOVEMBER, ("2026-10-03", "2026-10-31")),
        ("", "2026-10-17", NOVEMBER, ("2026-10-01", "2026-10-17")),
        ("2026-02-01", "", NOVEMBER, ("2026-02-01", "2026-02-28")),
        ("2026-05-20", "2026-09-10", NOVEMBER, ("2026-05-20", "2026-05-25")),
        ("2026-06-20", "2026-09-10", NOVEMBER, ("2026-09-01", "2026-09-10")),
        ("2026-07-01", "2026-07-31", NOVEMBER, ("2026-11-01", "2026-11-30")),
        ("2019-01-01", "2019-01-31", NOVEMBER, ("2026-11-01", "2026-11-30")),
        ("2026-12-20", "2030-01-01", NOVEMBER, ("2026-12-20", "2027-05-25")),
    ],
)
def test_the_days_asked_for_as_far_as_one_school_year_has_them(
    first: str, last: str, today: date, found: tuple[str, str]
) -> None:
    period = period_of([THIS, LAST], day(first), day(last), today)
    assert period is not None
    assert (period.first.isoformat(), period.last.isoformat()) == found


def test_before_the_first_year_there_is_nothing() -> None:
    assert period_of([], None, None, NOVEMBER) is None
    assert period_of([], NOVEMBER, NOVEMBER, NOVEMBER) is None


def test_the_months_of_a_year_are_those_that_have_begun() -> None:
    months = [(one.first, one.last) for one in months_of(THIS, date(2026, 11, 1))]
    assert months == [
        (date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 11, 1), date(2026, 11, 30)),
    ]
    assert len(months_of(LAST, NOVEMBER)) == 9
    assert months_of(LAST, NOVEMBER)[-1].last == LAST.ends_on
