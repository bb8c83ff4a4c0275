"""The sheet of a term in a real browser: "not attested" asks why at once, and a phone scrolls only down."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from storage.database import Database
from storage.models import NotAttestedReason, TermMark
from tests.browser import chromium, served, sign_in
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.attestation import make_attestation, quarters_of
from tests.factories.school import make_regulation
from tests.web.desk import config_of
from web.app import create_app

pytestmark = pytest.mark.xdist_group("browser")


async def test_not_attested_asks_why_at_once_on_a_phone(
    database: Database, stored_cast: Cast, clock: Clock
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        term = (await quarters_of(session, cast.year))[1]
        await make_attestation(
            session, cast.algebra, term, commission="Константинопольская-Сейітмағанбетова" * 3
        )
    app = create_app(config_of(database, clock, web_url="http://127.0.0.1"))
    async with chromium() as browser, served(app) as address:
        phone = {"width": 390, "height": 844}
        page = await sign_in(browser, app, address, cast.teacher, viewport=phone)
        await page.goto(f"/courses/{cast.algebra.id}/gradebook?term={term.id}")
        cell = page.get_by_label("Term mark of Нұрланов Әлихан", exact=True)
        why = page.get_by_label("Why not attested: Term mark of Нұрланов Әлихан")
        await cell.fill("5")
        await expect(why).to_have_count(0)
        await cell.fill("Н/А")
        await cell.press("Tab")
        await expect(why).to_be_focused()
        await why.select_option("illness")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.get_by_role("button", name="Save term marks").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
    async with database.reading() as session:
        mark = (await session.scalars(select(TermMark))).one()
    assert (mark.value, mark.reason) == ("н/а", NotAttestedReason.ILLNESS)


async def test_a_closed_term_mark_looks_closed_and_says_why_when_reached(
    database: Database, stored_cast: Cast, clock: Clock
) -> None:
    """By preset A the marks of the second quarter closed the night before."""
    cast, clock.now = stored_cast, datetime(2027, 1, 11, 5, 0, tzinfo=UTC)
    async with database.transaction() as session:
        term = (await quarters_of(session, cast.year))[1]
        await make_regulation(session, cast.school, "A")
    app = create_app(config_of(database, clock, web_url="http://127.0.0.1"))
    async with chromium() as browser, served(app) as address:
        page = await sign_in(browser, app, address, cast.teacher)
        await page.goto(f"/courses/{cast.algebra.id}/gradebook?term={term.id}")
        cell, why = page.get_by_label("Term mark of Нұрланов Әлихан", exact=True), page.locator(".why-closed")
        await expect(why).to_be_hidden()
        await cell.focus()
        await expect(why).to_contain_text("🔒 Marks of the term that ended on")
        await expect(cell).to_have_css("border-top-style", "dashed")
        await expect(cell).to_have_attribute("readonly", "")
        await page.locator(".book td a").first.focus()
        await expect(why).to_be_hidden()
