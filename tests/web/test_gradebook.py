"""The class gradebook over HTTP: what is shown to whom, and entering term marks."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.models import Term, TermMark
from tests.cast import Cast
from tests.factories.attestation import make_term_mark
from tests.factories.lessons import make_attendance, make_lesson, make_mark, make_work
from tests.factories.people import make_student
from tests.web.desk import SAME_ORIGIN, Desk, text_of


def path_of(cast: Cast) -> str:
    return f"/courses/{cast.algebra.id}/gradebook"


async def terms_path(database: Database, cast: Cast) -> str:
    async with database.reading() as session:
        query = select(Term.id).where(Term.school_year_id == cast.year.id, Term.number == 2)
        return f"/courses/{cast.algebra.id}/terms/{await session.scalar(query)}"


async def values(database: Database) -> list[str | None]:
    async with database.reading() as session:
        return list(await session.scalars(select(TermMark.value).order_by(TermMark.id)))


async def test_a_cell_opens_its_lesson_at_its_student(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        work = await make_work(session, cast.lesson, cast.kinds["test"])
        await make_mark(session, work, cast.son, "5")
        await make_attendance(session, cast.lesson, cast.classmate)
    page = await browser.opens(path_of(cast))
    assert f'<a href="/lessons/{cast.lesson.id}#s{cast.son.id}">5</a>' in page.text
    assert f'<a href="/lessons/{cast.lesson.id}#s{cast.classmate.id}"><i class="x">abs</i></a>' in page.text
    text = text_of(page)
    assert "Algebra, 7 «А»" in text
    assert "5 of 1 mark" in text
    assert "no marks" in text


async def test_the_list_of_gradebooks_is_ones_own_and_ones_classs(
    desk: Callable[..., Desk], stored_cast: Cast
) -> None:
    for person, sees in (
        (stored_cast.teacher, ["7 «А» — Algebra"]),
        (stored_cast.class_teacher, ["7 «А» — Kazakh", "3 «Б» — Reading", "Algebra Ким Е. В."]),
        (stored_cast.curator, ["Algebra Ким Е. В.", "Kazakh Оспанова Г. Б."]),
    ):
        browser = desk()
        await browser.signs_in(person)
        text = text_of(await browser.opens("/gradebook"))
        assert all(line in text for line in sees)
    nobody = desk()
    await nobody.signs_in(stored_cast.other_teacher)
    assert "Kazakh" not in text_of(await nobody.opens("/gradebook"))


@pytest.mark.parametrize("person", ["other_teacher"])
async def test_a_gradebook_that_is_not_ones_business_is_refused(
    desk: Callable[..., Desk], stored_cast: Cast, person: str
) -> None:
    browser = desk()
    await browser.signs_in(getattr(stored_cast, person))
    page = await browser.opens(path_of(stored_cast))
    nowhere = await browser.opens("/courses/999999/gradebook")
    assert page.status_code == nowhere.status_code == 403
    assert text_of(page) == text_of(nowhere)


async def test_a_page_of_35_students_and_40_lessons_is_light(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        students = [
            await make_student(session, cast.class_7a, f"Сейітмағанбетов Нұрмұхаммед{n}") for n in range(33)
        ]
        for number in range(38):
            day = date(2026, 11, 2) + timedelta(days=number)
            lesson = await make_lesson(session, cast.algebra, day, 6, topic="Сызықтық функция")
            work = await make_work(session, lesson, cast.kinds["answer"])
            for student in students[:15]:
                await make_mark(session, work, student, "4")
    page = await browser.opens(path_of(cast))
    assert page.text.count("<td") >= 35 * 40
    assert len(page.content) <= 250_000


async def test_empty_terms_and_classes_say_so(browser: Desk, database: Database, stored_cast: Cast) -> None:
    async with database.reading() as session:
        third = await session.scalar(
            select(Term.id).where(Term.school_year_id == stored_cast.year.id, Term.number == 3)
        )
    page = await browser.opens(f"{path_of(stored_cast)}?term={third}")
    assert "There are no lessons in this term." in text_of(page)
    async with database.transaction() as session:
        term = await session.get_one(Term, third)
        await make_term_mark(session, stored_cast.algebra, stored_cast.son, term, "4")
    page = await browser.opens(f"{path_of(stored_cast)}?term={third}")
    assert "There are no lessons" not in text_of(page), "a term that came in without its lessons has marks"
    assert 'value="4"' in page.text
    unknown = await browser.opens(f"{path_of(stored_cast)}?term=99999999999999")
    assert unknown.status_code == 200


async def test_term_marks_are_entered_in_the_gradebook(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    path = await terms_path(database, cast)
    answer = await browser.posts(path, {f"term-{cast.son.id}": "5", "seen": "{}"})
    assert answer.status_code == 303
    assert "Saved." in text_of(await browser.opens(answer.headers["location"]))
    conflict = await browser.posts(path, {f"term-{cast.son.id}": "4", "seen": "{}"})
    assert conflict.status_code == 409
    assert "Changed meanwhile to “5”" in text_of(conflict)
    assert f'name="term-{cast.son.id}" value="4"' in conflict.text
    wrong = await browser.posts(path, {f"term-{cast.classmate.id}": "7", "seen": "not json"})
    assert wrong.status_code == 422
    assert f'aria-describedby="term-{cast.classmate.id}-fault"' in wrong.text
    assert await values(database) == ["5"]


@pytest.mark.parametrize("person", ["class_teacher", "deputy_head", "other_teacher"])
async def test_who_sees_no_fields_for_term_marks_is_refused_their_save(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, person: str
) -> None:
    browser = desk()
    await browser.signs_in(getattr(stored_cast, person))
    assert "term-marks" not in (await browser.opens(path_of(stored_cast))).text
    answer = await browser.posts(await terms_path(database, stored_cast), {f"term-{stored_cast.son.id}": "5"})
    assert answer.status_code == 403
    assert await values(database) == []


async def test_term_marks_need_the_token_and_known_students(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    path = await terms_path(database, stored_cast)
    tokenless = await browser.client.post(path, data={f"term-{stored_cast.son.id}": "5"}, headers=SAME_ORIGIN)
    forged = await browser.posts(path, {f"term-{stored_cast.daughter.id}": "5", "term-x": "5", "term-": "5"})
    assert tokenless.status_code == forged.status_code == 403
    assert await values(database) == []


async def test_suggestions_are_filled_in_and_saved_only_by_save(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        for value in ("4", "5", "5"):
            work = await make_work(session, cast.lesson, cast.kinds["answer"])
            await make_mark(session, work, cast.son, value)
    path = await terms_path(database, cast)
    page = await browser.posts(path, {"action": "suggest", f"term-{cast.classmate.id}": "осв", "seen": "{}"})
    assert "nothing is saved yet" in text_of(page)
    assert re.search(rf'name="term-{cast.son.id}" value="5"', page.text)
    assert re.search(rf'name="term-{cast.classmate.id}" value="осв"', page.text), "what was typed stays"
    assert await values(database) == []
    own = await browser.posts(path, {"action": "suggest", f"term-{cast.son.id}": "4", "seen": "{}"})
    assert re.search(rf'name="term-{cast.son.id}" value="4"', own.text), "the teacher decides"
    await browser.posts(path, {f"term-{cast.son.id}": "5", "seen": "{}"})
    assert await values(database) == ["5"]
