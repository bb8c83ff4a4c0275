"""School years and terms by day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import SchoolYear, Term

_school: BindParameter[int] = bindparam("school_id")
_asked_year = select(Term.school_year_id).where(Term.id == bindparam("term_id"), Term.school_id == _school)
_latest_year = (
    select(SchoolYear.id)
    .where(SchoolYear.school_id == _school, SchoolYear.starts_on <= bindparam("day"))
    .order_by(SchoolYear.starts_on.desc())
    .limit(1)
)
_TERMS_AROUND = (
    select(Term)
    .where(
        Term.school_id == _school,
        Term.school_year_id == func.coalesce(_asked_year.scalar_subquery(), _latest_year.scalar_subquery()),
    )
    .order_by(Term.ends_on, Term.starts_on.desc(), Term.number)
)
"""Made once: a family's every screen of marks asks for it."""


async def years_begun_by(session: AsyncSession, school_id: int, day: date) -> Sequence[SchoolYear]:
    """The school's years that have begun by a day, the latest first."""
    query = (
        select(SchoolYear)
        .where(SchoolYear.school_id == school_id, SchoolYear.starts_on <= day)
        .order_by(SchoolYear.starts_on.desc())
    )
    return (await session.scalars(query)).all()


async def years_touching(
    session: AsyncSession, school_id: int, first: date, last: date
) -> Sequence[SchoolYear]:
    """The school's years that have a day between these, the earliest first."""
    query = (
        select(SchoolYear)
        .where(SchoolYear.school_id == school_id, SchoolYear.starts_on <= last, SchoolYear.ends_on >= first)
        .order_by(SchoolYear.starts_on)
    )
    return (await session.scalars(query)).all()


async def years_of_school(session: AsyncSession, school_id: int) -> Sequence[SchoolYear]:
    """Every year of the school, the latest first."""
    query = select(SchoolYear).where(SchoolYear.school_id == school_id)
    return (await session.scalars(query.order_by(SchoolYear.starts_on.desc()))).all()


async def terms_covering(session: AsyncSession, school_id: int, day: date) -> Sequence[Term]:
    query = (
        select(Term)
        .where(Term.school_id == school_id, Term.starts_on <= day, Term.ends_on >= day)
        .order_by(Term.starts_on, Term.id)
    )
    return (await session.scalars(query)).all()


async def terms_of_year(session: AsyncSession, school_year_id: int) -> Sequence[Term]:
    """In the order in which they end: a half-year follows its quarters, the year comes last."""
    query = (
        select(Term)
        .where(Term.school_year_id == school_year_id)
        .order_by(Term.ends_on, Term.starts_on.desc(), Term.number)
    )
    return (await session.scalars(query)).all()


async def terms_around(
    session: AsyncSession, school_id: int, day: date, term_id: int | None
) -> Sequence[Term]:
    """The terms of the year that ``term_id`` lies in; without it, of the latest year begun by ``day``.

    A term of another school counts as none.
    """
    asked = {"school_id": school_id, "day": day, "term_id": term_id}
    return (await session.scalars(_TERMS_AROUND, asked)).all()


async def term_before(session: AsyncSession, term: Term) -> Term | None:
    query = (
        select(Term)
        .where(
            Term.school_year_id == term.school_year_id,
            Term.kind == term.kind,
            Term.ends_on < term.starts_on,
        )
        .order_by(Term.ends_on.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()
