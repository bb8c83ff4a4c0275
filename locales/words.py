"""One language's catalogue with its way of writing dates and numbers."""

import datetime
import gettext
import html
import re
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

LANGUAGES = ("ru", "kk", "en")
FALLBACK = "ru"
NAMES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}
"""Each language by its own name, so that whoever reads only that one finds it."""
FORMATS = {"ru": "ru", "kk": "kk", "en": "en_GB"}
SPACE = "\u00a0"
"""Does not break: the number of a day and its month stay on one line."""
_DAY_OF_MONTH = re.compile(r"(?<=\d) (?=[^\W\d])")
_TAG = re.compile(r"</?[a-z][^<>]*>")
HERE = Path(__file__).parent


class Words:
    """Translates whole sentences and writes dates and numbers, in one language.

    Conventionally named ``_`` where it is used, so that Babel finds the sentences:
    ``_("No lessons on {day}.", day=_.day(day))``. The result is safe HTML (of the kind Telegram
    and browsers share): every value is escaped unless it is ``Markup`` already. Where plain text
    is wanted (a button, a PDF), pass the result through ``plain``.
    """

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self.locale = Locale.parse(FORMATS[language])
        self._catalogue = catalogue

    def __call__(self, one: str, many: str | None = None, n: int | None = None, **values: Any) -> Markup:
        """The sentence in this language; with ``many`` and ``n``, in the right plural form."""
        if many is None or n is None:
            sentence = self._catalogue.gettext(one)
        else:
            sentence = self._catalogue.ngettext(one, many, n)
            values.setdefault("n", n)
        # Markup.format would do the same by way of Python's own reading of the sentence: ten times slower.
        safe = {name: escape(value) for name, value in values.items()}
        return Markup(sentence.format(**safe))  # noqa: S704 - sentences are ours, values are escaped

    def date(self, day: datetime.date) -> str:
        """``22 ноября`` — the year is left out: a school year has each day once."""
        return _day_and_month(day, FORMATS[self.language])

    def short_date(self, day: datetime.date) -> str:
        """``22.11``"""
        return f"{day:%d.%m}"

    def full_date(self, day: datetime.date) -> str:
        """``22 ноября 2026 г.``"""
        return _full(day, FORMATS[self.language])

    def day(self, day: datetime.date) -> str:
        """``понедельник, 23 ноября``"""
        return f"{self.weekday(day)}, {self.date(day)}"

    def month(self, day: datetime.date) -> str:
        """``ноябрь 2026``, without the letters that stand for “year” in some languages."""
        return f"{dates.format_date(day, 'LLLL', locale=self.locale)} {day.year}"

    def weekday(self, day: datetime.date) -> str:
        return dates.format_date(day, "EEEE", locale=self.locale)

    def short_weekday(self, day: datetime.date) -> str:
        return dates.format_date(day, "EEE", locale=self.locale)

    def time(self, at: datetime.time) -> str:
        """``08:30`` in every language: the school writes 24 hours."""
        return f"{at:%H:%M}"

    def moment(self, at: datetime.datetime, zone: ZoneInfo) -> str:
        """A stored UTC moment as the school's wall shows it: ``22 ноября, 14:05``."""
        local = at.astimezone(zone)
        return f"{self.date(local.date())}, {local:%H:%M}"

    def number(self, value: Decimal | int) -> str:
        """A decimal as it is, with this language's comma."""
        return _number(value, FORMATS[self.language])


@cache
def words_in(language: str) -> Words:
    """The words of a language; of Russian when there is no such catalogue."""
    known = language if language in LANGUAGES else FALLBACK
    return Words(known, _load(known))


@lru_cache(maxsize=2048)
def _day_and_month(day: datetime.date, locale: str) -> str:
    """Kept, because Babel searches all its patterns anew for every date: a quarter of a notice's cost."""
    return dates.format_skeleton("dMMMM", day, locale=locale).replace(" ", SPACE)


@lru_cache(maxsize=2048)
def _full(day: datetime.date, locale: str) -> str:
    """Only the day and its month are held together: a column of orders is narrower than a whole date."""
    return _DAY_OF_MONTH.sub(SPACE, dates.format_date(day, "long", locale=locale))


@lru_cache(maxsize=2048)
def _number(value: Decimal | int, locale: str) -> str:
    return numbers.format_decimal(value, locale=locale, decimal_quantization=False)


def plain(text: str) -> str:
    """Text without HTML: for buttons, file names, paper."""
    text = str(text)
    if "<" in text:
        text = _TAG.sub("", text)
    return html.unescape(text)


def catalogue_path(language: str) -> Path:
    return HERE / language / "LC_MESSAGES" / "diary.po"


def _load(language: str) -> gettext.NullTranslations:
    """Read the ``.po`` into memory: no build step, and no compiled file to go stale."""
    with catalogue_path(language).open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
