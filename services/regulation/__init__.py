"""What the school's regulation says, and what follows from it for every entry (REGULATIONS.md §1, R33)."""

from services.regulation.in_force import (
    InForce,
    choose_regulation,
    in_force,
    note_imported,
    performance_rules,
    stored_scale,
    versions_of,
    work_kinds,
)
from services.regulation.layers import PRESETS, Preset, Values, effective, preset, value_of
from services.regulation.policy import Regulation, Summative
from services.regulation.windows import Entry, Span, Windows, due_at

__all__ = [
    "PRESETS",
    "Entry",
    "InForce",
    "Preset",
    "Regulation",
    "Span",
    "Summative",
    "Values",
    "Windows",
    "choose_regulation",
    "due_at",
    "effective",
    "in_force",
    "note_imported",
    "performance_rules",
    "preset",
    "stored_scale",
    "value_of",
    "versions_of",
    "work_kinds",
]
