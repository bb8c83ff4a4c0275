"""Moving a lesson over HTTP."""

from collections.abc import Callable

import pytest
import pytest_asyncio
from httpx import Response

from storage.database import Database
from storage.models import Lesson, Room
from tests.cast import MONDAY, TUESDAY, Cast
from tests.factories import keep
from tests.factories.lessons import make_attendance, make_lesson
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import all_of


@pytest_asyncio.fixture
async def deputy(desk: Callable[..., Desk], stored_cast: Cast) -> Desk:
    browser = desk()
    await browser.signs_in(stored_cast.deputy_head)
    return browser


def path_of(cast: Cast) -> str:
    return f"/lessons/{cast.next_lesson.id}"


async def moves(browser: Desk, cast: Cast, day: str, number: object, **more: str) -> Response:
    return await browser.posts(
        f"{path_of(cast)}/move", {"day": day, "number": str(number), "room": "", **more}
    )


async def test_a_lesson_is_moved_from_its_own_page(
    deputy: Desk, database: Database, stored_cast: Cast
) -> None:
    assert f"{path_of(stored_cast)}/change" in (await deputy.opens(path_of(stored_cast))).text
    page = await deputy.opens(f"{path_of(stored_cast)}/change")
    assert 'name="day" value="2026-11-24"' in page.text
    answer = await moves(deputy, stored_cast, "2026-11-25", 3)
    assert answer.status_code == 303
    text = text_of(await deputy.opens(answer.headers["location"]))
    assert "Saved." in text
    assert "Wednesday, 25 November, lesson 3" in text
    assert "Moved: was lesson 1 on 24 November" in text
    assert sorted(set(await all_of(database, Lesson.on_day)))[-1].isoformat() == "2026-11-25"


async def test_a_clash_is_explained_and_what_was_typed_stays(
    deputy: Desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        gym = await keep(session, Room(school_id=stored_cast.school.id, name="Gym"))
        there = await make_lesson(session, stored_cast.reading, TUESDAY, 3)
        there.room_id = gym.id
    clash = await moves(deputy, stored_cast, "2026-11-23", 2, room=str(gym.id))
    assert clash.status_code == 422
    assert "7 «А» already has lesson 2 on 23 November at that time." in text_of(clash)
    assert 'name="day" value="2026-11-23"' in clash.text
    assert f'<option value="{gym.id}" selected>' in clash.text
    taken = await moves(deputy, stored_cast, "2026-11-24", 3, room=str(gym.id))
    assert "Gym is taken: 3 «Б» has lesson 3 there on 24 November." in text_of(taken)
    shared = await moves(deputy, stored_cast, "2026-11-24", 3, room=str(gym.id), shares="1")
    assert shared.status_code == 303


@pytest.mark.parametrize("day", ["", "soon", "2026-07-01", "9999-12-31"])
async def test_a_day_outside_the_year_is_refused_with_the_days_that_do(
    deputy: Desk, stored_cast: Cast, day: str
) -> None:
    answer = await moves(deputy, stored_cast, day, 3)
    assert answer.status_code == 422
    assert "Choose a day from 1 September to 31 May." in text_of(answer)


async def test_a_given_lesson_has_no_form(deputy: Desk, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        await make_attendance(session, stored_cast.next_lesson, stored_cast.son)
    page = await deputy.opens(f"{path_of(stored_cast)}/change")
    assert "so it cannot be moved" in text_of(page)
    assert 'name="day"' not in page.text
    assert (await moves(deputy, stored_cast, "2026-11-25", 3)).status_code == 422


@pytest.mark.parametrize("person", ["class_teacher", "curator", "other_teacher"])
async def test_who_only_looks_is_refused(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, person: str
) -> None:
    browser = desk()
    await browser.signs_in(getattr(stored_cast, person))
    assert "/change" not in (await browser.opens(path_of(stored_cast))).text
    assert (await browser.opens(f"{path_of(stored_cast)}/change")).status_code == 403
    assert (await moves(browser, stored_cast, "2026-11-25", 3)).status_code == 403
    assert set(await all_of(database, Lesson.on_day)) == {MONDAY, TUESDAY}


async def test_forged_fields_and_another_schools_lesson_are_refused(
    deputy: Desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        theirs = await keep(session, Room(school_id=stored_cast.other_school.id, name="1"))
    for number, room in (("14", ""), ("x", ""), ("3", str(theirs.id)), ("3", "x"), ("", "")):
        assert (await moves(deputy, stored_cast, "2026-11-25", number, room=room)).status_code == 403
    foreign = f"/lessons/{stored_cast.other_lesson.id}"
    assert (await deputy.opens(f"{foreign}/change")).status_code == 403
    fields = {"day": "2026-11-25", "number": "3", "room": ""}
    assert (await deputy.posts(f"{foreign}/move", fields)).status_code == 403
    assert set(await all_of(database, Lesson.on_day)) == {MONDAY, TUESDAY}


async def test_a_teacher_moves_cancels_and_restores_a_lesson_of_ones_own(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    browser, path = desk(), path_of(stored_cast)
    await browser.signs_in(stored_cast.teacher)
    assert f"{path}/change" in (await browser.opens(path)).text
    past = await moves(browser, stored_cast, "2026-11-23", 1)
    assert past.status_code == 422
    assert (await moves(browser, stored_cast, "2026-11-25", 3)).status_code == 303
    assert "/timetable/changes" not in (await browser.opens(f"{path}/change")).text
    answer = await browser.posts(f"{path}/cancel")
    text = text_of(await browser.opens(answer.headers["location"]))
    assert "This lesson is cancelled." in text
    assert "Restore the lesson" in text
    assert (await browser.posts(f"{path}/restore")).status_code == 303
    assert set(await all_of(database, Lesson.status)) == {"planned"}


async def test_a_given_lesson_cannot_be_cancelled(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_attendance(session, stored_cast.next_lesson, stored_cast.son)
    browser = desk()
    await browser.signs_in(stored_cast.teacher)
    answer = await browser.posts(f"{path_of(stored_cast)}/cancel")
    assert answer.status_code == 422
    assert "it was given and cannot be cancelled" in text_of(answer)
    assert f'action="{path_of(stored_cast)}/cancel"' not in answer.text
