"""A wrong choice among boxes or buttons is tied to the sentence that says what is wrong, at each of them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from httpx import Response

from storage.database import Database
from tests.cast import MONDAY, Cast
from tests.clock import Clock
from tests.factories.late_changes import LATE
from tests.factories.lessons import make_attendance, make_lesson
from tests.factories.school import make_regulation
from tests.web.desk import Desk
from tests.web.lesson_page import saves
from tests.web.test_regulation import values_of


def sentence_at(page: Response, name: str) -> str:
    """What every box of that name says of itself; they must say the same, and say it is wrong."""
    tags = [tag for tag in re.findall(r"<input [^>]*>", page.text) if re.search(f' name="{name}"', tag)]
    told = {found[1] for tag in tags if (found := re.search(r'aria-describedby="([^"]+)"', tag))}
    assert tags
    assert all("aria-describedby" in tag for tag in tags)
    (fault,) = told
    found = re.findall(rf'id="{re.escape(fault)}"[^>]*>\s*(?:<p>)?([^<]+)', page.text)
    assert len(found) == 1, "the sentence is there, once"
    return str(found[0]).strip()


async def _seat(desk: Callable[..., Desk], staff: object) -> Desk:
    browser: Desk = desk()
    await browser.signs_in(staff)  # type: ignore[arg-type]
    return browser


async def test_homework_for_nobody(browser: Desk, stored_cast: Cast) -> None:
    page = await saves(browser, stored_cast.lesson, **{"own-hnew1": "Read § 7"})
    assert sentence_at(page, r"ownfor-hnew1-\d+")


async def test_a_presence_that_somebody_changed_meanwhile(browser: Desk, stored_cast: Cast) -> None:
    cell = f"presence-{stored_cast.son.id}"
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    await saves(browser, stored_cast.lesson, page, **{cell: "late"})
    answer = await saves(browser, stored_cast.lesson, page, **{cell: "absent"})
    assert answer.status_code == 409
    assert sentence_at(answer, cell)
    assert re.search(r'role="radiogroup"[^>]*aria-invalid="true"', answer.text)


async def test_no_term_in_the_regulation(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    chief = await _seat(desk, stored_cast.administrator)
    fields = values_of(await chief.opens("/regulation?look=D"))
    kept = {name: text for name, text in fields.items() if not name.startswith("v-terms.kinds:")}
    page = await chief.posts("/regulation", {**kept, "v-terms.kinds": ""})
    assert page.status_code == 422
    assert sentence_at(page, r"v-terms\.kinds:\w+")


async def test_no_missed_day_chosen(desk: Callable[..., Desk], database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        for day in (MONDAY, MONDAY.replace(day=20)):
            lesson = await make_lesson(session, stored_cast.algebra, day, 6)
            await make_attendance(session, lesson, stored_cast.son)
    gulnar = await _seat(desk, stored_cast.class_teacher)
    form = {"student": stored_cast.son.id, "reason": "family"}
    page = await gulnar.posts(f"/classes/{stored_cast.class_7a.id}/missed", form)
    assert sentence_at(page, "day") == "Choose at least one day."


async def test_an_application_about_nobody(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, clock: Clock
) -> None:
    async with database.transaction() as session:
        await make_regulation(session, stored_cast.school, "A")
    clock.now = LATE
    teacher = await _seat(desk, stored_cast.teacher)
    form = {"grounds": "student_illness", "explanation": "Test 2"}
    page = await teacher.posts(f"/lessons/{stored_cast.lesson.id}/late-change", form)
    assert page.status_code == 422
    assert sentence_at(page, "students")


async def test_gaps_of_a_year_that_nobody_accepted(
    desk: Callable[..., Desk], stored_cast: Cast, clock: Clock
) -> None:
    clock.now = datetime(2027, 6, 25, 6, 0, tzinfo=UTC)
    chief = await _seat(desk, stored_cast.administrator)
    order = {"number": "46", "on_day": "2027-06-25"}
    page = await chief.posts(f"/years/{stored_cast.year.id}/closing", order)
    assert "Something is still missing" in sentence_at(page, "known")


async def test_a_room_that_is_taken(desk: Callable[..., Desk], database: Database, stored_cast: Cast) -> None:
    deputy = await _seat(desk, stored_cast.deputy_head)
    form = {"day": "2026-11-23", "number": "2", "room": ""}
    page = await deputy.posts(f"/lessons/{stored_cast.next_lesson.id}/move", form)
    assert page.status_code == 422
    assert sentence_at(page, "shares")
