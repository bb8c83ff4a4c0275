"""The deputy head's entry: what was permitted, in time, and nothing beside it (R35, R36)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.errors import EntryTooLong, Forbidden, ProtocolMissing, WrongDay
from services.gradebook import (
    OF_WORK,
    Cells,
    Field,
    LessonDraft,
    LessonRecord,
    Permit,
    Place,
    SaveResult,
    load_record,
    save_record,
    shown,
)
from services.late_changes.documents import WITH_PROTOCOL
from services.late_changes.steps import require_state, take_step
from services.permissions import require_role
from storage.models import Door, LateChange, LateChangeStatus, Lesson, Role, StaffMember
from storage.queries import late_changes as queries
from storage.queries import members
from storage.queries import staff as staff_queries

LONGEST_NUMBER = 40
LONGEST_COMMISSION = 500


@dataclass(frozen=True, slots=True)
class Protocol:
    """What the commission of a retake or of a missed attestation wrote down."""

    number: str = ""
    on_day: date | None = None
    commission: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """The page that a permission opens."""

    change: LateChange
    record: LessonRecord
    permit: Permit

    @property
    def needs_protocol(self) -> bool:
        return self.change.grounds in WITH_PROTOCOL


async def open_entry(session: AsyncSession, *, staff: StaffMember, change_id: int, now: datetime) -> Entry:
    """The lesson's record as the permission opens it.

    Raises ``Forbidden`` for all but deputy heads, ``LateChangeNotOpen``.
    """
    change, lesson = await _require_permitted(session, staff, change_id, now)
    record = await load_record(session, lesson, may_record=True)
    return Entry(change, record, Permit(frozenset(change.students)))


async def enter(
    session: AsyncSession,
    *,
    staff: StaffMember,
    change_id: int,
    draft: LessonDraft,
    protocol: Protocol,
    now: datetime,
    settle: timedelta,
) -> SaveResult:
    """Save what the permission opens of the lesson's page; with that the application is done.

    A draft that changes nothing leaves the permission as it is. Raises ``Forbidden`` for all but
    deputy heads and for cells that are not on the page, ``LateChangeNotOpen``, ``LessonCancelled``, and
    what ``require_proven`` raises.
    """
    change, lesson = await _require_permitted(session, staff, change_id, now)
    today = school_day(await members.school_of(session, staff.school_id), now)
    require_proven(change, protocol, lesson.on_day, today)
    record = await load_record(session, lesson, may_record=True)
    before, permit = shown(record), Permit(frozenset(change.students))
    save = partial(save_record, staff=staff, lesson=lesson, now=now, settle=settle, permit=permit)
    result = await save(session, draft=draft, door=Door.PERMISSION)
    if result.changed:
        change.changed = _lines(record, before, result.written)
        changed = [str(place) for place in result.written]
        await finish(session, change, protocol, changed, staff=staff, now=now)
    return result


async def require_permitted(
    session: AsyncSession, staff: StaffMember, change_id: int, now: datetime
) -> LateChange:
    """The approved application, locked: the second of two entries finds the first one done.

    Raises ``Forbidden`` for all but deputy heads, ``LateChangeNotOpen``.
    """
    require_role(staff, Role.DEPUTY_HEAD)
    change = await queries.late_change_for_update(session, staff.school_id, change_id)
    if change is None:
        raise Forbidden
    require_state(change, LateChangeStatus.APPROVED, now)
    return change


def require_proven(change: LateChange, protocol: Protocol, first: date, today: date) -> None:
    """Raises ``ProtocolMissing``, ``EntryTooLong``, and ``WrongDay`` for a protocol of before ``first``,
    the day of the lesson or of the term's beginning, or of a day to come."""
    if change.grounds not in WITH_PROTOCOL:
        return
    number, commission = protocol.number.strip(), protocol.commission.strip()
    if not number or not commission or protocol.on_day is None:
        raise ProtocolMissing
    if len(number) > LONGEST_NUMBER:
        raise EntryTooLong(limit=LONGEST_NUMBER)
    if len(commission) > LONGEST_COMMISSION:
        raise EntryTooLong(limit=LONGEST_COMMISSION)
    if not first <= protocol.on_day <= today:
        raise WrongDay(first=first, last=today)


async def _require_permitted(
    session: AsyncSession, staff: StaffMember, change_id: int, now: datetime
) -> tuple[LateChange, Lesson]:
    """The application and its lesson, both locked."""
    change = await require_permitted(session, staff, change_id, now)
    lesson = await staff_queries.lesson_for_update(session, staff.school_id, change.lesson_id or 0)
    if lesson is None:
        raise Forbidden
    return change, lesson


async def finish(
    session: AsyncSession,
    change: LateChange,
    protocol: Protocol,
    changed: list[str],
    *,
    staff: StaffMember,
    now: datetime,
) -> None:
    """The application is done: by whom, with which protocol, and the applicant is told."""
    change.status = LateChangeStatus.DONE
    change.entered_by_id, change.entered_at = staff.id, now
    if change.grounds in WITH_PROTOCOL:
        change.protocol_number = protocol.number.strip()
        change.protocol_on = protocol.on_day
        change.commission = protocol.commission.strip()
    await take_step(session, change, staff, "enter_late_change", now, changed=changed)


def _lines(record: LessonRecord, before: Cells, written: Cells) -> list[dict[str, str]]:
    """What the table of changes says of each cell of a student."""
    return [
        {
            "student": str(place.student),
            "kind": _kind_of(record, place, written),
            "field": place.field.value,
            "was": before.get(place, ""),
            "became": text,
        }
        for place, text in written.items()
        if place.field not in OF_WORK
    ]


def _kind_of(record: LessonRecord, place: Place, written: Cells) -> str:
    """The id of the kind of work that the cell belongs to; empty for presence."""
    if not place.column:
        return ""
    known = {str(work.id): str(work.kind_id) for work in record.works}
    usual = str(record.default_kind.id) if record.default_kind else ""
    return known.get(place.column) or written.get(Place(Field.KIND, place.column), usual)
