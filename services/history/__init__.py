"""Every change on record: written as it happens, reported to the heads, checked for what was tampered with."""

from services.history.chain import Fault
from services.history.checking import Break, Checked, check_records
from services.history.difference import Difference
from services.history.report import Choices, Filters, Line, Report, export_report, open_report
from services.history.writing import note

__all__ = [
    "Break",
    "Checked",
    "Choices",
    "Difference",
    "Fault",
    "Filters",
    "Line",
    "Report",
    "check_records",
    "export_report",
    "note",
    "open_report",
]
