"""Excuses on the class teacher's page."""

import pytest
from sqlalchemy import func, select
from starlette.datastructures import FormData

from storage.database import Database
from storage.models import Excuse
from tests.cast import Cast
from tests.factories.lessons import make_attendance
from tests.web.desk import Desk, text_of
from web.excuse_form import note_of

TODAY = "2026-11-23"


@pytest.fixture
async def gulnar(desk, stored_cast: Cast) -> Desk:
    """The class teacher of 7 «А», signed in."""
    opened: Desk = desk()
    await opened.signs_in(stored_cast.class_teacher)
    return opened


async def _count(database: Database, model, *conditions) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(model).where(*conditions))).one()


def _excuse(
    student_id: int, starts_on: str = TODAY, ends_on: str = TODAY, **changes: str
) -> dict[str, object]:
    return {
        "student": student_id,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "reason": "illness",
        "note": "",
        **changes,
    }


async def test_an_absence_is_excused_with_one_button(
    gulnar: Desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_attendance(session, stored_cast.lesson, stored_cast.son)
    path = f"/classes/{stored_cast.class_7a.id}"
    text = text_of(await gulnar.opens(path))
    assert "1 lesson : Algebra" in text.replace("lesson:", "lesson :")
    answer = await gulnar.posts(f"{path}/excuses", _excuse(stored_cast.son.id))
    text = text_of(await gulnar.opens(answer.headers["location"]))
    assert "The excuse is saved." in text
    assert "every absence of this term is excused" in text
    assert "illness" in text


async def test_an_excuse_is_taken_back(gulnar: Desk, database: Database, stored_cast: Cast) -> None:
    path = f"/classes/{stored_cast.class_7a.id}"
    await gulnar.posts(f"{path}/excuses", _excuse(stored_cast.son.id, note="Справка № 5"))
    assert "Справка № 5" in text_of(await gulnar.opens(path))
    async with database.reading() as session:
        excuse = (await session.scalars(select(Excuse.id))).one()
    await gulnar.posts(f"{path}/excuses/{excuse}/take-back")
    assert "Справка № 5" not in text_of(await gulnar.opens(path))


@pytest.mark.parametrize(
    "changes",
    [{"starts_on": "2026-11-24"}, {"starts_on": ""}, {"ends_on": "tomorrow"}, {"note": "я" * 301}],
)
async def test_a_wrong_excuse_is_said_and_nothing_typed_is_lost(
    gulnar: Desk, database: Database, stored_cast: Cast, changes: dict[str, str]
) -> None:
    form = _excuse(stored_cast.son.id, **{"note": "Справка", **changes})
    answer = await gulnar.posts(f"/classes/{stored_cast.class_7a.id}/excuses", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'value="{form["note"]}"' in answer.text
    assert f'<option value="{stored_cast.son.id}" selected>' in answer.text
    assert await _count(database, Excuse) == 0


@pytest.mark.parametrize(
    "changes",
    [{"student": "x"}, {"student": "²"}, {"student": "99999999999"}, {"reason": "none"}, {"student": ""}],
)
async def test_a_forged_excuse_is_refused(gulnar: Desk, stored_cast: Cast, changes: dict[str, str]) -> None:
    form = {**_excuse(stored_cast.son.id), **changes}
    answer = await gulnar.posts(f"/classes/{stored_cast.class_7a.id}/excuses", form)
    assert answer.status_code == 403


def test_a_sign_that_postgresql_cannot_keep_is_left_out_of_a_note() -> None:
    assert note_of(FormData({"note": " at the\x00 doctor's "})) == "at the doctor's"
