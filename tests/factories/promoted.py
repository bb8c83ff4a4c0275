"""The cast a year later: its classes promoted into 2027/2028, the year before closed."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.years import Choices, ClassChoice, Outcome, close_year, promote
from storage.models import Role, SchoolYear, StaffMember
from tests.cast import Cast
from tests.factories.people import make_staff
from tests.factories.years import JUNE, ORDER_DAY, make_next_year

JULY_FIRST = datetime(2027, 7, 1, 4, 0, tzinfo=UTC)
SEPTEMBER_FIRST = datetime(2027, 9, 1, 4, 0, tzinfo=UTC)
"""Mornings in Almaty."""


async def make_director(session: AsyncSession, cast: Cast) -> StaffMember:
    return await make_staff(session, cast.school, "Сатыбалдиев Ерлан", Role.DIRECTOR)


async def make_next_year_promoted(session: AsyncSession, cast: Cast) -> tuple[SchoolYear, StaffMember]:
    """The new year, in which 7 «А» is 8 «А» and 3 «Б» is 4 «Б», and the director who did it."""
    year = await make_next_year(session, cast.school)
    director = await make_director(session, cast)
    classes = {
        cast.class_7a.id: ClassChoice(Outcome.PROMOTED, "8 «А»"),
        cast.class_3b.id: ClassChoice(Outcome.PROMOTED, "4 «Б»"),
    }
    done = await promote(
        session,
        staff=director,
        year_id=year.id,
        choices=Choices(classes),
        number="45-у",
        on_day=ORDER_DAY,
        now=JUNE,
    )
    assert not done.faults
    return year, director


async def close_year_before(session: AsyncSession, cast: Cast, director: StaffMember) -> None:
    """By order, on 25 June, with all that was missing."""
    await close_year(
        session,
        staff=director,
        year_id=cast.year.id,
        number="46-у",
        on_day=ORDER_DAY,
        accepts_gaps=True,
        now=JUNE,
    )
