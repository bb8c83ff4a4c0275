"""Writes the sample school's files: ``python -m demo.sample.write``."""

import sys
from datetime import datetime, time
from pathlib import Path

import xlsxwriter

from demo.sample.school import Rows, workbooks

FILES = Path(__file__).parent.parent / "files"
CREATED = datetime(2026, 9, 1)  # noqa: DTZ001 - a workbook's properties know no zone


def write(folder: Path = FILES) -> list[Path]:
    """Write every workbook anew; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, sheets in workbooks().items():
        path = folder / name
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            # Without a fixed date every run would make another file of the same content.
            book.set_properties({"created": CREATED})
            styles = {
                "heading": book.add_format({"bold": True, "bottom": 1}),
                "date": book.add_format({"num_format": "dd.mm.yyyy"}),
                "time": book.add_format({"num_format": "hh:mm"}),
            }
            for title, rows in sheets.items():
                _sheet(book.add_worksheet(title), rows, styles)
        written.append(path)
    return written


def _sheet(
    sheet: xlsxwriter.worksheet.Worksheet, rows: Rows, styles: dict[str, xlsxwriter.format.Format]
) -> None:
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, time):
                sheet.write_datetime(number, place, value, styles["time"])
            elif hasattr(value, "year"):
                sheet.write_datetime(number, place, value, styles["date"])
            elif isinstance(value, str):
                sheet.write_string(number, place, value, styles["heading"] if number == 0 else None)
            else:
                sheet.write_number(number, place, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    sheet.autofit()


if __name__ == "__main__":
    for path in write():
        print(path.name, file=sys.stderr)
