"""School years: opened with their terms, their classes promoted, closed and reopened (R45)."""

from services.years.closing import (
    LONGEST_REASON,
    ClosingPage,
    Gaps,
    close_year,
    open_closing,
    reopen_year,
)
from services.years.opening import Opening, open_year, own_year, propose_year, years_for
from services.years.promoting import Promoted, Promotion, open_promotion, promote
from services.years.proposing import TermDraft, YearDraft
from services.years.settling import Apart, Choices, ClassChoice, Fate, Outcome, StudentChoice

__all__ = [
    "LONGEST_REASON",
    "Apart",
    "Choices",
    "ClassChoice",
    "ClosingPage",
    "Fate",
    "Gaps",
    "Opening",
    "Outcome",
    "Promoted",
    "Promotion",
    "StudentChoice",
    "TermDraft",
    "YearDraft",
    "close_year",
    "open_closing",
    "open_promotion",
    "open_year",
    "own_year",
    "promote",
    "propose_year",
    "reopen_year",
    "years_for",
]
