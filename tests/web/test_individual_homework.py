"""Homework for some students on the lesson's page: folded, kept, and nothing typed lost (R32)."""

from collections.abc import Callable

import pytest

from storage.database import Database
from storage.models import IndividualHomework, IndividualHomeworkStudent
from tests.cast import TUESDAY, Cast
from tests.clock import Clock
from tests.factories.lessons import make_individual_homework
from tests.factories.school import make_regulation
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import all_of, fields_of, saves

FOLDED = '<details class="works individual">'


def ticked(cast: Cast, column: str = "hnew1") -> str:
    return f"ownfor-{column}-{cast.son.id}"


async def test_it_is_folded_until_there_is_some(browser: Desk, stored_cast: Cast, database: Database) -> None:
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    assert FOLDED in page.text
    answer = await saves(
        browser,
        stored_cast.lesson,
        **{"own-hnew1": "Read § 7", ticked(stored_cast): "1", "ownkind-hnew1": "oral"},
    )
    assert answer.headers["location"].endswith("saved=4"), "text, students, kind, attendance"
    page = await browser.opens(answer.headers["location"])
    assert FOLDED not in page.text
    assert "Read § 7" in page.text
    assert "own-hnew1" in page.text, "room for another one"
    assert page.text.index('class="another"') < page.text.index('id="own-hnew1"'), "folded: it is long"
    assert await all_of(database, IndividualHomeworkStudent.student_id) == [stored_cast.son.id]
    again = await saves(browser, stored_cast.lesson)
    assert again.headers["location"].endswith("saved=0"), "nothing was touched"


async def test_a_student_is_unticked(browser: Desk, stored_cast: Cast, database: Database) -> None:
    async with database.transaction() as session:
        made = await make_individual_homework(
            session, stored_cast.lesson, TUESDAY, "Read", stored_cast.son, stored_cast.classmate
        )
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    fields = fields_of(page)
    del fields[ticked(stored_cast, f"h{made.id}")]
    await browser.posts(f"/lessons/{stored_cast.lesson.id}", fields)
    assert await all_of(database, IndividualHomeworkStudent.student_id) == [stored_cast.classmate.id]


async def test_nothing_typed_is_lost_with_a_fault(
    browser: Desk, stored_cast: Cast, database: Database
) -> None:
    answer = await saves(browser, stored_cast.lesson, **{"own-hnew1": "For <nobody>", "topic": "Functions"})
    assert answer.status_code == 422
    assert FOLDED not in answer.text
    assert "For &lt;nobody&gt;" in answer.text
    assert 'id="ownfor-hnew1-fault"' in answer.text
    assert "own-hnew2" in answer.text, "room for another one"
    assert await all_of(database, IndividualHomework.id) == []
    mended = await saves(browser, stored_cast.lesson, answer, **{ticked(stored_cast): "1"})
    assert mended.status_code == 303
    assert await all_of(database, IndividualHomework.text) == ["For <nobody>"]


async def test_taken_away_in_another_tab_and_typed_on_is_still_on_the_page(
    browser: Desk, stored_cast: Cast, database: Database
) -> None:
    async with database.transaction() as session:
        made = await make_individual_homework(session, stored_cast.lesson, TUESDAY, "Read", stored_cast.son)
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    await saves(browser, stored_cast.lesson, page, **{f"own-h{made.id}": ""})
    faulty = {f"own-h{made.id}": "Read on", f"owndue-h{made.id}": "2020-01-01"}
    answer = await saves(browser, stored_cast.lesson, page, **faulty)
    assert answer.status_code == 422
    assert "Read on" in answer.text


@pytest.mark.parametrize(
    "name", ["own-12", "ownfor-hnew1-x", "ownfor-hnew1-99999999999999999", "own-hnew1-3", "ownfor-3"]
)
async def test_names_that_no_cell_has_are_nobodys_business(
    browser: Desk, stored_cast: Cast, name: str
) -> None:
    answer = await saves(browser, stored_cast.lesson, **{name: "1"})
    assert answer.headers["location"].endswith("saved=1"), "attendance alone"


async def test_a_closed_one_says_why(
    desk: Callable[..., Desk], stored_cast: Cast, database: Database, clock: Clock
) -> None:
    async with database.transaction() as session:
        await make_regulation(session, stored_cast.school, "A")
        await make_individual_homework(session, stored_cast.lesson, TUESDAY, "Read", stored_cast.son)
    clock.advance(days=20)
    teacher = desk()
    await teacher.signs_in(stored_cast.teacher)
    page = await teacher.opens(f"/lessons/{stored_cast.lesson.id}")
    assert "hnew1" not in page.text
    assert "closed on 7 December" in text_of(page)
    assert "data-closed" in page.text[page.text.index('id="own-h') :].split(">")[0]
