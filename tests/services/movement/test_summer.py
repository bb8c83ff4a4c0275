"""Orders in summer: the classes were promoted, and the new year has not begun (R38, R45)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import AlreadyInClass, ClassOfAnotherYear, WrongDay
from services.movement import enrol, let_go, open_form, open_student, return_student, take_back, transfer
from services.movement.rules import Order
from storage.models import Group, MovementKind, SchoolYear
from storage.queries.movement import classes_of_year
from tests.cast import Cast
from tests.factories.people import YEAR_START, make_group
from tests.factories.promoted import JULY_FIRST, make_next_year_promoted
from tests.factories.years import make_next_year
from tests.services.movement.orders import make_clerk, newcomer, stays

LAST_DAY, FIRST_DAY = date(2027, 8, 31), date(2027, 9, 1)
MIDSUMMER = date(2027, 7, 1)
ORDER = Order("12-л", date(2027, 6, 30), MIDSUMMER)
AT_FIRST = replace(ORDER, on_day=FIRST_DAY)


async def _class(session: AsyncSession, year: SchoolYear, name: str) -> Group:
    return next(one for one in await classes_of_year(session, year.id) if one.name == name)


async def test_who_was_promoted_can_leave_before_the_new_year(session: AsyncSession, cast: Cast) -> None:
    """And is put back where they were when the order is taken back."""
    year, _director = await make_next_year_promoted(session, cast)
    clerk, after = await make_clerk(session, cast), await _class(session, year, "8 «А»")
    before = await stays(session, cast.son)
    assert before == [(cast.class_7a.id, YEAR_START, LAST_DAY), (after.id, FIRST_DAY, None)]
    about = {"staff": clerk, "student_id": cast.son.id, "now": JULY_FIRST}
    movement = await let_go(session, order=ORDER, **about)
    assert cast.son.left_on == MIDSUMMER
    assert [left_on for _group, _joined, left_on in await stays(session, cast.son)] == [MIDSUMMER] * 2
    page = await open_student(session, staff=clerk, student_id=cast.son.id, now=JULY_FIRST)
    assert [stay.group.id for stay in page.stays] == [cast.class_7a.id]
    await take_back(session, staff=clerk, movement_id=movement.id, now=JULY_FIRST)
    assert (cast.son.left_on, await stays(session, cast.son)) == (None, before)


async def test_another_class_from_the_first_day_on(session: AsyncSession, cast: Cast) -> None:
    year, _director = await make_next_year_promoted(session, cast)
    clerk, parallel = await make_clerk(session, cast), await make_group(session, year, "8 «Б»", 8)
    about = {"staff": clerk, "student_id": cast.son.id, "now": JULY_FIRST}
    with pytest.raises(WrongDay):
        await transfer(session, group_id=parallel.id, order=ORDER, **about)
    await transfer(session, group_id=parallel.id, order=AT_FIRST, **about)
    page = await open_student(session, staff=clerk, student_id=cast.son.id, now=JULY_FIRST)
    assert [(stay.group.id, stay.row.left_on) for stay in page.stays] == [
        (cast.class_7a.id, LAST_DAY),
        (parallel.id, None),
    ]
    with pytest.raises(AlreadyInClass):
        await transfer(session, group_id=parallel.id, order=AT_FIRST, **about)


async def test_most_children_are_enrolled_in_summer(session: AsyncSession, cast: Cast) -> None:
    year, _director = await make_next_year_promoted(session, cast)
    clerk, first = await make_clerk(session, cast), await make_group(session, year, "1 «А»", 1)
    offer = await open_form(session, staff=clerk, kind=MovementKind.ENROLLED, now=JULY_FIRST)
    assert [one.id for one, _classes in offer.classes] == [cast.year.id, year.id]
    about = {"staff": clerk, "newcomer": newcomer(), "group_id": first.id, "now": JULY_FIRST}
    with pytest.raises(WrongDay):
        await enrol(session, order=ORDER, **about)
    movement = await enrol(session, order=AT_FIRST, **about)
    assert (movement.to_group_id, movement.on_day) == (first.id, FIRST_DAY)


async def test_who_left_comes_back_for_the_new_year(session: AsyncSession, cast: Cast) -> None:
    year, _director = await make_next_year_promoted(session, cast)
    clerk, after = await make_clerk(session, cast), await _class(session, year, "8 «А»")
    about = {"staff": clerk, "student_id": cast.son.id, "now": JULY_FIRST}
    await let_go(session, order=ORDER, **about)
    await return_student(session, group_id=after.id, order=AT_FIRST, **about)
    page = await open_student(session, staff=clerk, student_id=cast.son.id, now=JULY_FIRST)
    assert [(stay.group.id, stay.row.left_on) for stay in page.stays] == [
        (cast.class_7a.id, MIDSUMMER),
        (after.id, None),
    ]


async def test_only_a_promotion_leads_into_the_next_year(session: AsyncSession, cast: Cast) -> None:
    """Else the promotion of the class would put the student into two."""
    year = await make_next_year(session, cast.school)
    clerk, after = await make_clerk(session, cast), await make_group(session, year, "8 «А»", 8)
    with pytest.raises(ClassOfAnotherYear):
        await transfer(
            session,
            staff=clerk,
            student_id=cast.son.id,
            group_id=after.id,
            order=AT_FIRST,
            now=JULY_FIRST,
        )
