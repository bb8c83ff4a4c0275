"""Who a caller is, and what another family's ids get."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import identify
from services.errors import Forbidden
from storage.models import Channel
from tests.cast import Cast
from tests.clock import MONDAY_MORNING


async def _caller(session: AsyncSession, address: str):
    return await identify(session, channel=Channel.TELEGRAM, address=address, now=MONDAY_MORNING)


async def test_mother_sees_both_children_with_their_classes(session: AsyncSession, cast: Cast) -> None:
    caller = await _caller(session, "101")
    assert [(c.student.id, c.group and c.group.name) for c in caller.children] == [
        (cast.son.id, "7 «А»"),
        (cast.daughter.id, "3 «Б»"),
    ]


async def test_another_familys_id_is_refused(session: AsyncSession, cast: Cast) -> None:
    caller = await _caller(session, "101")
    with pytest.raises(Forbidden):
        caller.child(cast.classmate.id)


async def test_a_revoked_guardianship_gives_nothing(session: AsyncSession, cast: Cast) -> None:
    cast.mother_of_son.revoked_at = MONDAY_MORNING
    await session.flush()
    caller = await _caller(session, "101")
    assert [c.student.id for c in caller.children] == [cast.daughter.id]


async def test_an_unknown_address_is_nobody(session: AsyncSession, cast: Cast) -> None:
    caller = await _caller(session, "999")
    assert not caller.is_linked
