"""Teachers' hours: who sees whose, what the page says, the workbook and the paper made of it (R43)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from httpx import Response
from python_calamine import CalamineWorkbook

from storage.database import Database
from storage.models import Lesson, StaffMember, Subject
from tests.cast import Cast
from tests.clock import Clock
from tests.web.desk import Desk, text_of


@pytest.fixture
async def held(database: Database, stored_cast: Cast, clock: Clock) -> None:
    """Monday is over: algebra was given by the curator, Kazakh has no topic. Tuesday is to come."""
    async with database.transaction() as session:
        lesson = await session.get_one(Lesson, stored_cast.lesson.id)
        lesson.topic, lesson.substitute_id = "Дроби", stored_cast.curator.id
    clock.advance(hours=8)


async def at(desk: Callable[..., Desk], person: StaffMember, language: str = "en") -> Desk:
    browser = desk(language)
    await browser.signs_in(person)
    return browser


def sheet(answer: Response) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


@pytest.mark.usefixtures("held")
async def test_heads_see_everybody_and_teachers_themselves(
    desk: Callable[..., Desk], stored_cast: Cast
) -> None:
    cast = stored_cast
    text = text_of(await (await at(desk, cast.deputy_head)).opens("/hours"))
    assert "From 1 November 2026 to 30 November 2026" in text
    assert "Ким Елена Викторовна 7 «А» — Algebra, also given by Ли А. С. 2 — — — 1 — — 1" in text
    assert "Ли Андрей Сергеевич 7 «А» — Algebra, in place of Ким Е. В. — — 1 1 — — — —" in text
    assert "7 «А» — Kazakh 1 — — — — — 1 —" in text
    assert "All teachers 3 — 1 1 1 — 1 1" in text
    own = text_of(await (await at(desk, cast.curator)).opens("/hours"))
    assert "My hours" in own
    assert "in place of Ким Е. В." in own
    assert "Kazakh" not in own


@pytest.mark.usefixtures("held")
async def test_a_workbook_holds_numbers_and_no_formula(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        subject = await session.get_one(Subject, stored_cast.algebra.subject_id)
        subject.names = {**subject.names, "en": "=1+1"}
    browser = await at(desk, stored_cast.deputy_head)
    answer = await browser.opens("/hours/report.xlsx?first=2026-11-23&last=2026-11-23")
    assert 'filename="alm-hours-2026-11-23-2026-11-23.xlsx"' in answer.headers["content-disposition"]
    rows = sheet(answer)
    assert ["Ким Елена Викторовна", "7 «А» — =1+1, also given by Ли А. С.", 1, 0, 0, 0, 1, 0, 0, 0] in rows
    assert rows[-1] == ["All teachers", "", 2, 0, 1, 1, 1, 0, 1, 0]


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
async def test_it_is_printed_in_the_readers_language(
    desk: Callable[..., Desk], stored_cast: Cast, language: str
) -> None:
    browser = await at(desk, stored_cast.administrator, language)
    answer = await browser.opens("/hours/report.pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


async def test_a_teachers_files_hold_nobody_elses_hours(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    browser = await at(desk, stored_cast.teacher)
    names = {row[0] for row in sheet(await browser.opens("/hours/report.xlsx"))[5:]}
    assert names == {"Ким Елена Викторовна"}


async def test_days_that_are_none_ask_for_this_month(browser: Desk) -> None:
    for query in ("", "?first=yesterday", "?first=99999-01-01&last=0", "?first=2019-01-01&last=2019-01-31"):
        page = await browser.opens(f"/hours{query}")
        assert (page.status_code, "From 1 November 2026" in text_of(page)) == (200, True), query


async def test_days_without_lessons_say_so_and_a_year_can_be_asked_for(browser: Desk) -> None:
    empty = await browser.opens("/hours?first=2026-11-25&last=2026-11-26")
    assert "There are no lessons in these days." in text_of(empty)
    assert "report.pdf" not in empty.text
    year = await browser.opens("/hours?first=2026-09-01&last=2027-05-31")
    assert "7 «А» — Algebra" in text_of(year)


async def test_the_way_there(desk: Callable[..., Desk], browser: Desk, stored_cast: Cast) -> None:
    assert 'href="/hours"' in (await browser.opens("/gradebook")).text
    head = await at(desk, stored_cast.deputy_head)
    assert 'href="/hours"' in (await head.opens("/school")).text
