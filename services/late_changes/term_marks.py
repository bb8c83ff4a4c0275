"""Application and entry where the closed thing is marks that sum up: of a term, an exam, a credit, the final ones
(R35, R36, R37)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions
from services.calendar import school_day
from services.errors import Forbidden
from services.gradebook import (
    Entered,
    TermMarks,
    TermPermit,
    TermResult,
    TermSheet,
    open_term_sheet,
    save_term_marks,
)
from services.late_changes.applying import Application, file, require_sound
from services.late_changes.documents import WITH_PROTOCOL
from services.late_changes.entering import Protocol, finish, require_permitted, require_proven
from services.late_changes.offer import Offer
from storage.files import Files
from storage.models import Door, LateChange, Role, StaffMember
from storage.queries import members


@dataclass(frozen=True, slots=True)
class TermEntry:
    """The cells that a permission opens."""

    change: LateChange
    sheet: TermSheet
    permit: TermPermit

    @property
    def needs_protocol(self) -> bool:
        return self.change.grounds in WITH_PROTOCOL

    @property
    def protocol_from(self) -> date:
        """The first day that a protocol may have: a retake of an exam comes after the exam."""
        attestation = self.sheet.attestation
        return (attestation and attestation.on_day) or self.sheet.term.starts_on


async def open_term_application(
    session: AsyncSession,
    *,
    staff: StaffMember,
    course_id: int,
    term_id: int,
    now: datetime,
    attestation_id: int | None = None,
) -> Offer:
    """The marks to apply for. Raises ``Forbidden`` for all but who teaches the course."""
    sheet = await _require_teaching(session, staff, course_id, term_id, attestation_id, now)
    closed = sheet.closed(now)
    named = tuple(student for student in sheet.students if student.id in closed)
    return Offer(course=sheet.course, students=named, term=sheet.term, attestation=sheet.attestation)


async def apply_for_term(
    session: AsyncSession,
    *,
    staff: StaffMember,
    course_id: int,
    term_id: int,
    application: Application,
    files: Files,
    now: datetime,
    attestation_id: int | None = None,
) -> LateChange:
    """File an application for who teaches the course.

    Raises ``Forbidden`` for everybody else, for a term of another year, an attestation of elsewhere and a
    student who was not in the group in that term, ``AlreadyFiled``, and what ``require_sound`` raises.
    """
    sheet = await _require_teaching(session, staff, course_id, term_id, attestation_id, now)
    require_sound(application, sheet.students, sheet.closed(now), "term")
    change = LateChange(course_id=sheet.course.id, term_id=sheet.term.id, attestation_id=attestation_id)
    return await file(session, change, application, staff=staff, files=files, now=now)


async def open_term_entry(
    session: AsyncSession, *, staff: StaffMember, change_id: int, now: datetime
) -> TermEntry:
    """The marks that the permission opens. Raises ``Forbidden`` for all but deputy heads,
    ``LateChangeNotOpen``."""
    permissions.require_role(staff, Role.DEPUTY_HEAD)
    change = await require_permitted(session, staff, change_id, now)
    return await _opened(session, staff, change, now)


async def enter_term_marks(
    session: AsyncSession,
    *,
    staff: StaffMember,
    change_id: int,
    typed: TermMarks,
    seen: TermMarks,
    protocol: Protocol,
    now: datetime,
    settle: timedelta,
) -> TermResult:
    """Save the marks that the permission opens; with that the application is done.

    Marks that are as they were leave the permission as it is. Raises ``Forbidden`` for all but deputy
    heads and for a student of elsewhere, ``LateChangeNotOpen``, and what ``require_proven`` raises.
    """
    permissions.require_role(staff, Role.DEPUTY_HEAD)
    change = await require_permitted(session, staff, change_id, now)
    entry = await _opened(session, staff, change, now)
    today = school_day(await members.school_of(session, staff.school_id), now)
    require_proven(change, protocol, entry.protocol_from, today)
    result = await _save(session, staff, entry, Entered(typed, seen), now, settle)
    if result.changed:
        change.changed = _lines(result)
        changed = [f"{line['field'].replace('_', '-')}-{line['student']}" for line in change.changed]
        await finish(session, change, protocol, changed, staff=staff, now=now)
    return result


async def _save(
    session: AsyncSession,
    staff: StaffMember,
    entry: TermEntry,
    entered: Entered,
    now: datetime,
    settle: timedelta,
) -> TermResult:
    """In the one column that the permission names; everything else is left as it is."""
    attestation = entry.sheet.attestation
    result = await save_term_marks(
        session,
        staff=staff,
        course_id=entry.sheet.course.id,
        term_id=entry.sheet.term.id,
        typed={} if attestation else entered.typed,
        seen={} if attestation else entered.seen,
        columns={attestation.id: entered} if attestation else {},
        now=now,
        settle=settle,
        door=Door.PERMISSION,
        permit=entry.permit,
    )
    return replace(result, faults=result.beside.get(attestation.id, {})) if attestation else result


async def _opened(session: AsyncSession, staff: StaffMember, change: LateChange, now: datetime) -> TermEntry:
    if change.course_id is None or change.term_id is None:
        raise Forbidden
    sheet = await open_term_sheet(
        session,
        staff=staff,
        course_id=change.course_id,
        term_id=change.term_id,
        attestation_id=change.attestation_id,
        now=now,
    )
    permit = TermPermit(
        frozenset(change.students), change.attestation_id, is_proven=change.grounds in WITH_PROTOCOL
    )
    return TermEntry(change, sheet, permit)


async def _require_teaching(
    session: AsyncSession,
    staff: StaffMember,
    course_id: int,
    term_id: int,
    attestation_id: int | None,
    now: datetime,
) -> TermSheet:
    sheet = await open_term_sheet(
        session, staff=staff, course_id=course_id, term_id=term_id, attestation_id=attestation_id, now=now
    )
    if sheet.course.teacher_id != staff.id:
        raise Forbidden
    return sheet


def _lines(result: TermResult) -> list[dict[str, str]]:
    """What the table of changes says of each student's mark; its field is the kind on the record."""
    return [
        {
            "student": str(one.student_id),
            "kind": "",
            "field": one.kind.value,
            "was": one.was or "",
            "became": one.became or "",
        }
        for one in result.written
    ]
