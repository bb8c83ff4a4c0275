"""What promotion did to each student stands in the journal of movement, and can be taken back (R38, R45)."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import MovementStands
from services.movement import Journal, open_journal, take_back
from services.years import Apart, Choices, ClassChoice, Outcome, StudentChoice, open_promotion, promote
from storage.models import MovementKind, SchoolYear, StaffMember
from storage.queries import movement as queries
from tests.cast import Cast
from tests.factories.people import make_group, make_student
from tests.factories.years import JUNE, NEXT_START, ORDER_DAY


async def _promote(
    session: AsyncSession,
    cast: Cast,
    staff: StaffMember,
    year: SchoolYear,
    students: dict[int, StudentChoice],
    graduates: int = 0,
) -> None:
    classes = {
        cast.class_7a.id: ClassChoice(Outcome.PROMOTED, "8 «А»"),
        cast.class_3b.id: ClassChoice(Outcome.PROMOTED, "7 «А»"),
    }
    if graduates:
        classes[graduates] = ClassChoice(Outcome.GRADUATES)
    done = await promote(
        session,
        staff=staff,
        year_id=year.id,
        choices=Choices(classes, students),
        number="45-у",
        on_day=ORDER_DAY,
        now=JUNE,
    )
    assert not done.faults


async def _journal(session: AsyncSession, cast: Cast, year: SchoolYear, **asked: object) -> Journal:
    given = {"staff": cast.administrator, "now": JUNE, "year_id": year.id, **asked}
    return await open_journal(session, **given)  # type: ignore[arg-type]


async def test_each_way_into_the_next_year_is_a_line_with_the_order(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    eleventh = await make_group(session, cast.year, "11 «А»", 11)
    graduate = await make_student(session, eleventh, "Выпускник Анна")
    apart = {
        cast.classmate.id: StudentChoice(Apart.REPEATS, "7 «А»"),
        cast.son.id: StudentChoice(Apart.CONDITIONAL),
    }
    await _promote(session, cast, director, next_year, apart, eleventh.id)
    new = await _journal(session, cast, next_year)
    assert {(one.student_id, one.kind, one.on_day) for one in new.movements} == {
        (cast.classmate.id, MovementKind.REPEATS, NEXT_START),
        (cast.son.id, MovementKind.CONDITIONAL, NEXT_START),
    }
    assert new.promoted == 1
    (went,) = (await _journal(session, cast, next_year, kind=MovementKind.PROMOTED)).movements
    assert (went.student_id, went.order_number, went.order_on) == (cast.daughter.id, "45-у", ORDER_DAY)
    assert went.from_group is not None
    assert went.to_group is not None
    assert (went.from_group.name, went.to_group.name) == ("3 «Б»", "7 «А»")
    (left,) = (await _journal(session, cast, cast.year)).movements
    assert (left.student_id, left.kind, left.on_day) == (graduate.id, MovementKind.GRADUATED, ORDER_DAY)


async def test_one_promotion_is_taken_back_and_the_student_waits_again(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    await _promote(session, cast, director, next_year, {})
    movement = await queries.latest_movement(session, cast.son.id)
    assert movement is not None
    await take_back(session, staff=cast.administrator, movement_id=movement.id, now=JUNE)
    stays = await queries.stays_of(session, cast.son.id)
    assert [(one.group.id, one.row.left_on) for one in stays] == [(cast.class_7a.id, None)]
    page = await open_promotion(session, staff=director, year_id=next_year.id)
    assert [[one.id for one in each.students] for each in page.waiting] == [[cast.son.id]]
    with pytest.raises(MovementStands):
        await take_back(session, staff=cast.administrator, movement_id=movement.id, now=JUNE)


async def test_a_graduate_is_taken_back_into_the_school(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    await _promote(session, cast, director, next_year, {cast.son.id: StudentChoice(Apart.LEAVES)})
    assert cast.son.left_on == ORDER_DAY
    movement = await queries.latest_movement(session, cast.son.id)
    assert movement is not None
    assert movement.kind is MovementKind.LEFT
    await take_back(session, staff=cast.administrator, movement_id=movement.id, now=JUNE)
    assert cast.son.left_on is None
