"""What may stand in a cell of a mark that sums up: codes, reasons, kinds of attestation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.averages import Scale
from services.errors import ChangedMeanwhile, EntryTooLong, ReasonMissing, SchoolError, UnknownMark
from services.gradebook.attested import LONGEST_WORDS, Entered, Text, allowed_marks, decide
from services.regulation import effective
from services.regulation.in_force import stored_scale
from storage.models import AttestationKind, NotAttestedReason, School, TermMark

A, B = effective("A", {}), effective("B", {})


def scale_of(profile: str) -> Scale:
    return Scale.of(School(scale=stored_scale(effective(profile, {}).scale)))


def row(value: str | None, reason: NotAttestedReason | None = None, words: str = "") -> TermMark:
    return TermMark(value=value, reason=reason, reason_words=words)


@pytest.mark.parametrize(
    ("text", "value", "reason", "words"),
    [
        ("5", "5", "", ""),
        ("", "", "", ""),
        ("н/а: illness", "н/а", "illness", ""),
        ("н/а: other: уехал: в мае", "н/а", "other", "уехал: в мае"),
        ("н/а: : words", "н/а", "", "words"),
        ("н/а: other:  a   b ", "н/а", "other", "a b"),
    ],
)
def test_a_text_is_taken_apart(text: str, value: str, reason: str, words: str) -> None:
    assert Text.parse(text) == Text.parse(str(Text.parse(text))) == Text(value, reason, words)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(st.sampled_from(list(NotAttestedReason)), WORDS)
def test_what_is_stored_comes_back_as_it_was(reason: NotAttestedReason, words: str) -> None:
    kept = words if reason is NotAttestedReason.OTHER else ""
    told = Text.of(row("н/а", reason, kept))
    assert Text.parse(str(told)) == told


def test_a_mark_taken_away_says_nothing() -> None:
    assert str(Text.of(row(None, NotAttestedReason.ILLNESS))) == str(Text.of(None)) == ""


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("5", "5"),
        ("5: illness", "5"),
        ("Н/А: illness", "н/а: illness"),
        ("н/а: illness: and words", "н/а: illness"),
        ("н/а: other: moved house", "н/а: other: moved house"),
        ("осв: illness", "осв"),
        ("ЗАЧ", "зач"),
    ],
)
def test_it_is_written_as_the_school_writes_it(typed: str, written: str) -> None:
    assert decide(Entered({1: typed}, {}), {}, A, scale_of("A")) == ({1: written}, {})


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("6", UnknownMark),
        ("отл", UnknownMark),
        ("н/а", ReasonMissing),
        ("н/а: weather", ReasonMissing),
        ("н/а: other", ReasonMissing),
        ("н/а: other:   ", ReasonMissing),
        ("н/а: other: " + "x" * (LONGEST_WORDS + 1), EntryTooLong),
    ],
)
def test_what_cannot_stand_there_is_refused(typed: str, fault: type[SchoolError]) -> None:
    changes, faults = decide(Entered({1: typed}, {}), {}, A, scale_of("A"))
    assert (changes, type(faults[1])) == ({}, fault)


@pytest.mark.parametrize(
    ("typed", "seen", "stored", "outcome"),
    [
        ("4", "", row("5"), ChangedMeanwhile),
        ("5", "", row("5"), None),
        ("4", "5", row("5"), "4"),
        ("", "5", row("5"), ""),
        ("н/а: absences", "н/а: illness", row("н/а", NotAttestedReason.ILLNESS), "н/а: absences"),
        ("н/а: absences", "н/а: illness", row("н/а", NotAttestedReason.TOO_FEW_MARKS), ChangedMeanwhile),
        ("5", "н/а: illness", row("н/а", NotAttestedReason.TOO_FEW_MARKS), ChangedMeanwhile),
    ],
)
def test_a_reason_conflicts_like_the_mark_it_explains(
    typed: str, seen: str, stored: TermMark, outcome: str | type[SchoolError] | None
) -> None:
    changes, faults = decide(Entered({1: typed}, {1: seen}), {1: stored}, A, scale_of("A"))
    assert (changes.get(1) if 1 not in faults else type(faults[1])) == outcome


@pytest.mark.parametrize(
    ("profile", "kind", "gives", "never"),
    [
        ("A", None, {"2", "5", "зач", "н/а"}, {"6"}),
        ("A", AttestationKind.CREDIT, {"зач", "незач", "2", "5", "н/а"}, set()),
        ("A", AttestationKind.GRADED_CREDIT, {"2", "5", "н/а"}, {"зач", "незач"}),
        ("A", AttestationKind.EXAM, {"2", "5", "осв"}, {"зач"}),
        ("A", AttestationKind.FINAL, {"3"}, {"незач"}),
        ("B", AttestationKind.CREDIT, {"2", "3", "4", "5", "н/а"}, {"зач"}),
        ("E", AttestationKind.EXAM, {"1"}, {"зач"}),
    ],
)
def test_each_kind_of_attestation_has_its_marks(
    profile: str, kind: AttestationKind | None, gives: set[str], never: set[str]
) -> None:
    """A credit at the college is a mark, for its scale has no other (B)."""
    allowed = set(allowed_marks(kind, effective(profile, {}), scale_of(profile)))
    assert gives <= allowed
    assert not never & allowed
