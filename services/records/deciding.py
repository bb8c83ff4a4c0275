"""The class teacher accepts what a family reported, corrects it, or declines it with a reason (R12)."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.calendar import school_day
from services.errors import DecliningUnexplained, EntryTooLong, Forbidden, ReportDecided, ReporterLeft
from services.outbox import tell
from services.records.keeping import ParentRecord, PersonalRecord, records_of, require_keeping
from services.records.reporting import read_report
from services.records.saving import put, record_for, record_for_parent
from services.records.values import masked, split_name
from storage.models import DataField, DataReport, Door, OutboxKind, ReportStatus, StaffMember, Student
from storage.queries import members
from storage.queries import records as queries
from storage.queries.recipients import accounts_about

LONGEST_REASON = 300
LASTS = timedelta(days=7)


async def accept_report(
    session: AsyncSession,
    *,
    staff: StaffMember,
    report_id: int,
    now: datetime,
    value: str | None = None,
    door: Door = Door.WEB,
) -> DataReport:
    """Put the reported value into the record, or ``value`` in its place where it was corrected; once.

    Raises ``Forbidden`` for all but who keeps the records of the child's class, ``ReportDecided``,
    ``ReporterLeft``, and what ``read_report`` raises of a corrected value.
    """
    report, student = await _require_deciding(session, staff, report_id, now)
    if not await queries.speaks_for(session, report):
        raise ReporterLeft
    today = school_day(await members.school_of(session, staff.school_id), now)
    final = report.value if value is None else read_report(report.field, value, today)
    was_corrected = final != report.value
    (record,) = await records_of(session, [student])
    _apply(session, record, report, final)
    report.value = masked(final) if report.field is DataField.DOCUMENT else final
    await _decide(session, report, ReportStatus.ACCEPTED, staff, now, door, corrected=was_corrected)
    return report


async def decline_report(
    session: AsyncSession, *, staff: StaffMember, report_id: int, reason: str, now: datetime
) -> DataReport:
    """Leave the record as it is and tell the family why. Raises ``Forbidden``, ``ReportDecided``,
    ``DecliningUnexplained``, ``EntryTooLong``."""
    report, _ = await _require_deciding(session, staff, report_id, now)
    reason = " ".join(reason.replace("\x00", "").split())
    if not reason:
        raise DecliningUnexplained
    if len(reason) > LONGEST_REASON:
        raise EntryTooLong(limit=LONGEST_REASON)
    report.reason = reason
    report.value = masked(report.value) if report.field is DataField.DOCUMENT else report.value
    await _decide(session, report, ReportStatus.DECLINED, staff, now, Door.WEB)
    return report


async def reporters_accounts(session: AsyncSession, report: DataReport) -> set[int]:
    """The chats of whoever reported it, as far as they are still tied to the child."""
    tied = await accounts_about(session, [report.student_id])
    return {account_id for account_id, _, guardian_id in tied if guardian_id == report.guardian_id}


async def _require_deciding(
    session: AsyncSession, staff: StaffMember, report_id: int, now: datetime
) -> tuple[DataReport, Student]:
    report = await queries.report_for_update(session, staff.school_id, report_id)
    if report is None:
        raise Forbidden
    day = school_day(await members.school_of(session, staff.school_id), now)
    groups = await members.classes_of(session, report.student_id, day)
    if not groups:
        raise Forbidden
    await require_keeping(session, staff=staff, group_id=groups[0].id, now=now)
    if report.status is not ReportStatus.WAITING:
        raise ReportDecided
    guardian_ids = {report.guardian_id} if report.guardian_id else set()
    await queries.lock_people(session, report.student_id, guardian_ids)
    return report, await session.get_one(Student, report.student_id)


def _apply(session: AsyncSession, record: PersonalRecord, report: DataReport, value: str) -> None:
    """Names and birth dates go into the person's own row, where every page reads them."""
    parent = _reporter(record, report)
    match report.field:
        case DataField.NAME:
            person = parent.guardian if parent and report.about_guardian else record.student
            person.last_name, person.first_name, person.patronymic = split_name(value)
        case DataField.BIRTH_DATE:
            record.student.birth_date = date.fromisoformat(value)
        case DataField.DOCUMENT:
            row = record_for(session, record)
            # Another document has another issuer: what is not known is better missing than wrong.
            row.document_number, row.document_kind = value, None
            row.document_issued_by, row.document_issued_on = "", None
        case DataField.PHONE | DataField.EMAIL if parent and report.about_guardian:
            put(record_for_parent(session, parent), report.field.value, value, own=True)
        case DataField.PHONE | DataField.EMAIL | DataField.ADDRESS:
            put(record_for(session, record), report.field.value, value, own=report.guardian_id is None)


def _reporter(record: PersonalRecord, report: DataReport) -> ParentRecord | None:
    return next((one for one in record.parents if one.guardian.id == report.guardian_id), None)


async def _decide(
    session: AsyncSession,
    report: DataReport,
    status: ReportStatus,
    staff: StaffMember,
    now: datetime,
    door: Door,
    **facts: bool,
) -> None:
    report.status, report.decided_by_id, report.decided_at = status, staff.id, now
    audit.record(
        session,
        audit.About(report.school_id, "student", report.student_id),
        staff=staff,
        action="accept_report" if status is ReportStatus.ACCEPTED else "decline_report",
        now=now,
        door=door,
        report=report.id,
        field=report.field.value,
        of="guardian" if report.about_guardian else "student",
        guardian=report.guardian_id,
        **facts,
    )
    await session.flush()
    await _tell_outcome(session, report, now)


async def _tell_outcome(session: AsyncSession, report: DataReport, now: datetime) -> None:
    await tell(
        session,
        kind=OutboxKind.DATA_OUTCOME,
        account_ids=await reporters_accounts(session, report),
        event=f"data_outcome:{report.id}",
        facts={"report": report.id},
        school_id=report.school_id,
        now=now,
        lasts=LASTS,
    )
