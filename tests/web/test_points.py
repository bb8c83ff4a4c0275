"""Points on the pages: the maximum asked for such kinds only, 12/15 in every cell, the quarter with its reason."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from storage.database import Database
from storage.models import Mark, WorkKind
from tests.browser import chromium, served, sign_in
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.lessons import make_mark, make_work
from tests.factories.points import QUARTER, SECTION, make_points, make_points_work, make_scheme
from tests.web.desk import Desk, config_of, text_of
from tests.web.lesson_page import all_of, fields_of, mark, saves
from web.app import create_app

pytestmark = pytest.mark.xdist_group("browser")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
Enter = Callable[..., Awaitable[Page]]


@pytest.fixture
async def kinds(database: Database, stored_cast: Cast) -> dict[str, WorkKind]:
    async with database.transaction() as session:
        return await make_scheme(session, stored_cast.school)


@pytest_asyncio.fixture
async def enters(database: Database, clock: Clock, stored_cast: Cast) -> AsyncIterator[Enter]:
    """``await enters(path)`` is this page before the algebra teacher."""
    app = create_app(config_of(database, clock, web_url="http://127.0.0.1"))
    async with chromium() as browser, served(app) as address:

        async def enter(path: str, **context: Any) -> Page:
            page = await sign_in(browser, app, address, stored_cast.teacher, **context)
            await page.goto(path)
            return page

        yield enter


async def test_no_maximum_is_asked_for_where_no_kind_has_one(browser: Desk, stored_cast: Cast) -> None:
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    assert "most-new1" not in page.text


async def test_the_maximum_is_asked_for_at_its_field_and_nothing_typed_is_lost(
    browser: Desk, database: Database, stored_cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    cast = stored_cast
    typed = {"kind_new1": str(kinds[SECTION].id), mark(cast.son): "12"}
    page = await saves(browser, cast.lesson, **typed)
    assert page.status_code == 422
    assert 'id="most-new1-fault">Say how many points there are at most: from 1 to 100.' in page.text
    assert fields_of(page)[mark(cast.son)] == "12"
    page = await saves(browser, cast.lesson, page, most_new1="15")
    assert page.status_code == 303, page.text
    assert await all_of(database, Mark.value) == ["12/15"]
    page = await browser.opens(f"/lessons/{cast.lesson.id}")
    assert 'value="12/15"' in page.text
    assert "Section work of 15" in text_of(page)
    untouched = await browser.posts(f"/lessons/{cast.lesson.id}", fields_of(page))
    assert untouched.headers["location"].endswith("saved=0")


async def test_a_wrong_number_says_what_is_possible(
    browser: Desk, database: Database, stored_cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    async with database.transaction() as session:
        work = await make_points_work(session, stored_cast.lesson, kinds[SECTION], 15)
        await make_points(session, work, stored_cast.classmate, 12)
    page = await saves(browser, stored_cast.lesson, **{mark(stored_cast.son, work.id): "16"})
    assert page.status_code == 422
    assert "Points from 0 to 15" in text_of(page)
    page = await saves(browser, stored_cast.lesson, **{f"most_{work.id}": "10"})
    assert f'id="most-{work.id}-fault">The best result is 12 already' in page.text


async def test_the_sheet_shows_points_the_percentage_and_how_it_came_about(
    browser: Desk, database: Database, stored_cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        for _each in range(3):
            await make_mark(
                session, await make_work(session, cast.lesson, cast.kinds["answer"]), cast.son, "4"
            )
        section = await make_points_work(session, cast.lesson, kinds[SECTION], 35, 1)
        quarter = await make_points_work(session, cast.lesson, kinds[QUARTER], 25)
        await make_points(session, section, cast.son, 27)
        await make_points(session, quarter, cast.son, 18)
    page = await browser.opens(f"/courses/{cast.algebra.id}/gradebook")
    text = text_of(page)
    assert "4 4 4 27/35 18/25" in text
    assert (
        "formative marks 4 of 5 → 20 %, section works 27/35 → 19.3 %, quarter work 18/25 → 36 %: 75 % → 4"
        in text
    )
    assert f'name="term-{cast.son.id}" value="" maxlength="8"' in page.text
    assert 'placeholder="4"' in page.text
    assert "Missing for a mark: formative marks, section work № 1, the quarter work." in text, "the classmate"


async def test_points_are_typed_by_thumb(
    enters: Enter, database: Database, stored_cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    cast = stored_cast
    page = await enters(f"/lessons/{cast.lesson.id}", **PHONE)
    await page.get_by_text("Kinds of work").first.tap()
    most = page.get_by_label("Most points")
    await expect(most).to_be_hidden()
    await page.get_by_label("Kind of work").select_option(label="Section work")
    await expect(most).to_be_visible()
    await expect(page.get_by_label("Own weight")).to_be_hidden()
    await most.fill("15")
    await page.locator(f"#mark-new1-{cast.son.id}").tap()
    await page.keyboard.type("12")
    await page.locator(f"#mark-new1-{cast.classmate.id}").tap()
    await page.keyboard.type("ж")
    await page.get_by_role("button", name="Save").last.tap()
    await expect(page.get_by_role("status")).to_have_text("Saved.")
    assert await all_of(database, Mark.value) == ["12/15"]
    cell = page.locator(f"[id^='mark-'][id$='-{cast.son.id}']")
    await expect(cell).to_have_value("12/15")
    box = await cell.bounding_box()
    assert box is not None
    assert box["width"] >= 44
    assert await cell.evaluate("cell => cell.scrollWidth <= cell.clientWidth"), "12/15 is read whole"
    await cell.tap()
    await page.keyboard.type("14")
    await page.get_by_role("button", name="Save").last.tap()
    await expect(cell).to_have_value("14/15")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


async def test_without_javascript_the_maximum_shows_for_its_kinds_too(
    enters: Enter, stored_cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    page = await enters(f"/lessons/{stored_cast.lesson.id}", java_script_enabled=False, **PHONE)
    await page.get_by_text("Kinds of work").first.tap()
    await expect(page.get_by_label("Most points")).to_be_hidden()
    await page.get_by_label("Kind of work").select_option(label="Section work")
    await expect(page.get_by_label("Most points")).to_be_visible()
