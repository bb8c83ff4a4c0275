"""The permitted late change: application, decision, entry, and the table of changes (R35, R36)."""

from services.attachments import ENDINGS, MOST_BYTES, Document
from services.late_changes.applying import LONGEST_EXPLANATION, Application, apply_for
from services.late_changes.deciding import MOST_DAYS, USUAL_DAYS, Approval, Refusal, decide
from services.late_changes.documents import MOST_DOCUMENTS
from services.late_changes.entering import Entry, Protocol, enter, open_entry
from services.late_changes.offer import Offer
from services.late_changes.reading import (
    Filed,
    Opened,
    kinds_by_id,
    late_changes_for,
    open_application,
    open_document,
    open_late_change,
    table_of_changes,
)
from services.late_changes.term_marks import (
    TermEntry,
    apply_for_term,
    enter_term_marks,
    open_term_application,
    open_term_entry,
)

__all__ = [
    "ENDINGS",
    "LONGEST_EXPLANATION",
    "MOST_BYTES",
    "MOST_DAYS",
    "MOST_DOCUMENTS",
    "USUAL_DAYS",
    "Application",
    "Approval",
    "Document",
    "Entry",
    "Filed",
    "Offer",
    "Opened",
    "Protocol",
    "Refusal",
    "TermEntry",
    "apply_for",
    "apply_for_term",
    "decide",
    "enter",
    "enter_term_marks",
    "kinds_by_id",
    "late_changes_for",
    "open_application",
    "open_document",
    "open_entry",
    "open_late_change",
    "open_term_application",
    "open_term_entry",
    "table_of_changes",
]
