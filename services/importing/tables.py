"""Opens a school's files and recognises the sheets in them."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from services.importing import delimited, zip_guard
from services.importing.cells import BadCell, Cell, shown
from services.importing.faults import Fault, FaultCode, Note, NoteCode
from services.importing.sheets import NOTES, SHEETS, Column, Sheet, SheetKind
from services.importing.vocabulary import folded

HEADING_WITHIN = 10
"""A title and an order's number may stand above the headings, not a page of text."""
Grid = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """A recognised sheet: where its columns are, and its cells below the headings."""

    source: str
    """The file, and in a workbook the sheet: ``school.xlsx › Классы``."""
    kind: SheetKind
    places: Mapping[str, int]
    """Column key → index."""
    headings: Mapping[str, str]
    """Column key → heading as written."""
    rows: tuple[tuple[int, Sequence[Cell]], ...]
    """Row number as the spreadsheet shows it, cells; empty rows are left out."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that was in the files, as far as it could be read."""

    files: tuple[str, ...]
    tables: tuple[Table, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]

    def of(self, kind: SheetKind) -> list[Table]:
        return [table for table in self.tables if table.kind == kind]


def read_files(files: Mapping[str, bytes]) -> Tables:
    """Recognise every sheet of the named files; whatever cannot be read becomes a fault."""
    tables: list[Table] = []
    faults: list[Fault] = []
    notes: list[Note] = []
    for path, content in files.items():
        name = _base_name(path)
        try:
            grids = list(_grids(name, content))
        except zip_guard.TooBig:
            faults.append(Fault(name, None, None, FaultCode.TOO_BIG))
        except zip_guard.Unreadable:
            faults.append(Fault(name, None, None, FaultCode.UNREADABLE))
        except _WrongFormat:
            faults.append(Fault(name, None, None, FaultCode.WRONG_FORMAT))
        else:
            for title, source, grid in grids:
                _recognise(title, source, grid, tables, faults, notes)
    return Tables(tuple(_base_name(name) for name in files), tuple(tables), tuple(faults), tuple(notes))


class _WrongFormat(Exception):
    pass


def _base_name(path: str) -> str:
    """The last part only: a browser's file name is a stranger's text."""
    return path.replace("\\", "/").rpartition("/")[2][:100] or "?"


def _grids(name: str, content: bytes) -> Iterator[tuple[str, str, Grid]]:
    """``(title, source, cells)`` of each sheet."""
    if len(content) > zip_guard.MOST_BYTES:
        raise zip_guard.TooBig
    stem, _, ending = name.rpartition(".")
    match ending.lower():
        case "xlsx" | "ods":
            yield from _workbook(name, content)
        case "csv" | "txt" | "tsv":
            yield stem, name, _delimited(content)
        case _:
            raise _WrongFormat


def _delimited(content: bytes) -> Grid:
    try:
        return delimited.rows_of(delimited.decoded(content))
    except (UnicodeDecodeError, csv.Error) as error:
        raise zip_guard.Unreadable from error


def _workbook(name: str, content: bytes) -> Iterator[tuple[str, str, Grid]]:
    safe = zip_guard.unpacked_safely(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(safe)) as workbook:
            for title in workbook.sheet_names:
                grid = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
                yield title, f"{name} › {title}", grid
    except CalamineError as error:
        raise zip_guard.Unreadable from error


def _recognise(
    title: str, source: str, grid: Grid, tables: list[Table], faults: list[Fault], notes: list[Note]
) -> None:
    if folded(title) in NOTES:
        return
    filled = [(number, row) for number, row in enumerate(grid, 1) if any(_has_text(cell) for cell in row)]
    sheet = _sheet_named(title) or _sheet_with_headings(filled)
    if sheet is None:
        if filled:
            faults.append(Fault(source, None, None, FaultCode.UNKNOWN_SHEET))
        return
    at = _heading_row(sheet, filled)
    if at is None:
        faults.append(Fault(source, None, None, FaultCode.EMPTY_SHEET))
        return
    if len(filled) - at - 1 > zip_guard.MOST_ROWS:
        faults.append(Fault(source, None, None, FaultCode.TOO_MANY_ROWS, {"limit": zip_guard.MOST_ROWS}))
        return
    table, unread = _table(sheet, source, filled[at], filled[at + 1 :], faults)
    tables.append(table)
    if unread:
        notes.append(Note(source, NoteCode.UNREAD_COLUMNS, unread))


def _table(
    sheet: Sheet,
    source: str,
    heading: tuple[int, Sequence[Cell]],
    rows: Sequence[tuple[int, Sequence[Cell]]],
    faults: list[Fault],
) -> tuple[Table, tuple[str, ...]]:
    places: dict[str, int] = {}
    headings: dict[str, str] = {}
    unread: list[str] = []
    for index, cell in enumerate(heading[1]):
        written = _shown(cell)
        key = _key_of(sheet, written, set(places))
        if key is None and _key_of(sheet, written, set()) is not None:
            faults.append(Fault(source, heading[0], written, FaultCode.TWICE_COLUMN))
        elif key is not None:
            places[key], headings[key] = index, written
        elif written:
            unread.append(written)
    faults += [
        Fault(source, heading[0], column.ru, FaultCode.MISSING_COLUMN) for column in _missing(sheet, places)
    ]
    return Table(source, sheet.kind, places, headings, tuple(rows)), tuple(unread)


def _missing(sheet: Sheet, places: Mapping[str, int]) -> list[Column]:
    columns = {column.key: column for column in sheet.columns}
    missing = [column for column in sheet.columns if column.needed and column.key not in places]
    if sheet.has_people and "full_name" not in places and not {"last_name", "first_name"} <= set(places):
        missing.append(columns["full_name"])
    return missing


def _key_of(sheet: Sheet, heading: str, taken: set[str]) -> str | None:
    """The column of a heading that has none yet: ``Номер`` may stand for several, the first free one is meant."""
    wanted = folded(heading)
    if not wanted:
        return None
    for column in sheet.columns:
        if column.key not in taken and wanted in column.known_as:
            return column.key
    return None


def _sheet_named(title: str) -> Sheet | None:
    return next((sheet for sheet in SHEETS if folded(title) in sheet.known_as), None)


def _sheet_with_headings(filled: Sequence[tuple[int, Sequence[Cell]]]) -> Sheet | None:
    """The sheet that explains most headings; of several, the one whose needed columns are all there.

    A list of students without their numbers is still one, and its fault is the missing column: with
    nothing but its column ``Класс`` read, it would pass for a list of classes.
    """
    found: list[tuple[int, bool, Sheet]] = []
    for sheet in SHEETS:
        at = _heading_row(sheet, filled)
        if at is None:
            continue
        places = _places(sheet, filled[at][1])
        headings = sum(_has_text(cell) for cell in filled[at][1])
        is_whole = not _missing(sheet, places)
        if is_whole or 2 <= len(places) > headings / 2:
            found.append((len(places), is_whole, sheet))
    ranks = sorted((one[:2] for one in found), reverse=True)
    if not ranks or ranks.count(ranks[0]) > 1:
        return None
    return next(sheet for *rank, sheet in found if tuple(rank) == ranks[0])


def _heading_row(sheet: Sheet, filled: Sequence[tuple[int, Sequence[Cell]]]) -> int | None:
    """Index of the row that has most of the sheet's headings."""
    counts = [len(_places(sheet, row)) for _, row in filled[:HEADING_WITHIN]]
    return counts.index(max(counts)) if counts and max(counts) > 0 else None


def _places(sheet: Sheet, row: Sequence[Cell]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, cell in enumerate(row):
        key = _key_of(sheet, _shown(cell), set(places))
        if key is not None:
            places[key] = index
    return places


def _has_text(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _shown(cell: Cell) -> str:
    try:
        return shown(cell)[:100]
    except BadCell:
        return ""
