"""Opening a school year: once, whole, and by who may (R45)."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from services.years import open_year, own_year, propose_year, years_for
from storage.models import AuditEntry, SchoolYear, StaffMember, Term, TermKind
from tests.cast import Cast
from tests.factories.years import JUNE


async def test_the_proposal_of_the_regulation_is_opened_with_its_terms(
    session: AsyncSession, cast: Cast, director: StaffMember
) -> None:
    draft = await propose_year(session, staff=director, now=JUNE)
    assert [term.kind for term in draft.terms] == [TermKind.QUARTER] * 4 + [TermKind.HALF_YEAR] * 2 + [
        TermKind.YEAR
    ], "quarters of last year, and what preset E divides the year into beside them"
    opened = await open_year(session, staff=director, draft=draft, now=JUNE)
    assert opened.year is not None
    terms = list(await session.scalars(select(Term).where(Term.school_year_id == opened.year.id)))
    assert sorted((term.kind, term.number) for term in terms) == [
        *((TermKind.HALF_YEAR, number) for number in (1, 2)),
        *((TermKind.QUARTER, number) for number in (1, 2, 3, 4)),
        (TermKind.YEAR, 1),
    ]
    assert [year.name for year in await years_for(session, staff=director)] == ["2027/2028", "2026/2027"]
    assert list(await session.scalars(select(AuditEntry.action))) == ["open_year"]


async def test_a_second_tap_opens_nothing_twice(
    session: AsyncSession, cast: Cast, director: StaffMember
) -> None:
    draft = await propose_year(session, staff=director, now=JUNE)
    first = await open_year(session, staff=director, draft=draft, now=JUNE)
    second = await open_year(session, staff=cast.administrator, draft=draft, now=JUNE)
    assert first.year is second.year
    assert await session.scalar(select(func.count(AuditEntry.id))) == 1
    other = await open_year(session, staff=director, draft=replace(draft, name="Другой"), now=JUNE)
    assert [fault.code for fault in other.faults.values()] == ["years_overlap"]
    assert await session.scalar(select(func.count(SchoolYear.id))) == 3, "two here, one in Moscow"


@pytest.mark.parametrize("person", ["teacher", "class_teacher", "deputy_head", "other_teacher"])
async def test_only_administrator_and_director_keep_years(
    session: AsyncSession, cast: Cast, person: str
) -> None:
    staff: StaffMember = getattr(cast, person)
    with pytest.raises(Forbidden):
        await propose_year(session, staff=staff, now=JUNE)
    draft = await propose_year(session, staff=cast.administrator, now=JUNE)
    with pytest.raises(Forbidden):
        await open_year(session, staff=staff, draft=draft, now=JUNE)


async def test_another_schools_year_is_like_none(
    session: AsyncSession, cast: Cast, director: StaffMember
) -> None:
    for year_id in (cast.other_class.school_year_id, 99999):
        with pytest.raises(Forbidden):
            await own_year(session, director, year_id)
