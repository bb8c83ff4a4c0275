"""Every address of the web form in summer and on 1 September: nothing breaks, what is empty says so (R45)."""

import re
from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select

from storage.database import Database
from storage.models import Role, SchoolYear, StaffMember
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.between_years import MOMENTS, make_moment
from tests.web.desk import Desk, text_of
from web.app import ROUTERS

LISTS = ("/lessons", "/gradebook", "/plans", "/hours", "/timetable", "/password")
"""What everybody on the staff opens."""
OF_HEADS = (
    "/attestation",
    "/movement",
    "/school",
    "/late-changes",
    "/changes",
    "/records",
    "/timetable/changes",
)


def _addresses(cast: Cast, year_id: int) -> list[str]:
    """Every address that is read, with ids of the cast's year."""
    ids = {
        "lesson_id": cast.lesson.id,
        "course_id": cast.algebra.id,
        "group_id": cast.class_7a.id,
        "student_id": cast.son.id,
        "year_id": year_id,
    }

    def id_of(found: re.Match[str]) -> str:
        return str(ids.get(found[1], 1))

    return sorted(
        re.sub(r"{(\w+_id|number)(?::int)?}", id_of, route.path)
        .replace("{kind}", "student")
        .replace("{order}", "enrolled")
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods and "{token}" not in route.path
    )


@pytest.mark.parametrize("moment", MOMENTS)
async def test_nothing_breaks_between_the_years(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, clock: Clock, moment: str
) -> None:
    async with database.transaction() as session:
        clock.now = await make_moment(session, stored_cast, moment)
        school_id = stored_cast.school.id
        years = (await session.scalars(select(SchoolYear.id).where(SchoolYear.school_id == school_id))).all()
        directors = select(StaffMember).where(StaffMember.roles.any(role=Role.DIRECTOR))
        director = (await session.scalars(directors)).one()
    people = (stored_cast.teacher, stored_cast.class_teacher, stored_cast.administrator, director)
    for person in people:
        browser = desk()
        await browser.signs_in(person)
        asked = {path for year_id in years for path in _addresses(stored_cast, year_id)}
        statuses = {path: (await browser.opens(path)).status_code for path in sorted(asked)}
        assert {path: status for path, status in statuses.items() if status >= 500} == {}
        for path in LISTS if person in people[:2] else LISTS + OF_HEADS:
            assert statuses[path] == 200, (path, person.last_name)


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_day_without_lessons_says_what_comes(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, clock: Clock, moment: str
) -> None:
    async with database.transaction() as session:
        clock.now = await make_moment(session, stored_cast, moment)
    browser = desk()
    await browser.signs_in(stored_cast.teacher)
    comes = {
        "summer, no next year": "The school year is over. Lessons of the next one appear here once the school has"
        " entered them.",
        "summer, promoted": "The school year is over. The next one begins on 1 September 2027.",
    }.get(moment, "The timetable is not here yet. Lessons appear here once the school has entered it.")
    for path in ("/lessons", "/timetable"):
        assert comes in text_of(await browser.opens(path)), path
    if "summer" not in moment:
        listed = text_of(await browser.opens("/gradebook"))
        assert "promoted" in moment or "first term" in moment or "They appear here once" in listed
