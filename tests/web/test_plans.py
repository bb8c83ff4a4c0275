"""Topic plans over HTTP: what a lesson offers, the line in the gradebook, the pages of plans."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.models import Course, Lesson, PlanTopic
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.files import workbook
from tests.factories.plans import make_plan
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import fields_of, mark, saves
from tests.web.test_imports import confirms, uploads

NEXT = {"action": "next-topic"}


async def a_plan(database: Database, course: Course, *topics: tuple[str, int]) -> list[PlanTopic]:
    async with database.transaction() as session:
        return await make_plan(session, course, *(topics or (("Дроби & доли", 1), ("Проценты", 2))))


async def stored(database: Database, lesson: Lesson) -> Lesson:
    async with database.reading() as session:
        return (await session.scalars(select(Lesson).where(Lesson.id == lesson.id))).one()


async def at(desk: Callable[..., Desk], person: Any, language: str = "en") -> Desk:
    browser = desk(language)
    await browser.signs_in(person)
    return browser


async def test_a_lesson_offers_the_topics_of_its_plan_in_order(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    await a_plan(database, stored_cast.algebra)
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    assert '<option value="Дроби &amp; доли"></option><option value="Проценты"></option>' in page.text
    assert "Next in the plan: Дроби & доли" in text_of(page)
    await saves(browser, stored_cast.lesson, topic="дроби & доли")
    following = await browser.opens(f"/lessons/{stored_cast.next_lesson.id}")
    assert "Next in the plan: Проценты" in text_of(following)
    assert "Дроби" not in following.text, "it has been given"


async def test_one_tap_fills_the_topic_in_and_loses_nothing_typed(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    (topic, _) = await a_plan(database, stored_cast.algebra)
    async with database.transaction() as session:
        (await session.get_one(PlanTopic, topic.id)).homework = "§ 12"
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    typed = {**fields_of(page), mark(stored_cast.son): "5"}
    filled = await browser.posts(f"/lessons/{stored_cast.lesson.id}", {**typed, **NEXT})
    fields = fields_of(filled)
    assert (fields["topic"], fields["homework"]) == ("Дроби & доли", "§ 12")
    assert fields[mark(stored_cast.son)] == "5"
    assert "Next in the plan" not in text_of(filled), "the field is filled"
    assert (await stored(database, stored_cast.lesson)).topic == "", "nothing is saved before Save"
    saved = await browser.posts(f"/lessons/{stored_cast.lesson.id}", fields)
    assert saved.status_code == 303
    assert (await stored(database, stored_cast.lesson)).plan_topic_id == topic.id


async def test_homework_that_is_typed_is_not_replaced_by_the_plans(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    await a_plan(database, stored_cast.algebra)
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    filled = await browser.posts(
        f"/lessons/{stored_cast.lesson.id}", {**fields_of(page), "homework": "№ 5", **NEXT}
    )
    assert fields_of(filled)["homework"] == "№ 5"


async def test_without_a_plan_a_lesson_offers_nothing(browser: Desk, stored_cast: Cast) -> None:
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    assert "next-topic" not in page.text
    assert 'datalist id="topics"' not in page.text
    pressed = await browser.posts(f"/lessons/{stored_cast.lesson.id}", {**fields_of(page), **NEXT})
    assert (pressed.status_code, fields_of(pressed)["topic"]) == (200, "")


async def test_a_gradebook_says_in_one_line_how_far_its_plan_has_come(
    browser: Desk, database: Database, clock: Clock, stored_cast: Cast
) -> None:
    path = f"/courses/{stored_cast.algebra.id}/gradebook"
    assert "Plan:" not in text_of(await browser.opens(path))
    await a_plan(database, stored_cast.algebra)
    await saves(browser, stored_cast.lesson, topic="Проценты")
    await saves(browser, stored_cast.next_lesson, topic="Экскурсия")
    assert "Plan: 1 of 3 hours given." in text_of(await browser.opens(path))
    clock.advance(days=1)
    await browser.signs_in(stored_cast.teacher)
    text = text_of(await browser.opens(path))
    assert "Plan: 1 of 3 hours given. 1 lesson outside the plan. 1 hour behind." in text


async def test_a_plans_page_shows_the_day_each_topic_was_given_on(
    browser: Desk, database: Database, clock: Clock, stored_cast: Cast
) -> None:
    await a_plan(database, stored_cast.algebra)
    await saves(browser, stored_cast.lesson, topic="Проценты")
    await saves(browser, stored_cast.next_lesson, topic="<i>Экскурсия</i>")
    clock.advance(days=1)
    await browser.signs_in(stored_cast.teacher)
    page = await browser.opens(f"/courses/{stored_cast.algebra.id}/plan")
    text = text_of(page)
    assert "2 Проценты 2 23.11" in text
    assert "Outside the plan 24.11 <i>Экскурсия</i>" in text
    assert "The rest of the plan needs 2 lessons more than the timetable has." in text
    assert "<i>Экскурсия" not in page.text, "what a teacher types stays text"


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("teacher", 200),
        ("class_teacher", 200),
        ("curator", 200),
        ("deputy_head", 200),
        ("other_teacher", 403),
    ],
)
async def test_a_plan_is_for_those_who_may_look_at_the_course(
    desk: Callable[..., Desk], stored_cast: Cast, person: str, status: int
) -> None:
    browser = await at(desk, getattr(stored_cast, person))
    page = await browser.opens(f"/courses/{stored_cast.algebra.id}/plan")
    assert page.status_code == status
    assert ("This course has no topic plan." in text_of(page)) is (status == 200)


async def test_heads_see_every_course_worst_first_and_teachers_their_own(
    desk: Callable[..., Desk], browser: Desk, database: Database, stored_cast: Cast
) -> None:
    await a_plan(database, stored_cast.algebra)
    await a_plan(database, stored_cast.kazakh)
    await a_plan(database, stored_cast.other_algebra, ("Чужая", 1))
    await saves(browser, stored_cast.lesson, topic="Проценты")
    head = await at(desk, stored_cast.deputy_head)
    text = text_of(await head.opens("/plans"))
    assert text.index("7 «А» — Kazakh") < text.index("7 «А» — Algebra"), "Kazakh is behind"
    assert "1 course has no topic plan" in text
    assert 'href="/plans"' in (await head.opens("/school")).text
    own = await browser.opens("/plans")
    assert "7 «А» — Algebra" in text_of(own)
    assert "Kazakh" not in text_of(own)
    nobody = await at(desk, stored_cast.curator)
    assert "You have no courses this year." in text_of(await nobody.opens("/plans"))


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
async def test_the_administrator_brings_plans_in_and_sees_them(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, language: str
) -> None:
    administrator = await at(desk, stored_cast.administrator, language)
    rows = [["Классы", "Предмет", "№", "Тема"], ["7а", "Алгебра", 1, "Дроби"]]
    checked = await uploads(administrator, ("ктп.xlsx", workbook({"КТП": rows})))
    assert checked.status_code == 200
    assert (await confirms(administrator, checked)).status_code == 200
    assert "Дроби" in text_of(await administrator.opens(f"/courses/{stored_cast.algebra.id}/plan"))
    rows.append(["7а; 3б", "Алгебра", "два", "Проценты"])
    wrong = await uploads(administrator, ("ктп.xlsx", workbook({"КТП": rows})))
    assert wrong.status_code == 422
    assert "ктп.xlsx › КТП 3 №" in text_of(wrong)


async def test_only_the_administrator_brings_plans_in(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    rows = [["Классы", "Предмет", "№", "Тема"], ["7а", "Алгебра", 1, "Дроби"]]
    for person in (stored_cast.teacher, stored_cast.deputy_head):
        browser = await at(desk, person)
        assert (await uploads(browser, ("ктп.xlsx", workbook({"КТП": rows})))).status_code == 403
