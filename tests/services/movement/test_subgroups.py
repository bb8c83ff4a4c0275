"""Subgroups of the class that a student came to: chosen by hand, from a day on, without a file (R38)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden, StudentLeft, SubgroupMarked, WrongDay, YearShut
from services.movement import (
    choose_subgroups,
    enrol,
    let_go,
    open_subgroups,
    return_student,
    take_back,
)
from storage.models import AuditEntry, Course, Group, GroupKind, Role, StaffMember, Student
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_course, make_lesson, make_mark, make_work
from tests.factories.people import YEAR_START, make_group, make_staff
from tests.factories.school import make_subject
from tests.services.movement.orders import make_7b, make_clerk, move_son, newcomer, order, stays

A_DAY = timedelta(days=1)
YEAR_END = date(2027, 5, 31)


@dataclass
class Parts:
    """Two subgroups of 7 «А» for English; one of them for informatics too."""

    first: Group
    second: Group
    clerk: StaffMember
    english: Course
    choice: dict[str, Any]


async def make_part(session: AsyncSession, of: Group, cast: Cast, name: str) -> Group:
    part = await make_group(session, cast.year, name, 7, GroupKind.SUBGROUP)
    part.parent_id = of.id
    await session.flush()
    return part


@pytest_asyncio.fixture
async def parts(session: AsyncSession, cast: Cast) -> Parts:
    first = await make_part(session, cast.class_7a, cast, "7 «А» 1")
    second = await make_part(session, cast.class_7a, cast, "7 «А» 2")
    english = await make_subject(session, cast.school, "Английский язык", en="English")
    informatics = await make_subject(session, cast.school, "Информатика", en="Informatics")
    course = await make_course(session, english, first, cast.teacher)
    await make_course(session, english, second, cast.class_teacher)
    await make_course(session, informatics, second, cast.teacher)
    clerk = await make_clerk(session, cast)
    choice = {"staff": clerk, "student_id": cast.son.id, "class_id": cast.class_7a.id, "now": MONDAY_MORNING}
    return Parts(first, second, clerk, course, choice)


async def stays_in_parts(
    session: AsyncSession, student: Student, parts: Parts
) -> list[tuple[int, date, date | None]]:
    return [one for one in await stays(session, student) if one[0] in (parts.first.id, parts.second.id)]


async def audited(session: AsyncSession) -> list[AuditEntry]:
    return list(await session.scalars(select(AuditEntry).where(AuditEntry.action == "choose_subgroups")))


async def test_what_is_missing_is_named_until_it_is_chosen(
    session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    about: dict[str, Any] = {"staff": parts.clerk, "student_id": cast.son.id, "now": MONDAY_MORNING}
    offer = await open_subgroups(session, **about)
    assert offer is not None
    assert [part.group.id for part in offer.parts] == [parts.first.id, parts.second.id]
    assert [one.name_in("en") for one in offer.missing] == ["English", "Informatics"]
    assert offer.on_day == MONDAY
    assert await choose_subgroups(session, chosen={parts.first.id}, on_day=MONDAY, **parts.choice)
    offer = await open_subgroups(session, **about)
    assert offer is not None
    assert [part.since for part in offer.parts] == [MONDAY, None]
    assert [one.name_in("en") for one in offer.missing] == ["Informatics"]


async def test_a_class_without_subgroups_asks_nothing(session: AsyncSession, cast: Cast) -> None:
    clerk = await make_clerk(session, cast)
    assert await open_subgroups(session, staff=clerk, student_id=cast.son.id, now=MONDAY_MORNING) is None


async def test_one_subgroup_ends_the_day_before_the_other_begins(
    session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    await choose_subgroups(session, chosen={parts.first.id}, on_day=YEAR_START, **parts.choice)
    await choose_subgroups(session, chosen={parts.second.id}, on_day=TUESDAY, **parts.choice)
    expected = [(parts.first.id, YEAR_START, MONDAY), (parts.second.id, TUESDAY, None)]
    assert await stays_in_parts(session, cast.son, parts) == expected
    audit = (await audited(session))[-1]
    assert (audit.subject_id, audit.facts) == (
        cast.son.id,
        {"on_day": TUESDAY.isoformat(), "joined": [parts.second.id], "left": [parts.first.id]},
    )


async def test_a_second_press_changes_nothing(session: AsyncSession, cast: Cast, parts: Parts) -> None:
    """Of what begins later too: the page proposes the day on which everything settled is in force."""
    await choose_subgroups(session, chosen={parts.first.id}, on_day=YEAR_START, **parts.choice)
    for _press in range(2):
        await choose_subgroups(session, chosen={parts.second.id}, on_day=TUESDAY, **parts.choice)
    offer = await open_subgroups(session, staff=parts.clerk, student_id=cast.son.id, now=MONDAY_MORNING)
    assert offer is not None
    assert offer.on_day == TUESDAY
    chosen = {part.group.id for part in offer.parts if part.since}
    assert chosen == {parts.second.id}
    assert not await choose_subgroups(session, chosen=chosen, on_day=offer.on_day, **parts.choice)
    assert len(await audited(session)) == 2


async def test_what_was_to_begin_is_undone_or_begins_earlier(
    session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    later = TUESDAY + A_DAY
    both = {parts.first.id, parts.second.id}
    await choose_subgroups(session, chosen=both, on_day=later, **parts.choice)
    await choose_subgroups(session, chosen={parts.first.id}, on_day=TUESDAY, **parts.choice)
    assert await stays_in_parts(session, cast.son, parts) == [(parts.first.id, TUESDAY, None)]


async def test_days_that_have_marks_are_not_left(session: AsyncSession, cast: Cast, parts: Parts) -> None:
    await choose_subgroups(session, chosen={parts.first.id}, on_day=YEAR_START, **parts.choice)
    work = await make_work(session, await make_lesson(session, parts.english, MONDAY), cast.kinds["test"])
    await make_mark(session, work, cast.son, "5")
    for day in (MONDAY, MONDAY - 7 * A_DAY):
        with pytest.raises(SubgroupMarked) as refusal:
            await choose_subgroups(session, chosen={parts.second.id}, on_day=day, **parts.choice)
        assert refusal.value.facts == {"group": "7 «А» 1", "day": MONDAY}
    assert await stays_in_parts(session, cast.son, parts) == [(parts.first.id, YEAR_START, None)]
    assert await choose_subgroups(session, chosen={parts.second.id}, on_day=TUESDAY, **parts.choice)


async def test_from_a_day_in_the_class_and_in_the_year(
    session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    movement = await enrol(
        session,
        staff=parts.clerk,
        newcomer=newcomer(),
        group_id=cast.class_7a.id,
        order=order(TUESDAY),
        now=MONDAY_MORNING,
    )
    choice = {**parts.choice, "student_id": movement.student_id, "chosen": {parts.first.id}}
    for day in (None, MONDAY, YEAR_END + A_DAY):
        with pytest.raises(WrongDay) as refusal:
            await choose_subgroups(session, on_day=day, **choice)
        assert refusal.value.facts == {"first": TUESDAY, "last": YEAR_END}
    about: dict[str, Any] = {"student_id": movement.student_id, "now": MONDAY_MORNING}
    offer = await open_subgroups(session, staff=parts.clerk, **about)
    assert offer is not None
    assert offer.on_day == TUESDAY
    assert await choose_subgroups(session, on_day=TUESDAY, **choice)


async def test_ids_of_another_class_or_school_are_forbidden(
    session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    to = await make_7b(session, cast)
    foreign = await make_part(session, to, cast, "7 «Б» 1")
    forged: list[dict[str, Any]] = [
        {"chosen": {foreign.id}},
        {"chosen": {parts.first.id, cast.class_7a.id}},
        {"chosen": {cast.other_class.id}},
        {"class_id": to.id, "chosen": {foreign.id}},
        {"class_id": to.id, "chosen": set()},
        {"student_id": cast.other_student.id},
        {"student_id": cast.daughter.id},
    ]
    for changes in forged:
        with pytest.raises(Forbidden):
            await choose_subgroups(
                session, **{**parts.choice, "chosen": {parts.first.id}, "on_day": MONDAY, **changes}
            )
    with pytest.raises(Forbidden):
        await open_subgroups(session, staff=parts.clerk, student_id=cast.other_student.id, now=MONDAY_MORNING)
    assert not await stays_in_parts(session, cast.son, parts)


@pytest.mark.parametrize("role", list(Role))
async def test_who_moves_students_chooses(
    session: AsyncSession, cast: Cast, parts: Parts, role: Role
) -> None:
    person = await make_staff(session, cast.school, "Новый Человек", role)
    choice = {**parts.choice, "staff": person, "chosen": {parts.first.id}, "on_day": MONDAY}
    if role in (Role.RECORDS_CLERK, Role.DEPUTY_HEAD, Role.ADMINISTRATOR):
        assert await choose_subgroups(session, **choice)
        return
    with pytest.raises(Forbidden):
        await choose_subgroups(session, **choice)
    with pytest.raises(Forbidden):
        await open_subgroups(session, staff=person, student_id=cast.son.id, now=MONDAY_MORNING)


async def test_a_closed_year_stays_as_it_is(session: AsyncSession, cast: Cast, parts: Parts) -> None:
    cast.year.closed_at = MONDAY_MORNING
    await session.flush()
    with pytest.raises(YearShut):
        await choose_subgroups(session, chosen={parts.first.id}, on_day=MONDAY, **parts.choice)
    about: dict[str, Any] = {"student_id": cast.son.id, "now": MONDAY_MORNING}
    assert await open_subgroups(session, staff=parts.clerk, **about) is None


async def test_who_left_is_in_none_and_who_returns_is_asked(
    session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    await choose_subgroups(session, chosen={parts.first.id}, on_day=YEAR_START, **parts.choice)
    about: dict[str, Any] = {"staff": parts.clerk, "student_id": cast.son.id, "now": MONDAY_MORNING}
    await let_go(session, order=order(MONDAY), **about)
    assert await open_subgroups(session, **about) is None
    with pytest.raises(StudentLeft):
        await choose_subgroups(session, chosen=set(), on_day=MONDAY, **parts.choice)
    await return_student(session, group_id=cast.class_7a.id, order=order(TUESDAY), **about)
    offer = await open_subgroups(session, **about)
    assert offer is not None
    assert [one.name_in("en") for one in offer.missing] == ["English", "Informatics"]


async def test_an_order_that_is_taken_back_takes_its_subgroups_along(
    session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    await choose_subgroups(session, chosen={parts.first.id}, on_day=YEAR_START, **parts.choice)
    to = await make_7b(session, cast)
    new = [await make_part(session, to, cast, name) for name in ("7 «Б» 1", "7 «Б» 2")]
    movement = await move_son(session, cast, to, TUESDAY)
    choice = {**parts.choice, "class_id": to.id}
    for one in new:
        await choose_subgroups(session, chosen={one.id}, on_day=TUESDAY, **choice)
    await take_back(session, staff=parts.clerk, movement_id=movement.id, now=MONDAY_MORNING)
    assert await stays(session, cast.son) == [
        (cast.class_7a.id, YEAR_START, None),
        (parts.first.id, YEAR_START, None),
    ]
