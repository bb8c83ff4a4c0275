"""Pages on a phone of 390 pixels and on a wide screen, in a real browser without JavaScript."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from storage.database import Database
from tests.browser import chromium, served, sign_in
from tests.cast import MONDAY, Cast
from tests.clock import Clock
from tests.factories.lessons import make_attendance, make_lesson
from tests.factories.plans import make_plan
from tests.services.lesson_cells import HOMEWORK, TOPIC, save
from tests.web.desk import config_of
from web.app import create_app

pytestmark = pytest.mark.xdist_group("browser")
Enter = Callable[..., Awaitable[Page]]
PHONE = {"viewport": {"width": 390, "height": 844}}
WIDE = {"viewport": {"width": 1280, "height": 800}}
ROW = 52
"""A row of touch targets and its padding, in pixels."""


@pytest_asyncio.fixture
async def enters(database: Database, clock: Clock, stored_cast: Cast) -> AsyncIterator[Enter]:
    """``await enters(staff, path)`` is this page before this member of staff."""
    app = create_app(config_of(database, clock, web_url="http://127.0.0.1"))
    async with chromium() as browser, served(app) as address:

        async def enter(staff: Any, path: str, **context: Any) -> Page:
            page = await sign_in(browser, app, address, staff, java_script_enabled=False, **context)
            await page.goto(path)
            return page

        yield enter


async def test_on_a_phone_the_administrators_menu_is_one_row(enters: Enter, stored_cast: Cast) -> None:
    page = await enters(stored_cast.administrator, "/delivery", **PHONE)
    menu = page.get_by_role("navigation", name="Main menu")
    box = await menu.bounding_box()
    assert box is not None
    assert box["height"] <= ROW
    await expect(menu.get_by_role("link")).to_have_count(0)
    await expect(menu.get_by_text("Menu: School")).to_be_visible()


async def test_the_folded_menu_opens_by_keyboard(enters: Enter, stored_cast: Cast) -> None:
    page = await enters(stored_cast.administrator, "/delivery", **PHONE)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    for name in ("Lessons", "Gradebook", "Timetable", "Classes", "School"):
        await expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    for _step in range(5):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/school")
    await page.get_by_role("link", name="Staff").click()
    await page.wait_for_url("**/staff")


async def test_on_a_wide_screen_every_entry_stands_in_one_row(enters: Enter, stored_cast: Cast) -> None:
    page = await enters(stored_cast.administrator, "/delivery", **WIDE)
    menu = page.get_by_role("navigation", name="Main menu")
    await expect(menu.get_by_role("link")).to_have_count(6)
    await expect(menu.get_by_text("Menu: School")).to_be_hidden()
    box = await menu.bounding_box()
    assert box is not None
    assert box["height"] <= ROW


async def test_a_childs_missed_days_fit_on_a_phone_and_are_excused(
    enters: Enter, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        for back in (1, 2, 3):
            for number, course in ((5, stored_cast.algebra), (6, stored_cast.kazakh)):
                lesson = await make_lesson(session, course, MONDAY - timedelta(days=back), number)
                await make_attendance(session, lesson, stored_cast.son)
    page = await enters(stored_cast.class_teacher, f"/classes/{stored_cast.class_7a.id}", **PHONE)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    days = page.locator(".days-missed")
    await days.get_by_role("checkbox").first.check()
    await days.get_by_role("checkbox").last.check()
    await days.get_by_role("button", name="Excuse").click()
    await expect(page.get_by_text("The excuse is saved.")).to_be_visible()
    await expect(page.get_by_role("checkbox")).to_have_count(0)
    await expect(page.get_by_text("Saturday, 21 November")).to_be_visible()


async def test_plans_fit_on_a_phone_however_long_their_words(
    enters: Enter, database: Database, stored_cast: Cast
) -> None:
    long = "Достопримечательности-железнодорожного-градостроительства " * 3
    async with database.transaction() as session:
        await make_plan(session, stored_cast.algebra, (long, 100), ("Дроби", 2))
    for path in (
        "/plans",
        f"/courses/{stored_cast.algebra.id}/plan",
        f"/lessons/{stored_cast.lesson.id}",
        f"/courses/{stored_cast.algebra.id}/gradebook",
    ):
        page = await enters(stored_cast.teacher, path, **PHONE)
        assert await page.evaluate("document.documentElement.scrollWidth") == 390, path


async def test_the_next_topic_is_one_tap_away_without_javascript(
    enters: Enter, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_plan(session, stored_cast.algebra, ("Дроби", 2))
    page = await enters(stored_cast.teacher, f"/lessons/{stored_cast.lesson.id}", **PHONE)
    await page.get_by_role("button", name="Next in the plan: Дроби").click()
    await expect(page.get_by_label("Topic", exact=True)).to_have_value("Дроби")
    await page.locator(".save").get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()


async def test_few_entries_are_not_folded(enters: Enter, stored_cast: Cast) -> None:
    page = await enters(stored_cast.teacher, "/lessons", **PHONE)
    await expect(page.get_by_role("link", name="Gradebook", exact=True)).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, WIDE])
async def test_the_report_of_changes_fits_whatever_was_typed(
    enters: Enter, database: Database, stored_cast: Cast, size: dict[str, Any]
) -> None:
    async with database.transaction() as session:
        typed = {TOPIC: "https://example.org/" + "a" * 250, HOMEWORK: "word " * 300}
        await save(session, stored_cast.teacher, stored_cast.lesson, typed)
    page = await enters(stored_cast.administrator, "/changes?kind=topic", **size)
    assert await page.evaluate("document.documentElement.scrollWidth") == size["viewport"]["width"]
    await page.get_by_label("What").select_option(label="Homework")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_text("word word").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == size["viewport"]["width"]


@pytest.mark.parametrize("screen", [PHONE, WIDE])
async def test_the_timetable_and_its_changes_fit_and_work(
    enters: Enter, stored_cast: Cast, screen: dict[str, Any]
) -> None:
    cast = stored_cast
    page = await enters(cast.deputy_head, f"/timetable?of=group-{cast.class_7a.id}", **screen)
    width = screen["viewport"]["width"]
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    await page.get_by_label("Class, teacher or room").select_option(label="Ким Е. В.")
    await page.get_by_role("button", name="Show").click()
    await page.get_by_role("link", name="Substitutions").click()
    await page.get_by_label("Who is away").select_option(label=cast.teacher.full_name)
    await page.get_by_label("Last day").fill(f"{MONDAY + timedelta(days=1)}")
    await page.get_by_role("button", name="Show the lessons").click()
    await page.get_by_label("All lessons").select_option(label="Ли А. С.")
    await page.get_by_role("button", name="Fill in").click()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    await page.get_by_role("link", name="Move").last.click()
    await page.get_by_label("Day").fill(f"{MONDAY + timedelta(days=3)}")
    await page.get_by_role("button", name="Move the lesson").click()
    await expect(page.get_by_text("Moved: was lesson 1 on 24 November")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == width
