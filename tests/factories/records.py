"""Reports of changed data from a family's chat."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Caller, identify
from services.records import ReportDraft, file_report
from storage.models import Channel, DataField, DataReport, Student
from tests.clock import MONDAY_MORNING


async def caller_at(session: AsyncSession, address: str, now: datetime = MONDAY_MORNING) -> Caller:
    return await identify(session, channel=Channel.TELEGRAM, address=address, now=now)


async def make_report(
    session: AsyncSession,
    address: str,
    student: Student,
    field: DataField,
    value: str,
    *,
    of_guardian: bool = False,
) -> DataReport:
    """Filed from the chat at ``address``."""
    caller = await caller_at(session, address)
    draft = ReportDraft(student.id, of_guardian, field, value)
    return await file_report(session, caller=caller, draft=draft, now=MONDAY_MORNING)
