"""Takes the README's pictures from the running demo: ``make screenshots``."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from demo.kept import kept_school
from demo.run import ZONE, run_demo
from locales import plain, words_in
from tests.browser import chromium

PICTURES = Path(__file__).parent / "pictures"
TUESDAY = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
"""13:10 in Almaty, on a school day: the pictures do not depend on when they are taken."""


async def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with demo(Path(folder)) as (phone, web), chromium() as browser:
            people = {person["part"]: person for person in _people(Path(folder))}
            await photograph_phone(browser, phone, people["mother"])
            await photograph_lesson(browser, web, people["teacher"])


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[tuple[str, str]]:
    stop, opened = asyncio.Event(), asyncio.get_running_loop().create_future()
    running = asyncio.create_task(
        run_demo(
            folder,
            phone_port=0,
            web_port=0,
            clock=lambda: TUESDAY,
            stop=stop,
            ready=lambda phone, web: opened.set_result((phone, web)),
        )
    )
    await asyncio.wait([running, opened], return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        running.result()
    yield opened.result()
    stop.set()
    await running


def _people(folder: Path) -> list[dict[str, Any]]:
    school = kept_school(folder, f"{TUESDAY.astimezone(ZONE):%Y-%m-%d}")
    assert school is not None
    return school.people


async def photograph_phone(browser: Browser, address: str, mother: dict[str, Any]) -> None:
    """The mother joins as anybody does, then opens her child's day."""
    page = await browser.new_page(
        viewport={"width": 1280, "height": 900}, device_scale_factor=2, timezone_id=str(ZONE)
    )
    await page.goto(f"{address}/?lang=ru")
    slip = mother["slips"][0]
    await _say(page, f"/start {slip['code'].replace('-', '')}")
    await _tap(page, "Русский")
    await _tap(page, plain(words_in("ru")("I agree")))
    await _say(page, slip["birthday"])
    await _say(page, "оценки")
    await page.wait_for_timeout(1500)
    await page.locator("main.phone").screenshot(path=PICTURES / "phone.png")
    await page.close()


async def photograph_lesson(browser: Browser, address: str, teacher: dict[str, Any]) -> None:
    """The teacher signs in and opens the first lesson of the day."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 860}, locale="ru", color_scheme="light"
    )
    page = await context.new_page()
    await page.goto(f"{address}/login")
    await page.fill("input[name=user_name]", teacher["user_name"])
    await page.fill("input[name=password]", teacher["password"])
    await page.locator("form[action='/login'] button").click()
    await page.wait_for_url("**/lessons**")
    await page.locator("main a[href*='/lessons/']").first.click()
    await expect(page.locator("table")).to_be_visible()
    await page.screenshot(path=PICTURES / "lesson.png")
    await context.close()


async def _say(page: Page, text: str) -> None:
    count = await page.locator(".message:not(.mine)").count()
    await page.fill("#text", text)
    await page.press("#text", "Enter")
    await expect(page.locator(".message:not(.mine)")).to_have_count(count + 1)


async def _tap(page: Page, label: str) -> None:
    before = await page.locator(".messages").inner_text()
    await page.locator(".messages").get_by_role("button", name=label, exact=True).last.click()
    await expect(page.locator(".messages")).not_to_have_text(before)


if __name__ == "__main__":
    asyncio.run(main())
