"""Every page that staff can reach by links, before a browser: on a phone and on a wide screen, in each language.

The school is the sample school, for its names are long and its lists are full. Pages are found by
following links, as a person would: a page to which none leads fails the test.
"""

import re
import shutil
import sqlite3
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from fastapi.routing import APIRoute
from httpx import Response
from playwright.async_api import Page
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from services import years
from services.late_changes import Application, Approval, apply_for_term, decide
from storage.database import Database
from storage.files import Files
from storage.models import (
    Course,
    Grounds,
    GroupLeader,
    GroupMembership,
    LateChange,
    LeaderKind,
    Lesson,
    Material,
    Role,
    School,
    StaffMember,
    StaffRole,
    Student,
    Term,
)
from tests.browser import chromium, served, sign_in
from tests.clock import Clock
from tests.demo.sample.conftest import NOW, Filled
from tests.factories.late_changes import make_late_change
from tests.factories.school import make_regulation
from tests.web.desk import Desk, config_of, desk_factory
from web.app import ROUTERS, create_app

pytestmark = pytest.mark.xdist_group("sample")
ROUTES = [
    route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in route.methods
]
BY_OTHER_WAYS = {
    "/health": "asked by machines",
    "/login": "before signing in",
    "/login/{token}": "comes in the chat",
    "/courses/{course_id}/terms/{term_id}/attestations/{attestation_id}/late-change": "no exam of the sample closed",
    "/courses/{course_id}/papers": "the sample is no college and has no course papers",
    "/papers": "the same",
    "/papers/register.xlsx": "the same",
    "/papers/register.pdf": "the same",
}
"""Addresses that no page links to, and why."""
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
PHONE, WIDE = 390, 1280
ALIKE = 10
"""Of one route so many addresses are opened: what leads on is not on the first lesson or the first class."""
CLOSED = date(2026, 11, 4)
"""Preset A closed this day's lessons on 18 November, and the marks of the term before at the end of October."""
TOO_WIDE = """() => [...document.querySelectorAll("main *, header *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("[tabindex], .hidden, .skip"))
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""
AXE = Axe()
BY_AXE = {("kk", PHONE), ("ru", WIDE)}
"""It takes its time, and words change little of what it looks for."""
FOCUSED = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect();
    if (here === document.body) return null;
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 200));
    const label = here.closest("label") ?? here.labels?.[0];
    const ringed = [here, here.nextElementSibling].some(e => e && getComputedStyle(e).outlineStyle !== "none");
    const seen = at && (here.contains(at) || at.contains(here) || label?.contains(at));
    return seen && ringed ? "" : here.outerHTML.slice(0, 160);
}"""
"""What has the focus and cannot be seen: covered by what stays in place, off the screen or without a ring."""
BY_KEYBOARD = (
    "/lessons/{lesson_id}",
    "/courses/{course_id}/gradebook",
    "/attestation/courses/{course_id}",
    "/regulation",
)
STEPS = 70


@pytest_asyncio.fixture(scope="session")
async def school(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """A copy that may be written: whoever signs in leaves a trace."""
    copy = tmp_path_factory.mktemp("pages") / "diary.db"
    with closing(sqlite3.connect(filled[0].engine.url.database or "")) as original:
        original.execute("VACUUM INTO ?", (str(copy),))
    shutil.copytree(Path(filled[0].engine.url.database or "").parent / "files", copy.parent / "files")
    database = Database(f"sqlite:///{copy}")
    yield database
    await database.dispose()


@pytest_asyncio.fixture(scope="session")
async def everybody(school: Database) -> StaffMember:
    """A class teacher whose lesson has materials, and who holds every office there is: so sees every page."""
    async with school.transaction() as session:
        person = (
            await session.scalars(
                select(StaffMember)
                .join(GroupLeader, GroupLeader.staff_id == StaffMember.id)
                .join(Material, Material.author_id == StaffMember.id)
                .where(GroupLeader.kind == LeaderKind.CLASS_TEACHER)
                .options(selectinload(StaffMember.roles))
                .order_by(StaffMember.id)
            )
        ).first()
        assert person is not None
        held = {one.role for one in person.roles}
        person.roles.extend(StaffRole(role=role) for role in Role if role not in held)
        await session.flush()
        folder = config_of(school, Clock(NOW)).files.folder
        lesson, student = await _closed_lesson(session, person)
        await _late_change(session, person, lesson, student, folder)
        await _late_term_marks(session, person, lesson.course_id, student, folder)
        draft = await years.propose_year(session, staff=person, now=NOW)
        opened = await years.open_year(session, staff=person, draft=draft, now=NOW)
        assert opened.year, opened.faults
        return person


async def _closed_lesson(session: AsyncSession, person: StaffMember) -> tuple[Lesson, Student]:
    """A lesson of the person that is closed by preset A, which holds from the year's beginning, and a student."""
    school = await session.get_one(School, person.school_id)
    await make_regulation(session, school, "A")
    lesson, student = (
        await session.execute(
            select(Lesson, Student)
            .join(Course, Course.id == Lesson.course_id)
            .join(GroupMembership, GroupMembership.group_id == Course.group_id)
            .join(Student, Student.id == GroupMembership.student_id)
            .where(Course.teacher_id == person.id, Lesson.on_day <= CLOSED)
            .order_by(Lesson.on_day.desc(), Student.id)
        )
    ).first() or (None, None)
    assert lesson is not None
    assert student is not None
    return lesson, student


async def _late_change(
    session: AsyncSession, person: StaffMember, lesson: Lesson, student: Student, folder: Path
) -> None:
    """An application with a document, approved and to be entered."""
    change = await make_late_change(session, folder, person, lesson, student, now=NOW)
    await decide(session, staff=person, change_id=change.id, decision=Approval("17-к", NOW.date()), now=NOW)


async def _late_term_marks(
    session: AsyncSession, person: StaffMember, course_id: int, student: Student, folder: Path
) -> None:
    """The same for the mark of the term that is over."""
    over = select(Term).where(Term.ends_on < CLOSED).order_by(Term.ends_on.desc())
    term = (await session.scalars(over)).first()
    assert term is not None
    application = Application(
        grounds=Grounds.RETAKE,
        students=frozenset((student.id,)),
        explanation="Пересдача на комиссии после болезни",
    )
    change = await apply_for_term(
        session,
        staff=person,
        course_id=course_id,
        term_id=term.id,
        application=application,
        files=Files(folder),
        now=NOW,
    )
    await decide(session, staff=person, change_id=change.id, decision=Approval("18-к", NOW.date()), now=NOW)


@pytest_asyncio.fixture(scope="session")
async def pages(school: Database, everybody: StaffMember) -> dict[str, str]:
    """An address of every page that links lead to, by its route."""
    desk = desk_factory(school, Clock(NOW))()
    await desk.signs_in(everybody)
    async with school.reading() as session:
        return await _follow(desk, *await _rich(session, everybody))


async def _rich(session: AsyncSession, person: StaffMember) -> tuple[str, str]:
    """Of the many lessons and gradebooks the one with most to lead on, too far for a walk that is not endless."""
    lesson = await session.scalar(select(Material.lesson_id).where(Material.author_id == person.id))
    closed = select(LateChange).where(LateChange.term_id.is_not(None))
    change = (await session.scalars(closed)).one()
    return f"/lessons/{lesson}", f"/courses/{change.course_id}/gradebook?term={change.term_id}"


async def _follow(desk: Desk, *rich: str) -> dict[str, str]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in rich:
        found[_route_of(path) or ""].append(path)
    ahead = deque(["/", *rich])
    while ahead:
        for path in _links(await desk.opens(ahead.popleft())):
            route = _route_of(path)
            if route is not None and path not in found[route] and len(found[route]) < ALIKE:
                found[route].append(path)
                ahead.append(path)
    return {route: paths[0] for route, paths in found.items() if paths}


def _links(answer: Response) -> Iterator[str]:
    if answer.is_redirect:
        yield answer.headers["location"]
    elif answer.headers["content-type"].startswith("text/html"):
        yield from map(unescape, LINK.findall(answer.text))


def _route_of(path: str) -> str | None:
    return next((route.path for route in ROUTES if route.path_regex.match(path.partition("?")[0])), None)


@pytest.fixture(scope="session")
def shown(pages: dict[str, str]) -> list[str]:
    """Those that a browser shows; the others are files to keep."""
    return [path for path in pages.values() if not re.search(r"\.(pdf|xlsx)|/documents/|/materials/", path)]


def test_links_lead_to_every_page(pages: dict[str, str]) -> None:
    assert {route.path for route in ROUTES} - pages.keys() - BY_OTHER_WAYS.keys() == set()


@pytest_asyncio.fixture(scope="session")
async def enter(school: Database, everybody: StaffMember) -> AsyncIterator[Any]:
    app = create_app(config_of(school, Clock(NOW), web_url="http://127.0.0.1"))
    async with chromium() as browser, served(app) as address:

        async def enter(language: str, width: int) -> Page:
            size = {"width": width, "height": 844}
            return await sign_in(browser, app, address, everybody, locale=language, viewport=size)

        yield enter


@pytest.mark.parametrize("width", [PHONE, WIDE])
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
async def test_every_page_fits_and_is_accessible(
    enter: Any, shown: list[str], language: str, width: int
) -> None:
    """By axe, the reference for it: names of fields, contrast, headings, what a keyboard cannot reach."""
    page, faults = await enter(language, width), {}
    for path in shown:
        answer = await page.goto(path)
        if answer.status != 200 or await page.evaluate("document.documentElement.scrollWidth") > width:
            faults[path] = (answer.status, await page.evaluate(TOO_WIDE))
        elif (language, width) in BY_AXE and (found := await _denied(page)):
            faults[path] = (answer.status, found)
    assert faults == {}


async def _denied(page: Page) -> list[tuple[str, list[str]]]:
    found = (await AXE.run(page, options={"resultTypes": ["violations"]})).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:2]]) for one in found]


@pytest.mark.parametrize("width", [PHONE, WIDE])
@pytest.mark.parametrize("route", BY_KEYBOARD)
async def test_what_the_keyboard_reaches_is_seen(
    enter: Any, pages: dict[str, str], route: str, width: int
) -> None:
    page, hidden = await enter("kk", width), []
    await page.goto(pages[route])
    for _step in range(STEPS):
        await page.keyboard.press("Tab")
        found = await page.evaluate(FOCUSED)
        if found is None:
            break
        hidden += [found] if found else []
    assert hidden == []
