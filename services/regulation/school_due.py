"""What a school owes by its regulation in the days ahead: plans, timetable, term marks, prints, reports. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from services.regulation.policy import Frequency, Regulation
from storage.models import TermKind

AHEAD = timedelta(days=30)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TermFacts:
    """A term as its deadlines see it."""

    kind: TermKind
    number: int
    starts_on: date
    ends_on: date
    has_lessons: bool = True
    courses_without_marks: int = 0
    """Courses of classes in which nobody has a mark of the term."""


@dataclass(frozen=True, slots=True)
class YearFacts:
    """A school year that runs, is over or is to come."""

    starts_on: date
    ends_on: date
    terms: tuple[TermFacts, ...] = ()
    courses_without_plan: int = 0


@dataclass(frozen=True, slots=True)
class SchoolDue:
    """One thing that is due; ``until`` is the last day of its time."""

    what: str
    """topic_plans, timetable, term_marks, journal, sheets, activity, performance, backup or export."""
    until: date
    is_late: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def school_due(regulation: Regulation, years: Sequence[YearFacts], today: date) -> list[SchoolDue]:
    """What is due within the next 30 days or is late, the earliest first; nothing where all is well.

    Late is only what the diary can see undone. Whether somebody printed the journal it does not know.
    """
    found = [
        one for year in years for one in (*_plans(regulation, year, today), *_terms(regulation, year, today))
    ]
    year = max((one for one in years if one.starts_on <= today), key=lambda y: y.ends_on, default=None)
    if year is not None:
        found += [*_prints(regulation, today), *_periods(regulation, year, today)]
    late = [
        SchoolDue(one.what, one.until, one.until < today, one.facts)
        for one in found
        if one.until <= today + AHEAD
    ]
    return sorted(late, key=lambda one: one.until)


def _plans(regulation: Regulation, year: YearFacts, today: date) -> Iterator[SchoolDue]:
    days = regulation.due.topic_plan_days
    if days is not None and year.courses_without_plan and today <= year.ends_on:
        until = year.starts_on - days * DAY
        yield SchoolDue("topic_plans", until, facts={"courses": year.courses_without_plan})


def _terms(regulation: Regulation, year: YearFacts, today: date) -> Iterator[SchoolDue]:
    due, locks = regulation.due, regulation.locks
    marks_days = due.term_marks_days if due.term_marks_days is not None else locks.term_marks_days
    for term in year.terms:
        named = {"kind": term.kind, "number": term.number}
        if due.timetable_days is not None and not term.has_lessons and today <= term.ends_on:
            yield SchoolDue("timetable", term.starts_on - due.timetable_days * DAY, facts=named)
        if marks_days is not None and term.courses_without_marks:
            facts = {**named, "courses": term.courses_without_marks}
            yield SchoolDue("term_marks", term.ends_on + marks_days * DAY, facts=facts)


def _prints(regulation: Regulation, today: date) -> Iterator[SchoolDue]:
    for what, by in (("journal", regulation.archive.journal_by), ("sheets", regulation.archive.sheets_by)):
        if by is not None:
            this_year = date(today.year, int(by[3:]), int(by[:2]))
            yield SchoolDue(what, this_year if this_year >= today else this_year.replace(today.year + 1))


def _periods(regulation: Regulation, year: YearFacts, today: date) -> Iterator[SchoolDue]:
    """For each report and copy the end of the period that runs; in holidays those of terms rest."""
    reports, archive = regulation.reports, regulation.archive
    for what, frequencies in (
        ("activity", (reports.activity,)),
        ("performance", reports.performance),
        ("backup", (archive.backup,)),
        ("export", archive.exports),
    ):
        for often in frequencies:
            until = _period_ends(often, year, today) if often else None
            if until is not None and often is not None:
                yield SchoolDue(what, until, facts={"often": often.value})


def _period_ends(often: Frequency, year: YearFacts, today: date) -> date | None:
    """The last day of the period that ``today`` lies in. What is daily is nothing to be reminded of."""
    if often is Frequency.WEEKLY:
        return today + (6 - today.weekday()) * DAY
    if often is Frequency.MONTHLY:
        return _month_ends(today)
    if often is Frequency.YEARLY:
        return year.ends_on if today <= year.ends_on else None
    if often in {Frequency.QUARTERLY, Frequency.TERMLY}:
        quarters = [term for term in year.terms if term.kind is TermKind.QUARTER]
        parts = [term for term in year.terms if term.kind is not TermKind.YEAR]
        terms = quarters if often is Frequency.QUARTERLY and quarters else parts
        running = [term.ends_on for term in terms if term.starts_on <= today <= term.ends_on]
        return min(running, default=None)
    return None


def _month_ends(day: date) -> date:
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY
