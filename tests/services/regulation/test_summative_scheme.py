"""The scheme of section and quarter works is a value: off at first, whole when on, with kinds of work of its own."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import WrongRegulation
from services.regulation import PRESETS, choose_regulation, effective, preset
from storage.models import RegulationVersion, WorkKind
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.services.lesson_cells import count

ON = {"summative.is_on": True}


@pytest.mark.parametrize("name", PRESETS)
def test_no_school_has_it_unless_it_switches_it_on(name: str) -> None:
    assert not effective(name, {}).summative.kinds


def test_kazakhstans_figures_are_in_its_preset_with_where_they_come_from() -> None:
    found = effective("E", ON).summative
    assert (found.formative_share, found.section_share, found.quarter_share) == (25, 25, 50)
    assert (found.formative_share_alone, found.section_share_alone) == (50, 50)
    assert found.bounds == {"2": 0, "3": 40, "4": 65, "5": 85}
    assert preset("E").sources["summative.bounds.4"] == "order 125: 65 to 84 %"


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"summative.formative_share": 30}, "summative.quarter_share"),
        ({"summative.quarter_share": 101}, "summative.quarter_share"),
        ({"summative.section_share_alone": 60}, "summative.section_share_alone"),
        ({"summative.bounds.4": 30}, "summative.bounds.4"),
        ({"summative.bounds.5": 65}, "summative.bounds.5"),
        ({"summative.bounds.2": 10}, "summative.bounds.2"),
        ({"summative.bounds.7": 90}, "summative.bounds.7"),
        ({"summative.section_kinds": []}, "summative.section_kinds"),
        ({"summative.section_kinds": ["quarter_summative"]}, "summative.section_kinds"),
    ],
)
def test_a_scheme_that_cannot_work_is_refused_at_its_value(own: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongRegulation) as refusal:
        effective("E", {**ON, **own})
    assert refusal.value.facts["field"] == field


def test_a_school_of_another_preset_needs_bounds_of_its_own() -> None:
    with pytest.raises(WrongRegulation) as refusal:
        effective("A", ON)
    assert refusal.value.facts["field"] == "summative.bounds.2"
    bounds = {f"summative.bounds.{mark}": low for mark, low in (("2", 0), ("3", 50), ("4", 70), ("5", 90))}
    assert effective("A", {**ON, **bounds}).summative.kinds


async def _choose(session: AsyncSession, cast: Cast, **own: Any) -> None:
    overrides = {name.replace("__", "."): value for name, value in own.items()}
    await choose_regulation(
        session, staff=cast.administrator, name="E", overrides=overrides, now=MONDAY_MORNING
    )


async def _codes(session: AsyncSession, cast: Cast) -> list[str]:
    query = select(WorkKind.code).where(WorkKind.school_id == cast.school.id).order_by(WorkKind.position)
    return list(await session.scalars(query))


async def test_switched_on_it_brings_its_two_kinds_of_work_once(session: AsyncSession, cast: Cast) -> None:
    await _choose(session, cast)
    assert await _codes(session, cast) == ["answer", "test", "notes"]
    await _choose(session, cast, summative__is_on=True)
    brought = ["answer", "test", "notes", "section_summative", "quarter_summative"]
    assert await _codes(session, cast) == brought
    await _choose(session, cast)
    await _choose(session, cast, summative__is_on=True, locks__marks_days=30)
    assert await _codes(session, cast) == brought


async def test_a_kind_of_the_schools_own_may_be_a_section_work(session: AsyncSession, cast: Cast) -> None:
    await _choose(session, cast, summative__is_on=True, summative__section_kinds=["test"])
    assert await _codes(session, cast) == ["answer", "test", "notes", "quarter_summative"]


async def test_a_kind_that_nobody_has_is_refused_and_nothing_chosen(
    session: AsyncSession, cast: Cast
) -> None:
    before = await count(session, RegulationVersion)
    with pytest.raises(WrongRegulation) as refusal:
        await _choose(session, cast, summative__is_on=True, summative__quarter_kinds=["soch"])
    assert refusal.value.facts["field"] == "summative.quarter_kinds"
    await session.flush()
    assert await count(session, RegulationVersion) == before
