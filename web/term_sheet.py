"""The columns of marks that sum up, as the class gradebook's form has them: what is typed, wrong, closed."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from locales.attestation import attestation_name, reason_name
from locales.errors import explain
from services.errors import ChangedMeanwhile, NoTermMarks, SchoolError, TooFewMarks
from services.gradebook import (
    ClassGradebook,
    Entered,
    Suggestion,
    TermResult,
    Text,
    closed_attestation_mark,
    closed_term_mark,
    opened_by_permission_only,
)
from storage.models import Attestation, AttestationKind, NotAttestedReason, WorkKind
from web.context import Visit
from web.suggestions import in_words

TERM, EXAM = "term", "exam"
_FIELD = re.compile(r"(term|exam[1-9]\d{0,9})-(\d{1,10})(-why|-words)?", re.ASCII)
Columns = Mapping[str, Mapping[int, str]]
"""Texts of cells by column and student. The column of the term's marks is ``term``, of others ``exam12``."""


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    typed: Mapping[int, str]
    """Texts of cells, by student."""
    faults: Mapping[int, Markup]
    closed: Mapping[int, Markup]
    """Why a student's cell may not be written now."""
    suggestions: Mapping[int, Suggestion]
    reasoned: frozenset[str]
    """The codes that want a reason."""
    attestation: Attestation | None = None
    title: str = ""
    may_ask: bool = False
    """Whether something has closed for the teacher, so that only permission opens it."""
    unattested: bool = False
    """A course without term marks has no cells for them."""

    def told(self, student_id: int) -> Text:
        return Text.parse(self.typed.get(student_id, ""))

    def wants_reason(self, student_id: int) -> bool:
        return self.told(student_id).value.casefold() in self.reasoned


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Everything of the form that is not the gradebook itself."""

    term: Column
    exams: tuple[Column, ...]
    students: int
    """How many the sheet has."""
    seen: str
    """What is stored, as JSON."""
    reasons: Mapping[str, Markup]
    lacks: tuple[tuple[str, list[Markup]], ...] = ()
    """Who lacks what, in the order of the class list."""
    is_suggested: bool = False
    """Whether suggestions were filled in and are not saved yet."""
    words: Mapping[Suggestion, Markup] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self.term, *self.exams)

    @property
    def refusals(self) -> list[Markup]:
        """Why cells are closed, each reason once, in the order of the columns."""
        return list(dict.fromkeys(reason for column in self.columns for reason in column.closed.values()))

    @property
    def is_open(self) -> bool:
        """Whether there is a cell to write in."""
        return any(not column.unattested and len(column.closed) < self.students for column in self.columns)

    @property
    def wrong(self) -> int:
        return sum(len(column.faults) for column in self.columns)


def read_sheet(fields: Iterable[tuple[str, object]]) -> Columns:
    """The cells of a form; anything else that came is nobody's business here."""
    texts = {name: _clean(text) for name, text in fields if isinstance(text, str)}
    found: dict[str, dict[int, str]] = {}
    for name, text in texts.items():
        match = _FIELD.fullmatch(name)
        if match is None or match[3]:
            continue
        why, words = texts.get(f"{name}-why"), texts.get(f"{name}-words", "")
        told = Text.parse(text) if why is None else Text(text, why, words)
        found.setdefault(match[1], {})[int(match[2])] = str(told)
    return found


def read_seen(text: str) -> Columns:
    try:
        seen = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return read_sheet(seen.items()) if isinstance(seen, dict) else {}


def entered_of(typed: Columns, seen: Columns) -> dict[int, Entered]:
    """The columns of exams, by attestation."""
    return {
        int(key.removeprefix(EXAM)): Entered(typed[key], seen.get(key, {})) for key in typed if key != TERM
    }


def with_suggestions(book: ClassGradebook, typed: Columns) -> Columns:
    """What was typed, and what is suggested where nothing was."""
    columns = {TERM: {line.student.id: line.suggestion.value for line in book.lines if line.suggestion}}
    for one in book.sheet.attestations:
        if one.kind is AttestationKind.FINAL:
            columns[f"{EXAM}{one.id}"] = {
                line.student.id: line.final.value for line in book.lines if line.final
            }
    return {
        key: {
            **columns.get(key, {}),
            **{student: text for student, text in typed.get(key, {}).items() if text},
        }
        for key in columns.keys() | typed.keys()
    }


def sheet_page(
    visit: Visit, book: ClassGradebook, typed: Columns, result: TermResult, *, is_suggested: bool = False
) -> SheetPage:
    columns = [_term_column(visit, book, typed.get(TERM, {}), result.faults)]
    for one in book.sheet.attestations:
        key = f"{EXAM}{one.id}"
        columns.append(_exam_column(visit, book, one, typed.get(key, {}), result.beside.get(one.id, {})))
    stored = {column.key: _stored(book, column.attestation) for column in columns}
    names = ((f"{key}-{student}", text) for key, cells in stored.items() for student, text in cells.items())
    return SheetPage(
        term=columns[0],
        exams=tuple(columns[1:]),
        students=len(book.lines),
        seen=json.dumps(dict(names), ensure_ascii=False),
        reasons={one.value: reason_name(visit.words, one) for one in NotAttestedReason},
        lacks=tuple(_lacks(visit, book)),
        is_suggested=is_suggested,
        words={
            found: in_words(visit.words, found) for column in columns for found in column.suggestions.values()
        },
    )


def has_conflict(result: TermResult) -> bool:
    faults = [*result.faults.values(), *(one for faults in result.beside.values() for one in faults.values())]
    return any(isinstance(fault, ChangedMeanwhile) for fault in faults)


def _term_column(
    visit: Visit, book: ClassGradebook, typed: Mapping[int, str], faults: Mapping[int, SchoolError]
) -> Column:
    refusals = {}
    if book.windows is not None and book.may_record:
        for line in book.lines:
            refusals[line.student.id] = closed_term_mark(
                book.windows, line.term_mark, book.first_entered, visit.now
            )
    if not book.course.has_term_marks:
        refusals = {line.student.id: NoTermMarks() for line in book.lines}
    return Column(
        key=TERM,
        typed={**_stored(book, None), **typed},
        faults={student: explained(visit, book.kinds, fault) for student, fault in faults.items()},
        closed=_said(visit, refusals),
        suggestions={line.student.id: line.suggestion for line in book.lines if line.suggestion},
        reasoned=_reasoned(book),
        may_ask=bool(opened_by_permission_only(refusals)),
        unattested=not book.course.has_term_marks,
    )


def _exam_column(
    visit: Visit,
    book: ClassGradebook,
    one: Attestation,
    typed: Mapping[int, str],
    faults: Mapping[int, SchoolError],
) -> Column:
    refusals = {}
    if book.windows is not None and book.may_record:
        for line in book.lines:
            student = line.student.id
            mark = book.sheet.marks.get((one.id, student))
            refusals[student] = closed_attestation_mark(
                book.windows, one, mark, student, book.first_entered, visit.now
            )
    finals = one.kind is AttestationKind.FINAL
    return Column(
        key=f"{EXAM}{one.id}",
        typed={**_stored(book, one), **typed},
        faults={student: explained(visit, book.kinds, fault) for student, fault in faults.items()},
        closed=_said(visit, refusals),
        suggestions={line.student.id: line.final for line in book.lines if finals and line.final},
        reasoned=_reasoned(book),
        may_ask=bool(opened_by_permission_only(refusals)),
        attestation=one,
        title=attestation_name(visit.words, one.kind),
    )


def _stored(book: ClassGradebook, one: Attestation | None) -> dict[int, str]:
    """The texts that stand in the store; of a student without any nothing."""
    rows = {
        line.student.id: line.term_mark if one is None else book.sheet.marks.get((one.id, line.student.id))
        for line in book.lines
    }
    return {student: text for student, row in rows.items() if (text := str(Text.of(row)))}


def _reasoned(book: ClassGradebook) -> frozenset[str]:
    codes = book.windows.regulation.scale.codes.not_attested if book.windows else ()
    return frozenset(code.casefold() for code in codes)


def _said(visit: Visit, refusals: Mapping[int, SchoolError | None]) -> dict[int, Markup]:
    return {
        student: explain(visit.words, refusal.code, refusal.facts)
        for student, refusal in refusals.items()
        if refusal is not None
    }


def explained(visit: Visit, kinds: Iterable[WorkKind], fault: SchoolError) -> Markup:
    """The fault in words; a kind of work by its name in the reader's language."""
    facts = dict(fault.facts)
    if isinstance(fault, TooFewMarks):
        facts["kind"] = _kind_name(visit, kinds, facts["kind"])
    return explain(visit.words, fault.code, facts)


def _kind_name(visit: Visit, kinds: Iterable[WorkKind], code: str) -> str:
    return next((kind.name_in(visit.words.language) for kind in kinds if kind.code == code), "")


def _lacks(visit: Visit, book: ClassGradebook) -> Iterable[tuple[str, list[Markup]]]:
    """Whoever has a code in place of a mark lacks nothing."""
    _ = visit.words
    for line in book.lines:
        found = book.sheet.lacks.get(line.student.id, ())
        if not found or not book.may_record or Text.of(line.term_mark).value in book.scale.codes:
            continue
        yield (
            line.student.short_name,
            [
                _("“{kind}”: {given} of {least}", **{**lack.facts, "kind": name})
                if (name := _kind_name(visit, book.kinds, lack.facts["kind"]))
                else _("{given} of {n} mark", "{given} of {n} marks", lack.facts["least"], **lack.facts)
                for lack in found
            ],
        )


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()
