"""Every fault, note and sheet of an import has words in every language."""

import pytest

from locales import LANGUAGES, words_in
from locales.importing import FAULTS, NOTES, explain_fault, explain_note, sheet_title
from services.importing import FaultCode, NoteCode, SheetKind

FACTS = {
    "value": "<b>",
    "limit": 200,
    "least": 1,
    "most": 12,
    "choices": {"ru": ["мать"], "kk": ["ана"], "en": ["mother"]},
    "first": 7,
    "group": "7 <А>",
    "schedule": "2 & 3",
}


def test_the_tables_of_words_name_exactly_the_codes_there_are() -> None:
    assert set(FAULTS) == set(FaultCode)
    assert set(NOTES) == set(NoteCode)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", list(FaultCode))
def test_every_fault_is_a_safe_sentence(language: str, code: FaultCode) -> None:
    sentence = explain_fault(words_in(language), code, FACTS)
    assert sentence
    assert "{" not in sentence
    assert "<" not in sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_names_ten_at_most(language: str) -> None:
    for code in NoteCode:
        text = explain_note(words_in(language), code, [f"<i>{n}" for n in range(12)])
        assert "&lt;i&gt;9" in text
        assert "&lt;i&gt;10" not in text
        assert text.endswith("…")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_has_a_title(language: str) -> None:
    assert len({sheet_title(words_in(language), kind) for kind in SheetKind}) == len(SheetKind)
