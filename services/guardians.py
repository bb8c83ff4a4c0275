"""Guardians added to a child and taken away: the only ground on which a family sees a record (R20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.calendar import school_day
from services.codes import Person
from services.errors import (
    AlreadyGuardian,
    EndingUnexplained,
    EntryTooLong,
    Forbidden,
    GuardianIncomplete,
    GuardianUnknown,
    WrongDay,
)
from services.permissions import has_role
from storage.models import Guardian, Guardianship, LeaderKind, Relation, Role, StaffMember, Student
from storage.queries import codes as codes_queries
from storage.queries import guardians as queries
from storage.queries import members
from storage.queries import movement as movement_queries
from storage.queries import staff as staff_queries

LONGEST_NAME = 100
LONGEST_REASON = 500
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class NewGuardian:
    """As typed: ``name`` is ``Family Given [Patronymic]``; with a ``number`` the school's guardian of it."""

    name: str
    relation: Relation
    number: str = ""


async def may_change_guardians(
    session: AsyncSession, *, staff: StaffMember, student_id: int, now: datetime
) -> bool:
    """Whether the person is class teacher of the child today, a records clerk or an administrator."""
    if has_role(staff, Role.RECORDS_CLERK, Role.ADMINISTRATOR):
        return True
    day = school_day(await members.school_of(session, staff.school_id), now)
    led = await staff_queries.groups_led_by(session, staff.id, day, LeaderKind.CLASS_TEACHER)
    classes = await members.classes_of(session, student_id, day)
    return bool({group.id for group in led} & {group.id for group in classes})


async def guardians_of(
    session: AsyncSession, *, staff: StaffMember, student_id: int, now: datetime
) -> Sequence[Guardianship]:
    """Everybody who answers or answered for the child. Raises ``Forbidden``."""
    student = await _require(session, staff, student_id, now)
    return await queries.guardianships_of(session, student.id)


async def add_guardian(
    session: AsyncSession, *, staff: StaffMember, student_id: int, new: NewGuardian, now: datetime
) -> Guardianship:
    """Let a guardian answer for a child. A known one is recognised by number, never by the name alone.

    What had ended begins anew, by hand and on record. Raises ``Forbidden``, ``GuardianIncomplete``,
    ``GuardianUnknown``, ``AlreadyGuardian``, ``EntryTooLong``.
    """
    student = await _require(session, staff, student_id, now)
    guardian = await _guardian(session, student, new)
    tie = await queries.guardianship_between(session, guardian.id, student.id)
    if tie is not None and tie.revoked_at is None:
        raise AlreadyGuardian(name=guardian.full_name)
    if tie is None:
        tie = Guardianship(school_id=student.school_id, guardian_id=guardian.id, student_id=student.id)
        session.add(tie)
    tie.relation, tie.entered_at = new.relation, now
    tie.revoked_at, tie.ended_on, tie.ended_reason = None, None, ""
    await session.flush()
    _note(session, tie, staff, "add_guardian", now, relation=tie.relation.value)
    return tie


async def end_guardianship(
    session: AsyncSession,
    *,
    staff: StaffMember,
    guardianship_id: int,
    reason: str,
    on_day: date | None,
    now: datetime,
) -> Guardianship:
    """Let a guardian answer for a child no more: links and unused codes end at once, and nothing that
    waits to be sent reaches the chat (R20). Ending twice changes nothing.

    Raises ``Forbidden``, ``EndingUnexplained``, ``EntryTooLong``, and ``WrongDay`` for a day to come.
    """
    tie = await queries.guardianship_for_update(session, staff.school_id, guardianship_id)
    if tie is None:
        raise Forbidden
    await _require(session, staff, tie.student_id, now)
    if tie.revoked_at is not None:
        return tie
    today = school_day(await members.school_of(session, staff.school_id), now)
    why = _reason(reason)
    if on_day is None or not EARLIEST <= on_day <= today:
        raise WrongDay(first=EARLIEST, last=today)
    tie.revoked_at, tie.ended_on, tie.ended_reason = now, on_day, why
    await queries.revoke_links(session, tie.id, now)
    await codes_queries.revoke_unused(session, [Person(guardianship_id=tie.id)], now)
    _note(session, tie, staff, "end_guardianship", now, on_day=on_day.isoformat(), reason=why)
    await session.flush()
    return tie


async def _require(session: AsyncSession, staff: StaffMember, student_id: int, now: datetime) -> Student:
    student = await movement_queries.student_of_school(session, staff.school_id, student_id)
    if student is None or not await may_change_guardians(
        session, staff=staff, student_id=student_id, now=now
    ):
        raise Forbidden
    return student


def _reason(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise EndingUnexplained
    if len(text) > LONGEST_REASON:
        raise EntryTooLong(limit=LONGEST_REASON)
    return text


async def _guardian(session: AsyncSession, student: Student, new: NewGuardian) -> Guardian:
    parts, number = new.name.split(), new.number.strip()
    if len(parts) < 2:
        raise GuardianIncomplete
    if max(len(new.name), len(number)) > LONGEST_NAME:
        raise EntryTooLong(limit=LONGEST_NAME)
    last, first, *rest = parts
    known = await queries.guardian_by_number(session, student.school_id, number) if number else None
    if known is not None:
        # A slip of the finger in a number must not open a child's record to a stranger.
        if (known.last_name.casefold(), known.first_name.casefold()) != (last.casefold(), first.casefold()):
            raise GuardianUnknown
        return known
    guardian = Guardian(
        school_id=student.school_id,
        number=number or await _free_number(session, student),
        last_name=last,
        first_name=first,
        patronymic=" ".join(rest),
    )
    session.add(guardian)
    await session.flush()
    return guardian


async def _free_number(session: AsyncSession, student: Student) -> str:
    beginning = f"{student.number}-"
    taken = await queries.numbers_like(session, student.school_id, beginning)
    return next(number for one in count(1) if (number := f"{beginning}{one}") not in taken)


def _note(
    session: AsyncSession, tie: Guardianship, staff: StaffMember, action: str, now: datetime, **facts: Any
) -> None:
    audit.record(
        session,
        audit.About(tie.school_id, "guardianship", tie.id),
        staff=staff,
        action=action,
        now=now,
        student_id=tie.student_id,
        guardian_id=tie.guardian_id,
        **facts,
    )
