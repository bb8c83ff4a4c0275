"""The monthly check of personal records: when it is due, who confirms it, who is reminded (R44)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import AlreadyChecked, Forbidden
from services.records import checks_due, confirm_check, open_records, period_of, reminders_to_tell
from services.regulation.policy import Frequency
from storage.models import AuditEntry, RecordCheck
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.school import make_regulation

NEXT_MONTH = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
SUMMER = datetime(2027, 7, 5, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "day", "first"),
    [
        (Frequency.DAILY, date(2026, 11, 23), date(2026, 11, 23)),
        (Frequency.WEEKLY, date(2026, 11, 29), date(2026, 11, 23)),
        (Frequency.MONTHLY, date(2026, 11, 30), date(2026, 11, 1)),
        (Frequency.QUARTERLY, date(2026, 12, 31), date(2026, 10, 1)),
        (Frequency.TERMLY, date(2027, 1, 1), date(2027, 1, 1)),
        (Frequency.YEARLY, date(2026, 9, 1), date(2026, 9, 1)),
        (Frequency.YEARLY, date(2027, 8, 31), date(2026, 9, 1)),
    ],
)
def test_a_period_begins_where_people_expect_it(frequency: Frequency, day: date, first: date) -> None:
    assert period_of(frequency, day) == first


async def _confirm(session: AsyncSession, cast: Cast, who: str, now: datetime = MONDAY_MORNING) -> None:
    await confirm_check(session, staff=getattr(cast, who), group_id=cast.class_7a.id, now=now)


async def _is_due(session: AsyncSession, cast: Cast, now: datetime) -> bool:
    due = await checks_due(session, school=cast.school, groups=[cast.class_7a], now=now)
    return due == [cast.class_7a]


@pytest.mark.parametrize("who", ["class_teacher", "curator"])
async def test_who_leads_the_class_confirms_once_a_month(session: AsyncSession, cast: Cast, who: str) -> None:
    assert await _is_due(session, cast, MONDAY_MORNING)
    await _confirm(session, cast, who)
    check = (await session.scalars(select(RecordCheck))).one()
    assert (check.staff_id, check.checked_at, check.period) == (
        getattr(cast, who).id,
        MONDAY_MORNING,
        date(2026, 11, 1),
    )
    assert check.incomplete == 2
    entry = (await session.scalars(select(AuditEntry))).one()
    assert (entry.action, entry.facts) == ("confirm_records", {"incomplete": 2})
    assert not await _is_due(session, cast, MONDAY_MORNING + timedelta(days=7))
    assert await _is_due(session, cast, NEXT_MONTH)
    with pytest.raises(AlreadyChecked):
        await _confirm(session, cast, "class_teacher")
    page = await open_records(session, staff=cast.curator, group_id=cast.class_7a.id, now=NEXT_MONTH)
    assert page.check.last is not None
    assert page.check.last.staff is not None
    assert page.check.last.staff.id == getattr(cast, who).id


@pytest.mark.parametrize("who", ["teacher", "administrator", "deputy_head", "other_teacher"])
async def test_nobody_else_confirms(session: AsyncSession, cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        await _confirm(session, cast, who)


@pytest.mark.parametrize(("preset", "is_asked"), [("A", False), ("B", True), ("C", False), ("E", True)])
async def test_the_regulation_says_whether_it_is_asked_for(
    session: AsyncSession, cast: Cast, preset: str, is_asked: bool
) -> None:
    await make_regulation(session, cast.school, preset, starts_at=MONDAY_MORNING)
    assert await _is_due(session, cast, MONDAY_MORNING) is is_asked
    if not is_asked:
        with pytest.raises(AlreadyChecked):
            await _confirm(session, cast, "class_teacher")


async def test_a_school_may_ask_for_it_once_a_quarter(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A", starts_at=MONDAY_MORNING, records__check="quarterly")
    await _confirm(session, cast, "class_teacher")
    assert not await _is_due(session, cast, NEXT_MONTH)
    assert await _is_due(session, cast, datetime(2027, 1, 12, 6, 0, tzinfo=UTC))


async def test_nothing_is_due_in_the_summer(session: AsyncSession, cast: Cast) -> None:
    assert not await _is_due(session, cast, SUMMER)
    assert await reminders_to_tell(session, school=cast.school, now=SUMMER) == []


async def test_leaders_are_reminded_once_while_it_is_due(session: AsyncSession, cast: Cast) -> None:
    tellings = await reminders_to_tell(session, school=cast.school, now=NEXT_MONTH)
    by_group = {telling.facts["group"]: telling for telling in tellings}
    assert by_group[cast.class_7a.id].account_ids == {
        cast.class_teacher_account.id,
        cast.curator_account.id,
    }
    assert by_group[cast.class_3b.id].account_ids == set()
    later = await reminders_to_tell(session, school=cast.school, now=NEXT_MONTH + timedelta(days=2))
    assert {one.event for one in later} == {one.event for one in tellings}
    await _confirm(session, cast, "class_teacher", NEXT_MONTH)
    left = await reminders_to_tell(session, school=cast.school, now=NEXT_MONTH)
    assert [one.facts["group"] for one in left] == [cast.class_3b.id]


async def test_nobody_is_reminded_on_a_sunday_or_at_the_end_of_the_month(
    session: AsyncSession, cast: Cast
) -> None:
    for day in (6, 28):
        now = datetime(2026, 12, day, 6, 0, tzinfo=UTC)
        assert await reminders_to_tell(session, school=cast.school, now=now) == []
