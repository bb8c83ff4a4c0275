"""Reads CSV the way offices really write it: three encodings, three separators."""

import csv
import io
import re
from itertools import islice

from services.importing.zip_guard import MOST_COLUMNS, MOST_ROWS, TooBig

SEPARATORS = ";,\t"
_SEP_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)


def decoded(content: bytes) -> str:
    """The text of a file written as UTF-8 (with or without a mark), UTF-16 or Windows-1251.

    UTF-16 is only believed with its mark or where half of the bytes are zero: almost any text in
    Windows-1251 with an even length would pass for Chinese in UTF-16. Raises ``UnicodeDecodeError``.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    if b"\x00" in content:
        return content.decode(_unmarked_utf16(content))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251")


def rows_of(text: str) -> list[list[str]]:
    """The cells, row by row as a spreadsheet would number them. Raises ``csv.Error`` or ``TooBig``."""
    separator, text = _separator(text)
    rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 2 * MOST_ROWS))
    if len(rows) == 2 * MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise TooBig
    return rows


def _unmarked_utf16(content: bytes) -> str:
    """By where the zeros are: separators and digits have theirs in the higher byte."""
    return "utf-16-le" if content[1::2].count(0) >= content[0::2].count(0) else "utf-16-be"


def _separator(text: str) -> tuple[str, str]:
    """The separator, and the text without a line that only names it."""
    named = _SEP_LINE.match(text)
    if named is not None:
        return named[1], text[named.end() :]
    heading = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").partition("\n")[0])
    return max(SEPARATORS, key=heading.count), text
