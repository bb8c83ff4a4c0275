"""Who waits for a code in a class, who may know, and who is reminded how often (R21)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services.classes import open_class
from services.codes import issue_codes
from services.errors import Forbidden
from services.outbox import Telling
from services.waiting_lists import ClassWaits, code_reminders, open_waiting, waits_of
from storage.models import GroupMembership, StaffMember
from storage.queries.staff import staff_member
from tests.cast import MONDAY, Cast
from tests.chat import SECRET
from tests.clock import MONDAY_MORNING
from tests.factories.people import (
    YEAR_START,
    link,
    make_account,
    make_guardian,
    make_guardianship,
    make_student,
)
from tests.factories.school import make_regulation

DAY = timedelta(days=1)


async def _waits(session: AsyncSession, cast: Cast, now: datetime = MONDAY_MORNING) -> ClassWaits | None:
    found = await waits_of(session, school=cast.school, group_ids=[cast.class_7a.id], now=now)
    return found.get(cast.class_7a.id)


async def _reminded(session: AsyncSession, cast: Cast, now: datetime = MONDAY_MORNING) -> Sequence[Telling]:
    tellings = await code_reminders(session, school=cast.school, now=now)
    return [one for one in tellings if one.facts["group"] == cast.class_7a.id]


async def _with_roles(session: AsyncSession, person: StaffMember) -> StaffMember:
    found = await staff_member(session, person.id)
    assert found is not None
    return found


async def test_it_says_the_same_as_the_classs_page(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A")
    aunt = await make_guardian(session, cast.school, "Соколова Әйгерім")
    tie = await make_guardianship(session, aunt, cast.classmate)
    tie.entered_at = MONDAY_MORNING - 3 * DAY
    await session.flush()
    waits = await _waits(session, cast)
    page = await open_class(session, staff=cast.class_teacher, group_id=cast.class_7a.id, now=MONDAY_MORNING)
    assert waits is not None
    assert [(one.name, one.waiting) for one in waits.people] == [
        (one.name, one.waiting) for one in page.waiting
    ]
    assert (waits.late, waits.late_since, waits.within) == (1, [YEAR_START], 7)
    assert waits.due_on == MONDAY + 4 * DAY, "the aunt's seven days"


async def test_a_code_or_a_chat_ends_the_waiting(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A")
    await issue_codes(
        session, staff=cast.class_teacher, group_id=cast.class_7a.id, secret=SECRET, now=MONDAY_MORNING
    )
    assert await _waits(session, cast) is None
    assert await _reminded(session, cast) == []
    later = MONDAY_MORNING + 60 * DAY
    assert await _waits(session, cast, later) is not None, "a code that nobody used in time"
    await link(session, await make_account(session, "305"), cast.classmate)
    assert await _waits(session, cast, later) is None


@pytest.mark.parametrize("who", ["deputy_head", "administrator"])
async def test_heads_see_every_class_where_somebody_waits(
    session: AsyncSession, cast: Cast, who: str
) -> None:
    staff = await _with_roles(session, getattr(cast, who))
    found = await open_waiting(session, staff=staff, now=MONDAY_MORNING)
    assert [group.id for group, _ in found] == [cast.class_3b.id, cast.class_7a.id]


@pytest.mark.parametrize("who", ["class_teacher", "teacher", "curator"])
async def test_nobody_else_sees_every_class(session: AsyncSession, cast: Cast, who: str) -> None:
    staff = await _with_roles(session, getattr(cast, who))
    with pytest.raises(Forbidden):
        await open_waiting(session, staff=staff, now=MONDAY_MORNING)


async def test_leaders_are_reminded_once_for_those_of_one_day(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A")
    (telling,) = await _reminded(session, cast)
    assert set(telling.account_ids) == {cast.class_teacher_account.id, cast.curator_account.id}
    (tomorrow,) = await _reminded(session, cast, MONDAY_MORNING + DAY)
    assert tomorrow.event == telling.event, "the outbox takes it once"
    newcomer = await make_student(session, cast.class_7a, "Ахметова Сауле")
    await _joins(session, newcomer.id, MONDAY - 8 * DAY)
    both = await _reminded(session, cast)
    assert {one.event for one in both} == {
        telling.event,
        f"codes_late:{cast.class_7a.id}:{MONDAY - 8 * DAY}",
    }
    assert len({one.batch for one in both}) == 1, "one message"


async def _joins(session: AsyncSession, student_id: int, day: date) -> None:
    await session.execute(
        update(GroupMembership).where(GroupMembership.student_id == student_id).values(joined_on=day)
    )


@pytest.mark.parametrize("within", [None, 90])
async def test_nobody_is_reminded_of_what_is_not_late(
    session: AsyncSession, cast: Cast, within: int | None
) -> None:
    await make_regulation(session, cast.school, "A", access__codes_within_days=within)
    assert await _reminded(session, cast) == []


async def test_nobody_is_reminded_on_a_sunday_or_in_the_summer(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A")
    assert await _reminded(session, cast, MONDAY_MORNING - DAY) == []
    assert await _reminded(session, cast, datetime(2027, 7, 5, 6, 0, tzinfo=UTC)) == []
