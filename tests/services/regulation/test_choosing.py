"""Choosing a regulation: by whom, from when, and what it leaves alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import EntriesClosed, Forbidden, ScaleInUse, WrongRegulation
from services.regulation import choose_regulation, in_force, versions_of
from storage.models import AuditEntry, PerformanceRule, RuleKind, StaffMember
from storage.queries.staff import staff_member
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_mark, make_work
from tests.services.lesson_cells import mark, save

TEN = {"scale.values": [str(n) for n in range(1, 11)], "scale.passing": "4"}


async def administrator(session: AsyncSession, cast: Cast) -> StaffMember:
    found = await staff_member(session, cast.administrator.id)
    assert found is not None
    return found


@pytest.mark.parametrize("person", ["teacher", "class_teacher", "curator", "deputy_head"])
async def test_only_an_administrator_chooses(session: AsyncSession, cast: Cast, person: str) -> None:
    staff = await staff_member(session, getattr(cast, person).id)
    assert staff is not None
    with pytest.raises(Forbidden):
        await choose_regulation(session, staff=staff, name="A", overrides={}, now=MONDAY_MORNING)


async def test_a_choice_is_kept_with_who_and_when(session: AsyncSession, cast: Cast) -> None:
    staff = await administrator(session, cast)
    own = {"locks.marks_days": 7, "locks.attendance_days": 14}
    assert await choose_regulation(session, staff=staff, name="A", overrides=own, now=MONDAY_MORNING)
    (latest, author), *_before = await versions_of(session, school_id=cast.school.id)
    assert (latest.preset, latest.overrides) == ("A", {"locks.marks_days": 7})
    assert author is not None
    assert (author.id, latest.starts_at) == (staff.id, MONDAY_MORNING)
    assert (await session.scalars(select(AuditEntry.action))).all() == ["choose_regulation"]


async def test_choosing_the_same_again_changes_nothing(session: AsyncSession, cast: Cast) -> None:
    staff = await administrator(session, cast)
    own = {"term_marks.least_marks": 0, "locks.marks_days": None}
    assert not await choose_regulation(session, staff=staff, name="E", overrides=own, now=MONDAY_MORNING)
    assert len(await versions_of(session, school_id=cast.school.id)) == 1


async def test_a_new_rule_does_not_reach_into_the_past(session: AsyncSession, cast: Cast) -> None:
    """The lesson ended under E, which closes nothing; the college's rules come an hour later."""
    staff = await administrator(session, cast)
    later = MONDAY_MORNING + timedelta(hours=1)
    await choose_regulation(session, staff=staff, name="B", overrides={}, now=later)
    tomorrow = MONDAY_MORNING + timedelta(days=3)
    assert (await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "5"}, now=tomorrow)).is_saved
    result = await save(session, cast.teacher, cast.next_lesson, {mark(cast.son.id): "5"}, now=tomorrow)
    assert isinstance(result.faults[mark(cast.son.id)], EntriesClosed)


async def test_a_milder_rule_opens_nothing_that_has_closed(session: AsyncSession, cast: Cast) -> None:
    staff = await administrator(session, cast)
    await choose_regulation(
        session, staff=staff, name="B", overrides={}, now=MONDAY_MORNING - timedelta(days=1)
    )
    tomorrow = MONDAY_MORNING + timedelta(days=1)
    await choose_regulation(session, staff=staff, name="E", overrides={}, now=tomorrow)
    result = await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "5"}, now=tomorrow)
    assert isinstance(result.faults[mark(cast.son.id)], EntriesClosed)


async def test_another_scale_waits_for_the_new_year_once_there_are_marks(
    session: AsyncSession, cast: Cast
) -> None:
    staff = await administrator(session, cast)
    assert await choose_regulation(session, staff=staff, name="E", overrides=TEN, now=MONDAY_MORNING)
    assert cast.school.id == staff.school_id
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    await make_mark(session, work, cast.son, "9")
    with pytest.raises(ScaleInUse):
        await choose_regulation(session, staff=staff, name="E", overrides={}, now=MONDAY_MORNING)
    codes = {**TEN, "scale.codes.exempt": ["осв", "босат"]}
    assert await choose_regulation(session, staff=staff, name="E", overrides=codes, now=MONDAY_MORNING)
    after_summer = datetime(2027, 9, 1, 4, 0, tzinfo=UTC)
    assert await choose_regulation(session, staff=staff, name="E", overrides={}, now=after_summer)


async def test_the_school_marks_on_the_scale_it_chose(session: AsyncSession, cast: Cast) -> None:
    staff = await administrator(session, cast)
    await choose_regulation(session, staff=staff, name="E", overrides=TEN, now=MONDAY_MORNING)
    assert (await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "10"})).is_saved


async def test_alert_rules_follow_the_regulation(session: AsyncSession, cast: Cast) -> None:
    staff = await administrator(session, cast)
    own = {"alerts.failing_marks": None, "alerts.average_below": "3.5"}
    await choose_regulation(session, staff=staff, name="E", overrides=own, now=MONDAY_MORNING)
    query = select(PerformanceRule).where(PerformanceRule.school_id == cast.school.id)
    rules = {rule.kind: rule for rule in await session.scalars(query)}
    assert not rules[RuleKind.FAILING_MARKS].is_active
    assert f"{rules[RuleKind.AVERAGE_BELOW].bound:f}" == "3.5"
    assert rules[RuleKind.FALL].is_active


async def test_a_value_that_none_can_have_is_refused(session: AsyncSession, cast: Cast) -> None:
    staff = await administrator(session, cast)
    with pytest.raises(WrongRegulation):
        await choose_regulation(
            session, staff=staff, name="A", overrides={"locks.marks_days": 1000}, now=MONDAY_MORNING
        )


async def test_each_school_has_its_own_regulation(session: AsyncSession, cast: Cast) -> None:
    staff = await administrator(session, cast)
    await choose_regulation(session, staff=staff, name="A", overrides={}, now=MONDAY_MORNING)
    assert (await in_force(session, cast.other_school, MONDAY_MORNING)).preset == "E"
    assert (await in_force(session, cast.school, MONDAY_MORNING)).preset == "A"
