"""The late change in a real browser: on a phone without JavaScript, and at the deputy head's desk with it."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from storage.database import Database
from storage.models import LateChangeDocument, Mark, StaffMember, Work
from tests.browser import chromium, served, sign_in
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.late_changes import JPEG
from tests.web.desk import config_of
from tests.web.lesson_page import all_of
from web.app import create_app

pytestmark = pytest.mark.xdist_group("browser")
PHONE = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}
WIDE = {"viewport": {"width": 1280, "height": 800}}


async def test_from_a_phone_to_the_table(
    database: Database, stored_cast: Cast, director: StaffMember, clock: Clock, tmp_path: Path
) -> None:
    cast = stored_cast
    photo = tmp_path / "справка.jpg"
    photo.write_bytes(JPEG)
    app = create_app(config_of(database, clock, web_url="http://127.0.0.1"))
    async with chromium() as browser, served(app) as address:
        teacher = await sign_in(browser, app, address, cast.teacher, **PHONE)
        await _applies(teacher, cast, photo)
        path = teacher.url.partition("?")[0]
        assert await all_of(database, LateChangeDocument.file_name) == ["справка.jpg"]
        head = await sign_in(browser, app, address, director, **PHONE)
        await head.goto(path)
        await head.get_by_label("Number of the decision").fill("17-к")
        await head.get_by_role("button", name="Approve").click()
        await expect(head.get_by_text("The decision is saved.")).to_be_visible()
        deputy = await sign_in(browser, app, address, cast.deputy_head, **WIDE)
        await deputy.goto(path)
        await deputy.get_by_role("button", name="Enter the change").click()
        (work,) = await all_of(database, Work.id)
        await deputy.locator(f"#mark-{work}-{cast.son.id}").fill("4")
        await deputy.locator(".save button").click()
        await expect(deputy.get_by_text("stands in the table of changes")).to_be_visible()
        assert await all_of(database, Mark.value) == ["4"]
        await head.goto("/late-changes/table")
        await expect(head.get_by_text(f"{cast.son.short_name}: Test 2 → 4")).to_be_visible()


async def _applies(page: Page, cast: Cast, photo: Path) -> None:
    await page.goto(f"/lessons/{cast.lesson.id}")
    await page.get_by_role("link", name="Ask for permission").click()
    await page.get_by_label(cast.son.short_name).check()
    await page.get_by_label("What is to be changed, and why").fill("Was ill")
    await page.get_by_label("Documents").set_input_files(photo)
    await page.get_by_role("button", name="File the application").click()
    await expect(page.get_by_text("The application is filed")).to_be_visible()
