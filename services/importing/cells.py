"""Turns what stands in a cell into a value, or says what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from services.importing.faults import FaultCode
from services.importing.vocabulary import Vocabulary

Cell = str | int | float | bool | date | datetime | time | timedelta
Parser = Callable[[Cell], Any]

LONGEST = 200
_DATE = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s*г\.?)?|(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?"
)
_TIME = re.compile(r"(\d{1,2})[:.\-](\d{2})(?::00)?")
_ZONE_NAME = re.compile(r"[A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)+|UTC")


class BadCell(Exception):
    """The cell says nothing that its column can mean."""

    def __init__(self, code: FaultCode, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def shown(cell: Cell) -> str:
    """The cell as one line of text. Numbers lose the ``.0`` a spreadsheet gives them; dates are written out.

    What looks like a formula is text like any other. Raises ``BadCell`` for characters that no
    name has and no database takes.
    """
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date):
        return f"{cell:%d.%m.%Y}"
    text = " ".join(unicodedata.normalize("NFC", str(cell)).split())
    # The soft hyphen, the mark of a file's beginning and their like are invisible: gone, not refused.
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Cn"} for letter in text):
        raise BadCell(FaultCode.BAD_CHARACTERS)
    return text.strip()


def text_up_to(limit: int) -> Parser:
    def parse(cell: Cell) -> str:
        value = shown(cell)
        if len(value) > limit:
            raise BadCell(FaultCode.TOO_LONG, limit=limit)
        return value

    return parse


text = text_up_to(LONGEST)
"""A name or a few words."""


def school_code(cell: Cell) -> str:
    """A short Latin word, safe in a file name."""
    value = shown(cell).lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,31}", value):
        raise BadCell(FaultCode.BAD_CODE, value=value[:LONGEST])
    return value


def user_name(cell: Cell) -> str:
    value = shown(cell).lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{1,63}", value):
        raise BadCell(FaultCode.BAD_CODE, value=value[:LONGEST])
    return value


def day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    value = shown(cell)
    found = _DATE.fullmatch(value)
    if found is None:
        raise BadCell(FaultCode.NOT_A_DATE, value=value[:LONGEST])
    numbers = [int(part) for part in found.groups() if part is not None]
    year, month, number = reversed(numbers) if found[3] else numbers
    try:
        return date(year, month, number)
    except ValueError:
        raise BadCell(FaultCode.NOT_A_DATE, value=value) from None


def clock_time(cell: Cell) -> time:
    """A time of day: a real one, ``8:30`` or ``08.30``, or a spreadsheet's fraction of a day."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, timedelta):
        return _time_of_minutes(round(cell.total_seconds() / 60), cell)
    if isinstance(cell, float) and 0 < cell < 1:
        return _time_of_minutes(round(cell * 24 * 60), cell)
    value = shown(cell)
    found = _TIME.fullmatch(value)
    if found is None or int(found[2]) > 59:
        raise BadCell(FaultCode.NOT_A_TIME, value=value[:LONGEST])
    return _time_of_minutes(int(found[1]) * 60 + int(found[2]), value)


def _time_of_minutes(minutes: int, cell: Cell) -> time:
    if not 0 <= minutes < 24 * 60:
        raise BadCell(FaultCode.NOT_A_TIME, value=str(cell)[:LONGEST])
    return time(minutes // 60, minutes % 60)


def whole(least: int, most: int) -> Parser:
    def parse(cell: Cell) -> int:
        value = shown(cell)
        if not re.fullmatch(r"-?\d{1,9}", value):
            raise BadCell(FaultCode.NOT_A_NUMBER, value=value[:LONGEST])
        if not least <= int(value) <= most:
            raise BadCell(FaultCode.OUT_OF_RANGE, value=value, least=least, most=most)
        return int(value)

    return parse


def weight(cell: Cell) -> Decimal:
    """0 to 10 with at most two places; ``1,5`` and ``1.5`` alike."""
    value = shown(cell).replace(",", ".")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise BadCell(FaultCode.NOT_A_NUMBER, value=value[:LONGEST]) from None
    if not number.is_finite():
        raise BadCell(FaultCode.NOT_A_NUMBER, value=value[:LONGEST])
    # Before anything is reckoned with it: 1e999999 times a hundred is no number any more.
    if not 0 <= number <= 10:
        raise BadCell(FaultCode.OUT_OF_RANGE, value=value[:LONGEST], least=0, most=10)
    if number * 100 % 1:
        raise BadCell(FaultCode.NOT_A_NUMBER, value=value[:LONGEST])
    return number


def zone(cell: Cell) -> str:
    """An IANA name. Asked for by its shape first: zone files are found by path."""
    value = shown(cell)
    if not _ZONE_NAME.fullmatch(value):
        raise BadCell(FaultCode.NOT_A_ZONE, value=value[:LONGEST])
    try:
        return ZoneInfo(value).key
    except (OSError, ValueError, KeyError):
        raise BadCell(FaultCode.NOT_A_ZONE, value=value[:LONGEST]) from None


def choice(vocabulary: Vocabulary) -> Parser:
    def parse(cell: Cell) -> Any:
        value = shown(cell)
        word = vocabulary.find(value)
        if word is None:
            raise BadCell(FaultCode.NOT_A_CHOICE, value=value[:LONGEST], choices=vocabulary.shown())
        return word.value

    return parse


def several(parse: Parser) -> Parser:
    """Values between commas or semicolons, each once, in their order."""

    def parse_all(cell: Cell) -> list[Any]:
        parts = [part.strip() for part in re.split(r"[,;]", shown(cell))]
        return list(dict.fromkeys(parse(part) for part in parts if part))

    return parse_all
