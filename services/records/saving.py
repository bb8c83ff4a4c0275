"""Saves what was typed into a personal record, or says at which field it cannot be (R44)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.calendar import school_day
from services.errors import ChangedMeanwhile, SchoolError, WrongIssueDate
from services.records.keeping import ParentRecord, PersonalRecord, open_record
from services.records.values import read_value, shown
from storage.models import GuardianRecord, Model, StaffMember, StudentRecord
from storage.queries import members
from storage.queries import records as queries

OF_STUDENT = ("last_name", "first_name", "patronymic", "birth_date")
OF_RECORD = (
    "sex",
    "document_kind",
    "document_number",
    "document_issued_by",
    "document_issued_on",
    "email",
    "phone",
    "address",
)
OF_GUARDIAN = ("last_name", "first_name", "patronymic")
OF_GUARDIAN_RECORD = ("email", "phone")


@dataclass(frozen=True, slots=True)
class Saved:
    """``changed`` names the fields that became something else; with ``faults`` nothing was saved."""

    changed: tuple[str, ...] = ()
    faults: Mapping[str, SchoolError] = field(default_factory=dict)


def texts_of(record: PersonalRecord) -> dict[str, str]:
    """Every field of the form as text: ``email`` of the student, ``p12-email`` of the guardianship 12."""
    texts = {name: shown(getattr(record.student, name)) for name in OF_STUDENT}
    texts |= {name: shown(getattr(record.record, name, None)) for name in OF_RECORD}
    for parent in record.parents:
        mine = {name: shown(getattr(parent.guardian, name)) for name in OF_GUARDIAN}
        mine |= {"relation": shown(parent.guardianship.relation)}
        mine |= {name: shown(getattr(parent.record, name, None)) for name in OF_GUARDIAN_RECORD}
        texts |= {f"p{parent.guardianship.id}-{name}": text for name, text in mine.items()}
    return texts


async def save_record(
    session: AsyncSession,
    *,
    staff: StaffMember,
    group_id: int,
    student_id: int,
    typed: Mapping[str, str],
    seen: Mapping[str, str],
    now: datetime,
) -> Saved:
    """Save the fields that were changed on the page; all of them or none.

    ``seen`` is what the page showed: what somebody else has changed since is not overwritten. The
    audit says which fields changed, never what they say. Raises ``Forbidden``.
    """
    await open_record(session, staff=staff, group_id=group_id, student_id=student_id, now=now)
    await _lock(session, student_id)
    _, record = await open_record(session, staff=staff, group_id=group_id, student_id=student_id, now=now)
    today = school_day(await members.school_of(session, staff.school_id), now)
    values, faults = read_changes(texts_of(record), typed, seen, today)
    faults |= _too_early(record, values)
    if faults or not values:
        return Saved(faults=faults)
    _write(session, record, values)
    _note(session, staff, student_id, sorted(values), now)
    await session.flush()
    return Saved(changed=tuple(values))


def read_changes(
    stored: Mapping[str, str], typed: Mapping[str, str], seen: Mapping[str, str], today: date
) -> tuple[dict[str, Any], dict[str, SchoolError]]:
    """The new values by field, and what is wrong by field. What no form of ours has is passed over."""
    values: dict[str, Any] = {}
    faults: dict[str, SchoolError] = {}
    for name, was in stored.items():
        text = typed.get(name, was).strip()
        if text in (was, seen.get(name, was)):
            continue
        try:
            value = read_value(name.rpartition("-")[2], text, today)
        except SchoolError as refusal:
            faults[name] = refusal
            continue
        if shown(value) == was:
            continue
        if seen.get(name, was) != was:
            faults[name] = ChangedMeanwhile(theirs=was)
        else:
            values[name] = value
    return values, faults


def record_for(session: AsyncSession, record: PersonalRecord) -> StudentRecord:
    """The student's row, made when there is none yet."""
    if record.record is not None:
        return record.record
    made = StudentRecord(school_id=record.student.school_id, student_id=record.student.id, own_words=[])
    session.add(made)
    return made


def record_for_parent(session: AsyncSession, parent: ParentRecord) -> GuardianRecord:
    """The guardian's row, made when there is none yet."""
    if parent.record is not None:
        return parent.record
    guardian = parent.guardian
    made = GuardianRecord(school_id=guardian.school_id, guardian_id=guardian.id, own_words=[])
    session.add(made)
    return made


def put(row: Any, name: str, value: Any, *, own: bool = False) -> None:
    """Set a field of a record, and whether its owner gave it in the chat."""
    setattr(row, name, value)
    row.own_words = [*(word for word in row.own_words if word != name), *([name] if own else [])]


def _note(
    session: AsyncSession, staff: StaffMember, student_id: int, fields: list[str], now: datetime
) -> None:
    audit.record(
        session,
        audit.About(staff.school_id, "student", student_id),
        staff=staff,
        action="change_record",
        now=now,
        fields=fields,
    )


async def _lock(session: AsyncSession, student_id: int) -> None:
    ties = await queries.guardians_of(session, [student_id])
    guardian_ids = {guardian.id for _, guardian in ties}
    await queries.lock_people(session, student_id, guardian_ids)
    await queries.student_records(session, [student_id], locked=True)
    await queries.guardian_records(session, guardian_ids, locked=True)


def _too_early(record: PersonalRecord, values: Mapping[str, Any]) -> dict[str, SchoolError]:
    """A document cannot be older than its owner."""
    issued = values.get("document_issued_on", getattr(record.record, "document_issued_on", None))
    born = values.get("birth_date", record.student.birth_date)
    if issued is None or issued >= born or not {"document_issued_on", "birth_date"} & values.keys():
        return {}
    return {"document_issued_on": WrongIssueDate()}


def _write(session: AsyncSession, record: PersonalRecord, values: Mapping[str, Any]) -> None:
    parents = {f"p{parent.guardianship.id}": parent for parent in record.parents}
    rows: dict[str, Any] = {}
    for where, value in values.items():
        prefix, _, name = where.rpartition("-")
        if name == "relation":
            parents[prefix].guardianship.relation = value
        elif name in OF_STUDENT:
            owner: Model = parents[prefix].guardian if prefix else record.student
            setattr(owner, name, value)
        else:
            if prefix not in rows:
                rows[prefix] = (
                    record_for_parent(session, parents[prefix]) if prefix else record_for(session, record)
                )
            put(rows[prefix], name, value)
