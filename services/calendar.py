"""The school's days, years and terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from storage.models import Group, School, SchoolYear, Term
from storage.queries import calendar as queries

LARGEST_ID = 2**31 - 1
"""What the store can look for; a larger number can only come from a forged button."""


@dataclass(frozen=True, slots=True)
class ShownYear:
    """The school year that a page is about, and the years one may turn to."""

    years: tuple[SchoolYear, ...]
    """Those that have begun, the latest first."""
    year: SchoolYear | None
    """Nothing before the school's first year."""
    today: date

    @property
    def is_earlier(self) -> bool:
        """Whether another year has begun since."""
        return self.year is not None and any(one.starts_on > self.year.starts_on for one in self.years)

    @property
    def rights_on(self) -> date:
        """The day whose rights count: of a year that is over its last one."""
        return self.today if self.year is None else min(self.today, self.year.ends_on)


def school_day(school: School, now: datetime) -> date:
    """The day it is at the school, which is neither the server's nor UTC's."""
    return now.astimezone(ZoneInfo(school.time_zone)).date()


def end_of_day(school: School, day: date) -> datetime:
    """The moment at which a day of the school is over."""
    midnight = datetime.combine(day + timedelta(days=1), time(0), tzinfo=ZoneInfo(school.time_zone))
    return midnight.astimezone(UTC)


async def year_on(session: AsyncSession, school_id: int, day: date) -> SchoolYear | None:
    """The school year of a day; nothing in the summer holidays."""
    years = await queries.years_begun_by(session, school_id, day)
    return years[0] if years and day <= years[0].ends_on else None


@dataclass(frozen=True, slots=True)
class Coming:
    """What to expect where there is no lesson to come yet."""

    is_running: bool
    """Whether the day lies in a school year."""
    is_over: bool
    """Whether a school year is over by the day, and no other has begun."""
    next_on: date | None
    """The first day of the next year, once it is opened."""


async def coming_after(session: AsyncSession, school_id: int, day: date) -> Coming:
    years = await queries.years_of_school(session, school_id)
    latest = next((year for year in years if year.starts_on <= day), None)
    is_running = latest is not None and day <= latest.ends_on
    next_on = min((year.starts_on for year in years if year.starts_on > day), default=None)
    return Coming(is_running, latest is not None and not is_running, next_on)


async def choose_year(
    session: AsyncSession, school_id: int, today: date, year_id: int | None = None
) -> ShownYear:
    """The year asked for; without one the latest that has begun, in summer the one that is over.

    Raises ``Forbidden`` for a year that is not the school's or has not begun.
    """
    years = tuple(await queries.years_begun_by(session, school_id, today))
    if year_id is None:
        return ShownYear(years, years[0] if years else None, today)
    for year in years:
        if year.id == year_id:
            return ShownYear(years, year, today)
    raise Forbidden


async def year_around(session: AsyncSession, school_id: int, today: date, day: date) -> ShownYear:
    """The year that a day belongs to: of the summer the one before it."""
    latest = await queries.years_begun_by(session, school_id, max(day, today))
    begun_years = tuple(year for year in latest if year.starts_on <= today)
    return ShownYear(begun_years, next((year for year in latest if year.starts_on <= day), None), today)


async def year_of_group(session: AsyncSession, today: date, group: Group) -> ShownYear:
    """The year of a class that the caller may look at."""
    years = await queries.years_begun_by(session, group.school_id, today)
    year = await session.get_one(SchoolYear, group.school_year_id)
    return ShownYear(tuple(years), year, today)


async def term_on(session: AsyncSession, school_id: int, day: date) -> Term | None:
    """The term of a day: the shortest one, where a quarter lies in a half-year and in the year.

    Nothing in the holidays.
    """
    return shortest(await queries.terms_covering(session, school_id, day))


async def previous_term(session: AsyncSession, term: Term) -> Term | None:
    """The term of the same kind before this one in the same school year."""
    return await queries.term_before(session, term)


async def terms_of_year(session: AsyncSession, school_year_id: int) -> Sequence[Term]:
    """Every term of a year, in the order in which they end: quarters before their half-year, the year last."""
    return await queries.terms_of_year(session, school_year_id)


async def terms_around(
    session: AsyncSession, school_id: int, day: date, term_id: int | None = None
) -> Sequence[Term]:
    """The terms of the year that ``term_id`` lies in, else of the latest year that has begun by ``day``:
    of this one, in summer of the last."""
    return await queries.terms_around(session, school_id, day, term_id)


async def choose_term(
    session: AsyncSession, school_id: int, today: date, term_id: int | None
) -> tuple[Sequence[Term], Term | None]:
    """The terms of a year and the one to show: the one asked for if it is the school's, else today's."""
    asked = term_id if term_id is not None and 0 < term_id <= LARGEST_ID else None
    terms = await terms_around(session, school_id, today, asked)
    return terms, next((term for term in terms if term.id == asked), None) or latest_begun(terms, today)


def begun(terms: Sequence[Term], today: date) -> tuple[Term, ...]:
    """The terms worth opening: those that have begun."""
    return tuple(term for term in terms if term.starts_on <= today)


def shortest(terms: Sequence[Term]) -> Term | None:
    return min(terms, key=lambda term: term.ends_on - term.starts_on, default=None)


def latest_begun(terms: Sequence[Term], day: date) -> Term | None:
    """The term to show on a day: the one it lies in, in holidays the one that ended last."""
    running = [term for term in terms if term.starts_on <= day <= term.ends_on]
    if running:
        return shortest(running)
    over = [term for term in terms if term.ends_on < day]
    last = max((term.ends_on for term in over), default=None)
    return shortest([term for term in over if term.ends_on == last])
