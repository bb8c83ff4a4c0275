"""Where a preset's value comes from is told in the reader's language, by regulation and clause."""

import re

import pytest

from locales import LANGUAGES, words_in
from locales.sources import source_words
from services.regulation import PRESETS, preset
from tests.eyes import as_seen


@pytest.mark.parametrize(
    ("language", "source", "said"),
    [
        (
            "en",
            "A, marks due: on the day of the lesson",
            "Regulation A, “marks due”: on the day of the lesson",
        ),
        ("ru", "D, R37: not attested", "Регламент D, требование R37: не аттестован"),
        ("kk", "R8, R9: the number is our suggestion", "Ортақ талап R8, R9: саны — біздің ұсынысымыз"),
        ("ru", "ours: two school weeks", "Предложено нами: две учебные недели"),
    ],
)
def test_a_source_names_its_regulation_and_clause(language: str, source: str, said: str) -> None:
    assert source_words(words_in(language), source) == said


def test_the_ministrys_order_is_named_with_the_advice_to_compare() -> None:
    said = as_seen(source_words(words_in("en"), preset("E").sources["summative.bounds.4"]))
    assert "order No. 125 of 18 March 2008: 65 to 84 %" in said
    assert "Compare it with the order in force." in said


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_is_told_in_every_language(name: str, language: str) -> None:
    for where, source in preset(name).sources.items():
        said = source_words(words_in(language), source)
        if language != "en":
            assert source.split(": ", 1)[1] not in said, where
            assert not re.search(r"[a-z]{3}", said), where
