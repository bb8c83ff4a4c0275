"""Every fault of a file is found, at its row and column."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.importing import Fault, FaultCode, apply, check, read_files
from services.importing.state import Entity
from storage.database import Database
from storage.models import StaffMember
from tests.clock import MONDAY_MORNING
from tests.factories.files import Sheets, as_csv, small_school, workbook

Change = Callable[[Sheets], None]


@pytest_asyncio.fixture
async def database(sqlite_url: str) -> Any:
    """What is wrong with a file does not depend on the database's kind."""
    database = Database(sqlite_url)
    yield database
    await database.dispose()


async def faults_of(session: AsyncSession, files: dict[str, bytes]) -> tuple[Fault, ...]:
    return (await check(session, staff=None, tables=read_files(files), now=MONDAY_MORNING)).faults


def cell(title: str, row: int, place: int, value: Any) -> Change:
    def change(sheets: Sheets) -> None:
        sheets[title][row - 1][place] = value

    return change


def line(title: str, *values: Any) -> Change:
    return lambda sheets: sheets[title].append(list(values))


def without(title: str) -> Change:
    def change(sheets: Sheets) -> None:
        del sheets[title]

    return change


def column(title: str, place: int, heading: str) -> Change:
    return cell(title, 1, place, heading)


KINDS_HEADINGS = ["Код", "Вид работы", "Вес", "По умолчанию"]


def two_defaults(sheets: Sheets) -> None:
    sheets["Виды работ"] = [KINDS_HEADINGS, ["aa", "А", 1, "да"], ["bb", "Б", 1, "да"]]


def heavy_kind(sheets: Sheets) -> None:
    sheets["Виды работ"] = [KINDS_HEADINGS, ["aa", "А", 11, "да"]]


CASES: list[tuple[str, Change, FaultCode, int | None, str | None]] = [
    ("Школа", cell("Школа", 2, 0, "Школа №1"), FaultCode.BAD_CODE, 2, "Код"),
    ("Школа", cell("Школа", 2, 2, "Алматы"), FaultCode.NOT_A_ZONE, 2, "Часовой пояс"),
    ("Школа", cell("Школа", 2, 2, "../../etc/passwd"), FaultCode.NOT_A_ZONE, 2, "Часовой пояс"),
    ("Школа", cell("Школа", 2, 3, "эльфийский"), FaultCode.NOT_A_CHOICE, 2, "Языки"),
    ("Школа", cell("Школа", 2, 7, "31.05.2025"), FaultCode.ENDS_BEFORE_START, 2, "Конец года"),
    (
        "Школа",
        line("Школа", "two", "Вторая", "Asia/Almaty", "ru", "A", "2026/2027", "01.09.2026", "31.05.2027"),
        FaultCode.SEVERAL_ROWS,
        3,
        None,
    ),
    ("Четверти", cell("Четверти", 2, 0, "пятилетка"), FaultCode.NOT_A_CHOICE, 2, "Вид"),
    ("Четверти", cell("Четверти", 2, 1, 0), FaultCode.OUT_OF_RANGE, 2, "Номер"),
    ("Четверти", cell("Четверти", 3, 2, "25.10.2026"), FaultCode.OVERLAPS, 3, "Начало"),
    ("Четверти", cell("Четверти", 2, 2, "30.08.2026"), FaultCode.OUTSIDE_YEAR, 2, "Начало"),
    ("Четверти", line("Четверти", "четверть", 1, "11.01.2027", "20.03.2027"), FaultCode.DUPLICATE, 4, None),
    ("Звонки", cell("Звонки", 2, 2, "25:00"), FaultCode.NOT_A_TIME, 2, "Начало"),
    ("Звонки", cell("Звонки", 2, 3, "07:00"), FaultCode.ENDS_BEFORE_START, 2, "Конец"),
    ("Звонки", cell("Звонки", 2, 1, "первый"), FaultCode.NOT_A_NUMBER, 2, "Урок"),
    ("Виды работ", two_defaults, FaultCode.SEVERAL_DEFAULTS, 3, "По умолчанию"),
    ("Виды работ", heavy_kind, FaultCode.OUT_OF_RANGE, 2, "Вес"),
    ("Сотрудники", cell("Сотрудники", 3, 2, "учитель, волшебник"), FaultCode.NOT_A_CHOICE, 3, "Роли"),
    ("Сотрудники", cell("Сотрудники", 3, 1, "Петров"), FaultCode.NOT_A_NAME, 3, "ФИО"),
    ("Сотрудники", cell("Сотрудники", 3, 0, ""), FaultCode.EMPTY, 3, "Табельный номер"),
    ("Сотрудники", cell("Сотрудники", 3, 0, "001"), FaultCode.DUPLICATE, 3, None),
    ("Сотрудники", cell("Сотрудники", 3, 3, "akhmetova"), FaultCode.DUPLICATE, 3, "Логин"),
    ("Сотрудники", cell("Сотрудники", 3, 3, "пётр"), FaultCode.BAD_CODE, 3, "Логин"),
    ("Сотрудники", cell("Сотрудники", 2, 2, "учитель"), FaultCode.NO_ADMINISTRATOR, None, None),
    ("Классы", cell("Классы", 2, 4, "999"), FaultCode.UNKNOWN_REFERENCE, 2, "Классный руководитель"),
    ("Классы", cell("Классы", 2, 6, "9"), FaultCode.UNKNOWN_REFERENCE, 2, "Смена"),
    ("Классы", cell("Классы", 4, 3, ""), FaultCode.EMPTY, 4, "Входит в класс"),
    ("Классы", cell("Классы", 4, 3, "11 «Ы»"), FaultCode.UNKNOWN_REFERENCE, 4, "Входит в класс"),
    ("Классы", cell("Классы", 3, 0, "7-A"), FaultCode.DUPLICATE, 3, None),
    ("Ученики", cell("Ученики", 2, 2, "31.02.2013"), FaultCode.NOT_A_DATE, 2, "Дата рождения"),
    ("Ученики", cell("Ученики", 2, 2, 41000), FaultCode.NOT_A_DATE, 2, "Дата рождения"),
    ("Ученики", cell("Ученики", 2, 2, "14.03.2113"), FaultCode.IMPOSSIBLE_DATE, 2, "Дата рождения"),
    ("Ученики", cell("Ученики", 2, 3, "8 «А»"), FaultCode.UNKNOWN_REFERENCE, 2, "Класс"),
    ("Ученики", cell("Ученики", 2, 3, "Шахматный клуб"), FaultCode.UNKNOWN_REFERENCE, 2, "Класс"),
    ("Ученики", cell("Ученики", 2, 4, "Балет"), FaultCode.UNKNOWN_REFERENCE, 2, "Подгруппы и кружки"),
    ("Ученики", cell("Ученики", 2, 1, "А" * 300), FaultCode.TOO_LONG, 2, "ФИО"),
    ("Ученики", cell("Ученики", 3, 0, "А-1"), FaultCode.DUPLICATE, 3, None),
    ("Ученики", column("Ученики", 2, "Рост"), FaultCode.MISSING_COLUMN, 1, "Дата рождения"),
    ("Ученики", column("Ученики", 1, "Имена"), FaultCode.MISSING_COLUMN, 1, "ФИО"),
    ("Ученики", column("Ученики", 4, "Класс"), FaultCode.TWICE_COLUMN, 1, "Класс"),
    ("Родители", cell("Родители", 2, 2, "сосед"), FaultCode.NOT_A_CHOICE, 2, "Кем приходится"),
    ("Родители", cell("Родители", 2, 3, "А-77"), FaultCode.UNKNOWN_REFERENCE, 2, "№ личного дела ребёнка"),
    ("Родители", cell("Родители", 3, 1, "Совсем Другая"), FaultCode.DIFFERS, 3, "Номер"),
    ("Родители", cell("Родители", 3, 3, "А-1"), FaultCode.DUPLICATE, 3, None),
    ("Нагрузка", cell("Нагрузка", 2, 2, "777"), FaultCode.UNKNOWN_REFERENCE, 2, "Учитель"),
    ("Нагрузка", cell("Нагрузка", 2, 0, "Магия"), FaultCode.UNKNOWN_REFERENCE, 2, "Предмет"),
    ("Расписание", cell("Расписание", 2, 1, "никогда"), FaultCode.NOT_A_CHOICE, 2, "День недели"),
    ("Расписание", cell("Расписание", 2, 2, 7), FaultCode.NO_BELL, 2, "Урок"),
    ("Расписание", cell("Расписание", 2, 4, "003"), FaultCode.NO_COURSE, 2, "Предмет"),
    ("Расписание", cell("Расписание", 2, 5, "999"), FaultCode.UNKNOWN_REFERENCE, 2, "Кабинет"),
    (
        "Расписание",
        line("Расписание", "7 «А»", "пн", 1, "Алгебра", "002", "302"),
        FaultCode.DUPLICATE,
        7,
        None,
    ),
]


@pytest.mark.parametrize(
    ("title", "change", "code", "row", "heading"), CASES, ids=lambda value: str(value)[:24]
)
async def test_a_fault_is_named_with_its_sheet_row_and_column(
    session: AsyncSession, title: str, change: Change, code: FaultCode, row: int | None, heading: str | None
) -> None:
    sheets = small_school()
    change(sheets)
    if code is FaultCode.NO_ADMINISTRATOR:
        await bring_in_small_school(session)
    faults = await faults_of(session, {"school.xlsx": workbook(sheets)})
    found = [(fault.sheet, fault.row, fault.column, fault.code) for fault in faults]
    assert (f"school.xlsx › {title}", row, heading, code) in found


async def bring_in_small_school(session: AsyncSession) -> None:
    tables = read_files({"school.xlsx": workbook(small_school())})
    plan = await check(session, staff=None, tables=tables, now=MONDAY_MORNING)
    await apply(session, plan=plan, staff=None, now=MONDAY_MORNING)


async def test_all_faults_come_at_once_in_the_order_of_the_file(session: AsyncSession) -> None:
    sheets = small_school()
    for change in (
        cell("Ученики", 4, 2, "вчера"),
        cell("Ученики", 2, 3, "12 «Я»"),
        cell("Звонки", 2, 2, "полдень"),
    ):
        change(sheets)
    faults = await faults_of(session, {"school.xlsx": workbook(sheets)})
    students = [fault.row for fault in faults if fault.sheet.endswith("Ученики")]
    assert students == [2, 4]
    assert any(fault.sheet.endswith("Звонки") for fault in faults)


async def test_one_missing_column_does_not_drown_in_its_echoes(session: AsyncSession) -> None:
    sheets = small_school()
    column("Сотрудники", 0, "Код")(sheets)
    faults = await faults_of(session, {"school.xlsx": workbook(sheets)})
    assert {fault.code for fault in faults} == {FaultCode.MISSING_COLUMN}


async def test_a_broken_row_is_at_fault_once_and_not_where_others_refer_to_it(session: AsyncSession) -> None:
    sheets = small_school()
    cell("Сотрудники", 4, 2, "волшебник")(sheets)
    cell("Ученики", 2, 2, "вчера")(sheets)
    faults = await faults_of(session, {"school.xlsx": workbook(sheets)})
    assert [fault.code for fault in faults] == [FaultCode.NOT_A_CHOICE, FaultCode.NOT_A_DATE]


async def test_several_teachers_of_one_subject_must_be_told_apart(session: AsyncSession) -> None:
    sheets = small_school()
    line("Нагрузка", "Алгебра", "7 «А»", "003")(sheets)
    faults = await faults_of(session, {"school.xlsx": workbook(sheets)})
    assert [(fault.code, fault.row, fault.column) for fault in faults] == [
        (FaultCode.WHICH_TEACHER, 3, "Учитель")
    ]


async def test_a_duplicate_names_the_row_that_was_first(session: AsyncSession) -> None:
    sheets = small_school()
    cell("Ученики", 4, 0, "А-1")(sheets)
    faults = await faults_of(session, {"school.xlsx": workbook(sheets)})
    assert (FaultCode.DUPLICATE, {"first": 2}) in [(fault.code, fault.facts) for fault in faults]


async def test_a_user_name_of_another_school_is_taken(session: AsyncSession) -> None:
    await bring_in_small_school(session)
    other = small_school()
    other["Школа"][1][0] = "second"
    faults = await faults_of(session, {"school.xlsx": workbook(other)})
    assert {fault.code for fault in faults} == {FaultCode.USER_NAME_TAKEN}
    assert (await session.scalars(select(StaffMember.user_name))).all()


async def test_without_a_school_the_first_import_needs_one(session: AsyncSession) -> None:
    faults = await faults_of(session, {"Ученики.csv": as_csv(small_school()["Ученики"])})
    assert [fault.code for fault in faults] == [FaultCode.NO_SCHOOL]


async def test_a_file_of_the_wrong_kind_does_not_list_faults_without_end(session: AsyncSession) -> None:
    sheets = small_school()
    sheets["Ученики"] += [[f"Н-{n}", "Х", "вчера", "нет", ""] for n in range(900)]
    faults = await faults_of(session, {"school.xlsx": workbook(sheets)})
    assert len(faults) == 500


async def test_a_date_may_be_a_real_date_of_the_spreadsheet(session: AsyncSession) -> None:
    rows = small_school()
    rows["Ученики"][1][2] = "2013-03-14"
    rows["Ученики"][2][2] = "2.7.2013 г."
    tables = read_files({"school.xlsx": workbook(rows)})
    plan = await check(session, staff=None, tables=tables, now=MONDAY_MORNING)
    assert plan.faults == ()
    assert plan.draft is not None
    births = [record.values["birth_date"] for record in plan.draft.records[Entity.STUDENT].values()]
    assert births[:2] == [date(2013, 3, 14), date(2013, 7, 2)]
