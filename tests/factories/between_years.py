"""Moments at which little is there: the summer, the first of September, a year that nobody has filled yet."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import TermKind
from tests.cast import Cast
from tests.factories.attestation import make_term
from tests.factories.promoted import (
    JULY_FIRST,
    SEPTEMBER_FIRST,
    close_year_before,
    make_director,
    make_next_year_promoted,
)
from tests.factories.years import make_next_year

MOMENTS = (
    "summer, no next year",
    "summer, promoted",
    "september, nothing but the year",
    "september, promoted",
    "september, with its first term",
)


async def make_moment(session: AsyncSession, cast: Cast, moment: str) -> datetime:
    """The cast at that moment, in a school whose year before is closed; what time it is then."""
    if "no next year" in moment or "nothing but" in moment:
        director = await make_director(session, cast)
    else:
        year, director = await make_next_year_promoted(session, cast)
        if "first term" in moment:
            await make_term(session, year, TermKind.QUARTER, ends_on=year.starts_on.replace(month=10))
    await close_year_before(session, cast, director)
    if "nothing but" in moment:
        await make_next_year(session, cast.school)
    return JULY_FIRST if "summer" in moment else SEPTEMBER_FIRST
