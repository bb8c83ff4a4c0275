"""Words, dates and numbers in three languages; nothing unescaped."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from locales import LANGUAGES, plain, words_in
from locales.catalogues import extract, missing, updated
from locales.errors import TEXTS, explain
from services.errors import SchoolError
from services.regulation import Entry
from tests.eyes import as_seen

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("language", "day", "full"),
    [
        ("ru", "воскресенье, 22\u00a0ноября", "22\u00a0ноября 2026\u202fг."),
        ("kk", "жексенбі, 22\u00a0қараша", "2026\u202fж. 22\u00a0қараша"),
        ("en", "Sunday, 22\u00a0November", "22\u00a0November 2026"),
    ],
)
def test_days_are_written_as_the_language_does(language: str, day: str, full: str) -> None:
    words = words_in(language)
    assert words.day(SUNDAY) == day
    assert words.full_date(SUNDAY) == full


def test_a_moment_is_shown_on_the_schools_wall() -> None:
    late = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
    assert words_in("ru").moment(late, ZoneInfo("Asia/Almaty")) == "23\u00a0ноября, 00:30"


def test_decimals_have_the_languages_comma_and_lose_nothing() -> None:
    assert words_in("ru").number(Decimal("4.25")) == "4,25"
    assert words_in("en").number(Decimal("4.25")) == "4.25"


def test_values_are_escaped_and_markup_is_not() -> None:
    words = words_in("en")
    assert words("Hello, {name}", name="<b>&") == "Hello, &lt;b&gt;&amp;"
    assert words("Hello, {name}", name=Markup("<b>Ann</b>")) == "Hello, <b>Ann</b>"


def test_plain_text_has_neither_tags_nor_entities() -> None:
    assert plain("<b>7 «А»</b> &amp; &lt;3") == "7 «А» & <3"


def test_an_unknown_language_reads_russian() -> None:
    assert words_in("de").language == "ru"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words_in_every_language(language: str) -> None:
    family = _family(SchoolError)
    assert {error.code for error in family} == set(TEXTS), "words and refusals differ"
    assert len({error.code for error in family}) == len(family), "two refusals share a code"
    words = words_in(language)
    for error in family:
        assert explain(words, error.code, _AnyFact()).strip()


@pytest.mark.parametrize("entry", [*Entry, "lesson"])
def test_whatever_has_closed_has_a_sentence_with_both_days(entry: str) -> None:
    facts = {"entry": entry, "day": date(2026, 3, 2), "closed_on": date(2026, 3, 16)}
    sentence = as_seen(explain(words_in("en"), "entries_closed", facts))
    assert "2 March" in sentence
    assert "closed on 16 March" in sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_complete(language: str) -> None:
    assert [message.id for message in missing(updated(language, extract()))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_sentence(language: str) -> None:
    for message in updated(language, extract()):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        allowed = set().union(*(_fields(text) for text in ids))
        for text in strings:
            assert _fields(text) <= allowed, text


CHOICES = {"why": "later", "entry": "marks", "state": "filed", "field": "locks.marks_days"}
"""Facts that choose one of several sentences."""


class _AnyFact(dict[str, object]):
    """Facts of any name: today's date passes as text, number-like and day."""

    def __missing__(self, key: str) -> object:
        if key in CHOICES:
            return CHOICES[key]
        return 3 if key in {"n", "count", "minutes", "limit", "number", "length", "row"} else SUNDAY


def _family(root: type[SchoolError]) -> set[type[SchoolError]]:
    below = set(root.__subclasses__())
    return below.union(*(_family(child) for child in below))


def _fields(text: str) -> set[str]:
    import string

    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
