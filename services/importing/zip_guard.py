"""Looks into an office file before anything big is made of it."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

MOST_BYTES = 5_000_000
"""Of a file as it was sent; 20 000 rows of names take about one and a half million."""
MOST_UNPACKED = 60_000_000
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 200


class TooBig(Exception):
    """The file, unpacked, would be out of all proportion to a school."""


class Unreadable(Exception):
    """The file is not what its name says."""


def unpacked_safely(content: bytes) -> bytes:
    """The same office file, stored without compression, once its size and its cells are known to be sane.

    The reader gets this copy, never the original: a header that lies about sizes, a part that
    unpacks to gigabytes, or a single cell in the last row of the last column would each fill the
    memory. Names of parts are only names here, nothing is written to a disk. Raises ``TooBig`` or
    ``Unreadable``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise Unreadable from error
    for part in parts.values():
        _Extent().measure(part)
    return _stored(parts)


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The XML parts and the ``mimetype``; pictures and macros are of no use to anybody here."""
    entries = archive.infolist()
    wanted = [e for e in entries if e.filename == "mimetype" or e.filename.endswith((".xml", ".rels"))]
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in wanted) > MOST_UNPACKED:
        raise TooBig
    return {entry.filename: archive.read(entry) for entry in wanted}


def _stored(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


@dataclass
class _Extent:
    """Walks over one XML part and stops at a cell that lies absurdly far out."""

    row: int = 0
    column: int = 0
    row_repeat: int = 1
    finders: dict[str, Callable[[dict[str, str]], None]] = field(init=False)

    def __post_init__(self) -> None:
        self.finders = {
            "row": self._xlsx_row,
            "c": self._xlsx_cell,
            "table": self._ods_table,
            "table-row": self._ods_row,
            "table-cell": self._ods_cell,
            "covered-table-cell": self._ods_cell,
        }

    def measure(self, part: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EntityDeclHandler = _refuse_entity
        try:
            parser.Parse(part, True)
        except expat.ExpatError as error:
            if not _is_plain(part):
                raise Unreadable from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        finder = self.finders.get(name.rpartition(":")[2])
        if finder is not None:
            finder(attributes)

    def _xlsx_row(self, attributes: dict[str, str]) -> None:
        self.row = _whole(attributes.get("r"), self.row + 1)
        self.column = 0
        # A few empty rows below the last one are usual; a heading and 20 000 rows are allowed.
        if self.row > 2 * MOST_ROWS:
            raise TooBig

    def _xlsx_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", attributes.get("r", ""))
        if place is not None:
            self.column = _column_number(place[1])
            self.row = int(place[2])
        if self.column > MOST_COLUMNS or self.row > 2 * MOST_ROWS:
            raise TooBig

    def _ods_table(self, _attributes: dict[str, str]) -> None:
        self.row, self.row_repeat = 0, 1

    def _ods_row(self, attributes: dict[str, str]) -> None:
        self.row += self.row_repeat if self.row else 1
        self.row_repeat = _repeats(attributes, "number-rows-repeated")
        self.column = 0

    def _ods_cell(self, attributes: dict[str, str]) -> None:
        repeat = _repeats(attributes, "number-columns-repeated")
        is_empty = not any(name.endswith(":value-type") for name in attributes)
        last_row, self.column = self.row + self.row_repeat - 1, self.column + repeat
        # Office programs pad a table with empty repeats up to its last possible cell: those are harmless.
        if not is_empty and (self.column > MOST_COLUMNS or last_row > 2 * MOST_ROWS):
            raise TooBig


def _refuse_entity(*_: object) -> None:
    raise Unreadable


def _is_plain(part: bytes) -> bool:
    """Whether it is the ``mimetype`` part, which is one line and no XML."""
    return len(part) < 200 and part.startswith(b"application/")


def _whole(value: str | None, default: int) -> int:
    return int(value) if value is not None and value.isdecimal() and len(value) < 9 else default


def _repeats(attributes: Mapping[str, str], name: str) -> int:
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return _whole(value, 1)
    return 1


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
