"""What takes long never holds the store's one writing lock."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from storage.database import Database
from storage.models import Role, StaffRole
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.files import as_csv
from tests.web.desk import SAME_ORIGIN, Desk, config_of
from web.app import create_app

LEARNERS = [["№ личного дела", "ФИО", "Дата рождения", "Класс"], ["Н-1", "Новый Ученик", "01.02.2013", "7а"]]


def _is_free(database: Database) -> bool:
    """Whether somebody else could write at this moment."""
    with closing(sqlite3.connect(database.engine.url.database or "", timeout=0)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


@pytest.fixture
def asked() -> list[bool]:
    """Whether the store was free each time the bot's name was asked for, which printing does first."""
    return []


@pytest.fixture
def desk(database: Database, clock: Clock, asked: list[bool]) -> Callable[[], Desk]:
    def bot_name() -> str:
        asked.append(_is_free(database))
        return "diary_bot"

    app = create_app(config_of(database, clock, bot_name=bot_name))
    return lambda: Desk(app)


async def test_slips_are_typeset_after_the_codes_are_saved(
    desk: Callable[[], Desk], stored_cast: Cast, asked: list[bool]
) -> None:
    mine = desk()
    await mine.signs_in(stored_cast.class_teacher)
    asked.clear()
    page = await mine.posts(f"/classes/{stored_cast.class_7a.id}/slips")
    assert page.headers["content-type"] == "application/pdf"
    assert page.content.startswith(b"%PDF")
    assert asked == [True]


async def test_a_session_that_ended_never_shows_a_password_again(
    desk: Callable[[], Desk], stored_cast: Cast
) -> None:
    """The page that offers to send a form once more keeps what was typed, but not that."""
    form: dict[str, Any] = {"csrf": "old", "user_name": "kim", "password": "correct horse battery"}
    page = await desk().client.post("/password", data=form, headers=SAME_ORIGIN)
    assert page.status_code == 401
    assert 'value="kim"' in page.text
    assert "correct horse" not in page.text


async def test_a_dry_run_goes_on_while_somebody_else_writes(
    desk: Callable[[], Desk], database: Database, stored_cast: Cast
) -> None:
    administrator = desk()
    await administrator.signs_in(stored_cast.administrator)
    token = await administrator.token()
    async with database.transaction() as session:
        session.add(StaffRole(staff_id=stored_cast.teacher.id, role=Role.DIRECTOR))
        await session.flush()
        page = await administrator.client.post(
            "/imports",
            data={"csrf": token},
            files=[("files", ("Ученики.csv", as_csv(LEARNERS)))],
            headers=SAME_ORIGIN,
        )
    assert page.status_code == 200
