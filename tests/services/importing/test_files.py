"""Reading files as offices make them, and refusing what would fill the memory."""

import io
import struct
import zipfile
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.importing import FaultCode, SheetKind, read_files
from services.importing.cells import BadCell, clock_time, day, shown, weight
from services.importing.delimited import decoded, rows_of
from services.importing.vocabulary import group_key
from services.importing.zip_guard import MOST_BYTES
from tests.factories.files import as_csv, small_school, workbook

CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯё"
KAZAKH = CYRILLIC + "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
PLAIN = ' -«»№"().,;\t0123456789'
HEADING = ["№ личного дела", "ФИО", "Дата рождения", "Класс"]


@given(text=st.text(KAZAKH + PLAIN, min_size=1), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_survives_in_every_unicode_encoding(text: str, encoding: str) -> None:
    assert decoded(("Класс;" + text).encode(encoding)) == "Класс;" + text


@given(text=st.text(CYRILLIC + PLAIN, max_size=60))
def test_windows_1251_is_never_taken_for_chinese(text: str) -> None:
    """Almost any even number of bytes is valid UTF-16."""
    text = "Фамилия;" + text
    assert decoded(text.encode("cp1251")) == text


@given(text=st.text(KAZAKH, max_size=40), encoding=st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf16_without_a_mark_is_found_by_its_zeros(text: str, encoding: str) -> None:
    written = "Number;Name;Birth date\r\n1;" + text
    assert decoded(written.encode(encoding)) == written


@given(
    separator=st.sampled_from(";,\t"),
    cells=st.lists(st.text(KAZAKH + PLAIN, min_size=1, max_size=20), min_size=1, max_size=4),
)
def test_the_separator_is_found_whatever_the_cells_contain(separator: str, cells: list[str]) -> None:
    rows = rows_of(as_csv([HEADING, cells], "utf-8", separator).decode())
    assert rows == [HEADING, cells]


def test_excels_separator_line_is_obeyed_and_left_out() -> None:
    assert rows_of("sep=,\r\na,b;c\r\n") == [["a", "b;c"]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_file_is_recognised_by_its_name(encoding: str, separator: str) -> None:
    rows = [HEADING, ["1", "Иванов Иван", "01.02.2013", "7А"]]
    tables = read_files({"ученики.csv": as_csv(rows, encoding, separator)})
    assert tables.faults == ()
    assert [table.kind for table in tables.tables] == [SheetKind.STUDENTS]
    assert tables.tables[0].rows == ((2, ["1", "Иванов Иван", "01.02.2013", "7А"]),)


@pytest.mark.parametrize("title", list(small_school()))
def test_a_sheet_without_a_telling_name_is_known_by_its_headings_or_refused(title: str) -> None:
    """Never taken for another kind: that would bring students in as staff."""
    rows = small_school()[title]
    tables = read_files({"export_2026.csv": as_csv(rows)})
    by_name = read_files({f"{title}.csv": as_csv(rows)})
    assert [table.kind for table in tables.tables] in ([by_name.tables[0].kind], [])
    assert tables.tables or tables.faults[0].code is FaultCode.UNKNOWN_SHEET


def test_a_list_of_students_without_their_numbers_is_no_list_of_classes() -> None:
    rows = [["Фамилия", "Имя", "Дата рождения", "Класс"], ["Иванов", "Иван", "01.02.2013", "7А"]]
    tables = read_files({"export.csv": as_csv(rows)})
    assert [table.kind for table in tables.tables] == [SheetKind.STUDENTS]
    assert [fault.code for fault in tables.faults] == [FaultCode.MISSING_COLUMN]


def test_kazakh_and_english_headings_are_known() -> None:
    kazakh = [["Жеке іс №", "Аты-жөні", "Туған күні", "Сынып"], ["1", "Ә Б", "01.02.2013", "7А"]]
    english = [["File number", "Full name", "Birth date", "Class"], ["1", "A B", "01.02.2013", "7A"]]
    for rows in (kazakh, english):
        tables = read_files({"x.csv": as_csv(rows)})
        assert [table.kind for table in tables.tables] == [SheetKind.STUDENTS]


def test_a_title_above_the_headings_does_no_harm_and_rows_keep_their_numbers() -> None:
    rows = [["Список учащихся на 01.09.2026"], [], HEADING, [], ["1", "Иванов Иван", "01.02.2013", "7А"]]
    table = read_files({"Ученики.xlsx": workbook({"Ученики": rows})}).tables[0]
    assert [number for number, _ in table.rows] == [5]


def test_columns_that_are_not_read_are_said_and_notes_are_passed_over() -> None:
    rows = [[*HEADING, "СНИЛС"], ["1", "Иванов Иван", "01.02.2013", "7А", "000"]]
    tables = read_files(
        {"s.xlsx": workbook({"Пояснения": [["Как заполнять"]], "Ученики": rows, "Лист3": []})}
    )
    assert [note.items for note in tables.notes] == [("СНИЛС",)]
    assert tables.faults == ()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("list.pdf", b"%PDF", FaultCode.WRONG_FORMAT),
        ("list.xls", b"\xd0\xcf\x11\xe0", FaultCode.WRONG_FORMAT),
        ("list", b"", FaultCode.WRONG_FORMAT),
        ("list.xlsx", b"not a zip", FaultCode.UNREADABLE),
        ("list.ods", b"PK\x03\x04broken", FaultCode.UNREADABLE),
        ("list.csv", b"\x98" * 10, FaultCode.UNREADABLE),
        ("list.csv", b"a;b\n" * 100_000, FaultCode.TOO_BIG),
        ("list.csv", b";" * 10_000, FaultCode.TOO_BIG),
        ("list.csv", b"a" * (MOST_BYTES + 1), FaultCode.TOO_BIG),
        ("unknown.csv", "Рост;Вес\n1;2".encode(), FaultCode.UNKNOWN_SHEET),
        ("Ученики.csv", "Рост;Вес\n1;2".encode(), FaultCode.EMPTY_SHEET),
    ],
)
def test_what_cannot_be_read_is_a_fault_of_the_file(name: str, content: bytes, code: FaultCode) -> None:
    faults = read_files({name: content}).faults
    assert [(fault.sheet, fault.row, fault.code) for fault in faults] == [(name, None, code)]


def test_a_path_in_a_files_name_is_only_a_name() -> None:
    """PITFALLS, access: path traversal in an import."""
    tables = read_files({"../../etc/Ученики.csv": as_csv([HEADING]), "C:\\x\\Классы.csv": b"x"})
    assert tables.files == ("Ученики.csv", "Классы.csv")


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    """An office file with some of its parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            new.writestr(name, part)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
XML = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def _students() -> bytes:
    return workbook({"Ученики": [HEADING, ["1", "Иванов Иван", "01.02.2013", "7А"]]})


def _fault(content: bytes) -> list[FaultCode]:
    return [fault.code for fault in read_files({"s.xlsx": content}).faults]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    """PITFALLS, access: hostile archives in an import."""
    assert _fault(repacked(_students(), {"xl/sharedStrings.xml": b" " * 70_000_000})) == [FaultCode.TOO_BIG]


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(repacked(_students(), {"xl/sharedStrings.xml": b" " * 70_000_000}))
    true_size = struct.pack("<I", 70_000_000)
    while (at := bomb.find(true_size)) >= 0:
        bomb[at : at + 4] = struct.pack("<I", 10)
    assert _fault(bytes(bomb)) == [FaultCode.UNREADABLE]


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "ZZZ1"])
def test_one_cell_far_out_does_not_make_a_table_of_billions(place: str) -> None:
    cell = f'<row r="1"><c r="{place}"><v>1</v></c></row>'
    assert _fault(repacked(_students(), {SHEET: XML.format(cell).encode()})) == [FaultCode.TOO_BIG]


def test_entities_in_a_sheet_are_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    assert _fault(repacked(_students(), {SHEET: laughs.encode()})) == [FaultCode.UNREADABLE]


def ods(rows: str) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Кабинеты">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def ods_cell(text: str, repeated: int = 1) -> str:
    return (
        f'<table:table-cell xmlns:o="urn:x" office:value-type="string" table:number-columns-repeated="{repeated}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


PADDING = (
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def test_an_ods_file_padded_to_its_last_row_is_read() -> None:
    rows = "".join(f"<table:table-row>{ods_cell(text)}</table:table-row>" for text in ("Кабинет", "305"))
    tables = read_files({"rooms.ods": ods(rows + PADDING)})
    assert tables.faults == ()
    assert [next(iter(cells)) for _, cells in tables.tables[0].rows] == ["305"]


@pytest.mark.parametrize(
    "rows",
    [
        f"<table:table-row>{ods_cell('x', 16384)}</table:table-row>",
        f'<table:table-row table:number-rows-repeated="1000000">{ods_cell("x")}</table:table-row>',
        PADDING + f"<table:table-row>{ods_cell('x')}</table:table-row>",
    ],
)
def test_an_ods_file_that_repeats_a_cell_without_end_is_refused(rows: str) -> None:
    faults = read_files({"rooms.ods": ods(rows)}).faults
    assert [fault.code for fault in faults] == [FaultCode.TOO_BIG]


def test_numbers_lose_what_the_spreadsheet_adds_and_text_its_spaces() -> None:
    assert shown(1.0) == "1"
    assert shown("  Ахметова\u00a0 Дана\u00ad ") == "Ахметова Дана"
    assert shown(date(2026, 9, 1)) == "01.09.2026"
    with pytest.raises(BadCell):
        shown("a\x00b")


@given(moment=st.times())
def test_a_time_is_read_as_a_time_as_text_and_as_a_fraction(moment: time) -> None:
    moment = moment.replace(second=0, microsecond=0, tzinfo=None)
    assert clock_time(f"{moment:%H:%M}") == clock_time(f"{moment.hour}.{moment:%M}") == moment
    minutes = moment.hour * 60 + moment.minute
    if minutes:
        assert clock_time(minutes / 1440) == moment


@given(on=st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_date_is_read_in_every_way_of_writing_it(on: date) -> None:
    for written in (f"{on:%d.%m.}{on.year}", f"{on.day}.{on.month}.{on.year}", on.isoformat(), on):
        assert day(written) == on


@pytest.mark.parametrize("value", ["1e5", "1e999999", "NaN", "Infinity", "1.555", "-1", "много"])
def test_a_weight_is_a_plain_number_between_0_and_10(value: str) -> None:
    with pytest.raises(BadCell):
        weight(value)


@pytest.mark.parametrize("written", ["7А", "7 «А»", '7 "а"', "7-A", "7 A", "７А"])
def test_a_class_is_the_same_class_however_it_is_written(written: str) -> None:
    assert group_key(written) == group_key("7 «А»")
