"""Personal records of students and parents: kept, checked, reported as changed (R44, R12)."""

from services.records.checking import CheckState, period_of, reminders_to_tell
from services.records.confirming import checks_due, confirm_check
from services.records.deciding import LONGEST_REASON, accept_report, decline_report
from services.records.keeping import (
    ClassRecords,
    ClassState,
    Lack,
    PersonalRecord,
    glance_at,
    keeps_all,
    may_oversee,
    open_record,
    open_records,
    oversee,
)
from services.records.reporting import (
    MOST_WAITING,
    ReportDraft,
    begin_report,
    fields_open,
    file_report,
    with_value,
)
from services.records.saving import Saved, save_record, texts_of
from services.records.values import masked

__all__ = [
    "LONGEST_REASON",
    "MOST_WAITING",
    "CheckState",
    "ClassRecords",
    "ClassState",
    "Lack",
    "PersonalRecord",
    "ReportDraft",
    "Saved",
    "accept_report",
    "begin_report",
    "checks_due",
    "confirm_check",
    "decline_report",
    "fields_open",
    "file_report",
    "glance_at",
    "keeps_all",
    "masked",
    "may_oversee",
    "open_record",
    "open_records",
    "oversee",
    "period_of",
    "reminders_to_tell",
    "save_record",
    "texts_of",
    "with_value",
]
