"""Terms beside the quarters, term marks, exams and the marks given there."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Attestation,
    AttestationKind,
    AttestationMark,
    Course,
    NotAttestedReason,
    SchoolYear,
    Student,
    Term,
    TermKind,
    TermMark,
)
from tests.clock import MONDAY_MORNING
from tests.factories import keep


async def quarters_of(session: AsyncSession, year: SchoolYear) -> list[Term]:
    """The four that ``make_year`` made."""
    query = select(Term).where(Term.school_year_id == year.id, Term.kind == TermKind.QUARTER)
    return list(await session.scalars(query.order_by(Term.number)))


async def make_term(
    session: AsyncSession,
    year: SchoolYear,
    kind: TermKind = TermKind.YEAR,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Term:
    return await keep(
        session,
        Term(
            school_id=year.school_id,
            school_year_id=year.id,
            kind=kind,
            number=1,
            starts_on=starts_on or year.starts_on,
            ends_on=ends_on or year.ends_on,
        ),
    )


async def make_term_mark(
    session: AsyncSession,
    course: Course,
    student: Student,
    term: Term,
    value: str,
    reason: NotAttestedReason | None = None,
    words: str = "",
) -> TermMark:
    return await keep(
        session,
        TermMark(
            school_id=course.school_id,
            course_id=course.id,
            student_id=student.id,
            term_id=term.id,
            value=value,
            reason=reason,
            reason_words=words,
            changed_at=MONDAY_MORNING,
        ),
    )


async def make_attestation(
    session: AsyncSession,
    course: Course,
    term: Term,
    kind: AttestationKind = AttestationKind.EXAM,
    on_day: date | None = None,
    commission: str = "",
) -> Attestation:
    return await keep(
        session,
        Attestation(
            school_id=course.school_id,
            course_id=course.id,
            term_id=term.id,
            kind=kind,
            on_day=on_day,
            commission=commission,
        ),
    )


async def make_exam_mark(
    session: AsyncSession,
    attestation: Attestation,
    student: Student,
    value: str,
    at: datetime = MONDAY_MORNING,
) -> AttestationMark:
    return await keep(
        session,
        AttestationMark(
            school_id=attestation.school_id,
            attestation_id=attestation.id,
            student_id=student.id,
            value=value,
            changed_at=at,
        ),
    )
