"""The pages of school years: opened, promoted, closed, and who is kept out (R45)."""

import re
from collections.abc import Callable

import pytest
from httpx import Response
from sqlalchemy import func, select

from storage.database import Database
from storage.models import Role, SchoolYear, StaffMember, Student
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.people import make_staff, make_student
from tests.factories.years import JUNE, make_next_year
from tests.web.desk import Desk, text_of


@pytest.fixture
async def head(desk: Callable[..., Desk], database: Database, stored_cast: Cast, clock: Clock) -> Desk:
    """The director's browser, in June; a student has a name that is markup."""
    clock.now = JUNE
    async with database.transaction() as session:
        director = await make_staff(session, stored_cast.school, "Сатыбалдиев Ерлан", Role.DIRECTOR)
        await make_student(session, stored_cast.class_7a, "<b>Злой</b> Имя")
    browser = desk()
    await browser.signs_in(director)
    return browser


def _fields(page: Response) -> dict[str, str]:
    """What a browser would send of the inputs and selects."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.text))
    found |= dict(re.findall(r'<input name="([^"]+)" type="[a-z]+" value="([^"]*)"', page.text))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page.text, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: value for name, value in found.items() if name not in ("csrf", "language", "next")}


async def test_the_next_year_is_opened_once_and_faults_keep_what_was_typed(
    head: Desk, database: Database
) -> None:
    proposal = await head.opens("/years/new")
    fields = _fields(proposal)
    assert (fields["name"], fields["starts_on"]) == ("2027/2028", "2027-09-01")
    wrong = await head.posts("/years/new", {**fields, "starts_on-1": "2027-10-01", "name": "<i>год</i>"})
    assert wrong.status_code == 422
    assert "The term before it lasts until" in text_of(wrong)
    assert 'value="&lt;i&gt;год&lt;/i&gt;"' in wrong.text
    for _tap in range(2):
        assert (await head.posts("/years/new", fields)).status_code == 303
    async with database.reading() as session:
        assert await session.scalar(select(func.count(SchoolYear.id))) == 3
    page = text_of(await head.opens("/years"))
    assert "2027/2028" in page
    assert "over, not closed" in page


async def test_classes_are_promoted_and_names_are_escaped(
    head: Desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        year = await make_next_year(session, stored_cast.school)
    path = f"/years/{year.id}/promotion"
    page = await head.opens(path)
    assert "<b>Злой</b>" not in page.text
    fields = _fields(page)
    assert fields[f"name-{stored_cast.class_7a.id}"] == "8 «А»"
    son = stored_cast.son.id
    wrong = await head.posts(
        path, {**fields, "number": "45", f"apart-{son}": "other", f"to-{son}": "<u>9</u>"}
    )
    assert wrong.status_code == 422
    assert "no class of the new year is called" in text_of(wrong)
    assert "<u>" not in wrong.text
    done = await head.posts(path, {**fields, "number": "45", f"apart-{son}": "leaves"})
    assert done.headers["location"] == f"{path}?done=4"
    async with database.reading() as session:
        left = await session.scalar(select(Student.left_on).where(Student.id == son))
    assert str(left) == "2027-06-25"
    journal = await head.opens(f"/movement?year={year.id}")
    assert "3 students went into the next class with the whole class." in text_of(journal)
    promoted = await head.opens(f"/movement?year={year.id}&kind=promoted")
    assert "promoted to the next class 7 «А» → 8 «А»" in text_of(promoted)
    assert "Order No. 45 of 25 June 2027" in text_of(promoted)
    assert (await head.opens("/movement/new/promoted")).status_code == 403
    again = await head.posts(path, {**fields, "number": "45"})
    assert again.headers["location"] == f"{path}?done=0"
    forged = await head.posts(path, {**fields, f"outcome-{stored_cast.other_class.id}": "promoted"})
    assert forged.status_code == 403


async def test_a_year_is_closed_with_its_gaps_known_and_reopened(head: Desk, stored_cast: Cast) -> None:
    path = f"/years/{stored_cast.year.id}"
    page = text_of(await head.opens(f"{path}/closing"))
    assert "2 lessons without topic, 2 lessons without attendance" in page
    order = {"number": "46", "on_day": "2027-06-25"}
    assert "Something is still missing" in text_of(await head.posts(f"{path}/closing", order))
    assert (await head.posts(f"{path}/closing", {**order, "known": "1"})).status_code == 303
    assert "by order No. 46" in text_of(await head.opens(f"{path}/closing"))
    assert (await head.posts(f"{path}/reopening", {"reason": ""})).status_code == 422
    assert (await head.posts(f"{path}/reopening", {"reason": "По ошибке"})).status_code == 303
    assert "by order No. 46" not in text_of(await head.opens(f"{path}/closing"))


@pytest.mark.parametrize("person", ["teacher", "class_teacher", "deputy_head", "other_teacher"])
async def test_nobody_else_keeps_years(desk: Callable[..., Desk], stored_cast: Cast, person: str) -> None:
    browser, staff = desk(), getattr(stored_cast, person)
    assert isinstance(staff, StaffMember)
    await browser.signs_in(staff)
    path = f"/years/{stored_cast.year.id}"
    answers = [
        await browser.opens(one) for one in ("/years", "/years/new", f"{path}/closing", f"{path}/promotion")
    ]
    for one in ("/years/new", f"{path}/closing", f"{path}/reopening", f"{path}/promotion"):
        answers.append(await browser.posts(one, {"name": "x", "number": "1", "on_day": "2027-06-25"}))
    assert {answer.status_code for answer in answers} == {403}
