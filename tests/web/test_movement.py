"""Orders about students in the web form: from the form to the journal, and who is kept out (R38)."""

import io
import zipfile
from collections.abc import Callable

import pytest

from storage.database import Database
from storage.models import Group, MovementKind, StaffMember, Student
from tests.cast import Cast
from tests.services.movement.orders import make_7b, make_clerk
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import all_of


@pytest.fixture
async def clerk(database: Database, stored_cast: Cast) -> StaffMember:
    async with database.transaction() as session:
        return await make_clerk(session, stored_cast)


@pytest.fixture
async def class_7b(database: Database, stored_cast: Cast) -> Group:
    async with database.transaction() as session:
        return await make_7b(session, stored_cast)


def fields(cast: Cast, **changes: str) -> dict[str, str]:
    usual = {"student": str(cast.son.id), "number": "45-<у>", "dated": "2026-11-20", "on_day": "2026-11-23"}
    return {**usual, **changes}


async def test_from_the_order_to_the_journal_and_back(
    desk: Callable[..., Desk], stored_cast: Cast, clerk: StaffMember, class_7b: Group
) -> None:
    browser = desk()
    await browser.signs_in(clerk)
    assert "Movement" in text_of(await browser.opens("/lessons")), "clerks are no heads and need a way in"
    form = await browser.opens(f"/movement/new/transferred?student={stored_cast.son.id}")
    assert f'value="{stored_cast.son.id}" selected' in form.text
    order = fields(stored_cast, group=str(class_7b.id), reason="=1+1")
    path = "/movement/new/transferred"
    answer = await browser.posts(path, order)
    assert answer.headers["location"] == f"/students/{stored_cast.son.id}?done=transferred"
    page = text_of(await browser.opens(answer.headers["location"]))
    assert "Order No. 45-<у>" in page
    again = await browser.posts(path, order)
    assert again.status_code == 422
    assert "is in 7 «Б» already" in text_of(again)
    assert 'value="45-&lt;у&gt;"' in again.text, "nothing typed is lost"
    journal = await browser.opens("/movement?kind=transferred")
    assert stored_cast.son.full_name in text_of(journal)
    book = zipfile.ZipFile(io.BytesIO((await browser.opens("/movement/journal.xlsx")).content))
    assert b"=1+1" in book.read("xl/sharedStrings.xml")
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml"), "what was typed is no formula"
    back = await browser.posts("/movement/1/take-back")
    assert back.headers["location"] == f"/students/{stored_cast.son.id}?done=taken-back"
    twice = await browser.posts("/movement/1/take-back")
    assert "taken back already" in text_of(twice)


async def test_a_newcomer_is_entered_with_a_form(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, clerk: StaffMember
) -> None:
    browser = desk()
    await browser.signs_in(clerk)
    form = fields(
        stored_cast,
        name="Өтегенова Іңкәр",
        file="Л-9",
        born="2013-05-02",
        guardian="Өтегенов Ғалым",
        relation="father",
        group=str(stored_cast.class_7a.id),
    )
    answer = await browser.posts("/movement/new/enrolled", {**form, "name": "Іңкәр"})
    assert answer.status_code == 422
    assert "Өтегенов Ғалым" in answer.text
    assert (await browser.posts("/movement/new/enrolled", form)).status_code == 303
    assert "Өтегенова" in await all_of(database, Student.last_name)


@pytest.mark.parametrize("person", ["teacher", "class_teacher", "curator", "other_teacher"])
async def test_nobody_else_enters_an_order(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, person: str
) -> None:
    browser = desk()
    await browser.signs_in(getattr(stored_cast, person))
    for kind in MovementKind:
        form = fields(stored_cast, group=str(stored_cast.class_3b.id), relation="father")
        assert (await browser.opens(f"/movement/new/{kind.value}")).status_code == 403
        assert (await browser.posts(f"/movement/new/{kind.value}", form)).status_code == 403
    assert set(await all_of(database, Student.left_on)) == {None}
