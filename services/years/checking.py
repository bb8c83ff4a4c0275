"""What is wrong with a school year that is to be opened, field by field. Pure (R45)."""

from collections.abc import Sequence
from datetime import date

from services.errors import (
    DayMissing,
    EndsBeforeStart,
    EntryTooLong,
    OutsideYear,
    SchoolError,
    TermsOutOfOrder,
    TextEmpty,
    YearNameTaken,
    YearsOverlap,
    YearTooLong,
)
from services.years.proposing import TermDraft, YearDraft
from storage.models import SchoolYear, TermKind

LONGEST_NAME = 40
LONGEST_YEAR = 366
Faults = dict[str, SchoolError]
"""By field: ``name``, ``starts_on``, ``ends_on``, and of the term in place 3 ``starts_on-3``, ``ends_on-3``."""


def wrong_with(draft: YearDraft, others: Sequence[SchoolYear]) -> Faults:
    """Every fault of a year beside the school's other years; of each field the first."""
    faults: Faults = {}
    _name(draft, others, faults)
    _days(draft, others, faults)
    _terms(draft, faults)
    return faults


def _name(draft: YearDraft, others: Sequence[SchoolYear], faults: Faults) -> None:
    if not draft.name:
        faults["name"] = TextEmpty()
    elif len(draft.name) > LONGEST_NAME:
        faults["name"] = EntryTooLong(limit=LONGEST_NAME)
    elif any(other.name == draft.name for other in others):
        faults["name"] = YearNameTaken(name=draft.name)


def _days(draft: YearDraft, others: Sequence[SchoolYear], faults: Faults) -> None:
    first, last = draft.starts_on, draft.ends_on
    if first is None:
        faults["starts_on"] = DayMissing()
    if last is None:
        faults["ends_on"] = DayMissing()
    if first is None or last is None:
        return
    if last <= first:
        faults["ends_on"] = EndsBeforeStart()
    elif (last - first).days >= LONGEST_YEAR:
        faults["ends_on"] = YearTooLong(limit=LONGEST_YEAR)
    for other in others:
        if first <= other.ends_on and other.starts_on <= last:
            at = "starts_on" if other.starts_on <= first else "ends_on"
            faults.setdefault(at, YearsOverlap(name=other.name, first=other.starts_on, last=other.ends_on))


def _terms(draft: YearDraft, faults: Faults) -> None:
    ended: dict[TermKind, date] = {}
    for place, term in enumerate(draft.terms):
        if term.is_left_out:
            continue
        for field, fault in _of_term(term, draft, ended.get(term.kind)).items():
            faults[f"{field}-{place}"] = fault
        if term.ends_on is not None:
            ended[term.kind] = term.ends_on


def _of_term(term: TermDraft, draft: YearDraft, ended: date | None) -> Faults:
    """``ended`` is the last day of the term before it of the same kind."""
    first, last = term.starts_on, term.ends_on
    if first is None or last is None:
        return {"starts_on" if first is None else "ends_on": DayMissing()}
    if last <= first:
        return {"ends_on": EndsBeforeStart()}
    if ended is not None and first <= ended:
        return {"starts_on": TermsOutOfOrder(last=ended)}
    if draft.starts_on is None or draft.ends_on is None or draft.ends_on <= draft.starts_on:
        return {}
    outside = OutsideYear(first=draft.starts_on, last=draft.ends_on)
    begins_inside = draft.starts_on <= first <= draft.ends_on
    return (
        {}
        if begins_inside and last <= draft.ends_on
        else {"ends_on" if begins_inside else "starts_on": outside}
    )
