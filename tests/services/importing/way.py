"""The whole way of a workbook: read, check, apply, in the test's transaction."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.importing import Plan, Report, apply, check, read_files
from storage.models import StaffMember
from tests.clock import MONDAY_MORNING
from tests.factories.files import Sheets, workbook

NOW = MONDAY_MORNING
TODAY = date(2026, 11, 23)


async def dry_run(session: AsyncSession, sheets: Sheets, staff: StaffMember | None = None) -> Plan:
    tables = read_files({"school.xlsx": workbook(sheets)})
    return await check(session, staff=staff, tables=tables, now=NOW)


async def bring_in(session: AsyncSession, sheets: Sheets, staff: StaffMember | None = None) -> Report:
    plan = await dry_run(session, sheets, staff)
    assert plan.faults == ()
    return await apply(session, plan=plan, staff=staff, now=NOW)


async def count(session: AsyncSession, model: Any, *where: Any) -> int:
    return (await session.scalar(select(func.count(model.id)).where(*where))) or 0
