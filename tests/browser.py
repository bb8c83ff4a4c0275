"""A real Chromium before the real web form, served over HTTP on this machine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, Page, async_playwright

from bot.running import listen
from services.staff_login import issue_login_link
from storage.models import StaffMember
from tests.find_browser import on_this_machine

SignIn = Callable[..., Awaitable[Page]]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser found on this machine (``DIARY_TEST_BROWSER`` first), otherwise Playwright's own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=on_this_machine(), args=["--no-sandbox"])
        yield browser
        await browser.close()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The address under which the application answers while the block lasts."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    # The socket listens already: what comes before the server is up waits in its queue.
    serving = asyncio.create_task(server._serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving


async def sign_in(browser: Browser, app: FastAPI, address: str, staff: StaffMember, **context: Any) -> Page:
    """A page of a browser of one's own, signed in as ``staff``. Any fault of its scripts fails the test."""
    config = app.state.config
    async with config.database.transaction() as session:
        token = await issue_login_link(session, staff=staff, secret=config.secret, now=config.clock())
    opened = await browser.new_context(**{"locale": "en", "base_url": address, **context})
    opened.set_default_timeout(10_000)
    page = await opened.new_page()
    page.on("pageerror", _fail)
    await page.goto(f"/login/{token}")
    # Whatever language the browser speaks, this page has one button.
    await page.locator("main form button").click()
    # A teacher's day begins with the lessons, an administrator's with the import.
    await page.wait_for_url(lambda url: "/login" not in url)
    return page


async def draft_goes(page: Page) -> None:
    """What was typed is kept no longer: a moment after the saved page has come, when htmx lets it settle."""
    await page.wait_for_function("Object.keys(sessionStorage).every(key => !key.startsWith('lesson'))")


def _fail(error: Exception) -> None:
    raise AssertionError(f"a script of the page failed: {error}")
