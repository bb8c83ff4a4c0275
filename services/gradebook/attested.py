"""What may stand in the cell of a term, exam, credit or final mark, and how it is written down. Pure (R37).

A cell's text is the mark; of "not attested" with the reason behind it: ``н/а: illness`` or, in the
teacher's words, ``н/а: other: moved in May``. So a reason obeys the same conflicts, locks and record
as the mark it explains.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from services.averages import Scale
from services.errors import ChangedMeanwhile, EntryTooLong, ReasonMissing, SchoolError, UnknownMark
from services.gradebook.cells import Fate, fate_of, touched
from services.regulation import Regulation
from services.regulation.policy import Codes
from storage.models import AttestationKind, NotAttestedReason
from storage.models.attestation import Attested

LONGEST_WORDS = 120
BETWEEN = ": "


Marks = Mapping[int, str]
"""Texts of cells by student; a student who is left out has none."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A column as it came back: what stands in it now, and what the page showed."""

    typed: Marks
    seen: Marks

    @property
    def touched(self) -> dict[int, str]:
        return dict(touched(self.typed, self.seen))


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a cell, taken apart. ``reason`` is as it was typed: perhaps none that there is."""

    value: str
    reason: str = ""
    words: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        value, _, rest = text.partition(BETWEEN)
        reason, _, words = rest.partition(BETWEEN)
        return cls(value.strip(), reason.strip(), " ".join(words.split()))

    @classmethod
    def of(cls, row: Attested | None) -> Self:
        """What is stored; empty for no row and for a mark taken away."""
        if row is None or not row.value:
            return cls("")
        return cls(row.value, row.reason or "", row.reason_words)

    def __str__(self) -> str:
        if not self.value:
            return ""
        return BETWEEN.join((self.value, self.reason, self.words)).removesuffix(BETWEEN).removesuffix(BETWEEN)

    def normal(self, codes: Collection[str], reasoned: Collection[str]) -> Self:
        """A code as the school writes it; no reason behind anything but "not attested", words only for "other"."""
        known = {code.casefold(): code for code in codes}
        value = known.get(self.value.casefold(), self.value)
        if value not in reasoned:
            return type(self)(value)
        return type(self)(value, self.reason, self.words if self.reason == NotAttestedReason.OTHER else "")


def wrong(text: Text, allowed: Collection[str], codes: Codes) -> SchoolError | None:
    """Why the text cannot stand in the cell; nothing for an empty one."""
    if text.value and text.value not in allowed:
        return UnknownMark(allowed=", ".join(allowed))
    if text.value not in codes.not_attested:
        return None
    if text.reason not in set(NotAttestedReason):
        return ReasonMissing()
    if text.reason == NotAttestedReason.OTHER and not text.words:
        return ReasonMissing()
    return EntryTooLong(limit=LONGEST_WORDS) if len(text.words) > LONGEST_WORDS else None


def allowed_marks(kind: AttestationKind | None, regulation: Regulation, scale: Scale) -> tuple[str, ...]:
    """What may be given: for a term's mark (``None``) the whole scale; ``зач`` for a credit alone.

    Where the scale has no codes for a credit, it is given as a mark (B).
    """
    codes = regulation.scale.codes
    passed = {*codes.credit, *codes.no_credit} & scale.codes
    others = scale.codes if kind in {None, AttestationKind.CREDIT} else scale.codes - passed
    return (*scale.values, *sorted(others))


def decide(
    entered: Entered,
    stored: Mapping[int, Attested],
    regulation: Regulation,
    scale: Scale,
    kind: AttestationKind | None = None,
) -> tuple[dict[int, str], dict[int, SchoolError]]:
    """What to write and what is wrong, by student."""
    changes: dict[int, str] = {}
    faults: dict[int, SchoolError] = {}
    allowed, codes = allowed_marks(kind, regulation, scale), regulation.scale.codes
    for student, typed in entered.touched.items():
        text = Text.parse(typed).normal(scale.codes, codes.not_attested)
        current = Text.of(stored.get(student))
        fate = fate_of(str(text), entered.seen.get(student, ""), str(current))
        fault = wrong(text, allowed, codes)
        if fault is None and fate is Fate.CONFLICT:
            fault = ChangedMeanwhile(theirs=current.value)
        if fault is not None:
            faults[student] = fault
        elif fate is Fate.WRITE:
            changes[student] = str(text)
    return changes, faults


def put(row: Attested, text: str, author_id: int, now: datetime) -> None:
    """Let the row say what the text says, in its next version."""
    told = Text.parse(text)
    row.value = told.value or None
    row.reason = NotAttestedReason(told.reason) if told.reason else None
    row.reason_words = told.words
    row.version += 1
    row.author_id = author_id
    row.changed_at = now
