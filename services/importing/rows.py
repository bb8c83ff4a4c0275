"""Reads the rows of a recognised sheet into values, and finds what is wrong cell by cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.importing.cells import BadCell, Cell, shown
from services.importing.faults import Fault, FaultCode
from services.importing.sheets import BY_KIND, Column, SheetKind
from services.importing.tables import Table, Tables


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row's values by column key. A column that the file lacks is absent, an empty cell is ``None``."""

    table: Table
    number: int
    values: Mapping[str, Any]

    def has(self, key: str) -> bool:
        return key in self.values

    def get(self, key: str, default: Any = None) -> Any:
        """The value; ``default`` for an empty cell and for a column that is not there."""
        value = self.values.get(key)
        return default if value is None else value

    def present(self, *keys: str, empty: Any = None) -> dict[str, Any]:
        """The values of those columns that the file has: what it does not speak of stays as it is."""
        return {key: self.get(key, empty) for key in keys if self.has(key)}

    def shown(self, key: str) -> str:
        """The cell as the file writes it."""
        return shown(dict(self.table.rows)[self.number][self.table.places[key]])

    def fault(self, key: str | None, code: FaultCode, **facts: Any) -> Fault:
        """A fault at the column of ``key``, under the heading that the file gives it."""
        heading = self.table.headings.get(key) if key else None
        if key is not None and heading is None:
            heading = next((c.ru for c in BY_KIND[self.table.kind].columns if c.key == key), None)
        return Fault(self.table.source, self.number, heading, code, facts)


def parsed(tables: Tables, kind: SheetKind, faults: list[Fault], broken: list[Row]) -> list[Row]:
    """The rows of every table of a kind that could be read in full; the others add to ``faults``.

    What could be read of those goes into ``broken``: somebody whose birth date is wrong is at fault
    once, not again in every row that refers to them.
    """
    return [row for table in tables.of(kind) for row in _rows(table, faults, broken)]


def _rows(table: Table, faults: list[Fault], broken: list[Row]) -> Iterator[Row]:
    sheet = BY_KIND[table.kind]
    columns = [column for column in sheet.columns if column.key in table.places]
    if any(column.needed and column.key not in table.places for column in sheet.columns):
        return
    for number, cells in table.rows:
        values: dict[str, Any] = {}
        row = Row(table, number, values)
        found = [fault for column in columns if (fault := _read(row, column, cells, values))]
        if not found and sheet.has_people:
            found = _name_person(row, values)
        faults += found
        if found:
            broken.append(row)
        else:
            yield row


def _read(row: Row, column: Column, cells: Any, values: dict[str, Any]) -> Fault | None:
    place = row.table.places[column.key]
    cell: Cell = cells[place] if place < len(cells) else ""
    try:
        is_empty = isinstance(cell, str) and not shown(cell)
        if is_empty and column.needed:
            return row.fault(column.key, FaultCode.EMPTY)
        values[column.key] = None if is_empty else column.parse(cell)
    except BadCell as bad:
        return row.fault(column.key, bad.code, **bad.facts)
    return None


def _name_person(row: Row, values: dict[str, Any]) -> list[Fault]:
    """Split a full name; of one that is given in parts, ask for the two that everybody has."""
    if "full_name" in values and not {"last_name", "first_name"} <= set(values):
        parts = (values.pop("full_name") or "").split()
        if len(parts) < 2:
            return [row.fault("full_name", FaultCode.NOT_A_NAME)]
        values |= {"last_name": parts[0], "first_name": parts[1], "patronymic": " ".join(parts[2:])}
        return []
    values.pop("full_name", None)
    return [row.fault(key, FaultCode.EMPTY) for key in ("last_name", "first_name") if not values.get(key)]
