"""What the school's regulation says, and what follows from it for every entry (REGULATIONS.md §1, R33)."""

from services.regulation.differing import ChangedValue, differing
from services.regulation.in_force import (
    InForce,
    choose_regulation,
    in_force,
    note_imported,
    performance_rules,
    require_open_days,
    require_open_year,
    span_in,
    stored_scale,
    versions_of,
    work_kinds,
    year_closed_between,
)
from services.regulation.layers import PRESETS, Preset, Values, effective, preset, value_of
from services.regulation.policy import Frequency, Regulation, Summative
from services.regulation.school_due import SchoolDue, TermFacts, YearFacts, school_due
from services.regulation.windows import Closing, Entry, Span, Windows, due_at

__all__ = [
    "PRESETS",
    "ChangedValue",
    "Closing",
    "Entry",
    "Frequency",
    "InForce",
    "Preset",
    "Regulation",
    "SchoolDue",
    "Span",
    "Summative",
    "TermFacts",
    "Values",
    "Windows",
    "YearFacts",
    "choose_regulation",
    "differing",
    "due_at",
    "effective",
    "in_force",
    "note_imported",
    "performance_rules",
    "preset",
    "require_open_days",
    "require_open_year",
    "school_due",
    "span_in",
    "stored_scale",
    "value_of",
    "versions_of",
    "work_kinds",
    "year_closed_between",
]
