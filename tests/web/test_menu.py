"""The entries at the top of every page, on a wide screen and on a phone, in a real browser."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from storage.database import Database
from tests.browser import chromium, served, sign_in
from tests.cast import Cast
from tests.clock import Clock
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
    """``await enters(staff)`` is the page of deliveries before this member of staff, without JavaScript."""
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
    await expect(menu.get_by_text("Menu: Delivery")).to_be_visible()


async def test_the_folded_menu_opens_by_keyboard(enters: Enter, stored_cast: Cast) -> None:
    page = await enters(stored_cast.administrator, "/delivery", **PHONE)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    for name in ("Lessons", "Gradebook", "Classes", "Import", "Staff"):
        await expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    for _step in range(5):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/staff")


async def test_on_a_wide_screen_every_entry_stands_in_one_row(enters: Enter, stored_cast: Cast) -> None:
    page = await enters(stored_cast.administrator, "/delivery", **WIDE)
    menu = page.get_by_role("navigation", name="Main menu")
    await expect(menu.get_by_role("link")).to_have_count(7)
    await expect(menu.get_by_text("Menu: Delivery")).to_be_hidden()
    box = await menu.bounding_box()
    assert box is not None
    assert box["height"] <= ROW


async def test_few_entries_are_not_folded(enters: Enter, stored_cast: Cast) -> None:
    page = await enters(stored_cast.teacher, "/lessons", **PHONE)
    await expect(page.get_by_role("link", name="Gradebook", exact=True)).to_be_visible()
