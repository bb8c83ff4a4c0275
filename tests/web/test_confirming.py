"""“As planned” on the teacher's day, over HTTP (R30)."""

from storage.database import Database
from storage.models import Lesson
from tests.cast import Cast
from tests.factories.plans import make_plan
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import all_of


async def test_one_tap_on_the_day_writes_what_it_says(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_plan(session, stored_cast.algebra, ("Functions", 2))
    page = await browser.opens("/lessons")
    assert "“Functions”, everybody present" in text_of(page)
    answer = await browser.posts(f"/lessons/{stored_cast.lesson.id}/as-planned")
    text = text_of(await browser.opens(answer.headers["location"]))
    assert "Saved as planned" in text
    assert "No topic" not in text
    assert "As planned" not in text
    assert "Functions" in await all_of(database, Lesson.topic)


async def test_a_colleagues_lesson_has_no_button_and_is_refused(browser: Desk, stored_cast: Cast) -> None:
    assert "kazakh" not in (await browser.opens("/lessons")).text
    answer = await browser.posts(f"/lessons/{stored_cast.kazakh_lesson.id}/as-planned")
    assert answer.status_code == 403
