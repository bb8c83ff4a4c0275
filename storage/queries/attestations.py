"""Exams, credits and final marks of courses: which there are, and the marks given there."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from storage.models import (
    Attestation,
    AttestationMark,
    Course,
    Group,
    LateChange,
    Subject,
    Term,
    TermMark,
)


async def attestations_of(session: AsyncSession, course_id: int, term_id: int) -> Sequence[Attestation]:
    """Those of a course in a term."""
    query = select(Attestation).where(Attestation.course_id == course_id, Attestation.term_id == term_id)
    return (await session.scalars(query.order_by(Attestation.id))).all()


async def marks_of(session: AsyncSession, attestation_ids: Collection[int]) -> Sequence[AttestationMark]:
    """The marks given there, those taken away too."""
    query = select(AttestationMark).where(AttestationMark.attestation_id.in_(attestation_ids))
    return (await session.scalars(query)).all()


async def term_marks_of(
    session: AsyncSession, course_id: int, term_ids: Collection[int]
) -> Sequence[TermMark]:
    """The course's marks of several terms, those taken away too."""
    query = select(TermMark).where(TermMark.course_id == course_id, TermMark.term_id.in_(term_ids))
    return (await session.scalars(query)).all()


async def attestation_of_school(
    session: AsyncSession, school_id: int, attestation_id: int
) -> Attestation | None:
    """The attestation with course, its subject and group, and term; locked until the transaction ends."""
    query = (
        select(Attestation)
        .where(Attestation.school_id == school_id, Attestation.id == attestation_id)
        .options(
            joinedload(Attestation.course, innerjoin=True).joinedload(Course.subject, innerjoin=True),
            joinedload(Attestation.course, innerjoin=True).joinedload(Course.group, innerjoin=True),
            joinedload(Attestation.term, innerjoin=True),
        )
        .with_for_update(of=Attestation)
    )
    return (await session.scalars(query)).one_or_none()


async def attestations_of_courses(
    session: AsyncSession, course_ids: Collection[int]
) -> Sequence[Attestation]:
    """All of these courses with their terms, in the order of the terms' ends."""
    query = (
        select(Attestation)
        .join(Attestation.term)
        .where(Attestation.course_id.in_(course_ids))
        .options(contains_eager(Attestation.term))
        .order_by(Term.ends_on, Attestation.on_day.nulls_last(), Attestation.id)
    )
    return (await session.scalars(query)).all()


async def marked(session: AsyncSession, attestation_ids: Collection[int]) -> set[int]:
    """Those at which somebody was ever given a mark, also if it was taken away, or for which a teacher applied
    for a late change."""
    query = select(Attestation.id).where(
        Attestation.id.in_(attestation_ids),
        or_(
            exists().where(AttestationMark.attestation_id == Attestation.id),
            exists().where(LateChange.attestation_id == Attestation.id),
        ),
    )
    return set(await session.scalars(query))


async def groups_of_year(session: AsyncSession, school_year_id: int) -> Sequence[Group]:
    """The groups of a year, by grade and name."""
    query = select(Group).where(Group.school_year_id == school_year_id)
    return (await session.scalars(query.order_by(Group.grade.nulls_last(), Group.name, Group.id))).all()


async def year_of_class(session: AsyncSession, school_id: int, group_id: int) -> int | None:
    query = select(Group.school_year_id).where(Group.school_id == school_id, Group.id == group_id)
    return await session.scalar(query)


async def courses_of_group(session: AsyncSession, group_id: int) -> Sequence[Course]:
    """The group's courses with subject and teacher."""
    query = (
        select(Course)
        .join(Course.subject)
        .where(Course.group_id == group_id)
        .options(contains_eager(Course.subject), joinedload(Course.teacher, innerjoin=True))
        .order_by(Subject.name, Course.id)
    )
    return (await session.scalars(query)).all()
