"""Every address of the web form, those to come included: who is asked, what a forged form gets, what lies there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from services.permissions import HEADS
from storage.database import Database
from storage.models import Role, StaffMember
from tests.cast import Cast
from tests.factories.late_changes import make_late_change
from tests.factories.people import make_staff
from tests.factories.school import make_regulation
from tests.web.desk import SAME_ORIGIN, Desk, text_of
from web.app import ROUTERS

OPEN_TO_ALL = {"/health", "/language", "/login", "/login/{token}", "/logout"}
"""Before signing in: each of them has tests of its own."""
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
FOR_HEADS = {
    "GET": (
        "/attestation",
        "/changes",
        "/changes/report.pdf",
        "/changes/report.xlsx",
        "/codes",
        "/lessons/1/change",
        "/regulation",
        "/school",
        "/timetable/changes",
    ),
    "POST": ("/timetable/changes", "/lessons/1/move"),
}
"""What administrator, director and deputy head open, and nobody else (R34, R40)."""


def _addresses(method: str) -> list[str]:
    """Addresses that answer this method to people who are signed in."""
    return sorted(
        re.sub(r"{(?:\w+_id|number)(:int)?}", "1", route.path)
        .replace("{kind}", "student")
        .replace("{order}", "transferred")
        for route in ROUTES
        if method in route.methods and route.path not in OPEN_TO_ALL
    )


def test_the_walk_finds_the_addresses() -> None:
    pages = {
        "/lessons/1",
        "/classes/1",
        "/imports",
        "/staff",
        "/plans",
        "/hours",
        "/courses/1/plan",
        *FOR_HEADS["GET"],
    }
    assert pages <= set(_addresses("GET"))
    assert {"/lessons/1", "/classes/1/slips", "/imports/apply", *FOR_HEADS["POST"]} <= set(_addresses("POST"))
    assert {"/late-changes", "/late-changes/table", "/late-changes/1/documents/1"} <= set(_addresses("GET"))
    assert {"/lessons/1/late-change", "/late-changes/1/decision", "/late-changes/1/entry"} <= set(
        _addresses("POST")
    )
    assert {
        "/courses/1/terms/1/late-change",
        "/courses/1/terms/1/attestations/1/late-change",
        "/late-changes/1/term-marks",
    } <= set(_addresses("POST"))
    assert {"/courses/1/papers", "/papers", "/papers/register.xlsx"} <= set(_addresses("GET"))
    assert {"/courses/1/papers", "/courses/1/papers/register"} <= set(_addresses("POST"))


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
        "/courses/{course}/terms/1/late-change",
        "/courses/{course}/terms/1/attestations/1/late-change",
        "/late-changes/{late_change}",
        "/late-changes/{late_change}/term-marks",
        "/late-changes/{late_change}/documents/1",
        "/courses/{course}/gradebook",
        "/courses/{course}/plan",
        "/courses/{course}/papers",
        "/students/{student}",
        "/attestation/courses/{course}",
        "/years/{year}/closing",
        "/years/{year}/promotion",
    ],
)
async def test_what_is_another_schools_is_refused_like_what_is_nowhere(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, tmp_path: Path, path: str
) -> None:
    """A teacher read another school's rows by changing an id in the address; heads look no further either."""
    theirs = path.format(
        lesson=stored_cast.other_lesson.id,
        course=stored_cast.other_algebra.id,
        student=stored_cast.other_student.id,
        late_change=await _late_change_elsewhere(database, stored_cast, tmp_path),
        year=stored_cast.other_class.school_year_id,
    )
    for person in ("teacher", "class_teacher", "deputy_head", "administrator"):
        browser = desk()
        await browser.signs_in(getattr(stored_cast, person))
        page, nowhere = (
            await browser.opens(theirs),
            await browser.opens(
                path.format(lesson=9999, course=9999, late_change=9999, student=9999, year=9999)
            ),
        )
        assert page.status_code == nowhere.status_code == 403, person
        assert text_of(page) == text_of(nowhere), person


@pytest.mark.parametrize("role", list(Role))
async def test_what_is_for_heads_is_refused_to_every_other_role(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, role: Role
) -> None:
    async with database.transaction() as session:
        person = await make_staff(session, stored_cast.school, "Новый Человек", role)
    browser = desk()
    await browser.signs_in(person)
    statuses = {path: (await browser.opens(path)).status_code for path in _addresses("GET")}
    assert {path: status for path, status in statuses.items() if status >= 500} == {}
    for path in FOR_HEADS["GET"]:
        assert statuses[path] == (200 if role in HEADS else 403), path
    for path in ("/papers", "/papers/register.pdf", "/papers/register.xlsx"):
        assert statuses[path] == (200 if role in {*HEADS, Role.DEPARTMENT_HEAD} else 403), path


@pytest.mark.parametrize("person", ["teacher", "class_teacher", "curator", "other_teacher"])
async def test_who_is_no_head_changes_no_timetable(
    desk: Callable[..., Desk], stored_cast: Cast, person: str
) -> None:
    browser = desk()
    await browser.signs_in(getattr(stored_cast, person))
    answers = [await browser.opens(path) for path in FOR_HEADS["GET"]]
    answers += [
        await browser.posts(path, {"teacher": "1", "day": "2026-11-25"}) for path in FOR_HEADS["POST"]
    ]
    assert {answer.status_code for answer in answers} == {403}


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
