"""A report as a workbook (XLSX): some lines about it, then a table to read, sort and print."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

Cell = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in the workbook's one sheet; ``widths`` are the columns', in characters."""

    title: str
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Cell]]
    above: Sequence[str] = ()


def workbook(table: Table) -> bytes:
    """The XLSX file. Text stays text: a name that begins with ``=`` is no formula, an address no link.

    Raises ``ValueError`` when there is not one width for each heading.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(table.title)
        for row, text in enumerate(table.above):
            page.write_string(row, 0, text)
        _headings(book, page, table)
        last = _rows(book, page, table)
        _for_reading(page, table, last)
    return out.getvalue()


def _headings(book: Any, page: Any, table: Table) -> None:
    bold = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
    for place, (heading, width) in enumerate(zip(table.headings, table.widths, strict=True)):
        page.write_string(len(table.above), place, heading, bold)
        page.set_column(place, place, width)


def _rows(book: Any, page: Any, table: Table) -> int:
    """The number of the last row written."""
    wraps = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    row = len(table.above)
    for row, cells in enumerate(table.rows, len(table.above) + 1):
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(row, place, cell, wraps)
            else:
                page.write_number(row, place, cell, wraps)
    return row


def _for_reading(page: Any, table: Table, last: int) -> None:
    """The headings stay in sight on a screen and stand on every sheet of paper, as wide as the table is."""
    top = len(table.above)
    page.freeze_panes(top + 1, 1)
    page.autofilter(top, 0, last, len(table.headings) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
