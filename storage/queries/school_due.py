"""What a school's year still lacks: topic plans, lessons of a term, marks of a term."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Course, Group, GroupKind, Lesson, SchoolYear, Term, TermMark, TopicPlan

_OF_CLASSES = Group.kind != GroupKind.CLUB
"""Clubs have neither topic plans of the school's nor term marks."""


async def years_around(session: AsyncSession, school_id: int, day: date) -> Sequence[SchoolYear]:
    """The latest year that has begun by a day, and those to come."""
    begun = select(func.max(SchoolYear.starts_on)).where(
        SchoolYear.school_id == school_id, SchoolYear.starts_on <= day
    )
    first = await session.scalar(begun)
    query = select(SchoolYear).where(
        SchoolYear.school_id == school_id, SchoolYear.starts_on >= (first or day)
    )
    return (await session.scalars(query.order_by(SchoolYear.starts_on))).all()


async def courses_without_plan(session: AsyncSession, year_id: int) -> int:
    query = (
        select(func.count(Course.id))
        .join(Course.group)
        .where(Group.school_year_id == year_id, _OF_CLASSES)
        .where(~exists().where(TopicPlan.course_id == Course.id))
    )
    return await session.scalar(query) or 0


async def terms_with_what_lacks(session: AsyncSession, year_id: int) -> Sequence[Row[Term, bool, int]]:
    """``(term, whether it has lessons, courses in which nobody has a mark of it)`` in the order of their ends."""
    of_year = select(Course.id).join(Course.group).where(Group.school_year_id == year_id)
    has_lessons = exists().where(
        Lesson.course_id.in_(of_year), Lesson.on_day >= Term.starts_on, Lesson.on_day <= Term.ends_on
    )
    has_mark = exists().where(
        TermMark.course_id == Course.id, TermMark.term_id == Term.id, TermMark.value.is_not(None)
    )
    without = (
        select(func.count(Course.id))
        .join(Course.group)
        .where(Group.school_year_id == year_id, _OF_CLASSES, ~has_mark)
        .correlate(Term)
        .scalar_subquery()
    )
    query = select(Term, has_lessons, without).where(Term.school_year_id == year_id)
    return (await session.execute(query.order_by(Term.ends_on, Term.id))).all()
