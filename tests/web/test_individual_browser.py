"""Homework for some students in a real browser: what is typed is kept as a draft and found again (R32)."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from sqlalchemy import select

from storage.database import Database
from storage.models import IndividualHomework, IndividualHomeworkStudent
from tests.browser import chromium, draft_goes, served, sign_in
from tests.cast import Cast
from tests.clock import Clock
from tests.web.desk import config_of
from web.app import create_app

pytestmark = pytest.mark.xdist_group("browser")
Draft = dict[str, Any]


@pytest_asyncio.fixture
async def page(database: Database, clock: Clock, stored_cast: Cast) -> AsyncIterator[Page]:
    """The lesson's page before the algebra teacher, who says yes to leaving it."""
    app = create_app(config_of(database, clock, web_url="http://127.0.0.1"))
    async with chromium() as browser, served(app) as address:
        page = await sign_in(browser, app, address, stored_cast.teacher)
        page.on("dialog", lambda dialog: dialog.accept())
        await page.goto(f"/lessons/{stored_cast.lesson.id}")
        yield page


@pytest.fixture
def comes_back(page: Page, stored_cast: Cast) -> Callable[[], Awaitable[None]]:
    async def leave_and_come_back() -> None:
        await page.goto("/password")
        await page.goto(f"/lessons/{stored_cast.lesson.id}")

    return leave_and_come_back


async def draft(page: Page) -> Draft | None:
    script = (
        "Object.entries(sessionStorage).filter(([key]) => key.startsWith('lesson')).map(([, kept]) => kept)"
    )
    found = await page.evaluate(script)
    return dict(json.loads(found[0])["cells"]) if found else None


def ticked(page: Page, column: str, student_id: int):
    return page.locator(f"#ownfor-{column}-{student_id}")


async def saves(page: Page) -> None:
    await page.keyboard.press("Control+s")
    await expect(page.get_by_role("status")).to_have_text("Saved.")
    await draft_goes(page)


async def given(database: Database) -> dict[str, set[int]]:
    """Which homework is for whom."""
    async with database.reading() as session:
        texts = {one.id: one.text for one in await session.scalars(select(IndividualHomework))}
        rows = (await session.scalars(select(IndividualHomeworkStudent))).all()
    return {text: {row.student_id for row in rows if row.homework_id == id_} for id_, text in texts.items()}


async def test_what_was_typed_for_some_students_survives_leaving_the_page(
    page: Page, comes_back: Callable[[], Awaitable[None]], database: Database, stored_cast: Cast
) -> None:
    son = stored_cast.son.id
    assert await draft(page) is None, "a page that nobody touched is no draft"
    await page.get_by_text("Homework for some students").first.click()
    await page.locator("#own-hnew1").fill("Cards 1–3")
    await ticked(page, "hnew1", son).check()
    assert await draft(page) == {"own-hnew1": "Cards 1–3", "ownfor-hnew1": str(son)}
    await comes_back()
    await expect(page.get_by_text("has been put back")).to_be_visible()
    await expect(page.locator("#own-hnew1")).to_be_visible()
    await expect(page.locator("#own-hnew1")).to_have_value("Cards 1–3")
    await expect(ticked(page, "hnew1", son)).to_be_checked()
    await expect(ticked(page, "hnew1", stored_cast.classmate.id)).not_to_be_checked()
    await saves(page)
    assert await draft(page) is None
    assert await given(database) == {"Cards 1–3": {son}}


async def test_a_draft_without_students_is_not_folded_away(
    page: Page, comes_back: Callable[[], Awaitable[None]], stored_cast: Cast
) -> None:
    """Somebody put back what nobody sees."""
    await page.get_by_text("Homework for some students").first.click()
    await page.locator("#own-hnew1").fill("Cards 1–3")
    await comes_back()
    await expect(page.locator("#own-hnew1")).to_be_visible()
    await expect(page.locator("#own-hnew1")).to_have_value("Cards 1–3")
    await page.get_by_role("button", name="Discard").click()
    await expect(page.locator("#own-hnew1")).to_have_value("")
    assert await draft(page) is None


async def test_ticks_taken_away_are_a_draft_and_put_back_they_are_none(
    page: Page, comes_back: Callable[[], Awaitable[None]], database: Database, stored_cast: Cast
) -> None:
    son, classmate = stored_cast.son.id, stored_cast.classmate.id
    await page.get_by_text("Homework for some students").first.click()
    await page.locator("#own-hnew1").fill("Cards 1–3")
    for student in (son, classmate):
        await ticked(page, "hnew1", student).check()
    await saves(page)
    async with database.reading() as session:
        column = f"h{(await session.scalars(select(IndividualHomework.id))).one()}"
    assert await draft(page) is None
    await ticked(page, column, classmate).uncheck()
    assert await draft(page) == {f"ownfor-{column}": str(son)}
    await ticked(page, column, classmate).check()
    assert await draft(page) is None
    for student in (son, classmate):
        await ticked(page, column, student).uncheck()
    await ticked(page, column, classmate).check()
    await comes_back()
    await expect(ticked(page, column, classmate)).to_be_checked()
    await expect(ticked(page, column, son)).not_to_be_checked()
    await saves(page)
    assert await given(database) == {"Cards 1–3": {classmate}}


async def test_a_fault_keeps_the_draft_and_shows_it(
    page: Page, comes_back: Callable[[], Awaitable[None]], database: Database, stored_cast: Cast
) -> None:
    await page.get_by_text("Homework for some students").first.click()
    await page.locator("#own-hnew1").fill("For nobody")
    await page.keyboard.press("Control+s")
    await expect(page.locator("#ownfor-hnew1-fault")).to_be_visible()
    assert await draft(page) == {"own-hnew1": "For nobody"}
    await comes_back()
    await expect(page.locator("#own-hnew1")).to_have_value("For nobody")
    await ticked(page, "hnew1", stored_cast.son.id).check()
    await saves(page)
    assert await given(database) == {"For nobody": {stored_cast.son.id}}
