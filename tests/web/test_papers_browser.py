"""The register of course papers in a real browser: on a phone and on a wide screen, in each language, by axe."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect
from sqlalchemy import select

from storage.database import Database
from storage.models import CoursePaper
from tests.browser import chromium, served, sign_in
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.attestation import quarters_of
from tests.factories.papers import make_paper, make_register
from tests.web.desk import config_of
from web.app import create_app

pytestmark = pytest.mark.xdist_group("browser")
LONG = "Расчёт-и-проектирование-привода-ленточного-конвейера " * 5


async def test_it_fits_and_is_filled_on_a_phone_and_a_wide_screen(
    database: Database, stored_cast: Cast, clock: Clock
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        register = await make_register(session, cast.algebra, (await quarters_of(session, cast.year))[1])
        await make_paper(session, register, cast.classmate, LONG.strip(), "5", cast.class_teacher)
    app = create_app(config_of(database, clock, web_url="http://127.0.0.1"))
    faults = {}
    async with chromium() as browser, served(app) as address:
        for language, width in (("kk", 390), ("ru", 1280)):
            size = {"width": width, "height": 844}
            page = await sign_in(browser, app, address, cast.deputy_head, locale=language, viewport=size)
            for path in (
                f"/courses/{cast.algebra.id}/papers",
                "/papers",
                f"/courses/{cast.kazakh.id}/papers",
            ):
                await page.goto(path)
                found = await Axe().run(page, options={"resultTypes": ["violations"]})
                wide = await page.evaluate("document.documentElement.scrollWidth")
                if found.response["violations"] or wide > width:
                    faults[path, width] = (wide, [one["id"] for one in found.response["violations"]])
        page = await sign_in(browser, app, address, cast.teacher, viewport={"width": 390, "height": 844})
        await page.goto(f"/courses/{cast.algebra.id}/papers")
        await page.get_by_label("Topic of the paper: Нұрланов Әлихан").fill("Привод")
        await page.get_by_label("Mark: Нұрланов Әлихан").fill("4")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
    assert faults == {}
    async with database.reading() as session:
        papers = (await session.scalars(select(CoursePaper).order_by(CoursePaper.id))).all()
    assert [(one.topic, one.value) for one in papers] == [(LONG.strip(), "5"), ("Привод", "4")]
