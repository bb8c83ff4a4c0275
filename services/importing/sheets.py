"""The sheets a school may bring, in the order in which they refer to each other."""

from services.importing.columns import Column, Sheet, SheetKind
from services.importing.people_sheets import PEOPLE_SHEETS
from services.importing.plan_sheets import PLAN_SHEETS
from services.importing.school_sheets import SCHOOL_SHEETS
from services.importing.vocabulary import folded

__all__ = ["BY_KIND", "NOTES", "SHEETS", "Column", "Sheet", "SheetKind"]

SHEETS = SCHOOL_SHEETS + PEOPLE_SHEETS + PLAN_SHEETS
BY_KIND = {sheet.kind: sheet for sheet in SHEETS}
NOTES = frozenset(folded(one) for one in ("Пояснения", "Түсініктеме", "Notes"))
"""Titles of sheets that are there for people only."""
