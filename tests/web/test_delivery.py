"""The page of delivery: what was refused for good, and whose eyes it is for."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from storage.database import Database
from storage.models import NameOnScreen, OutboxItem, OutboxKind, OutboxStatus, School, StaffMember
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.web.desk import Desk


def _item(cast: Cast, event: str, **changes: object) -> OutboxItem:
    facts = {
        "school_id": cast.school.id,
        "account_id": cast.mother_account.id,
        "kind": OutboxKind.MARKS,
        "event": event,
        "batch": event,
        "facts": {},
        "created_at": MONDAY_MORNING - timedelta(minutes=30),
        "not_before": MONDAY_MORNING - timedelta(minutes=20),
        "expires_at": MONDAY_MORNING + timedelta(days=1),
    }
    return OutboxItem(**{**facts, **changes})


async def _keep(database: Database, *items: OutboxItem) -> None:
    async with database.transaction() as session:
        session.add_all(items)


async def test_a_dead_letter_is_shown_with_whom_it_was_for(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    dead = _item(
        stored_cast,
        "mark:1:1",
        status=OutboxStatus.DEAD,
        error="Bad Request: <b> & nothing else",
        text="<b>Әлихан</b>: Алгебра 5",
    )
    await _keep(database, dead, _item(stored_cast, "mark:2:1"))
    browser = desk()
    await browser.signs_in(stored_cast.administrator)
    page = (await browser.opens("/delivery")).text
    assert "Нұрланова Айгерім Серікқызы" in page
    assert "Bad Request: &lt;b&gt; &amp; nothing else" in page
    assert "Әлихан: Алгебра 5" in page
    assert "1 message is waiting." in page
    assert "The first of them waits for 20 minutes." in page


async def test_another_schools_dead_letters_are_not_shown(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    foreign = _item(
        stored_cast,
        "mark:1:1",
        school_id=stored_cast.other_school.id,
        account_id=stored_cast.other_mother_account.id,
        status=OutboxStatus.DEAD,
        text="Вера: Алгебра 2",
    )
    await _keep(database, foreign)
    browser = desk()
    await browser.signs_in(stored_cast.administrator)
    page = (await browser.opens("/delivery")).text
    assert "Вера" not in page
    assert "None." in page


@pytest.mark.parametrize("part", ["teacher", "class_teacher", "curator", "deputy_head"])
async def test_nobody_but_the_administrator_reads_them(
    desk: Callable[..., Desk], stored_cast: Cast, part: str
) -> None:
    staff: StaffMember = getattr(stored_cast, part)
    browser = desk()
    await browser.signs_in(staff)
    assert (await browser.opens("/delivery")).status_code == 403


async def test_the_school_chooses_how_a_lock_screen_calls_the_child(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    browser = desk()
    await browser.signs_in(stored_cast.administrator)
    await browser.opens("/delivery")
    await browser.posts("/delivery/name", {"name": "hidden"})
    async with database.reading() as session:
        school = await session.get_one(School, stored_cast.school.id)
        other = await session.get_one(School, stored_cast.other_school.id)
    assert school.name_on_screen is NameOnScreen.HIDDEN
    assert other.name_on_screen is NameOnScreen.FIRST, "another school chooses for itself"


@pytest.mark.parametrize(("part", "value"), [("teacher", "full"), ("administrator", "nonsense")])
async def test_nobody_else_and_nothing_else_can_be_chosen(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, part: str, value: str
) -> None:
    browser = desk()
    await browser.signs_in(getattr(stored_cast, part))
    await browser.opens("/lessons")
    answer = await browser.posts("/delivery/name", {"name": value})
    assert answer.status_code == 403
    async with database.reading() as session:
        school = await session.get_one(School, stored_cast.school.id)
    assert school.name_on_screen is NameOnScreen.FIRST
