"""Brings a school's files in: read, dry run with every fault, then all or nothing."""

from services.importing.apply import NotSound, Report, apply
from services.importing.check import check
from services.importing.clashes import TimetableClash
from services.importing.faults import Fault, FaultCode, Note, NoteCode
from services.importing.plan import Count, Plan
from services.importing.sheets import SHEETS, Column, Sheet, SheetKind
from services.importing.tables import Tables, read_files

__all__ = [
    "SHEETS",
    "Column",
    "Count",
    "Fault",
    "FaultCode",
    "NotSound",
    "Note",
    "NoteCode",
    "Plan",
    "Report",
    "Sheet",
    "SheetKind",
    "Tables",
    "TimetableClash",
    "apply",
    "check",
    "read_files",
]
