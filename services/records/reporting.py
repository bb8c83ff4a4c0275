"""A family reports from the chat that its data have changed (R12)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Caller, Child
from services.errors import (
    Forbidden,
    NobodyToTell,
    NothingChanged,
    ReportTooLong,
    TextEmpty,
    TooManyReports,
)
from services.outbox import tell
from services.records.keeping import PersonalRecord, records_of
from services.records.values import read_birth_date, read_document, read_email, read_phone, split_name
from storage.models import DataField, DataReport, OutboxKind, ReportStatus
from storage.queries import records as queries

MOST_WAITING = 5
LONGEST = 300
LASTS = timedelta(days=7)
OF_STUDENT = (DataField.PHONE, DataField.EMAIL)
"""What a student may report: the rest is for those who answer for the child."""
OF_GUARDIAN = (DataField.PHONE, DataField.EMAIL, DataField.NAME, DataField.OTHER)
OF_CHILD = tuple(DataField)


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A report on its way. Its ``facts`` live in the chat's conversation, so that a restart loses nothing."""

    student_id: int
    about_guardian: bool
    field: DataField
    value: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        return cls(facts["student_id"], facts["about_guardian"], DataField(facts["field"]), facts["value"])

    @property
    def fingerprint(self) -> str:
        """Travels in the Send button: a button under an older draft sends nothing."""
        return hashlib.sha256(json.dumps(self.facts, sort_keys=True).encode()).hexdigest()[:12]


def fields_open(child: Child, *, about_guardian: bool) -> tuple[DataField, ...]:
    """What the caller may report of the child, or of itself as the child's guardian."""
    if child.guardianship is None:
        return () if about_guardian else OF_STUDENT
    return OF_GUARDIAN if about_guardian else OF_CHILD


def require_reporting(caller: Caller, draft: ReportDraft) -> Child:
    """The child of the draft, as the caller is tied to it now. Raises ``Forbidden``, ``NotLinked``."""
    child = caller.child(draft.student_id)
    if draft.field not in fields_open(child, about_guardian=draft.about_guardian):
        raise Forbidden
    return child


async def begin_report(session: AsyncSession, *, caller: Caller, draft: ReportDraft) -> Child:
    """Whether the draft may be written at all. Raises ``Forbidden``, ``NobodyToTell``, ``TooManyReports``."""
    child = require_reporting(caller, draft)
    if child.group is None:
        raise NobodyToTell
    waiting = await queries.waiting_reports(session, [draft.student_id])
    if len([one for one in waiting if not _same(one, draft, child)]) >= MOST_WAITING:
        raise TooManyReports(most=MOST_WAITING)
    return child


async def with_value(
    session: AsyncSession, *, caller: Caller, draft: ReportDraft, text: str, now: datetime
) -> ReportDraft:
    """The draft with the new value as it will be kept. Raises the refusal that belongs to the field,
    ``NothingChanged`` when the school has it like this."""
    child = await begin_report(session, caller=caller, draft=draft)
    value = read_report(draft.field, text, child.today(now))
    (record,) = await records_of(session, [child.student])
    if value == _on_record(record, draft, child):
        raise NothingChanged
    return replace(draft, value=value)


async def file_report(
    session: AsyncSession, *, caller: Caller, draft: ReportDraft, now: datetime
) -> DataReport:
    """Put the report before the class teacher, in place of one about the same that still waits.

    Every right is checked again. Raises what ``with_value`` raises.
    """
    draft = await with_value(session, caller=caller, draft=draft, text=draft.value, now=now)
    child = require_reporting(caller, draft)
    for older in await queries.waiting_reports(session, [draft.student_id]):
        if _same(older, draft, child):
            older.status, older.value = ReportStatus.REPLACED, ""
    report = DataReport(
        school_id=child.student.school_id,
        student_id=child.student.id,
        guardian_id=child.guardianship.guardian_id if child.guardianship else None,
        about_guardian=draft.about_guardian,
        field=draft.field,
        value=draft.value,
        reported_at=now,
    )
    session.add(report)
    await session.flush()
    await _tell_leaders(session, report, child, now)
    return report


def read_report(field: DataField, text: str, today: date) -> str:
    """The new value as text, days as ISO. Raises the refusal that belongs to the field."""
    text = text.replace("\x00", "").strip()
    if not text and field is not DataField.BIRTH_DATE:
        raise TextEmpty
    if len(text) > LONGEST:
        raise ReportTooLong(limit=LONGEST)
    match field:
        case DataField.PHONE:
            return read_phone(text)
        case DataField.EMAIL:
            return read_email(text)
        case DataField.DOCUMENT:
            return read_document(text)
        case DataField.NAME:
            return " ".join(part for part in split_name(text) if part)
        case DataField.BIRTH_DATE:
            return read_birth_date(text, today).isoformat()
    return " ".join(text.split()) if field is DataField.ADDRESS else text


async def _tell_leaders(session: AsyncSession, report: DataReport, child: Child, now: datetime) -> None:
    assert child.group is not None
    await tell(
        session,
        kind=OutboxKind.DATA_REPORT,
        account_ids=await queries.accounts_of_leaders(session, child.group.id, child.today(now)),
        event=f"data_report:{report.id}",
        facts={"report": report.id},
        school_id=report.school_id,
        now=now,
        lasts=LASTS,
    )


def _same(older: DataReport, draft: ReportDraft, child: Child) -> bool:
    """Whether the same person has reported the same thing already; free words are never the same."""
    guardian_id = child.guardianship.guardian_id if child.guardianship else None
    return (older.guardian_id, older.about_guardian, older.field) == (
        guardian_id,
        draft.about_guardian,
        draft.field,
    ) and draft.field is not DataField.OTHER


def _on_record(record: PersonalRecord, draft: ReportDraft, child: Child) -> str | None:
    """What the school has now in place of what is reported."""
    mine = [
        one
        for one in record.parents
        if child.guardianship and one.guardian.id == child.guardianship.guardian_id
    ]
    person: Any = mine[0].guardian if draft.about_guardian and mine else record.student
    row: Any = mine[0].record if draft.about_guardian and mine else record.record
    match draft.field:
        case DataField.NAME:
            return str(person.full_name)
        case DataField.BIRTH_DATE:
            return record.student.birth_date.isoformat()
        case DataField.DOCUMENT:
            return row.document_number if row else None
        case DataField.OTHER:
            return None
    return getattr(row, draft.field.value) if row else None
