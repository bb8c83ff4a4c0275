"""The school's day, and which term a day belongs to."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import (
    choose_term,
    previous_term,
    school_day,
    term_on,
    terms_around,
    terms_of_year,
    year_on,
)
from storage.models import School, SchoolYear, Term, TermKind
from tests.cast import MONDAY, Cast
from tests.factories import keep


async def _add(session: AsyncSession, year: SchoolYear, kind: TermKind, number: int, *days: date) -> Term:
    return await keep(
        session,
        Term(
            school_id=year.school_id,
            school_year_id=year.id,
            kind=kind,
            number=number,
            starts_on=days[0],
            ends_on=days[1],
        ),
    )


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Asia/Almaty", datetime(2026, 11, 23, 19, 30, tzinfo=UTC), date(2026, 11, 24)),
        ("Asia/Almaty", datetime(2026, 11, 23, 18, 59, tzinfo=UTC), date(2026, 11, 23)),
        ("Europe/Moscow", datetime(2026, 11, 23, 20, 59, tzinfo=UTC), date(2026, 11, 23)),
        ("America/New_York", datetime(2026, 11, 23, 1, 0, tzinfo=UTC), date(2026, 11, 22)),
        # Kazakhstan moved to a single UTC+5 in March 2024.
        ("Asia/Almaty", datetime(2024, 2, 1, 18, 30, tzinfo=UTC), date(2024, 2, 2)),
    ],
)
def test_the_schools_day_is_not_off_by_the_utc_offset(zone: str, moment: datetime, day: date) -> None:
    assert school_day(School(time_zone=zone), moment) == day


async def test_a_day_has_its_quarter_and_its_year(session: AsyncSession, cast: Cast) -> None:
    term = await term_on(session, cast.school.id, MONDAY)
    year = await year_on(session, cast.school.id, MONDAY)
    assert term is not None
    assert (term.kind, term.number) == (TermKind.QUARTER, 2)
    assert year is not None
    assert year.id == cast.year.id


async def test_the_shortest_term_is_the_one_of_a_day(session: AsyncSession, cast: Cast) -> None:
    await _add(session, cast.year, TermKind.YEAR, 1, date(2026, 9, 1), date(2027, 5, 31))
    await _add(session, cast.year, TermKind.HALF_YEAR, 1, date(2026, 9, 1), date(2026, 12, 27))
    term = await term_on(session, cast.school.id, MONDAY)
    assert term is not None
    assert term.kind is TermKind.QUARTER


async def test_holidays_have_no_term_and_summer_no_year(session: AsyncSession, cast: Cast) -> None:
    assert await term_on(session, cast.school.id, date(2026, 10, 28)) is None
    assert await year_on(session, cast.school.id, date(2027, 6, 15)) is None
    assert await year_on(session, cast.school.id, date(2026, 8, 31)) is None


async def test_the_term_before_is_of_the_same_kind_and_school(session: AsyncSession, cast: Cast) -> None:
    half = await _add(session, cast.year, TermKind.HALF_YEAR, 1, date(2026, 9, 1), date(2026, 10, 31))
    second = await term_on(session, cast.school.id, MONDAY)
    assert second is not None
    first = await previous_term(session, second)
    assert first is not None
    assert (first.kind, first.number, first.school_id) == (TermKind.QUARTER, 1, cast.school.id)
    assert await previous_term(session, first) is None
    assert await previous_term(session, half) is None


async def test_terms_of_a_year_come_in_the_order_in_which_they_end(session: AsyncSession, cast: Cast) -> None:
    await _add(session, cast.year, TermKind.YEAR, 1, date(2026, 9, 1), date(2027, 5, 31))
    await _add(session, cast.year, TermKind.HALF_YEAR, 1, date(2026, 9, 1), date(2026, 12, 27))
    terms = await terms_of_year(session, cast.year.id)
    assert [(term.kind.value, term.number) for term in terms] == [
        ("quarter", 1),
        ("quarter", 2),
        ("half_year", 1),
        ("quarter", 3),
        ("quarter", 4),
        ("year", 1),
    ]


async def test_in_holidays_the_last_term_is_shown(session: AsyncSession, cast: Cast) -> None:
    _, term = await choose_term(session, cast.school.id, date(2026, 10, 28), None)
    assert term is not None
    assert term.number == 1


async def test_in_summer_last_years_terms_are_shown(session: AsyncSession, cast: Cast) -> None:
    terms, term = await choose_term(session, cast.school.id, date(2027, 7, 15), None)
    assert len(terms) == 4
    assert term is not None
    assert term.number == 4


async def test_before_the_first_year_there_is_no_term(session: AsyncSession, cast: Cast) -> None:
    assert await choose_term(session, cast.school.id, date(2026, 8, 1), None) == ([], None)


async def test_a_button_of_last_year_opens_last_years_term(session: AsyncSession, cast: Cast) -> None:
    next_year = await keep(
        session,
        SchoolYear(
            school_id=cast.school.id, name="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 31)
        ),
    )
    await _add(session, next_year, TermKind.QUARTER, 1, date(2027, 9, 1), date(2027, 10, 24))
    old = (await terms_of_year(session, cast.year.id))[1]
    terms, term = await choose_term(session, cast.school.id, date(2027, 9, 10), old.id)
    assert term is old
    assert len(terms) == 4
    _, current = await choose_term(session, cast.school.id, date(2027, 9, 10), None)
    assert current is not None
    assert current.school_year_id == next_year.id


@pytest.mark.parametrize("forged", [0, -1, 2**31, 10**30])
async def test_a_forged_term_falls_back_to_todays(session: AsyncSession, cast: Cast, forged: int) -> None:
    _, term = await choose_term(session, cast.school.id, MONDAY, forged)
    assert term is not None
    assert term.number == 2


async def test_a_term_of_another_school_falls_back_to_todays(session: AsyncSession, cast: Cast) -> None:
    foreign = await term_on(session, cast.other_school.id, date(2026, 9, 10))
    assert foreign is not None
    terms = await terms_around(session, cast.school.id, MONDAY, foreign.id)
    assert {term.school_id for term in terms} == {cast.school.id}
