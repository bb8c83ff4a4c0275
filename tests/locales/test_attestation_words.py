"""What is said of exams and reasons: a word for each value of the store, in every language."""

import pytest

from locales import LANGUAGES, words_in
from locales.attestation import attestation_name, marked_up, reason_name
from locales.changes import SUMS_UP, change_name, change_value
from storage.models import AttestationKind, ChangeKind, NotAttestedReason

RU = words_in("ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_reason_has_its_word(language: str) -> None:
    _ = words_in(language)
    assert len({attestation_name(_, kind) for kind in AttestationKind}) == len(AttestationKind)
    assert len({reason_name(_, reason) for reason in NotAttestedReason}) == len(NotAttestedReason)
    assert len({change_name(_, kind) for kind in ChangeKind}) == len(ChangeKind)
    assert set(ChangeKind) >= SUMS_UP


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("5", "5"),
        ("", "—"),
        ("н/а: illness", "н/а (болезнь)"),
        ("н/а: other: уехал: в мае", "н/а (уехал: в мае)"),
    ],
)
def test_the_record_tells_a_reason_in_words(text: str, told: str) -> None:
    assert {change_value(RU, {}, kind, text) for kind in SUMS_UP} == {told}


def test_a_teachers_words_are_no_markup() -> None:
    assert marked_up(RU, "н/а", "other", "<b>") == "<b>н/а</b> (&lt;b&gt;)"
