"""Reads a date of birth as people write it, in Russian, Kazakh and English."""

import re
import unicodedata
from datetime import date

OLDEST = 100
"""Years; nobody at school is older."""
_MONTHS = (
    ("янв", "қаңтар", "jan"),
    ("фев", "ақпан", "feb"),
    ("мар", "наурыз", "mar"),
    ("апр", "сәуір", "apr"),
    ("май", "мая", "мамыр", "may"),
    ("июн", "маусым", "jun"),
    ("июл", "шілде", "jul"),
    ("авг", "тамыз", "aug"),
    ("сен", "қыркүйек", "sep"),
    ("окт", "қазан", "oct"),
    ("ноя", "қараша", "nov"),
    ("дек", "желтоқсан", "dec"),
)
_PLAIN = str.maketrans("қңғәөұүһіё", "кнгаоуухие")
"""Kazakh letters as somebody without a Kazakh keyboard types them."""
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_FILLERS = re.compile(r"^(г|год|года|ж|жыл\w*|of|the|st|nd|rd|th|й|го|е|ого)$")


def read_birthday(text: str, today: date) -> date | None:
    """``14.03.2013``, ``14 3 13``, ``2013-03-14``, ``14 марта 2013``, ``2013 жылғы 14 наурыз`` …

    Day before month, as everybody here writes; the year first if it has four digits. A year of two
    digits is the latest one possible. Nothing when it is no date, or one nobody at school can have.
    """
    parts = [
        part
        for part in _PARTS.findall(unicodedata.normalize("NFC", text).lower())
        if not _FILLERS.match(part)
    ]
    if len(parts) == 1 and re.fullmatch(r"\d{8}", parts[0]):
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) != 3:
        return None
    found = _read(parts, today)
    if found is None or not today.year - OLDEST <= found.year or found > today:
        return None
    return found


def _read(parts: list[str], today: date) -> date | None:
    named = [_month(part) for part in parts]
    month = next((number for number in named if number), None)
    if month is not None:
        parts = [part for part, number in zip(parts, named, strict=True) if not number]
        if len(parts) != 2:
            return None
        first, last = parts
    else:
        first, middle, last = parts
        if not middle.isdecimal() or len(middle) > 2:
            return None
        month = int(middle)
    year, day = (first, last) if len(first) == 4 else (last, first)
    if not (year.isdecimal() and day.isdecimal()) or len(year) not in {2, 4} or len(day) > 2:
        return None
    return _date(_year(year, today), month, int(day))


def _month(word: str) -> int | None:
    """1–12; a whole Kazakh month may carry an ending (``наурызда``), the others are cut short."""
    plain = word.translate(_PLAIN)
    for number, names in enumerate(_MONTHS, 1):
        if any(plain.startswith(name.translate(_PLAIN)) for name in names):
            return number
    return None


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    return year if year <= today.year else year - 100


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
