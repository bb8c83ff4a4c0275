"""Who a caller is, and what another family's ids get."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Caller, identify
from services.errors import Forbidden
from storage.models import Channel, GroupMembership
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.people import link, make_group

BEFORE_MIDNIGHT = datetime(2026, 11, 23, 18, 59, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2026, 11, 23, 19, 1, tzinfo=UTC)
"""Monday and Tuesday in Almaty; in UTC and in Moscow both Monday."""


async def _caller(session: AsyncSession, address: str, now: datetime = MONDAY_MORNING) -> Caller:
    return await identify(session, channel=Channel.TELEGRAM, address=address, now=now)


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


async def test_the_schools_own_day_decides_which_class_a_child_is_in(
    session: AsyncSession, cast: Cast
) -> None:
    new = await make_group(session, cast.year, "7 «В»", 7)
    await session.execute(
        update(GroupMembership).where(GroupMembership.student_id == cast.son.id).values(left_on=MONDAY)
    )
    session.add(
        GroupMembership(
            school_id=cast.school.id, group_id=new.id, student_id=cast.son.id, joined_on=TUESDAY, left_on=None
        )
    )
    await session.flush()
    for now, name in ((BEFORE_MIDNIGHT, "7 «А»"), (AFTER_MIDNIGHT, "7 «В»")):
        caller = await _caller(session, "101", now)
        assert [child.group and child.group.name for child in caller.children] == [name, "3 «Б»"]


async def test_a_child_in_no_class_today_is_still_the_mothers(session: AsyncSession, cast: Cast) -> None:
    await session.execute(
        update(GroupMembership).where(GroupMembership.student_id == cast.son.id).values(left_on=MONDAY)
    )
    caller = await _caller(session, "101", AFTER_MIDNIGHT)
    assert [child.group and child.group.name for child in caller.children] == [None, "3 «Б»"]


async def test_the_schools_own_day_decides_whether_somebody_still_works_there(
    session: AsyncSession, cast: Cast
) -> None:
    cast.teacher.left_on = cast.other_teacher.left_on = MONDAY
    await link(session, cast.teacher_account, cast.other_teacher)
    assert len((await _caller(session, "201", BEFORE_MIDNIGHT)).staff) == 2
    assert (await _caller(session, "201", AFTER_MIDNIGHT)).staff == (cast.other_teacher,)


async def test_somebody_linked_twice_is_listed_once(session: AsyncSession, cast: Cast) -> None:
    await link(session, cast.teacher_account, cast.teacher)
    await link(session, cast.mother_account, cast.mother_of_son)
    assert (await _caller(session, "201")).staff == (cast.teacher,)
    assert [c.student for c in (await _caller(session, "101")).children] == [cast.son, cast.daughter]
