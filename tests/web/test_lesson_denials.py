"""What the lesson's page refuses over HTTP: strangers, forged fields, other sites, garbage."""

import json
from collections.abc import Callable

import pytest

from storage.database import Database
from storage.models import (
    Attendance,
    Homework,
    Lesson,
    Mark,
    Work,
)
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.lessons import make_work
from tests.web.desk import SAME_ORIGIN, Desk, text_of
from tests.web.lesson_page import all_of, fields_of, mark, saves


@pytest.mark.parametrize("person", ["class_teacher", "deputy_head", "administrator"])
async def test_who_may_only_look_sees_no_way_to_save_and_is_refused_the_save(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, person: str
) -> None:
    browser = desk()
    await browser.signs_in(getattr(stored_cast, person))
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    assert page.status_code == 200
    assert '<fieldset class="record" disabled>' in page.text
    assert "You may look at this lesson but not change it." in text_of(page)
    for action in ("save", "add", "next-topic"):
        answer = await browser.posts(
            f"/lessons/{stored_cast.lesson.id}", {mark(stored_cast.son): "5", "action": action}
        )
        assert answer.status_code == 403
    assert await all_of(database, Mark.id) == []


@pytest.mark.parametrize("lesson", ["kazakh_lesson", "other_lesson"])
async def test_a_teacher_refused_the_page_is_refused_the_save(
    browser: Desk, database: Database, stored_cast: Cast, lesson: str
) -> None:
    path = f"/lessons/{getattr(stored_cast, lesson).id}"
    seen = await browser.opens(path)
    saved = await browser.posts(path, {"topic": "mine now", mark(stored_cast.son): "5"})
    nowhere = await browser.posts("/lessons/999999", {"topic": "mine now"})
    assert seen.status_code == saved.status_code == nowhere.status_code == 403
    assert text_of(seen) == text_of(nowhere), "whether the lesson exists is not told"
    assert await all_of(database, Mark.id) == []
    assert set(await all_of(database, Lesson.topic)) == {""}


@pytest.mark.parametrize("path", ["/lessons/0", "/lessons/abc", "/lessons/99999999999", "/lessons/-1"])
async def test_an_address_that_no_lesson_has_is_no_page(browser: Desk, path: str) -> None:
    assert (await browser.opens(path)).status_code == 404


@pytest.mark.parametrize(
    "field",
    [
        "mark-new1-{daughter}",
        "mark-new1-{other_student}",
        "presence-{daughter}",
        "mark-{theirs}-{son}",
        "title-{theirs}",
        "comment-{theirs}-{son}",
    ],
)
async def test_a_forged_fields_name_saves_nothing(
    browser: Desk, database: Database, stored_cast: Cast, field: str
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        work = await make_work(session, cast.kazakh_lesson, cast.kinds["test"])
    name = field.format(
        daughter=cast.daughter.id, other_student=cast.other_student.id, son=cast.son.id, theirs=work.id
    )
    value = "absent" if "presence" in name else "5"
    answer = await saves(browser, cast.lesson, **{name: value, mark(cast.son): "5"})
    assert answer.status_code == 403
    assert await all_of(database, Mark.id) == []
    assert await all_of(database, Attendance.id) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"value": "5", "student_id": "1", "DROP TABLE marks": "x", "mark-1": "5", "mark--": "5"},
        {"seen": "not json"},
        {"seen": "[1, 2]"},
        {"seen": json.dumps({"topic": ["x"], "mark-new1-1": {"a": 1}})},
        {"seen": "[" * 20_000},
        {"topic": "nul\x00 in it"},
        {"due": "yesterday"},
        {"taken": "yes", "presence-0": "late"},
    ],
)
async def test_garbage_in_a_form_does_no_harm(browser: Desk, stored_cast: Cast, fields: dict) -> None:
    answer = await browser.posts(f"/lessons/{stored_cast.lesson.id}", fields)
    assert answer.status_code in {303, 409, 422}
    assert (await browser.opens(f"/lessons/{stored_cast.lesson.id}")).status_code == 200


async def test_looking_at_a_lesson_changes_nothing(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    path = f"/lessons/{stored_cast.lesson.id}"
    for address in (path, f"{path}?saved=3", f"{path}?columns=3&topic=x&{mark(stored_cast.son)}=5"):
        assert (await browser.opens(address)).status_code == 200
    for table in (Work.id, Mark.id, Homework.id, Attendance.id):
        assert await all_of(database, table) == []


async def test_a_save_needs_the_sessions_token_and_our_own_page(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    path = f"/lessons/{stored_cast.lesson.id}"
    fields = {**fields_of(await browser.opens(path)), "topic": "forged"}
    cross = await browser.client.post(path, data=fields, headers={"sec-fetch-site": "cross-site"})
    tokenless = await browser.client.post(path, data={**fields, "csrf": ""}, headers=SAME_ORIGIN)
    assert cross.status_code == tokenless.status_code == 403
    assert set(await all_of(database, Lesson.topic)) == {""}


async def test_after_signing_in_again_the_same_page_can_be_saved(
    browser: Desk, database: Database, stored_cast: Cast, clock: Clock
) -> None:
    path = f"/lessons/{stored_cast.lesson.id}"
    fields = {**fields_of(await browser.opens(path)), "topic": "typed before lunch"}
    clock.advance(hours=13)
    ended = await browser.client.post(path, data=fields, headers=SAME_ORIGIN)
    assert ended.status_code == 401
    await browser.signs_in(stored_cast.teacher)
    stale = await browser.client.post(path, data=fields, headers=SAME_ORIGIN)
    assert stale.status_code == 403
    fresh = stale.headers["x-form-token"]
    saved = await browser.client.post(path, data={**fields, "csrf": fresh}, headers=SAME_ORIGIN)
    assert saved.status_code == 303
    assert "typed before lunch" in await all_of(database, Lesson.topic)
