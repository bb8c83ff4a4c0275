"""The report of changes: who may open it, what it shows, how it is filtered, the files made of it (R34)."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from httpx import Response
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from paper.changes import WIDTHS
from services.gradebook import Field, Place, save_term_marks
from storage.database import Database
from storage.models import Change, Role, StaffMember, StaffRole, Term
from tests.cast import Cast
from tests.clock import MONDAY_MORNING, SETTLE, Clock
from tests.factories.people import make_staff
from tests.services.lesson_cells import HOMEWORK, TOPIC, mark, presence, save
from tests.web.desk import Desk, text_of
from web import changes

ADDRESSES = ("/changes", "/changes/report.xlsx", "/changes/report.pdf")


@pytest.fixture
async def head(desk: Callable[..., Desk], stored_cast: Cast) -> Desk:
    """The administrator's browser."""
    browser = desk()
    await browser.signs_in(stored_cast.administrator)
    return browser


@pytest.fixture
async def saved(database: Database, stored_cast: Cast) -> None:
    """What two teachers of 7 «А» wrote on Monday morning, and one in Moscow."""
    cast = stored_cast
    async with database.transaction() as session:
        await save(session, cast.teacher, cast.lesson, {TOPIC: "Functions", mark(cast.son.id): "2"}, seen={})
        await save(session, cast.class_teacher, cast.kazakh_lesson, {presence(cast.classmate.id): "absent"})
        await save(session, cast.other_teacher, cast.other_lesson, {TOPIC: "Somewhere else"})


def rows(page: Response) -> list[list[str]]:
    """The cells of the table, line by line."""
    found = re.findall(r"<tr>(.*?)</tr>", page.text, flags=re.S)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.S) for row in found]
    return [[cell.replace("\u00a0", " ") for cell in row] for row in cells if row]


def sheet(answer: Response) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.usefixtures("saved")
async def test_the_newest_change_stands_first_with_all_that_is_known_of_it(head: Desk) -> None:
    lines = rows(await head.opens("/changes"))
    assert len(lines) == 5
    assert lines[1] == [
        "23.11.2026, 09:00",
        "Оспанова Гүлнар Бекқызы",
        "7 «А»",
        "Kazakh",
        "23.11.2026, lesson 2",
        "Соколов Дмитрий",
        "Attendance",
        "present",
        "absent",
        "web form",
    ]
    assert {line[6]: line[7:9] for line in lines} == {
        "Attendance": ["present", "absent"],
        "Attendance is taken": ["—", "yes"],
        "Topic": ["—", "Functions"],
        "Mark: Answer in class": ["—", "2"],
        "Kind of work": ["—", "Answer in class"],
    }


async def test_term_marks_are_told_by_their_term(head: Desk, database: Database, stored_cast: Cast) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        term = await session.scalar(select(Term).where(Term.school_year_id == cast.year.id, Term.number == 2))
        await save_term_marks(
            session,
            staff=cast.teacher,
            course_id=cast.algebra.id,
            term_id=term.id,
            typed={cast.son.id: "5"},
            seen={},
            now=MONDAY_MORNING,
            settle=SETTLE,
        )
    assert rows(await head.opens("/changes"))[0][2:9] == [
        "7 «А»",
        "Algebra",
        "Quarter 2",
        "Нұрланов Әлихан",
        "Term mark",
        "—",
        "5",
    ]


@pytest.mark.usefixtures("saved")
async def test_it_is_filtered_by_class_subject_author_kind_and_day(head: Desk, stored_cast: Cast) -> None:
    cast = stored_cast
    for query, found in {
        f"group={cast.class_7a.id}": 5,
        f"group={cast.class_3b.id}": 0,
        f"subject={cast.kazakh.subject_id}": 2,
        f"author={cast.teacher.id}": 3,
        f"author={cast.curator.id}": 0,
        "kind=mark": 1,
        "first=2026-11-23": 5,
        "last=2026-11-23": 5,
        "first=2026-11-24": 0,
        "last=2026-11-22": 0,
        "first=2026-11-23&last=2026-11-22": 0,
        f"group={cast.class_7a.id}&subject={cast.algebra.subject_id}&author={cast.teacher.id}&kind=topic": 1,
        "group=&subject=&author=&kind=&first=&last=": 5,
        "first=yesterday&last=99999-01-01": 5,
    }.items():
        page = await head.opens(f"/changes?{query}")
        assert (page.status_code, len(rows(page))) == (200, found), query
        assert len(sheet(await head.opens(f"/changes/report.xlsx?{query}"))) >= found


async def test_a_day_is_the_schools_not_utcs(head: Desk, database: Database, stored_cast: Cast) -> None:
    """23:30 UTC on Sunday is already Monday in Almaty."""
    late = MONDAY_MORNING.replace(day=22, hour=23, minute=30)
    async with database.transaction() as session:
        await save(session, stored_cast.teacher, stored_cast.lesson, {TOPIC: "Functions"}, now=late)
    assert rows(await head.opens("/changes?first=2026-11-23"))[0][0] == "23.11.2026, 04:30"
    assert rows(await head.opens("/changes?last=2026-11-22")) == []


@pytest.mark.usefixtures("saved")
async def test_what_is_chosen_stays_chosen_and_goes_along(head: Desk, stored_cast: Cast) -> None:
    query = f"group={stored_cast.class_7a.id}&kind=topic&first=2026-11-01"
    page = await head.opens(f"/changes?{query}")
    assert f'<option value="{stored_cast.class_7a.id}" selected>' in page.text
    assert '<option value="topic" selected>' in page.text
    assert 'value="2026-11-01"' in page.text
    assert f"/changes/report.pdf?{query.replace('&', '&amp;')}" in page.text


async def test_fifty_on_a_page_and_the_rest_on_others(
    head: Desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        for number in range(60):
            await save(session, stored_cast.teacher, stored_cast.lesson, {TOPIC: f"Topic {number}"})
    first = await head.opens("/changes?kind=topic")
    assert [line[8] for line in rows(first)] == [f"Topic {number}" for number in range(59, 9, -1)]
    assert "Page 1 of 2" in text_of(first)
    assert "/changes?kind=topic&amp;page=2" in first.text
    second = await head.opens("/changes?kind=topic&page=2")
    assert [line[8] for line in rows(second)] == [f"Topic {number}" for number in range(9, -1, -1)]
    for beyond in (3, 999999999999, 0, -5):
        page = await head.opens(f"/changes?page={beyond}")
        assert page.status_code == 200
    assert (await head.opens("/changes?page=x")).status_code == 404


async def test_an_empty_record_and_an_empty_filter_say_so(head: Desk, stored_cast: Cast) -> None:
    assert "Nothing has been changed yet." in text_of(await head.opens("/changes"))
    page = await head.opens(f"/changes?group={stored_cast.class_7a.id}")
    assert "No change fits the filter." in text_of(page)
    assert (await head.opens("/changes/report.pdf")).content.startswith(b"%PDF")
    assert len(sheet(await head.opens("/changes/report.xlsx"))) == 4


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_has_its_answer(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, role: Role
) -> None:
    async with database.transaction() as session:
        person = await make_staff(session, stored_cast.school, "Новый Человек", role)
    browser = desk()
    await browser.signs_in(person)
    may = role in {Role.ADMINISTRATOR, Role.DIRECTOR, Role.DEPUTY_HEAD}
    for path in ADDRESSES:
        assert (await browser.opens(path)).status_code == (200 if may else 403), path
    assert ('href="/changes"' in (await browser.opens("/school")).text) is may


@pytest.mark.usefixtures("saved")
async def test_another_schools_changes_are_nobodys_business(
    head: Desk, desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    for path in ADDRESSES:
        for query in (
            f"group={cast.other_class.id}",
            f"subject={cast.other_algebra.subject_id}",
            f"author={cast.other_teacher.id}",
            "group=999999",
            "group=x",
            "group=99999999999999",
            "kind=gossip",
        ):
            assert (await head.opens(f"{path}?{query}")).status_code == 403, query
    assert "Somewhere else" not in (await head.opens("/changes")).text
    async with database.transaction() as session:
        theirs = await session.get_one(StaffMember, cast.other_teacher.id)
        session.add(StaffRole(staff_id=theirs.id, role=Role.DIRECTOR))
    director = desk()
    await director.signs_in(cast.other_teacher)
    assert [line[8] for line in rows(await director.opens("/changes"))] == ["Somewhere else"]


async def test_nothing_in_a_workbook_is_a_formula(head: Desk, database: Database, stored_cast: Cast) -> None:
    """CSV/XLSX formula injection: what a teacher typed is text in the administrator's spreadsheet."""
    formulas = ["=1+1", '=HYPERLINK("http://evil.example","x")', "+1", "-1", "@SUM(A1)", "\t=1", "{=1}"]
    async with database.transaction() as session:
        for text in formulas:
            await save(session, stored_cast.teacher, stored_cast.lesson, {TOPIC: text, HOMEWORK: f"={text}"})
    answer = await head.opens("/changes/report.xlsx?kind=topic")
    assert answer.headers["content-disposition"] == 'attachment; filename="alm-changes.xlsx"'
    assert answer.headers["cache-control"] == "no-store"
    lines = sheet(answer)
    assert len(lines[-1]) == len(WIDTHS)
    assert [line[9].strip() for line in lines[-7:]] == [text.strip() for text in reversed(formulas)]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert not [name for name in parts.namelist() if "rels" in name and b"evil" in parts.read(name)]


@pytest.mark.usefixtures("saved")
async def test_the_paper_is_set_as_text(head: Desk, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        await save(
            session,
            stored_cast.teacher,
            stored_cast.lesson,
            {TOPIC: '#panic("x") $ * _ ]', Place(Field.HOMEWORK): "<b>&amp;"},
        )
    answer = await head.opens("/changes/report.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")


@pytest.mark.usefixtures("saved")
@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
async def test_too_much_for_one_file_is_said_before_it_is_made(
    head: Desk, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(changes, "MOST_IN_WORKBOOK", 4)
    monkeypatch.setattr(changes, "MOST_ON_PAPER", 4)
    refused = await head.opens(f"/changes/report.{ending}")
    assert refused.status_code == 422
    assert "Too many changes for one file: 5, at most 4 fit." in text_of(refused)
    assert (await head.opens(f"/changes/report.{ending}?kind=topic")).status_code == 200


@pytest.mark.usefixtures("saved")
async def test_opening_it_changes_nothing(head: Desk, database: Database, clock: Clock) -> None:
    clock.advance(days=1)
    for path in ADDRESSES:
        await head.opens(path)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Change)) == 6


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.usefixtures("saved")
async def test_it_speaks_the_readers_language(
    desk: Callable[..., Desk], stored_cast: Cast, language: str
) -> None:
    browser = desk(language)
    await browser.signs_in(stored_cast.deputy_head)
    page = text_of(await browser.opens("/changes"))
    said = {"ru": ("Изменения в журнале", "веб-форма", "урок 2"), "kk": ("Журналдағы өзгерістер", "2-сабақ")}
    assert all(words in page for words in said[language])
    assert "Attendance" not in page
