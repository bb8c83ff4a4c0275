"""What the regulation has closed, as the lesson's page shows it and as the server holds it (R33)."""

import re

from storage.database import Database
from storage.models import Lesson, Mark, School, Work
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.school import make_regulation
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import all_of, fields_of, mark, saves


async def test_a_closed_lesson_looks_closed_and_says_why(
    browser: Desk, database: Database, stored_cast: Cast, clock: Clock
) -> None:
    async with database.transaction() as session:
        await make_regulation(session, await session.get_one(School, stored_cast.school.id), "A")
    await saves(browser, stored_cast.lesson, **{mark(stored_cast.son): "4"}, topic="Fractions")
    clock.advance(days=15)
    await browser.signs_in(stored_cast.teacher)
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    why = "The lesson of 23 November closed on 7 December. To change it now, ask for permission."
    assert why in text_of(page)
    assert re.search(r'<input id="topic"[^>]* readonly data-closed="The topic of the lesson', page.text)
    assert re.search(r'<input class="mark"[^>]* readonly data-closed="Marks of the lesson', page.text)
    assert not re.search(r'type="radio"', page.text), "attendance is text by now"
    assert 'class="save"' not in page.text
    assert "mark-new1" not in page.text
    (work,) = await all_of(database, Work.id)
    forged = {**fields_of(page), mark(stored_cast.son, work): "5", "topic": "Other"}
    answer = await browser.posts(f"/lessons/{stored_cast.lesson.id}", forged)
    assert answer.status_code == 422
    assert await all_of(database, Mark.value) == ["4"]


async def test_what_is_still_open_of_a_lesson_can_be_saved(
    browser: Desk, database: Database, stored_cast: Cast, clock: Clock
) -> None:
    async with database.transaction() as session:
        school = await session.get_one(School, stored_cast.school.id)
        await make_regulation(session, school, "A", locks__topic_days=None)
    clock.advance(days=15)
    await browser.signs_in(stored_cast.teacher)
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    assert "Marks of the lesson of 23 November closed" in text_of(page)
    answer = await saves(browser, stored_cast.lesson, page, topic="Fractions")
    assert answer.status_code == 303
    assert "Fractions" in await all_of(database, Lesson.topic)
