"""The administrator's import page: check, then bring in; nobody else."""

import io
import re
from collections.abc import Callable

import pytest
from httpx import Response
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from services.importing import SHEETS, read_files
from storage.database import Database
from storage.models import AuditEntry, StaffMember, Student
from tests.cast import Cast
from tests.factories.files import as_csv, workbook
from tests.web.desk import SAME_ORIGIN, Desk, text_of

HEADING = ["№ личного дела", "ФИО", "Дата рождения", "Класс"]
GOOD = [HEADING, ["Н-1", "Новый <b>Ученик</b>", "01.02.2013", "7а"]]
BAD = [HEADING, ["Н-1", "Новый Ученик", "вчера", "7а"], ["Н-2", "Один", "01.02.2013", "9 «Ж»"]]


async def at(desk: Callable[..., Desk], person: StaffMember, language: str = "en") -> Desk:
    mine = desk(language)
    await mine.signs_in(person)
    return mine


async def uploads(desk: Desk, *files: tuple[str, bytes]) -> Response:
    return await desk.client.post(
        "/imports",
        data={"csrf": await desk.token()},
        files=[("files", (name, content)) for name, content in files],
        headers=SAME_ORIGIN,
    )


async def confirms(desk: Desk, page: Response) -> Response:
    """Press "Bring in": send the hidden fields of the page back."""
    form: dict[str, list[str]] = {}
    shown = page.text.split('action="/imports/apply"')[1].split("</form>")[0]
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', shown):
        form.setdefault(name, []).append(value)
    return await desk.client.post("/imports/apply", data=form, headers=SAME_ORIGIN)


async def students(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count(Student.id))) or 0


async def test_a_dry_run_writes_nothing_and_a_confirmation_everything(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    administrator = await at(desk, stored_cast.administrator)
    before = await students(database)
    checked = await uploads(administrator, ("Ученики.csv", as_csv(GOOD)))
    assert checked.status_code == 200
    assert "Nothing is wrong" in text_of(checked)
    assert await students(database) == before
    done = await confirms(administrator, checked)
    assert "Brought in." in text_of(done)
    assert await students(database) == before + 1
    async with database.reading() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "import_files"))).one()
    assert entry.staff_id == stored_cast.administrator.id


async def test_confirming_twice_brings_in_once(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    administrator = await at(desk, stored_cast.administrator)
    checked = await uploads(administrator, ("Ученики.csv", as_csv(GOOD)))
    await confirms(administrator, checked)
    once = await students(database)
    again = await confirms(administrator, checked)
    assert "nothing changed" in text_of(again)
    assert await students(database) == once


async def test_every_fault_is_shown_by_row_and_column(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    administrator = await at(desk, stored_cast.administrator)
    page = await uploads(administrator, ("Ученики.csv", as_csv(BAD)))
    text = text_of(page)
    assert page.status_code == 422
    assert "Ученики.csv" in text
    assert "2 Дата рождения “вчера” is not a date" in text
    assert "3 ФИО Family name and given name are both needed." in text
    assert "Bring in" not in text


async def test_names_from_a_file_are_text_on_the_page(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    administrator = await at(desk, stored_cast.administrator)
    page = await uploads(administrator, ("<script>.csv", as_csv([["Рост"], ["<b>1</b>"]])))
    assert "<script>.csv" not in page.text
    assert "&lt;script&gt;.csv" in page.text


async def test_several_files_are_checked_together(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    administrator = await at(desk, stored_cast.administrator)
    classes = [["Название", "Вид", "Параллель"], ["9 «Ж»", "класс", 9]]
    students_of_it = [HEADING, ["Н-2", "Новый Ученик", "01.02.2011", "9ж"]]
    alone = await uploads(administrator, ("Ученики.csv", as_csv(students_of_it)))
    assert alone.status_code == 422
    both = await uploads(
        administrator,
        ("classes.xlsx", workbook({"Классы": classes})),
        ("Ученики.csv", as_csv(students_of_it)),
    )
    assert both.status_code == 200
    done = await confirms(administrator, both)
    assert "Classes and groups 1 0 0" in text_of(done)


@pytest.mark.parametrize("who", ["teacher", "class_teacher", "curator", "deputy_head", "other_teacher"])
async def test_nobody_but_the_administrator_gets_in(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, who: str
) -> None:
    """PITFALLS, access: refused the page, a teacher could still POST to its address."""
    mine = await at(desk, getattr(stored_cast, who))
    before = await students(database)
    assert (await mine.opens("/imports")).status_code == 403
    assert (await mine.opens("/imports/example.xlsx")).status_code == 403
    assert (await uploads(mine, ("Ученики.csv", as_csv(GOOD)))).status_code == 403
    assert (await mine.posts("/imports/apply", {"kept-name": "x.csv", "kept-0": ""})).status_code == 403
    assert await students(database) == before


async def test_strangers_are_sent_to_sign_in(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    page = await desk().opens("/imports")
    assert page.status_code in {302, 303, 401}


async def test_a_file_for_another_school_is_refused(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    administrator = await at(desk, stored_cast.administrator)
    school = [
        ["Код", "Название", "Часовой пояс", "Языки", "Учебный год", "Начало года", "Конец года"],
        ["msk", "Моя", "Europe/Moscow", "ru", "2026/2027", "01.09.2026", "31.05.2027"],
    ]
    page = await uploads(administrator, ("Школа.csv", as_csv(school)))
    assert page.status_code == 422
    assert "code of another school" in text_of(page)


@pytest.mark.parametrize("kept", ["***", "\u0416", "QQ"])
async def test_a_tampered_confirmation_writes_nothing(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, kept: str
) -> None:
    administrator = await at(desk, stored_cast.administrator)
    before = await students(database)
    page = await administrator.posts("/imports/apply", {"kept-name": "Ученики.csv", "kept-0": kept})
    assert page.status_code == 422
    assert await students(database) == before


async def test_no_file_chosen_is_said(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    administrator = await at(desk, stored_cast.administrator)
    page = await administrator.posts("/imports", {})
    assert page.status_code == 422
    assert "Choose at least one file." in text_of(page)


async def test_files_that_are_too_big_together_are_refused(
    desk: Callable[..., Desk], stored_cast: Cast
) -> None:
    administrator = await at(desk, stored_cast.administrator)
    page = await uploads(administrator, ("a.csv", b"a" * 3_500_000), ("b.csv", b"b" * 3_500_000))
    assert page.status_code == 422
    assert "too big together" in text_of(page)


async def test_a_file_larger_than_a_form_field_survives_its_confirmation(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    administrator = await at(desk, stored_cast.administrator)
    rows = [[*HEADING, "Примечание"]]
    rows += [[f"Н-{n}", f"Новый Ученик{n}", "01.02.2013", "7а", "x" * 190] for n in range(6000)]
    content = as_csv(rows)
    assert len(content) > 1_200_000
    checked = await uploads(administrator, ("Ученики.csv", content))
    done = await confirms(administrator, checked)
    assert "Students 6000 0 0" in text_of(done)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
async def test_the_example_workbook_is_understood_by_the_import(
    desk: Callable[..., Desk], stored_cast: Cast, language: str
) -> None:
    administrator = await at(desk, stored_cast.administrator, language)
    answer = await administrator.opens("/imports/example.xlsx")
    tables = read_files({"example.xlsx": answer.content})
    assert tables.faults == ()
    assert [table.kind for table in tables.tables] == [sheet.kind for sheet in SHEETS]
    with CalamineWorkbook.from_filelike(io.BytesIO(answer.content)) as book:
        notes = book.get_sheet_by_index(0).to_python()
    assert len(notes) > 60


async def test_clashes_of_the_timetable_are_listed_and_do_not_keep_it_out(
    desk: Callable[..., Desk], stored_cast: Cast
) -> None:
    administrator = await at(desk, stored_cast.administrator)
    rows = [
        ["Класс", "День недели", "Урок", "Предмет"],
        ["7 «А»", "пн", 1, "Алгебра"],
        ["7 «А»", "пн", 1, "Казахский язык"],
        ["3 «Б»", "пн", 1, "Чтение"],
    ]
    checked = await uploads(administrator, ("timetable.xlsx", workbook({"Расписание": rows})))
    text = text_of(checked)
    assert "2 clashes in the timetable" in text
    assert "2, 3 Monday, lesson 1 The same students have two lessons at once: 7 «А»" in text
    assert "3, 4 Monday, lesson 1 Оспанова Гүлнар Бекқызы has two lessons at once: 7 «А», 3 «Б»" in text
    assert "Brought in." in text_of(await confirms(administrator, checked))
