"""The cast between two years: the director, and the next year where a test asks for it."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Role, SchoolYear, StaffMember
from tests.cast import Cast
from tests.factories.people import make_staff
from tests.factories.years import make_next_year


@pytest.fixture
async def director(session: AsyncSession, cast: Cast) -> StaffMember:
    return await make_staff(session, cast.school, "Сатыбалдиев Ерлан", Role.DIRECTOR)


@pytest.fixture
async def next_year(session: AsyncSession, cast: Cast) -> SchoolYear:
    return await make_next_year(session, cast.school)
