"""The first administrator of a new school gets a code; nobody after that."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.codes import normalise
from services.first_entry import open_the_door, somebody_is_in
from services.permissions import has_role
from storage.models import AccessCode, AuditEntry, Door, Link, Role
from tests.cast import Cast
from tests.chat import SECRET
from tests.clock import MONDAY_MORNING


async def _open(session: AsyncSession, school_id: int) -> list[str]:
    issued = await open_the_door(session, school_id=school_id, secret=SECRET, now=MONDAY_MORNING)
    return [code.code for code in issued]


async def _unlink_the_administrator(session: AsyncSession, cast: Cast) -> None:
    link = (await session.scalars(select(Link).where(Link.staff_id == cast.administrator.id))).one()
    link.revoked_at = MONDAY_MORNING
    await session.flush()


async def test_each_administrator_of_a_new_school_gets_a_code(session: AsyncSession, cast: Cast) -> None:
    await _unlink_the_administrator(session, cast)
    assert not await somebody_is_in(session, school_id=cast.school.id)
    (code,) = await _open(session, cast.school.id)
    assert normalise(code)
    stored = (await session.scalars(select(AccessCode))).one()
    assert (stored.staff_id, stored.school_id) == (cast.administrator.id, cast.school.id)
    audit = (await session.scalars(select(AuditEntry))).one()
    assert audit.door is Door.COMMAND


async def test_a_code_lost_before_it_was_used_is_replaced(session: AsyncSession, cast: Cast) -> None:
    await _unlink_the_administrator(session, cast)
    (first,) = await _open(session, cast.school.id)
    (second,) = await _open(session, cast.school.id)
    assert first != second
    codes = (await session.scalars(select(AccessCode).order_by(AccessCode.id))).all()
    assert [code.revoked_at is not None for code in codes] == [True, False]


async def test_once_an_administrator_is_in_the_command_line_opens_no_door(
    session: AsyncSession, cast: Cast
) -> None:
    assert await _open(session, cast.school.id) == []


async def test_a_password_is_a_way_in_too(session: AsyncSession, cast: Cast) -> None:
    await _unlink_the_administrator(session, cast)
    cast.administrator.password_hash = "x"
    await session.flush()
    assert await _open(session, cast.school.id) == []


async def test_the_other_schools_administrators_do_not_count(session: AsyncSession, cast: Cast) -> None:
    assert not has_role(cast.other_teacher, Role.ADMINISTRATOR)
    assert not await somebody_is_in(session, school_id=cast.other_school.id)
    assert await _open(session, cast.other_school.id) == [], "nobody there is an administrator"
