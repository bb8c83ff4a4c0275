"""School years and terms by day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import SchoolYear, Term


async def years_begun_by(session: AsyncSession, school_id: int, day: date) -> Sequence[SchoolYear]:
    """The school's years that have begun by a day, the latest first."""
    query = (
        select(SchoolYear)
        .where(SchoolYear.school_id == school_id, SchoolYear.starts_on <= day)
        .order_by(SchoolYear.starts_on.desc())
    )
    return (await session.scalars(query)).all()


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
    asked = select(Term.school_year_id).where(Term.id == term_id, Term.school_id == school_id)
    latest = (
        select(SchoolYear.id)
        .where(SchoolYear.school_id == school_id, SchoolYear.starts_on <= day)
        .order_by(SchoolYear.starts_on.desc())
        .limit(1)
    )
    year = func.coalesce(asked.scalar_subquery(), latest.scalar_subquery())
    query = (
        select(Term)
        .where(Term.school_id == school_id, Term.school_year_id == year)
        .order_by(Term.ends_on, Term.starts_on.desc(), Term.number)
    )
    return (await session.scalars(query)).all()


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
