"""The page for a colleague who is away, over HTTP and without JavaScript."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import pytest_asyncio
from httpx import Response
from sqlalchemy import select

from storage.database import Database
from storage.models import AuditEntry, Lesson, LessonStatus, Mark
from tests.cast import Cast
from tests.factories.lessons import make_attendance, make_lesson
from tests.web.desk import SAME_ORIGIN, Desk, text_of
from tests.web.lesson_page import all_of, mark, saves

PERIOD = {"first": "2026-11-23", "last": "2026-11-24"}


@pytest_asyncio.fixture
async def deputy(desk: Callable[..., Desk], stored_cast: Cast) -> Desk:
    browser = desk()
    await browser.signs_in(stored_cast.deputy_head)
    return browser


def address(cast: Cast) -> str:
    return f"/timetable/changes?teacher={cast.teacher.id}&first=2026-11-23&last=2026-11-24"


def fields_of(page: Response) -> dict[str, str]:
    """The form as a browser would send it back untouched."""
    form = page.text[page.text.index('<form class="substitutions"') :]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    fields = {name: unescape(value) for name, value in hidden}
    for name, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        fields[name] = chosen[1] if chosen else ""
    return fields


async def sends(browser: Desk, page: Response, action: str = "save", **typed: Any) -> Response:
    fields = {name.replace("_", "-"): str(value) for name, value in typed.items()}
    return await browser.posts("/timetable/changes", {**fields_of(page), **fields, "action": action})


def who(lesson: Lesson) -> str:
    return f"who_{lesson.id}"


async def substitutes(database: Database) -> list[int]:
    return [found for found in await all_of(database, Lesson.substitute_id) if found is not None]


async def test_lessons_of_an_absent_colleague_are_given_to_others_in_one_save(
    deputy: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    page = await deputy.opens(address(cast))
    choices = {who(cast.lesson): cast.curator.id, who(cast.next_lesson): "cancelled"}
    saved = await sends(deputy, page, **choices)
    assert saved.status_code == 303
    assert "Saved." in text_of(await deputy.opens(saved.headers["location"]))
    assert await substitutes(database) == [cast.curator.id]
    again = await deputy.opens(address(cast))
    assert f'<option value="{cast.curator.id}" selected>' in again.text
    unchanged = await sends(deputy, again)
    assert "Nothing has changed." in text_of(await deputy.opens(unchanged.headers["location"]))
    assert await all_of(database, AuditEntry.action) == ["substitute", "cancel_lesson"]
    await sends(deputy, again, **{who(cast.lesson): "", who(cast.next_lesson): ""})
    assert await substitutes(database) == []
    assert set(await all_of(database, Lesson.status)) == {LessonStatus.PLANNED}


async def test_a_fault_stands_at_its_line_and_nothing_typed_is_lost(
    deputy: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        await make_lesson(session, cast.reading, cast.lesson.on_day, 1)
    page = await deputy.opens(address(cast))
    assert '<optgroup label="Busy at that time">' in page.text
    wrong = await sends(
        deputy, page, **{who(cast.lesson): cast.class_teacher.id, who(cast.next_lesson): cast.curator.id}
    )
    assert wrong.status_code == 422
    assert f'id="who-{cast.lesson.id}-fault"' in wrong.text
    assert "Оспанова Г. Б. gives lesson 1 to 3 «Б» on 23 November at that time." in text_of(wrong)
    assert "Nothing is saved yet: 1 lesson needs a look." in text_of(wrong)
    assert fields_of(wrong)[f"who-{cast.next_lesson.id}"] == str(cast.curator.id)
    assert fields_of(wrong)[f"who-{cast.lesson.id}"] == str(cast.class_teacher.id)
    assert await substitutes(database) == []
    mended = await sends(deputy, wrong, **{who(cast.lesson): cast.curator.id})
    assert mended.status_code == 303
    assert await substitutes(database) == [cast.curator.id, cast.curator.id]


async def test_a_change_made_meanwhile_is_shown_and_not_overwritten(
    deputy: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    old = await deputy.opens(address(cast))
    await sends(deputy, old, **{who(cast.lesson): cast.curator.id})
    conflict = await sends(deputy, old, **{who(cast.lesson): "cancelled"})
    assert conflict.status_code == 409
    assert "Changed meanwhile to “Ли А. С.”" in text_of(conflict)
    assert fields_of(conflict)[f"who-{cast.lesson.id}"] == "cancelled"
    assert (await sends(deputy, conflict)).status_code == 303
    assert LessonStatus.CANCELLED in await all_of(database, Lesson.status)


async def test_all_lessons_are_filled_in_at_once_and_not_saved(
    deputy: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    page = await deputy.opens(address(cast))
    filled = await sends(deputy, page, action="fill", all=cast.curator.id)
    assert filled.status_code == 200
    chosen = {fields_of(filled)[f"who-{lesson.id}"] for lesson in (cast.lesson, cast.next_lesson)}
    assert chosen == {str(cast.curator.id)}
    assert await substitutes(database) == []
    await sends(deputy, filled)
    assert len(await substitutes(database)) == 2


async def test_a_given_lesson_is_marked_and_has_no_way_to_be_cancelled(
    deputy: Desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_attendance(session, stored_cast.lesson, stored_cast.son)
    page = await deputy.opens(address(stored_cast))
    assert "Has a record" in text_of(page)
    forged = await sends(deputy, page, **{who(stored_cast.lesson): "cancelled"})
    assert forged.status_code == 422
    assert "Attendance was taken at this lesson" in text_of(forged)


async def test_days_that_make_no_period_and_days_without_lessons(deputy: Desk, stored_cast: Cast) -> None:
    path = f"/timetable/changes?teacher={stored_cast.teacher.id}"
    for first, last in (("2026-11-24", "2026-11-23"), ("2026-11-01", "2026-11-30")):
        page = await deputy.opens(f"{path}&first={first}&last={last}")
        assert page.status_code == 422
        assert 'id="period-fault"' in page.text
        assert f'value="{first}"' in page.text
    empty = await deputy.opens(f"{path}&first=2026-12-01&last=2026-12-02")
    assert "Ким Е. В. has no lessons on these days." in text_of(empty)
    assert (await deputy.opens("/timetable/changes")).status_code == 200


@pytest.mark.parametrize("person", ["teacher", "class_teacher", "curator", "other_teacher"])
async def test_whoever_is_no_head_is_refused_page_and_save(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, person: str
) -> None:
    browser = desk()
    await browser.signs_in(getattr(stored_cast, person))
    assert (await browser.opens("/timetable/changes")).status_code == 403
    assert (await browser.opens(address(stored_cast))).status_code == 403
    fields = {**PERIOD, "teacher": str(stored_cast.teacher.id)}
    for action in ("save", "fill"):
        choice = {f"who-{stored_cast.lesson.id}": str(stored_cast.curator.id), "action": action}
        assert (await browser.posts("/timetable/changes", {**fields, **choice})).status_code == 403
    assert await substitutes(database) == []


@pytest.mark.parametrize(
    "forged",
    [
        {"who-{kazakh}": "{curator}"},
        {"who-{foreign}": "{curator}"},
        {"who-{lesson}": "{stranger}"},
        {"who-{lesson}": "-1"},
        {"who-{lesson}": "٣"},
        {"teacher": "{stranger}"},
        {"teacher": ""},
        {"teacher": "x"},
        {"first": "9999-12-31", "last": "9999-12-31"},
        {"last": "soon"},
    ],
)
async def test_forged_fields_save_nothing(
    deputy: Desk, database: Database, stored_cast: Cast, forged: dict[str, str]
) -> None:
    cast = stored_cast
    ids = {
        "kazakh": cast.kazakh_lesson.id,
        "foreign": cast.other_lesson.id,
        "lesson": cast.lesson.id,
        "curator": cast.curator.id,
        "stranger": cast.other_teacher.id,
    }
    fields = {**PERIOD, "teacher": str(cast.teacher.id), f"who-{cast.next_lesson.id}": str(cast.curator.id)}
    fields |= {name.format(**ids): value.format(**ids) for name, value in forged.items()}
    assert (await deputy.posts("/timetable/changes", fields)).status_code == 403
    assert await substitutes(database) == []


async def test_a_save_without_the_token_is_refused(
    deputy: Desk, database: Database, stored_cast: Cast
) -> None:
    fields = {**PERIOD, "teacher": str(stored_cast.teacher.id), f"who-{stored_cast.lesson.id}": "cancelled"}
    answer = await deputy.client.post("/timetable/changes", data=fields, headers=SAME_ORIGIN)
    assert answer.status_code == 403
    assert set(await all_of(database, Lesson.status)) == {LessonStatus.PLANNED}


async def test_the_substitute_sees_and_records_this_lesson_and_no_other(
    deputy: Desk, desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    """R30, over HTTP: the next lesson of the same course stays shut, and so does this one afterwards."""
    cast = stored_cast
    page = await deputy.opens(address(cast))
    await sends(deputy, page, **{who(cast.lesson): cast.administrator.id})
    substitute = desk()
    await substitute.signs_in(cast.administrator)
    assert "In place of Ким Е. В." in text_of(await substitute.opens("/lessons"))
    assert (await saves(substitute, cast.lesson, **{mark(cast.son): "5"})).status_code == 303
    forged = {mark(cast.son): "5", "topic": "mine now"}
    assert (await substitute.posts(f"/lessons/{cast.next_lesson.id}", forged)).status_code == 403
    await sends(deputy, await deputy.opens(address(cast)), **{who(cast.lesson): ""})
    assert (await substitute.posts(f"/lessons/{cast.lesson.id}", forged)).status_code == 403
    async with database.reading() as session:
        assert (await session.scalars(select(Mark.value))).all() == ["5"]
    assert "Algebra" not in text_of(await substitute.opens("/lessons"))
