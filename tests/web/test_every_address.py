"""Every address of the web form, those to come included: who is asked, what a forged form gets, what lies there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from storage.database import Database
from storage.models import StaffMember
from tests.cast import Cast
from tests.factories.late_changes import make_late_change
from tests.factories.school import make_regulation
from tests.web.desk import SAME_ORIGIN, Desk, text_of
from web.app import ROUTERS

OPEN_TO_ALL = {"/health", "/language", "/login", "/login/{token}", "/logout"}
"""Before signing in: each of them has tests of its own."""
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def _addresses(method: str) -> list[str]:
    """Addresses that answer this method to people who are signed in."""
    return sorted(
        re.sub(r"{kind}", "student", re.sub(r"{(?:\w+_id|number)(:int)?}", "1", route.path))
        for route in ROUTES
        if method in route.methods and route.path not in OPEN_TO_ALL
    )


def test_the_walk_finds_the_addresses() -> None:
    assert {"/lessons/1", "/classes/1", "/imports", "/staff", "/plans", "/courses/1/plan"} <= set(
        _addresses("GET")
    )
    assert {"/late-changes", "/late-changes/table", "/late-changes/1/documents/1"} <= set(_addresses("GET"))
    assert {"/lessons/1", "/classes/1/slips", "/imports/apply"} <= set(_addresses("POST"))
    assert {"/lessons/1/late-change", "/late-changes/1/decision", "/late-changes/1/entry"} <= set(
        _addresses("POST")
    )


@pytest.mark.usefixtures("stored_cast")
@pytest.mark.parametrize("path", _addresses("GET"))
async def test_every_address_asks_a_stranger_to_sign_in(desk: Callable[..., Desk], path: str) -> None:
    """A parent read any student by changing an id in the address."""
    page = await desk().opens(path)
    assert (page.status_code, page.headers["location"].split("?")[0]) == (303, "/login")


@pytest.mark.parametrize("path", _addresses("POST"))
@pytest.mark.parametrize("person", ["teacher", "class_teacher", "administrator"])
async def test_every_form_is_refused_without_the_sessions_token(
    desk: Callable[..., Desk], stored_cast: Cast, path: str, person: str
) -> None:
    """No CSRF token."""
    browser = desk()
    staff: StaffMember = getattr(stored_cast, person)
    await browser.signs_in(staff)
    for token in ("", "forged"):
        answer = await browser.client.post(path, data={"csrf": token}, headers=SAME_ORIGIN)
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/lessons/{lesson}",
        "/lessons/{lesson}/late-change",
        "/late-changes/{late_change}",
        "/late-changes/{late_change}/documents/1",
        "/courses/{course}/gradebook",
        "/courses/{course}/plan",
    ],
)
async def test_what_is_another_schools_is_refused_like_what_is_nowhere(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, tmp_path: Path, path: str
) -> None:
    """A teacher read another school's rows by changing an id in the address; heads look no further either."""
    theirs = path.format(
        lesson=stored_cast.other_lesson.id,
        course=stored_cast.other_algebra.id,
        late_change=await _late_change_elsewhere(database, stored_cast, tmp_path),
    )
    for person in ("teacher", "class_teacher", "deputy_head", "administrator"):
        browser = desk()
        await browser.signs_in(getattr(stored_cast, person))
        page, nowhere = (
            await browser.opens(theirs),
            await browser.opens(path.format(lesson=9999, course=9999, late_change=9999)),
        )
        assert page.status_code == nowhere.status_code == 403, person
        assert text_of(page) == text_of(nowhere), person


async def _late_change_elsewhere(database: Database, cast: Cast, folder: Path) -> int:
    """An application at the other school."""
    async with database.transaction() as session:
        await make_regulation(session, cast.other_school, "A")
        made = await make_late_change(
            session, folder, cast.other_teacher, cast.other_lesson, cast.other_student
        )
        return made.id


async def test_slips_lie_at_no_address_that_could_be_guessed(
    desk: Callable[..., Desk], stored_cast: Cast
) -> None:
    """Guessable file names: the sheet with everybody's codes is in the answer and nowhere else."""
    browser = desk()
    await browser.signs_in(stored_cast.class_teacher)
    path = f"/classes/{stored_cast.class_7a.id}/slips"
    slips = await browser.posts(path)
    name = slips.headers["content-disposition"].split('"')[1]
    assert slips.content.startswith(b"%PDF")
    assert slips.headers["cache-control"] == "no-store"
    for guess in (path, f"{path}/{name}", f"/{name}", f"/static/{name}", f"/classes/{name}"):
        answer = await browser.opens(guess)
        assert answer.status_code in {404, 405}
        assert b"%PDF" not in answer.content
