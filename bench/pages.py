"""The teacher's two heavy pages over HTTP, against a bare FastAPI page of the same HTML.

A class of 35: the gradebook of a whole term, and a lesson saved with 35 changed marks, with rules,
history and alerts.
"""

import re
from contextlib import AsyncExitStack
from datetime import timedelta
from html import unescape
from pathlib import Path

import aiohttp
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bench.measuring import Measure, milliseconds
from bench.scene import SECRET, Scene
from demo.telegram.serving import serving
from services.staff_login import issue_login_link
from storage.files import Files
from storage.models import Course, Group, GroupMembership, Lesson, Mark, Term, Work
from web.app import create_app
from web.config import WebConfig

CLASS = 35
MOST_BYTES = 250_000


async def measure(scene: Scene) -> list[Measure]:
    async with AsyncExitStack() as stack:
        gradebook, lessons = await prepare(scene)
        desk = await sign_in(stack, scene)
        page = await desk.opens(gradebook)
        bare = FastAPI()
        address = await stack.enter_async_context(serving(bare))
        _serve_bare(bare, page, await desk.saves("4"))
        opening = await milliseconds(lambda: desk.opens(gradebook), lambda: desk.opens(f"{address}/page"))
        saving = await milliseconds(desk.saves, lambda: desk.posts(f"{address}/form"))
    size = len(page.encode())
    return [
        Measure(f"the gradebook of {CLASS} × {lessons}", "the same HTML, bare", *opening),
        Measure("its bytes", "the most we allow", size, MOST_BYTES, at_most=1, unit="bytes"),
        Measure(f"saving {CLASS} marks, {len(desk.page.encode())} bytes", "a bare form", *saving),
    ]


class Desk:
    """A teacher's browser with one lesson open."""

    def __init__(self, client: aiohttp.ClientSession, lesson: str) -> None:
        self.client = client
        self.lesson = lesson
        self.page = ""
        self._saved = 0

    async def opens(self, path: str) -> str:
        async with self.client.get(path) as answer:
            assert answer.status == 200, answer.status
            return await answer.text()

    async def saves(self, value: str = "") -> str:
        """Change every mark of the lesson's last work; the page as it stands afterwards."""
        self.page = self.page or await self.opens(self.lesson)
        self._saved += 1
        self.page = await self.posts(self.lesson, value or "45"[self._saved % 2])
        return self.page

    async def posts(self, path: str, value: str = "5") -> str:
        async with self.client.post(path, data=self._fields(value)) as answer:
            assert answer.status == 200, answer.status
            return await answer.text()

    def _fields(self, value: str) -> dict[str, str]:
        """What the form sends: its hidden fields as they came, and the marks."""
        hidden = re.findall(r'name="(csrf|seen)" value="([^"]*)"', self.page)
        marks = re.findall(r'name="(mark-(\w+)-\d+)"', self.page)
        column = marks[-1][1]
        return {name: unescape(text) for name, text in hidden} | {
            name: value for name, of in marks if of == column
        }


async def sign_in(stack: AsyncExitStack, scene: Scene) -> Desk:
    config = WebConfig(
        database=scene.database,
        files=Files(Path("files")),
        clock=lambda: scene.now,
        secret=SECRET,
        web_url="http://diary.example",
        settle=timedelta(minutes=5),
        secure_cookies=False,
        bot_name=lambda: "diary_bot",
    )
    address = await stack.enter_async_context(serving(create_app(config)))
    same_origin = {"sec-fetch-site": "same-origin", "accept-language": "kk"}
    jar = aiohttp.CookieJar(unsafe=True)
    client = aiohttp.ClientSession(address, headers=same_origin, cookie_jar=jar)
    await stack.enter_async_context(client)
    async with scene.database.transaction() as session:
        token = await issue_login_link(session, staff=scene.teacher, secret=SECRET, now=scene.now)
    async with client.post(f"/login/{token}") as answer:
        assert answer.status == 200, answer.status
    return Desk(client, f"/lessons/{scene.lesson.id}")


def _serve_bare(app: FastAPI, page: str, form: str) -> None:
    @app.get("/page")
    async def show_page() -> HTMLResponse:
        return HTMLResponse(page)

    @app.get("/saved")
    async def show_saved() -> HTMLResponse:
        return HTMLResponse(form)

    @app.post("/form")
    async def save(request: Request) -> Response:
        await request.form()
        return RedirectResponse("/saved", 303)


async def prepare(scene: Scene) -> tuple[str, int]:
    """Make the class as large as they get; where its fullest gradebook is, and how many lessons it has."""
    async with scene.database.transaction() as session:
        course = await session.get_one(Course, scene.lesson.course_id)
        await fill_class(session, scene, course)
        many = func.count(Lesson.id)
        query = (
            select(Term.id, many)
            .join(Lesson, Lesson.on_day.between(Term.starts_on, Term.ends_on))
            .where(Lesson.course_id == course.id, Term.starts_on <= scene.lesson.on_day)
            .group_by(Term.id)
            .order_by(func.abs(many - 40))
        )
        term_id, lessons = (await session.execute(query)).first() or (0, 0)
    return f"/courses/{course.id}/gradebook?term={term_id}", lessons


async def fill_class(session: AsyncSession, scene: Scene, course: Course) -> None:
    """Let others join the class until there are ``CLASS``, and give them marks for every work."""
    members = select(GroupMembership.student_id).where(GroupMembership.group_id == course.group_id)
    there = len((await session.scalars(members)).all())
    others = select(GroupMembership.student_id).where(GroupMembership.student_id.not_in(members)).distinct()
    joining = (await session.scalars(others.limit(CLASS - there))).all()
    if not joining:
        return
    works = select(Work.id).join(Lesson, Lesson.id == Work.lesson_id).where(Lesson.course_id == course.id)
    year_id = select(Group.school_year_id).where(Group.id == course.group_id).scalar_subquery()
    began = min((await session.scalars(select(Term.starts_on).where(Term.school_year_id == year_id))).all())
    place = {"school_id": course.school_id, "group_id": course.group_id, "joined_on": began}
    await session.execute(insert(GroupMembership), [{**place, "student_id": one} for one in joining])
    mark = {"school_id": course.school_id, "value": "4", "changed_at": scene.now}
    marks = [
        {**mark, "work_id": work, "student_id": student}
        for work in (await session.scalars(works)).all()
        for student in joining
    ]
    await session.execute(insert(Mark), marks)
