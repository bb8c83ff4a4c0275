"""The administrator's page of staff, with every denial."""

import pytest
from sqlalchemy import func, select

from storage.database import Database
from storage.models import AccessCode, Link
from tests.cast import Cast
from tests.factories.codes import make_code
from tests.web.desk import Desk, text_of


async def _desk_of(desk, staff) -> Desk:
    opened: Desk = desk()
    await opened.signs_in(staff)
    return opened


async def _count(database: Database, model, *conditions) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(model).where(*conditions))).one()


async def _link_id(database: Database, account_id: int) -> int:
    async with database.reading() as session:
        query = select(Link.id).where(Link.account_id == account_id).order_by(Link.id)
        return (await session.scalars(query)).first() or 0


async def test_staff_with_their_links_and_codes(desk, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        await make_code(session, stored_cast.deputy_head)
    timur = await _desk_of(desk, stored_cast.administrator)
    text = text_of(await timur.opens("/staff"))
    assert "Ким Елена Викторовна Linked since 23 November" in text
    assert "Исаева Дина Code until" in text
    assert "Громов" not in text


async def test_slips_for_staff(desk, database: Database, stored_cast: Cast) -> None:
    timur = await _desk_of(desk, stored_cast.administrator)
    answer = await timur.posts("/staff/slips")
    assert answer.content.startswith(b"%PDF")
    assert await _count(database, AccessCode) == 1  # only the deputy head is not linked
    answer = await timur.posts(f"/staff/{stored_cast.teacher.id}/slip")
    assert answer.content.startswith(b"%PDF")
    await timur.posts(f"/staff/{stored_cast.teacher.id}/revoke-code")
    assert await _count(database, AccessCode, AccessCode.revoked_at.is_(None)) == 1


async def test_access_of_staff_is_ended(desk, database: Database, stored_cast: Cast) -> None:
    timur = await _desk_of(desk, stored_cast.administrator)
    link = await _link_id(database, stored_cast.teacher_account.id)
    answer = await timur.posts(f"/staff/links/{link}/revoke")
    assert "Access ended" in text_of(await timur.opens(answer.headers["location"]))
    assert await _count(database, Link, Link.revoked_at.is_not(None)) == 1


@pytest.mark.parametrize("who", ["teacher", "class_teacher", "deputy_head", "other_teacher"])
async def test_the_staff_page_and_its_addresses_are_the_administrators(
    desk, database: Database, stored_cast: Cast, who: str
) -> None:
    stranger = await _desk_of(desk, getattr(stored_cast, who))
    assert (await stranger.opens("/staff")).status_code == 403
    link = await _link_id(database, stored_cast.teacher_account.id)
    for path in (
        "/staff/slips",
        f"/staff/{stored_cast.teacher.id}/slip",
        f"/staff/{stored_cast.teacher.id}/revoke-code",
        f"/staff/links/{link}/revoke",
    ):
        assert (await stranger.posts(path)).status_code == 403
    assert await _count(database, AccessCode) == 0
    assert await _count(database, Link, Link.revoked_at.is_not(None)) == 0


async def test_an_administrator_reaches_no_other_schools_staff(desk, stored_cast: Cast) -> None:
    timur = await _desk_of(desk, stored_cast.administrator)
    assert (await timur.posts(f"/staff/{stored_cast.other_teacher.id}/slip")).status_code == 403
