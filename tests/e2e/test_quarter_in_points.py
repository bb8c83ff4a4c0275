"""A quarter lived under Kazakhstan's section and quarter works: switched on, given, told, corrected, suggested."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest_asyncio

from tests.e2e.desk import SAME_ORIGIN, Desk, Form
from tests.e2e.phone import Phone
from tests.e2e.world import World
from tests.e2e.year import Year, chooses

MONDAY_NOON = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""12:00 in Almaty; algebra ended at 08:45."""
TUESDAY_NOON = MONDAY_NOON + timedelta(days=1)


@pytest_asyncio.fixture
async def desk(world: World, teacher: Phone) -> AsyncIterator[Year]:
    desk = Year(world, teacher)
    yield desk
    await desk.client.aclose()


def _kind(page: str, name: str) -> str:
    found = re.search(rf'<option value="(\d+)"[^>]*>{name}</option>', page)
    assert found, f"no kind {name}"
    return found[1]


async def _adds_work(desk: Desk, lesson: int, kind: str, most: int, cells: dict[int, str]) -> None:
    """Another column for a kind of work with its maximum, as the page without JavaScript sends it."""
    path = f"/lessons/{lesson}"
    form = Form((await desk.client.get(path)).text).fields
    if not any(name.startswith("mark-new") for name in form):
        answer = await desk.client.post(path, data={**form, "action": "add"}, headers=SAME_ORIGIN)
        form = Form(answer.text).fields
    column = next(name.split("-")[1] for name in form if name.startswith("mark-new"))
    page = (await desk.client.get(path)).text
    form |= {f"kind-{column}": _kind(page, kind), f"most-{column}": str(most)}
    form |= {f"mark-{column}-{student}": text for student, text in cells.items()}
    saved = await desk.client.post(path, data=form, headers=SAME_ORIGIN)
    assert saved.status_code == 303, saved.text


async def test_a_quarter_in_points(world: World, desk: Year, mother: Phone) -> None:
    """E with the scheme on: 4, 4, 4; a section work 27 of 35; a quarter work 18 of 25: 75 percent, a 4."""
    cast, son = world.cast, world.cast.son
    await chooses(world, "E", summative__is_on="yes")
    await desk.comes(MONDAY_NOON)
    await desk.saves(cast.lesson, marks={son: "4"})
    for _another in range(2):
        await desk.client.get(f"/lessons/{cast.lesson.id}")
        await _adds_answer(desk, cast.lesson.id, son.id)
    await _adds_work(desk, cast.lesson.id, "Section work", 35, {son.id: "27", cast.classmate.id: "н"})
    await world.delivers()
    world.clock.advance(minutes=10)
    await world.delivers()
    mother.got("27/35", "Section work")

    await desk.comes(TUESDAY_NOON - timedelta(hours=6))
    book = (await desk.client.get(f"/courses/{cast.algebra.id}/gradebook")).text
    assert "Missing for a mark: the quarter work." in book
    assert 'placeholder="4"' not in book, "never a mark while a work is missing"

    await desk.comes(TUESDAY_NOON)
    await _adds_work(desk, cast.next_lesson.id, "Quarter work", 25, {son.id: "18"})
    await mother.sends("/marks")
    await mother.taps("Algebra")
    mother.sees("18/25", "27/35", "Average: 4 (3 marks)", "Quarter so far: 75 %")
    book = (await desk.client.get(f"/courses/{cast.algebra.id}/gradebook")).text
    reason = book.replace("\u00a0", " ")
    assert "section works 27/35 → 19.3 %, quarter work 18/25 → 36 %: 75 % → 4" in reason
    assert 'placeholder="4"' in book
    assert (await desk.gives_term_mark(son, "4")).status_code == 303
    await mother.sends("/marks")
    mother.sees("Algebra", "final 4")


async def _adds_answer(desk: Desk, lesson: int, student: int) -> None:
    path = f"/lessons/{lesson}"
    form = Form((await desk.client.get(path)).text).fields
    answer = await desk.client.post(path, data={**form, "action": "add"}, headers=SAME_ORIGIN)
    form = Form(answer.text).fields
    column = next(name.split("-")[1] for name in form if name.startswith("mark-new"))
    saved = await desk.client.post(path, data={**form, f"mark-{column}-{student}": "4"}, headers=SAME_ORIGIN)
    assert saved.status_code == 303, saved.text
