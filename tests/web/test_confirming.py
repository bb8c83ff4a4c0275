"""“As planned” on the teacher's day, over HTTP (R30)."""

from storage.database import Database
from storage.models import Attendance, Lesson
from tests.cast import MONDAY, Cast
from tests.factories.plans import make_plan
from tests.factories.week import make_excuse
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


async def test_the_day_names_who_is_away_with_an_excuse(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_excuse(session, stored_cast.classmate, MONDAY, MONDAY)
    text = text_of(await browser.opens("/lessons"))
    assert f"absent with an excuse: {stored_cast.classmate.short_name}; all others present" in text
    await browser.posts(f"/lessons/{stored_cast.lesson.id}/as-planned")
    assert await all_of(database, Attendance.student_id) == [stored_cast.classmate.id]


async def test_a_colleagues_lesson_has_no_button_and_is_refused(browser: Desk, stored_cast: Cast) -> None:
    assert "kazakh" not in (await browser.opens("/lessons")).text
    answer = await browser.posts(f"/lessons/{stored_cast.kazakh_lesson.id}/as-planned")
    assert answer.status_code == 403
