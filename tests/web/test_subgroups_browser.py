"""Ticking a student's subgroups on a phone and on a wide screen, without JavaScript."""

import pytest
from playwright.async_api import expect

from storage.database import Database
from storage.models import GroupKind
from tests.browser import chromium, served, sign_in
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.lessons import make_course
from tests.factories.people import make_group
from tests.factories.school import make_subject
from tests.web.desk import config_of
from web.app import create_app

pytestmark = pytest.mark.xdist_group("browser")
NAMES = ("7 «А» ағылшын тілі 1", "7 «А» ағылшын тілі 2", "7 «А» информатика")


async def set_up(database: Database, cast: Cast) -> None:
    """7 «А» learns English in two subgroups and informatics in a third."""
    async with database.transaction() as session:
        english = await make_subject(session, cast.school, "Английский язык", kk="Ағылшын тілі", en="English")
        informatics = await make_subject(
            session, cast.school, "Информатика", kk="Информатика", en="Informatics"
        )
        for name, subject in zip(NAMES, (english, english, informatics), strict=True):
            part = await make_group(session, cast.year, name, 7, GroupKind.SUBGROUP)
            part.parent_id = cast.class_7a.id
            await make_course(session, subject, part, cast.teacher)


@pytest.mark.parametrize("width", [390, 1280])
async def test_subgroups_are_ticked_by_keyboard_and_the_page_fits(
    database: Database, clock: Clock, stored_cast: Cast, width: int
) -> None:
    await set_up(database, stored_cast)
    app = create_app(config_of(database, clock, web_url="http://127.0.0.1"))
    size = {"viewport": {"width": width, "height": 800}}
    async with chromium() as browser, served(app) as address:
        page = await sign_in(
            browser, app, address, stored_cast.administrator, java_script_enabled=False, **size
        )
        await page.goto(f"/students/{stored_cast.son.id}")
        await expect(page.get_by_text("so no lessons: English, Informatics.")).to_be_visible()
        await page.get_by_label(NAMES[0]).focus()
        await page.keyboard.press("Space")
        await page.get_by_label(NAMES[0]).press("Enter")
        await expect(page.get_by_role("status")).to_have_text("The subgroups are saved.")
        await expect(page.get_by_label(NAMES[0])).to_be_checked()
        await expect(page.get_by_label(NAMES[1])).not_to_be_checked()
        await expect(page.get_by_text("so no lessons: Informatics.")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") == width
