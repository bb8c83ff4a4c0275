"""Excuses on the class teacher's page."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from starlette.datastructures import FormData

from storage.database import Database
from storage.models import Excuse
from tests.cast import MONDAY, Cast
from tests.factories.lessons import make_attendance, make_lesson
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
    form = {"student": stored_cast.son.id, "day": TODAY, "reason": "illness"}
    answer = await gulnar.posts(f"{path}/missed", form)
    text = text_of(await gulnar.opens(answer.headers["location"]))
    assert "The excuse is saved." in text
    assert "every absence of this term is excused" in text
    assert "illness" in text


@pytest.fixture
async def missed_days(database: Database, stored_cast: Cast) -> list[str]:
    """The days of four lessons that the son missed: Monday, and Wednesday to Friday before it."""
    days = [MONDAY, *(MONDAY - timedelta(days=back) for back in (3, 4, 5))]
    async with database.transaction() as session:
        for day in days:
            lesson = await make_lesson(session, stored_cast.algebra, day, 6)
            await make_attendance(session, lesson, stored_cast.son)
    return [day.isoformat() for day in days]


async def test_a_childs_missed_days_share_one_form(
    gulnar: Desk, stored_cast: Cast, missed_days: list[str]
) -> None:
    page = (await gulnar.opens(f"/classes/{stored_cast.class_7a.id}")).text
    assert page.count("/missed#missed-") == 1
    assert re.findall(r'type="checkbox" name="day" value="([^"]*)"', page) == missed_days
    assert "4 days" in page


async def test_chosen_days_are_excused_and_the_others_wait(
    gulnar: Desk, database: Database, stored_cast: Cast, missed_days: list[str]
) -> None:
    path = f"/classes/{stored_cast.class_7a.id}"
    form = {"student": stored_cast.son.id, "reason": "family", "day": [missed_days[0], *missed_days[2:]]}
    answer = await gulnar.posts(f"{path}/missed", form)
    text = text_of(await gulnar.opens(answer.headers["location"]))
    assert "The excuse is saved." in text
    assert "Friday, 20 November" in text
    assert "18 November – 19 November" in text
    assert await _count(database, Excuse) == 2


async def test_no_day_chosen_is_said_at_the_child(
    gulnar: Desk, database: Database, stored_cast: Cast, missed_days: list[str]
) -> None:
    form = {"student": stored_cast.son.id, "reason": "family"}
    answer = await gulnar.posts(f"/classes/{stored_cast.class_7a.id}/missed", form)
    assert answer.status_code == 422
    assert answer.text.count("Choose at least one day.") == 1
    assert '<option value="family" selected>' in answer.text
    assert "excuse-fault" not in answer.text


@pytest.mark.parametrize("day", ["", "tomorrow", "2020-01-01"])
async def test_a_day_out_of_the_question_excuses_none_of_them(
    gulnar: Desk, database: Database, stored_cast: Cast, missed_days: list[str], day: str
) -> None:
    form = {"student": stored_cast.son.id, "reason": "family", "day": [missed_days[0], day]}
    answer = await gulnar.posts(f"/classes/{stored_cast.class_7a.id}/missed", form)
    assert answer.status_code == 422
    assert await _count(database, Excuse) == 0


async def test_the_administrator_sees_the_days_and_chooses_none(
    desk, stored_cast: Cast, missed_days: list[str]
) -> None:
    opened: Desk = desk()
    await opened.signs_in(stored_cast.administrator)
    page = await opened.opens(f"/classes/{stored_cast.class_7a.id}")
    assert "4 days" in text_of(page)
    assert "checkbox" not in page.text


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
