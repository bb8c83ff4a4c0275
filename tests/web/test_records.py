"""Personal records on pages: the list, a record, the check, reports, and who is kept out (R44, R12)."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.models import DataField, GuardianRecord, RecordCheck, Role, StaffMember, StudentRecord
from tests.cast import Cast
from tests.e2e.desk import Form
from tests.factories.people import make_staff
from tests.factories.records import make_report
from tests.web.desk import Desk, text_of

NUMBER = "012345678"


@pytest.fixture
async def keeper(desk: Callable[..., Desk], stored_cast: Cast) -> Desk:
    """The class teacher's browser."""
    browser = desk()
    await browser.signs_in(stored_cast.class_teacher)
    return browser


def base(cast: Cast) -> str:
    return f"/classes/{cast.class_7a.id}"


async def _all(database: Database, what):
    async with database.reading() as session:
        return list((await session.scalars(select(what))).all())


async def test_from_the_class_to_a_whole_record(keeper: Desk, database: Database, stored_cast: Cast) -> None:
    cast, page = stored_cast, await keeper.opens(base(stored_cast))
    assert f'href="{base(cast)}/records"' in page.text
    assert "to be checked" in text_of(page)
    listed = text_of(await keeper.opens(f"{base(cast)}/records"))
    assert "no document: 2" in listed
    assert "no telephone of a parent: 1" in listed
    path = f"{base(cast)}/records/{cast.son.id}"
    form = Form((await keeper.opens(f"{path}/edit")).text).fields
    father = f"p{cast.father_of_son.id}-phone"
    typed = {
        **form,
        "sex": "male",
        "document_kind": "passport",
        "document_number": NUMBER,
        "email": "a@example.org",
        father: "8 701 765 43 21",
    }
    answer = await keeper.posts(f"{path}/edit", typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?done=saved")
    page = await keeper.opens(answer.headers["location"])
    assert "••••5678" in text_of(page)
    assert NUMBER not in page.text
    assert NUMBER not in (await keeper.opens(f"{base(cast)}/records")).text
    assert "complete" in text_of(page)
    assert await _all(database, GuardianRecord.phone) == ["+77017654321"]


async def test_a_wrong_field_says_what_to_do_and_nothing_typed_is_lost(
    keeper: Desk, database: Database, stored_cast: Cast
) -> None:
    path = f"{base(stored_cast)}/records/{stored_cast.son.id}/edit"
    form = Form((await keeper.opens(path)).text).fields
    answer = await keeper.posts(path, {**form, "email": "a@<b>", "address": "Абая «1»", "phone": "12"})
    assert answer.status_code == 422
    assert "Nothing is saved yet: 2 fields need a look." in text_of(answer)
    assert "Write it like name@example.org." in text_of(answer)
    again = Form(answer.text).fields
    assert (again["email"], again["address"], again["phone"]) == ("a@<b>", "Абая «1»", "12")
    assert await _all(database, StudentRecord) == []


async def test_of_two_tabs_the_later_is_asked(keeper: Desk, database: Database, stored_cast: Cast) -> None:
    path = f"{base(stored_cast)}/records/{stored_cast.son.id}/edit"
    first = Form((await keeper.opens(path)).text).fields
    await keeper.posts(path, {**first, "email": "first@example.org"})
    answer = await keeper.posts(path, {**first, "email": "second@example.org"})
    assert answer.status_code == 422
    assert "first@example.org" in text_of(answer)
    again = Form(answer.text).fields
    assert again["email"] == "second@example.org"
    assert (await keeper.posts(path, again)).status_code == 303
    assert await _all(database, StudentRecord.email) == ["second@example.org"]


async def test_the_check_is_confirmed_once(
    keeper: Desk, database: Database, desk: Callable[..., Desk], stored_cast: Cast
) -> None:
    cast, path = stored_cast, f"{base(stored_cast)}/records"
    assert "are to be checked this time" in text_of(await keeper.opens("/lessons"))
    assert "The records have been checked" in text_of(await keeper.opens(path))
    assert (await keeper.posts(path)).headers["location"] == f"{path}?done=checked"
    assert (await keeper.posts(path)).headers["location"] == f"{path}?done=checked-before"
    assert await _all(database, RecordCheck.incomplete) == [2]
    shown = text_of(await keeper.opens(path))
    assert "The records have been checked" not in shown
    assert "incomplete then: 2" in shown
    assert "are to be checked this time" not in text_of(await keeper.opens("/lessons"))
    head = desk()
    await head.signs_in(cast.deputy_head)
    page = await head.opens("/records")
    assert "2 of 2 records incomplete" in text_of(page)
    assert cast.class_teacher.initials in text_of(page)
    assert f'href="{path}"' not in page.text


async def test_a_report_is_corrected_and_accepted_or_declined(
    keeper: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        address = await make_report(session, "102", cast.son, DataField.ADDRESS, "Абая <1>")
        other = await make_report(session, "102", cast.son, DataField.OTHER, "We move")
    assert "2 changes reported" in text_of(await keeper.opens(base(cast)))
    page = await keeper.opens(f"{base(cast)}/records")
    assert 'value="Абая &lt;1&gt;"' in page.text
    path = f"{base(cast)}/reports/{address.id}"
    refused = await keeper.posts(path, {"action": "accept", "value": "Ж" * 301})
    assert (refused.status_code, "Ж" * 301 in refused.text) == (422, True)
    accepted = await keeper.posts(path, {"action": "accept", "value": "Абая 1"})
    assert accepted.headers["location"] == f"{base(cast)}/records?done=accept"
    assert await _all(database, StudentRecord.address) == ["Абая 1"]
    again = await keeper.posts(path, {"action": "accept", "value": "Абая 2"})
    assert "dealt with already" in text_of(again)
    path = f"{base(cast)}/reports/{other.id}"
    assert (await keeper.posts(path, {"action": "decline", "reason": ""})).status_code == 422
    assert (await keeper.posts(path, {"action": "eat"})).status_code == 403
    assert (await keeper.posts(path, {"action": "decline", "reason": "Tell when"})).status_code == 303
    assert "Reported by families" not in text_of(await keeper.opens(f"{base(cast)}/records"))


@pytest.mark.parametrize("who", ["teacher", "deputy_head", "other_teacher"])
async def test_who_keeps_no_records_is_refused_everywhere(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, who: str
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        report = await make_report(session, "102", cast.son, DataField.ADDRESS, "Абая 1")
    browser = desk()
    await browser.signs_in(getattr(cast, who))
    one = f"{base(cast)}/records/{cast.son.id}"
    pages = [await browser.opens(path) for path in (f"{base(cast)}/records", one, f"{one}/edit")]
    pages += [
        await browser.posts(f"{one}/edit", {"sex": "male"}),
        await browser.posts(f"{base(cast)}/records"),
        await browser.posts(f"{base(cast)}/reports/{report.id}", {"action": "accept", "value": "x"}),
    ]
    assert {page.status_code for page in pages} == {403}
    assert not any(cast.son.last_name in page.text for page in pages)


async def test_a_records_clerk_finds_the_way(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        clerk: StaffMember = await make_staff(session, stored_cast.school, "Серова Нина", Role.RECORDS_CLERK)
    browser = desk()
    await browser.signs_in(clerk)
    assert re.search(r'<a href="/records"', (await browser.opens("/lessons")).text)
    assert f'href="{base(stored_cast)}/records"' in (await browser.opens("/records")).text
    page = await browser.opens(f"{base(stored_cast)}/records")
    assert "The class teacher or curator confirms it." in text_of(page)
