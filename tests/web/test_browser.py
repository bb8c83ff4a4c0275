"""The lesson's page in a real browser: by keyboard, by thumb, in two tabs, without JavaScript."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from services.staff_login import issue_login_link, sign_out
from storage.database import Database
from storage.models import Attendance, Lesson, Mark, WebSession
from tests.browser import chromium, draft_goes, served, sign_in
from tests.cast import Cast
from tests.chat import SECRET
from tests.clock import Clock
from tests.factories.lessons import make_lesson, make_work
from tests.factories.people import make_student
from tests.web.desk import config_of
from web.app import create_app

pytestmark = pytest.mark.xdist_group("browser")
Enter = Callable[..., Awaitable[Page]]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest_asyncio.fixture(scope="module")
async def a_chromium() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture
async def enters(
    a_chromium: Browser, database: Database, clock: Clock, stored_cast: Cast
) -> AsyncIterator[Enter]:
    """``await enters()`` is the lesson's page before the algebra teacher."""
    app = create_app(config_of(database, clock, web_url="http://127.0.0.1"))
    async with served(app) as address:
        pages: list[Page] = []

        async def enter(**context: Any) -> Page:
            page = await sign_in(a_chromium, app, address, stored_cast.teacher, **context)
            pages.append(page)
            await page.goto(f"/lessons/{stored_cast.lesson.id}")
            return page

        yield enter
        for page in pages:
            await page.context.close()


@pytest_asyncio.fixture
async def work_id(database: Database, stored_cast: Cast) -> int:
    async with database.transaction() as session:
        return (await make_work(session, stored_cast.lesson, stored_cast.kinds["test"])).id


async def marks(database: Database) -> dict[int, str | None]:
    async with database.reading() as session:
        return {row[0]: row[1] for row in await session.execute(select(Mark.student_id, Mark.value))}


async def presences(database: Database) -> dict[int, str | None]:
    async with database.reading() as session:
        rows = await session.execute(select(Attendance.student_id, Attendance.presence))
        return {row[0]: row[1] for row in rows}


async def is_saved(page: Page) -> None:
    await expect(page.get_by_role("status")).to_have_text("Saved.")


def cell(page: Page, cast_student: Any, column: object = "new1"):
    return page.locator(f"#mark-{column}-{cast_student.id}")


async def test_a_lesson_is_filled_in_by_keyboard_alone(
    enters: Enter, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        third = await make_student(session, cast.class_7a, "Яковлев Ян")
    page = await enters()
    await page.get_by_label("Topic").focus()
    await page.keyboard.type("Functions")
    await cell(page, cast.son).focus()
    for key in ("5", "Enter", "4", "ArrowUp", "3", "ArrowDown", "ArrowDown"):
        await page.keyboard.press(key)
    await page.keyboard.insert_text("н")
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator(f"[name='presence-{third.id}'][value=absent]")).to_be_checked()
    await expect(cell(page, third)).to_have_value("")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("o")
    await page.keyboard.press("Control+Enter")
    await is_saved(page)
    assert await marks(database) == {cast.son.id: "3", cast.classmate.id: "4"}
    assert await presences(database) == {third.id: "absent", cast.classmate.id: "late"}


async def test_saving_swaps_the_form_without_leaving_the_page(
    enters: Enter, database: Database, stored_cast: Cast, work_id: int
) -> None:
    page = await enters()
    await page.evaluate("window.stayed = true")
    await cell(page, stored_cast.son, work_id).fill("5")
    await page.get_by_role("button", name="Save").last.click()
    await is_saved(page)
    assert await page.evaluate("window.stayed")
    await draft_goes(page)
    assert await marks(database) == {stored_cast.son.id: "5"}
    await page.goto("/lessons")


async def test_a_wrong_mark_is_shown_at_its_cell_and_has_the_focus(
    enters: Enter, database: Database, stored_cast: Cast, work_id: int
) -> None:
    page = await enters()
    await cell(page, stored_cast.classmate, work_id).fill("4")
    await cell(page, stored_cast.son, work_id).fill("9")
    await page.keyboard.press("Control+s")
    wrong = cell(page, stored_cast.son, work_id)
    await expect(wrong).to_be_focused()
    await expect(wrong).to_have_accessible_description(
        "There is no such mark. The school gives: 1, 2, 3, 4, 5, зач, н/а, осв."
    )
    assert await marks(database) == {}
    await wrong.fill("3")
    await page.keyboard.press("Control+s")
    await is_saved(page)
    assert await marks(database) == {stored_cast.son.id: "3", stored_cast.classmate.id: "4"}


async def test_two_tabs_saving_one_cell_show_a_conflict_and_lose_nothing(
    enters: Enter, database: Database, stored_cast: Cast
) -> None:
    first = await enters()
    second = await first.context.new_page()
    await second.goto(first.url)
    await cell(first, stored_cast.son).fill("4")
    await first.keyboard.press("Control+s")
    await is_saved(first)
    await cell(second, stored_cast.son).fill("5")
    await cell(second, stored_cast.classmate).fill("3")
    await second.keyboard.press("Control+s")
    await expect(second.get_by_text("Changed meanwhile to “4”. Save again to keep yours.")).to_be_visible()
    mine = second.locator(f"[id^='mark-'][id$='-{stored_cast.son.id}']")
    await expect(mine).to_have_value("5")
    assert await marks(database) == {stored_cast.son.id: "4"}
    await second.keyboard.press("Control+s")
    await is_saved(second)
    assert await marks(database) == {stored_cast.son.id: "5", stored_cast.classmate.id: "3"}


async def test_without_javascript_the_form_is_a_form(
    enters: Enter, database: Database, stored_cast: Cast
) -> None:
    page = await enters(java_script_enabled=False)
    await page.get_by_label("Topic").fill("Functions")
    await cell(page, stored_cast.son).fill("5")
    await page.get_by_role("button", name="Add another work").click()
    await expect(cell(page, stored_cast.son)).to_have_value("5")
    await cell(page, stored_cast.classmate, "new2").fill("н")
    await page.locator(".save button").click()
    await is_saved(page)
    assert await marks(database) == {stored_cast.son.id: "5"}
    assert await presences(database) == {stored_cast.classmate.id: "absent"}


async def test_by_thumb_at_390_pixels(enters: Enter, database: Database, stored_cast: Cast) -> None:
    page = await enters(**PHONE)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    row = page.locator(f"#s{stored_cast.son.id}")
    for target in (row.locator(".presence label").nth(1), row.locator(".mark"), row.locator("summary")):
        box = await target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 43.9
        assert box["x"] + box["width"] <= 390
    await row.locator(".presence label").nth(1).tap()
    await row.locator(".mark").tap()
    assert await row.locator(".mark").get_attribute("inputmode") == "numeric"
    await page.keyboard.type("4")
    save = page.locator(".save button")
    await expect(save).to_be_in_viewport()
    await save.tap()
    await is_saved(page)
    assert await marks(database) == {stored_cast.son.id: "4"}
    assert await presences(database) == {stored_cast.son.id: "absent"}


async def test_what_was_typed_survives_leaving_the_page(
    enters: Enter, database: Database, stored_cast: Cast
) -> None:
    page = await enters()
    await page.get_by_label("Topic").fill("Functions")
    await page.get_by_role("button", name="Add another work").click()
    await cell(page, stored_cast.son, "new2").fill("5")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.goto("/password")
    await page.goto(f"/lessons/{stored_cast.lesson.id}")
    await expect(page.get_by_text("has been put back")).to_be_visible()
    await expect(page.get_by_label("Topic")).to_have_value("Functions")
    await expect(cell(page, stored_cast.son, "new2")).to_have_value("5")
    await page.get_by_role("button", name="Discard").click()
    await expect(page.get_by_label("Topic")).to_have_value("")


async def test_leaving_with_something_unsaved_is_asked_about(enters: Enter, stored_cast: Cast) -> None:
    page = await enters()
    asked: list[str] = []

    async def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        await dialog.accept()

    page.on("dialog", stay)
    await page.goto("/lessons")
    assert asked == []
    await page.go_back()
    await cell(page, stored_cast.son).click()
    await page.keyboard.type("5")
    await page.goto("/lessons")
    assert asked == ["beforeunload"]


async def test_an_ended_session_costs_a_sign_in_and_nothing_else(
    enters: Enter, database: Database, stored_cast: Cast, clock: Clock
) -> None:
    page = await enters()
    await cell(page, stored_cast.son).fill("5")
    async with database.transaction() as session:
        for web_session in (await session.scalars(select(WebSession))).all():
            await sign_out(session, web_session=web_session)
    await page.keyboard.press("Control+s")
    await expect(page.get_by_text("Your session has ended.")).to_be_visible()
    await expect(cell(page, stored_cast.son)).to_have_value("5")
    async with database.transaction() as session:
        token = await issue_login_link(session, staff=stored_cast.teacher, secret=SECRET, now=clock())
    other_tab = await page.context.new_page()
    await other_tab.goto(f"/login/{token}")
    await other_tab.get_by_role("button", name="Sign in as").click()
    await other_tab.wait_for_url("**/lessons")
    await page.get_by_role("button", name="Save").last.click()
    await is_saved(page)
    assert await marks(database) == {stored_cast.son.id: "5"}


async def test_a_lost_connection_is_told_and_nothing_is_lost(
    enters: Enter, database: Database, stored_cast: Cast
) -> None:
    page = await enters()
    await page.get_by_label("Topic").fill("Functions")
    await page.context.set_offline(True)
    await page.keyboard.press("Control+s")
    await expect(page.get_by_text("No connection.")).to_be_visible()
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Save").last.click()
    await is_saved(page)
    async with database.reading() as session:
        assert "Functions" in set(await session.scalars(select(Lesson.topic)))


async def test_the_gradebooks_cell_opens_the_student_in_the_lesson(
    enters: Enter, database: Database, stored_cast: Cast
) -> None:
    page = await enters()
    await page.goto(f"/courses/{stored_cast.algebra.id}/gradebook")
    row = page.get_by_role("row", name="Соколов Дмитрий")
    await row.get_by_role("link").first.click()
    await page.wait_for_url(f"**/lessons/{stored_cast.lesson.id}#s{stored_cast.classmate.id}")
    await expect(cell(page, stored_cast.classmate)).to_be_focused()


async def test_the_gradebook_opens_at_the_latest_lesson(
    enters: Enter, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        for back in range(1, 20):
            day = stored_cast.lesson.on_day - timedelta(days=back)
            await make_lesson(session, stored_cast.algebra, day, 1)
    page = await enters(viewport={"width": 900, "height": 700})
    await page.goto(f"/courses/{stored_cast.algebra.id}/gradebook")
    await expect(page.get_by_role("link", name="23.11").first).to_be_in_viewport(ratio=1)
    await expect(page.locator("thead th:nth-child(2)")).not_to_be_in_viewport()
