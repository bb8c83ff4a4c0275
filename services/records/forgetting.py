"""What is forgotten of the records of somebody who leaves the diary: only what they gave in its chat (R22)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import GuardianRecord, ReportStatus, StudentRecord
from storage.queries import records as queries
from storage.queries.codes import Person


async def forget_reported(session: AsyncSession, persons: Collection[Person], now: datetime) -> None:
    """Forget contacts that these persons reported of themselves, and the words of all their reports.

    What the school wrote down itself stays, and what they reported of a child: that is the child's
    file. Nothing is forgotten of who is still linked, with another chat or to another child.
    """
    tied = {person.guardianship_id for person in persons if person.guardianship_id is not None}
    for guardian_id in await queries.guardian_ids_of(session, tied):
        if not await queries.is_linked(session, guardian_id=guardian_id):
            _forget_contacts((await queries.guardian_records(session, [guardian_id])).get(guardian_id))
            await _forget_words(session, guardian_id, (), now)
    for student_id in {person.student_id for person in persons if person.student_id is not None}:
        if not await queries.is_linked(session, student_id=student_id):
            _forget_contacts((await queries.student_records(session, [student_id])).get(student_id))
            await _forget_words(session, None, [student_id], now)


def _forget_contacts(record: StudentRecord | GuardianRecord | None) -> None:
    if record is None:
        return
    for name in record.own_words:
        setattr(record, name, "")
    record.own_words = []


async def _forget_words(
    session: AsyncSession, guardian_id: int | None, student_ids: Collection[int], now: datetime
) -> None:
    """That something was reported, and when, stays on record; what it said does not."""
    for report in await queries.reports_by(session, guardian_id=guardian_id, student_ids=student_ids):
        report.value = ""
        if report.status is ReportStatus.WAITING:
            report.status, report.decided_at = ReportStatus.WITHDRAWN, now
