"""The sheet of a term over HTTP, with exams, suggestions in words and who lacks what, against a bare page of the same HTML.

And what these add: the same gradebook read from the store with them and without.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, AsyncExitStack, nullcontext
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncSession

from bench.measuring import Measure, milliseconds
from bench.pages import CLASS, MOST_BYTES, prepare, sign_in
from bench.scene import Scene
from demo.telegram.serving import serving
from services.gradebook import Sheet, open_class_gradebook
from services.regulation import in_force
from storage.models import Attestation, AttestationKind, RegulationVersion, School

NEARLY_OVER = {"term_marks.opens_days": 366, "term_marks.least_marks": 50}
"""The window is open, and everybody lacks something."""


async def measure(scene: Scene) -> list[Measure]:
    path, lessons = await prepare(scene)
    course_id, term_id = scene.lesson.course_id, int(path.rpartition("=")[2])
    async with scene.database.transaction() as session:
        await _let_exams_be_near(session, scene, course_id, term_id)
    bare = FastAPI()
    async with AsyncExitStack() as stack:
        desk = await sign_in(stack, scene)
        page = await desk.opens(path)
        address = await stack.enter_async_context(serving(bare))
        bare.get("/page")(lambda: HTMLResponse(page))
        opening = await milliseconds(lambda: desk.opens(path), lambda: desk.opens(f"{address}/page"))

    async def read(circumstances: Callable[[], AbstractContextManager[object]]) -> None:
        with circumstances():
            async with scene.database.reading() as session:
                book = await open_class_gradebook(
                    session, staff=scene.teacher, course_id=course_id, term_id=term_id, now=scene.now
                )
        assert len(book.lines) >= CLASS, book

    reading = await milliseconds(lambda: read(nullcontext), lambda: read(_without_sheet))
    size = len(page.encode())
    return [
        Measure(f"the term sheet of {CLASS} × {lessons}, all on", "the same HTML, bare", *opening),
        Measure("its bytes", "the most we allow", size, MOST_BYTES, at_most=1, unit="bytes"),
        Measure("reading the term sheet", "without exams and reasons", *reading, at_most=1.5),
    ]


def _without_sheet() -> AbstractContextManager[object]:
    async def no_sheet(*_: Any) -> Sheet:
        return Sheet(has_term_marks=False)

    return patch("services.gradebook.course.load_sheet", no_sheet)


async def _let_exams_be_near(session: AsyncSession, scene: Scene, course_id: int, term_id: int) -> None:
    school = await session.get_one(School, scene.lesson.school_id)
    rules = await in_force(session, school, scene.now)
    session.add(
        RegulationVersion(
            school_id=school.id,
            starts_at=scene.now - timedelta(seconds=1),
            preset=rules.preset,
            overrides={**rules.overrides, **NEARLY_OVER},
            time_zone=school.time_zone,
        )
    )
    session.add_all(
        Attestation(school_id=school.id, course_id=course_id, term_id=term_id, kind=kind)
        for kind in AttestationKind
    )
