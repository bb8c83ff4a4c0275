"""Applications as those involved see them, and the table of changes (R35)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import DocumentLost, Forbidden
from services.gradebook import open_lesson
from services.late_changes.applying import closed_for
from services.late_changes.offer import Offer
from services.late_changes.steps import EXPIRED, state_of
from services.permissions import HEADS, has_role, require_head
from storage.files import Files
from storage.models import (
    LateChange,
    LateChangeDocument,
    LateChangeStatus,
    Role,
    StaffMember,
    Student,
    WorkKind,
)
from storage.queries import gradebook as gradebook_queries
from storage.queries import late_changes as queries


@dataclass(frozen=True, slots=True)
class Filed:
    """One application as a list shows it."""

    change: LateChange
    state: str
    students: tuple[Student, ...]
    is_mine_to_act: bool = False
    """Whether it is the reader's turn."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One application with all that belongs to it."""

    filed: Filed
    documents: tuple[LateChangeDocument, ...]
    may_decide: bool
    may_enter: bool
    kinds: Mapping[str, WorkKind]
    """By id, as ``LateChange.changed`` names them."""


async def open_application(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, now: datetime
) -> Offer:
    """The lesson to apply for. Raises ``Forbidden`` for all but who records it."""
    record = await open_lesson(session, staff=staff, lesson_id=lesson_id)
    if not record.may_record:
        raise Forbidden
    closed = closed_for(record, [student.id for student in record.students], now)
    named = tuple(student for student in record.students if student.id in closed)
    return Offer(course=record.lesson.course, students=named, lesson=record.lesson)


async def late_changes_for(session: AsyncSession, *, staff: StaffMember, now: datetime) -> list[Filed]:
    """The applications that concern the reader, those waiting for the reader first: a teacher's own, for
    heads the school's."""
    own = None if has_role(staff, *HEADS) else staff.id
    changes = await queries.late_changes_of(session, staff.school_id, own)
    students = await _students_of(session, staff.school_id, changes)
    found = [_filed(change, students, staff, now) for change in changes]
    return sorted(found, key=lambda one: not one.is_mine_to_act)


async def open_late_change(
    session: AsyncSession, *, staff: StaffMember, change_id: int, now: datetime
) -> Opened:
    """One application, for its applicant and the heads. Raises ``Forbidden``."""
    change = await _require_seeing(session, staff, change_id)
    students = await _students_of(session, staff.school_id, [change])
    filed = _filed(change, students, staff, now)
    return Opened(
        filed=filed,
        documents=tuple(await queries.documents_of(session, change.id)),
        may_decide=filed.state == LateChangeStatus.FILED and has_role(staff, Role.DIRECTOR),
        may_enter=filed.state == LateChangeStatus.APPROVED and has_role(staff, Role.DEPUTY_HEAD),
        kinds=await kinds_by_id(session, staff.school_id),
    )


async def open_document(
    session: AsyncSession, *, staff: StaffMember, change_id: int, number: int, files: Files
) -> tuple[LateChangeDocument, bytes]:
    """An application's document by its number from 1, for those who see the application.

    Raises ``Forbidden``, ``DocumentLost``.
    """
    change = await _require_seeing(session, staff, change_id)
    documents = await queries.documents_of(session, change.id)
    if not 1 <= number <= len(documents):
        raise Forbidden
    content = files.read(documents[number - 1].sha256)
    if content is None:
        raise DocumentLost
    return documents[number - 1], content


async def table_of_changes(session: AsyncSession, *, staff: StaffMember, now: datetime) -> list[Filed]:
    """What was entered by permission, in the order of entry. Raises ``Forbidden`` for all but heads."""
    require_head(staff)
    changes = await queries.entered_of(session, staff.school_id)
    students = await _students_of(session, staff.school_id, changes)
    return [_filed(change, students, staff, now) for change in changes]


async def kinds_by_id(session: AsyncSession, school_id: int) -> dict[str, WorkKind]:
    return {str(kind.id): kind for kind in await gradebook_queries.kinds_of(session, school_id)}


def is_turn_of(staff: StaffMember, state: str) -> bool:
    """Whether an application at this step waits for a holder of the person's roles."""
    turns = {LateChangeStatus.FILED.value: Role.DIRECTOR, LateChangeStatus.APPROVED.value: Role.DEPUTY_HEAD}
    return state != EXPIRED and state in turns and has_role(staff, turns[state])


async def _require_seeing(session: AsyncSession, staff: StaffMember, change_id: int) -> LateChange:
    change = await queries.late_change_of_school(session, staff.school_id, change_id)
    if change is None or not (change.applicant_id == staff.id or has_role(staff, *HEADS)):
        raise Forbidden
    return change


async def _students_of(
    session: AsyncSession, school_id: int, changes: Sequence[LateChange]
) -> dict[int, Student]:
    return await queries.students_by_id(session, school_id, {id_ for one in changes for id_ in one.students})


def _filed(change: LateChange, students: Mapping[int, Student], staff: StaffMember, now: datetime) -> Filed:
    state = state_of(change, now)
    named = tuple(students[student] for student in change.students if student in students)
    return Filed(change, state, named, is_turn_of(staff, state))
