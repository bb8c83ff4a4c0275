"""Since when somebody waits for a code, and when that is late (R21)."""

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.classes import open_class, open_staff
from services.waiting_codes import waiting
from tests.cast import MONDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.people import YEAR_START, make_guardian, make_guardianship
from tests.factories.school import make_regulation


@pytest.mark.parametrize(
    ("days", "within", "late"), [(0, 7, False), (7, 7, False), (8, 7, True), (80, None, False), (1, 0, True)]
)
def test_late_is_more_than_the_regulations_days(days: int, within: int | None, late: bool) -> None:
    found = waiting(MONDAY - timedelta(days=days), MONDAY, within)
    assert found is not None
    assert (found.days, found.is_late) == (days, late)


def test_who_is_not_here_yet_or_since_an_unknown_day_does_not_wait() -> None:
    assert waiting(None, MONDAY, 7) is None
    assert waiting(MONDAY + timedelta(days=1), MONDAY, 7) is None


async def test_a_class_counts_from_the_class_and_from_the_guardians_entry(
    session: AsyncSession, cast: Cast
) -> None:
    await make_regulation(session, cast.school, "A")
    aunt = await make_guardian(session, cast.school, "Соколова Әйгерім")
    tie = await make_guardianship(session, aunt, cast.classmate)
    tie.entered_at = MONDAY_MORNING - timedelta(days=3)
    await session.flush()
    page = await open_class(session, staff=cast.class_teacher, group_id=cast.class_7a.id, now=MONDAY_MORNING)
    found = {one.name: one.waiting for one in page.waiting}
    assert found.keys() == {cast.classmate.full_name, aunt.full_name}, "those linked wait for nothing"
    student, guardian = found[cast.classmate.full_name], found[aunt.full_name]
    assert student
    assert guardian
    assert (student.since, student.is_late) == (YEAR_START, True)
    assert (guardian.days, guardian.is_late) == (3, False)


async def test_staff_wait_since_they_were_entered(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A")
    cast.deputy_head.entered_at = MONDAY_MORNING - timedelta(days=9)
    await session.flush()
    staff = await open_staff(session, administrator=cast.administrator, now=MONDAY_MORNING)
    found = {one.member.id: one.state.waiting for one in staff if one.state.waiting}
    assert found.keys() == {cast.deputy_head.id}
    assert found[cast.deputy_head.id] == waiting(date(2026, 11, 14), MONDAY, 7)
