"""The example workbook for an import: every sheet with its headings, and notes on each column."""

import io
from typing import Any

import xlsxwriter

from locales import Words, plain
from services.importing import SHEETS, Column, Sheet

NOTES_TITLE = {"ru": "Пояснения", "kk": "Түсініктеме"}
WIDTHS = (22, 28, 14, 40)


def example_workbook(_: Words) -> bytes:
    """An XLSX file in the reader's language, ready to be filled in and imported.

    The sheets have headings only, so that no example is ever imported as a student; examples
    stand on the sheet of notes, which the import passes over.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _notes(_, book, bold)
        for sheet in SHEETS:
            _headings(_, book, sheet, bold)
    return out.getvalue()


def _notes(_: Words, book: Any, bold: Any) -> None:
    notes = book.add_worksheet(NOTES_TITLE.get(_.language, "Notes"))
    intro = (
        _("Fill in the sheets you need; delete the others or leave them empty."),
        _("Numbers of staff, students and parents must stay the same from import to import."),
        _("Write dates as 31.12.2026 and several values in a cell with semicolons between them."),
        _("The same file can be imported again: only what differs is changed, nobody is deleted."),
    )
    for row, sentence in enumerate(intro):
        notes.write_string(row, 0, plain(sentence))
    titles = (_("Sheet"), _("Column"), _("Needed"), _("Example"))
    top = len(intro) + 1
    for place, (title, width) in enumerate(zip(titles, WIDTHS, strict=True)):
        notes.write_string(top, place, plain(title), bold)
        notes.set_column(place, place, width)
    lines = [(sheet, column) for sheet in SHEETS for column in sheet.columns]
    for row, (sheet, column) in enumerate(lines, top + 1):
        for place, text in enumerate(_line(_, sheet, column)):
            notes.write_string(row, place, text)
    notes.freeze_panes(top + 1, 0)


def _line(_: Words, sheet: Sheet, column: Column) -> tuple[str, str, str, str]:
    needed = _("yes") if column.needed or column.key == "full_name" else _("no")
    return sheet.title(_.language), column.heading(_.language), plain(needed), str(column.example)


def _headings(_: Words, book: Any, sheet: Sheet, bold: Any) -> None:
    page = book.add_worksheet(sheet.title(_.language))
    text = book.add_format({"num_format": "@"})
    for place, column in enumerate(_asked(sheet)):
        heading = column.heading(_.language)
        page.write_string(0, place, heading, bold)
        # Cells are text, or a spreadsheet would make a number of 001 and a date of 1.10.
        page.set_column(place, place, max(14, len(heading) + 3), text)
    page.freeze_panes(1, 0)


def _asked(sheet: Sheet) -> list[Column]:
    """The columns to fill in: a person's name is asked for in one."""
    parts = {"last_name", "first_name", "patronymic"} if sheet.has_people else set()
    return [column for column in sheet.columns if column.key not in parts]
