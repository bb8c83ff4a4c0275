"""The days that a report of hours is about: a month, or any days of one school year. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.models import SchoolYear


@dataclass(frozen=True, slots=True)
class Period:
    """Days of one school year, both inclusive."""

    first: date
    last: date
    year: SchoolYear


def period_of(
    years: Sequence[SchoolYear], first: date | None, last: date | None, today: date
) -> Period | None:
    """The days asked for, as far as they lie in one school year; otherwise the month of today.

    ``years`` are those begun by today. Days the wrong way round are turned; one day alone asks for its
    month; days of two years for those of the earlier. Nothing before the school's first year.
    """
    begins, ends = _in_order(first, last)
    for year in sorted(years, key=lambda one: one.starts_on):
        if begins and ends and begins <= year.ends_on and year.starts_on <= ends:
            return Period(max(begins, year.starts_on), min(ends, year.ends_on), year)
    if not years:
        return None
    latest = max(years, key=lambda one: one.starts_on)
    return _month(latest, min(today, latest.ends_on))


def months_of(year: SchoolYear, today: date) -> list[Period]:
    """The months of a school year that have begun, the first and the last as far as the year has them."""
    months = []
    day = year.starts_on
    while day <= min(year.ends_on, today):
        months.append(_month(year, day))
        day = _last_of_month(day) + timedelta(1)
    return months


def _in_order(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    if first and last:
        return min(first, last), max(first, last)
    if first:
        return first, _last_of_month(first)
    return (last.replace(day=1), last) if last else (None, None)


def _month(year: SchoolYear, day: date) -> Period:
    return Period(max(day.replace(day=1), year.starts_on), min(_last_of_month(day), year.ends_on), year)


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
