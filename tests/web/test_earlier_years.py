"""Earlier school years from the pages of today: chosen, marked, locked, and for whom (R45)."""

import re
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.models import Group, GroupLeader, SchoolYear
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.promoted import SEPTEMBER_FIRST, close_year_before, make_next_year_promoted
from tests.web.desk import Desk, text_of

CLOSED = "School year 2026/2027, closed on 25 June 2027: to read only."
Sit = Callable[[str], Awaitable[Desk]]
OPEN = "School year 2026/2027. It is over, but not closed yet."


@pytest.fixture
async def new_year(database: Database, stored_cast: Cast, clock: Clock) -> SchoolYear:
    """It is 1 September of the next year; the one before was closed."""
    clock.now = SEPTEMBER_FIRST
    async with database.transaction() as session:
        year, director = await make_next_year_promoted(session, stored_cast)
        await close_year_before(session, stored_cast, director)
    return year


@pytest.fixture
def seated(desk: Callable[..., Desk], stored_cast: Cast) -> Sit:
    async def sit(person: str) -> Desk:
        browser = desk()
        await browser.signs_in(getattr(stored_cast, person))
        return browser

    return sit


@pytest.mark.usefixtures("new_year")
@pytest.mark.parametrize("path", ["/gradebook", "/plans", "/hours", "/timetable", "/attestation"])
async def test_a_head_turns_to_the_year_before_and_sees_which_it_is(seated: Sit, path: str) -> None:
    browser = await seated("deputy_head")
    now = await browser.opens(path)
    assert "School year: 2027/2028" in text_of(now)
    assert "2026/2027, closed" not in text_of(now)
    chooser = re.search(r'<details class="which-year.*?</details>', now.text, re.S)
    assert chooser is not None
    before = re.search(r'href="([^"]+)">2026/2027<', chooser[0])
    assert before is not None
    page = await browser.opens(before[1].replace("&amp;", "&"))
    assert page.status_code == 200
    assert "School year: 2026/2027" in text_of(page)
    assert CLOSED in text_of(page)


async def test_a_school_with_one_year_has_nothing_to_choose(browser: Desk) -> None:
    for path in ("/gradebook", "/plans", "/hours", "/timetable"):
        page = await browser.opens(path)
        assert "which-year" not in page.text
        assert "shown-year" not in page.text


@pytest.mark.usefixtures("new_year")
async def test_what_is_opened_of_a_closed_year_is_marked_and_locked(seated: Sit, stored_cast: Cast) -> None:
    browser = await seated("teacher")
    listed = await browser.opens(f"/gradebook?year={stored_cast.year.id}")
    assert f'href="/courses/{stored_cast.algebra.id}/gradebook"' in listed.text
    book = f"/courses/{stored_cast.algebra.id}/gradebook?term=2"
    paths = (
        book,
        f"/courses/{stored_cast.algebra.id}/plan",
        f"/lessons/{stored_cast.lesson.id}",
        "/lessons?day=2026-11-23",
    )
    for path in paths:
        assert CLOSED in text_of(await browser.opens(path)), path
    page = await browser.opens(book)
    assert f'href="/gradebook?year={stored_cast.year.id}"' in page.text
    cells = re.findall(r'<input class="term-mark"[^>]*>', page.text)
    assert cells
    assert all("readonly data-closed" in cell for cell in cells)
    assert "<button disabled>Save term marks" in page.text
    head = await seated("deputy_head")
    assert "Move or cancel" not in (await head.opens(f"/lessons/{stored_cast.lesson.id}")).text


async def test_a_year_that_is_over_and_open_says_so(
    database: Database, desk: Callable[..., Desk], stored_cast: Cast, clock: Clock
) -> None:
    clock.now = SEPTEMBER_FIRST
    async with database.transaction() as session:
        await make_next_year_promoted(session, stored_cast)
    browser = desk()
    await browser.signs_in(stored_cast.teacher)
    for path in (f"/gradebook?year={stored_cast.year.id}", f"/courses/{stored_cast.algebra.id}/gradebook"):
        assert OPEN in text_of(await browser.opens(path)), path


async def test_rights_stay_as_they_were_that_year(
    seated: Sit, database: Database, stored_cast: Cast, new_year: SchoolYear
) -> None:
    """The algebra teacher leads 8 «А» from today and led nobody last year; who led 7 «А» then still reads it."""
    async with database.transaction() as session:
        query = select(GroupLeader).join(Group, Group.id == GroupLeader.group_id)
        leaders = await session.scalars(query.where(Group.school_year_id == new_year.id))
        for leader in leaders:
            leader.staff_id = stored_cast.teacher.id
    kazakh, algebra = stored_cast.kazakh.id, stored_cast.algebra.id
    asked = f"/gradebook?year={stored_cast.year.id}"
    teacher = await seated("teacher")
    listed = (await teacher.opens(asked)).text
    assert f"/courses/{algebra}/" in listed
    assert f"/courses/{kazakh}/" not in listed
    assert (await teacher.opens(f"/courses/{kazakh}/gradebook")).status_code == 403
    for person in ("class_teacher", "curator", "deputy_head"):
        browser = await seated(person)
        listed = (await browser.opens(asked)).text
        assert f"/courses/{algebra}/" in listed, person
        assert f"/courses/{kazakh}/" in listed, person
        assert (await browser.opens(f"/courses/{algebra}/gradebook")).status_code == 200, person


@pytest.mark.usefixtures("new_year")
@pytest.mark.parametrize("path", ["/gradebook", "/plans", "/attestation"])
async def test_a_forged_year_is_refused(seated: Sit, stored_cast: Cast, path: str) -> None:
    browser = await seated("deputy_head")
    theirs = stored_cast.other_class.school_year_id
    assert (await browser.opens(f"{path}?year={theirs}")).status_code == 403
    assert (await browser.opens(f"{path}?year=9999")).status_code == 403
    assert (await browser.opens(f"{path}?year=x")).status_code in (400, 403, 404, 422)
