"""What the next school year could look like: last year's days, a year later. Pure (R45)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.models import TermKind

USUAL = {
    TermKind.QUARTER: 4,
    TermKind.HALF_YEAR: 2,
    TermKind.SEMESTER: 2,
    TermKind.PERIOD: 4,
    TermKind.YEAR: 1,
}
"""Into how many terms of a kind a year is divided that nobody has divided before."""
_YEARS = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class TermDraft:
    """A term as it is proposed or typed; a day is empty that is none."""

    kind: TermKind
    starts_on: date | None
    ends_on: date | None

    @property
    def is_left_out(self) -> bool:
        return self.starts_on is None and self.ends_on is None


@dataclass(frozen=True, slots=True)
class YearDraft:
    """A school year as it is proposed or typed; terms of a kind stand together and in order."""

    name: str
    starts_on: date | None
    ends_on: date | None
    terms: tuple[TermDraft, ...]


@dataclass(frozen=True, slots=True)
class PastYear:
    """The year that a proposal follows."""

    name: str
    starts_on: date
    ends_on: date
    terms: tuple[TermDraft, ...]


def next_year(past: PastYear | None, kinds: Sequence[TermKind], today: date) -> YearDraft:
    """The year after ``past``: its name and days moved by one. Without it, the coming September to May."""
    if past is None:
        first = today.year if today.month < 10 else today.year + 1
        starts_on, ends_on = date(first, 9, 1), date(first + 1, 5, 31)
        name = f"{first}/{first + 1}"
    else:
        starts_on, ends_on = year_later(past.starts_on), year_later(past.ends_on)
        name = next_name_of_year(past.name)
    terms = [term for kind in kinds for term in _terms(kind, past, starts_on, ends_on)]
    return YearDraft(name, starts_on, ends_on, tuple(terms))


def year_later(day: date) -> date:
    """The same day of the next year; the last of February where there is none."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def next_name_of_year(name: str) -> str:
    """``2026/2027`` becomes ``2027/2028``: every number that is a year grows by one."""
    return _YEARS.sub(lambda found: str(int(found[0]) + 1), name)


def _terms(kind: TermKind, past: PastYear | None, starts_on: date, ends_on: date) -> list[TermDraft]:
    before = [term for term in past.terms if term.kind is kind] if past else []
    if kind is TermKind.YEAR and not before:
        return [TermDraft(kind, starts_on, ends_on)]
    if before:
        return [
            TermDraft(
                kind, term.starts_on and year_later(term.starts_on), term.ends_on and year_later(term.ends_on)
            )
            for term in before
        ]
    return _divided(kind, starts_on, ends_on)


def _divided(kind: TermKind, starts_on: date, ends_on: date) -> list[TermDraft]:
    """Equal parts without holidays: something to begin with."""
    count, days = USUAL[kind], (ends_on - starts_on).days + 1
    firsts = [starts_on + timedelta(days=days * part // count) for part in range(count)]
    lasts = [first - timedelta(days=1) for first in firsts[1:]] + [ends_on]
    return [TermDraft(kind, first, last) for first, last in zip(firsts, lasts, strict=True)]
