"""The sheet of a term in a real browser: "not attested" asks why at once, and a phone scrolls only down."""

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from storage.database import Database
from storage.models import NotAttestedReason, TermMark
from tests.browser import chromium, served, sign_in
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.attestation import make_attestation, quarters_of
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
