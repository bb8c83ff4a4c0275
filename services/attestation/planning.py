"""The deputy head's word: which attestation a course has, on which day, before whom (R37)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.attestation.reading import PLANNERS
from services.errors import AttestationMarked, AttestedTwice, EntryTooLong, Forbidden, WrongDay
from services.permissions import require_role
from services.regulation import require_open_year
from storage.models import Attestation, AttestationKind, Course, StaffMember, Term
from storage.queries import attestations as queries
from storage.queries import class_gradebook
from storage.queries import gradebook as gradebook_queries
from storage.queries import staff as staff_queries

LONGEST_COMMISSION = 500
AFTER_THE_YEAR = timedelta(days=92)
"""Exams are held in summer, too."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When it is held, and before whom; either may be left open."""

    on_day: date | None = None
    commission: str = ""


async def plan_attestation(
    session: AsyncSession,
    *,
    staff: StaffMember,
    course_id: int,
    term_id: int,
    kind: AttestationKind,
    plan: Plan,
    now: datetime,
) -> Attestation:
    """Let a course have an exam, a credit or a final mark in a term.

    Raises ``Forbidden`` for all but administrators and deputy heads and for a term of another year,
    ``YearShut``, ``AttestedTwice``, ``WrongDay`` and ``EntryTooLong``.
    """
    course = await _require(session, staff, course_id, now)
    term = await class_gradebook.term_of_group(session, term_id, course.group.school_year_id)
    if term is None:
        raise Forbidden
    await class_gradebook.lock_course(session, course.id)
    if any(one.kind is kind for one in await queries.attestations_of(session, course.id, term.id)):
        raise AttestedTwice
    await _require_possible(session, course, term, plan)
    made = Attestation(school_id=course.school_id, course_id=course.id, term_id=term.id, kind=kind)
    made.on_day, made.commission = plan.on_day, plan.commission
    session.add(made)
    await session.flush()
    _note(session, made, staff, "plan_attestation", now)
    return made


async def change_attestation(
    session: AsyncSession,
    *,
    staff: StaffMember,
    course_id: int,
    attestation_id: int,
    plan: Plan,
    now: datetime,
) -> Attestation:
    """Another day or another commission.

    Raises ``Forbidden``, ``YearShut``, ``WrongDay``, ``EntryTooLong``, and ``AttestationMarked`` for another day once
    there are marks: a day moved on would open what has closed.
    """
    one = await _require_attestation(session, staff, course_id, attestation_id, now)
    if plan.on_day != one.on_day:
        await _require_unmarked(session, one)
    await _require_possible(session, one.course, one.term, plan)
    if (one.on_day, one.commission) != (plan.on_day, plan.commission):
        one.on_day, one.commission = plan.on_day, plan.commission
        _note(session, one, staff, "change_attestation", now)
        await session.flush()
    return one


async def remove_attestation(
    session: AsyncSession, *, staff: StaffMember, course_id: int, attestation_id: int, now: datetime
) -> None:
    """Take it away, if nobody has a mark there. Raises ``Forbidden``, ``YearShut``, ``AttestationMarked``."""
    one = await _require_attestation(session, staff, course_id, attestation_id, now)
    await _require_unmarked(session, one)
    _note(session, one, staff, "remove_attestation", now)
    await session.delete(one)
    await session.flush()


async def set_term_marks(
    session: AsyncSession, *, staff: StaffMember, course_id: int, has_term_marks: bool, now: datetime
) -> Course:
    """Say whether the course is attested by term marks. Those there are stay. Raises ``Forbidden``, ``YearShut``."""
    course = await _require(session, staff, course_id, now)
    if course.has_term_marks is not has_term_marks:
        course.has_term_marks = has_term_marks
        audit.record(
            session,
            audit.About(course.school_id, "course", course.id),
            staff=staff,
            action="set_term_marks",
            now=now,
            has_term_marks=has_term_marks,
        )
        await session.flush()
    return course


async def _require(session: AsyncSession, staff: StaffMember, course_id: int, now: datetime) -> Course:
    """Raises ``Forbidden``, and ``YearShut`` for a course of a closed school year (R45)."""
    require_role(staff, *PLANNERS)
    course = await staff_queries.course_of_school(session, staff.school_id, course_id)
    if course is None:
        raise Forbidden
    await _require_open(session, course, now)
    return course


async def _require_open(session: AsyncSession, course: Course, now: datetime) -> None:
    year = await gradebook_queries.year_of_group(session, course.group.school_year_id)
    await require_open_year(session, course.school_id, year, now)


async def _require_attestation(
    session: AsyncSession, staff: StaffMember, course_id: int, attestation_id: int, now: datetime
) -> Attestation:
    """Locked together with its course, so that nobody gives a mark there meanwhile. Raises what ``_require`` raises."""
    require_role(staff, *PLANNERS)
    one = await queries.attestation_of_school(session, staff.school_id, attestation_id)
    if one is None or one.course_id != course_id:
        raise Forbidden
    await _require_open(session, one.course, now)
    await class_gradebook.lock_course(session, one.course_id)
    return one


async def _require_unmarked(session: AsyncSession, one: Attestation) -> None:
    if await queries.marked(session, [one.id]):
        raise AttestationMarked


async def _require_possible(session: AsyncSession, course: Course, term: Term, plan: Plan) -> None:
    if len(plan.commission) > LONGEST_COMMISSION:
        raise EntryTooLong(limit=LONGEST_COMMISSION)
    year = await gradebook_queries.year_of_group(session, course.group.school_year_id)
    last = year.ends_on + AFTER_THE_YEAR
    if plan.on_day is not None and not term.starts_on <= plan.on_day <= last:
        raise WrongDay(first=term.starts_on, last=last)


def _note(session: AsyncSession, one: Attestation, staff: StaffMember, action: str, now: datetime) -> None:
    audit.record(
        session,
        audit.About(one.school_id, "attestation", one.id),
        staff=staff,
        action=action,
        now=now,
        course=one.course_id,
        term=one.term_id,
        kind=one.kind.value,
        on_day=one.on_day.isoformat() if one.on_day else None,
        commission=one.commission,
    )
