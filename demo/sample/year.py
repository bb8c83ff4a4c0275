"""Moves the files' school year so that today lies in the middle of a term, on any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.importing import SheetKind, Tables
from services.importing.tables import Table

WEEKS_SO_FAR = 5
"""Full weeks of the present term that lie behind."""
LENGTHS = (8, 8, 10, 8)
HOLIDAYS = (1, 2, 1)
"""Weeks of the quarters, and of the holidays between them. Today is in the second quarter."""


@dataclass(frozen=True, slots=True)
class Year:
    name: str
    quarters: tuple[tuple[date, date], ...]

    @property
    def starts_on(self) -> date:
        return self.quarters[0][0]

    @property
    def ends_on(self) -> date:
        return self.quarters[-1][1]


def year_around(today: date) -> Year:
    """A year whose second quarter began five weeks before this week's Monday.

    A real calendar would leave the sample empty for a third of the year: in summer nobody could
    try anything. Its name is that of the real year.
    """
    monday = today - timedelta(days=today.weekday())
    starts = monday - timedelta(weeks=WEEKS_SO_FAR + HOLIDAYS[0] + LENGTHS[0])
    quarters = []
    for weeks, pause in zip(LENGTHS, (*HOLIDAYS, 0), strict=True):
        quarters.append((starts, starts + timedelta(weeks=weeks, days=-1)))
        starts += timedelta(weeks=weeks + pause)
    first = today.year if today.month >= 8 else today.year - 1
    return Year(f"{first}/{first + 1}", tuple(quarters))


def moved(tables: Tables, year: Year) -> Tables:
    """The tables with the dates of ``year``; students stay as old as their grade asks for."""
    movers = {SheetKind.SCHOOL: _school, SheetKind.TERMS: _terms, SheetKind.STUDENTS: _students}
    return replace(
        tables,
        tables=tuple(
            movers[table.kind](table, year) if table.kind in movers else table for table in tables.tables
        ),
    )


def _school(table: Table, year: Year) -> Table:
    values: dict[str, str | date] = {"year": year.name, "starts_on": year.starts_on, "ends_on": year.ends_on}
    return _with(table, [values])


def _terms(table: Table, year: Year) -> Table:
    return _with(table, [{"starts_on": first, "ends_on": last} for first, last in year.quarters])


def _students(table: Table, year: Year) -> Table:
    years = int(year.name[:4]) - 2026
    place = table.places["birth_date"]
    births = [row[place] for _, row in table.rows]
    return _with(
        table,
        [{"birth_date": b.replace(year=b.year + years)} for b in births if isinstance(b, date)],
    )


def _with(table: Table, changes: Sequence[Mapping[str, str | date]]) -> Table:
    """The table with some cells of each row replaced."""
    rows = []
    for (number, cells), values in zip(table.rows, changes, strict=True):
        changed = list(cells)
        for key, value in values.items():
            changed[table.places[key]] = value
        rows.append((number, changed))
    return replace(table, rows=tuple(rows))
