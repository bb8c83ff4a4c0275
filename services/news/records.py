"""What is still worth telling about personal records: a check that is due, a report, what became of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.news.prepared import Prepared
from services.records.checking import check_states
from services.records.deciding import reporters_accounts
from services.records.values import masked
from services.screening import Addressed
from storage.models import DataField, DataReport, Group, Guardian, ReportStatus, Student
from storage.queries import members
from storage.queries import records as queries


@dataclass(frozen=True, slots=True)
class ReportNews:
    """A report with as much of it as may stand in a chat: a document's number is masked."""

    report_id: int
    status: ReportStatus
    field: DataField
    value: str
    reason: str
    about_guardian: bool
    student: Student
    guardian: Guardian | None
    group: Group | None = None


async def checks_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[Group]]:
    """For each message the class to check, unless it was confirmed meanwhile or the reader leads it no more."""
    ids = {item.facts["group"] for message in messages for item in message.batch.items}
    groups = await queries.groups_by_id(session, ids)
    return [await _check(session, message, groups, now) for message in messages]


async def reports_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[ReportNews]]:
    """For each message the report, unless somebody has dealt with it, whoever reported it has lost the
    right to, or the reader does not lead the child's class."""
    found = await _reports(session, messages)
    return [await _report(session, message, found, now) for message in messages]


async def outcomes_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[ReportNews]]:
    """For each message what became of the report, unless the reader is no longer tied to the child."""
    found = await _reports(session, messages)
    return [await _outcome(session, message, found) for message in messages]


async def _check(
    session: AsyncSession, message: Addressed, groups: dict[int, Group], now: datetime
) -> Prepared[Group]:
    # Each of these is an event without a batch, so that a message holds exactly one.
    (item,) = message.batch.items
    group, school = groups.get(item.facts["group"]), message.school
    if group is None or school is None:
        return Prepared(None, {item.id: "undone"})
    state = (await check_states(session, school=school, group_ids=[group.id], now=now))[group.id]
    if not state.is_due or state.period != date.fromisoformat(item.facts["period"]):
        return Prepared(None, {item.id: "undone"})
    leaders = await queries.accounts_of_leaders(session, group.id, school_day(school, now))
    if message.batch.account_id not in leaders:
        return Prepared(None, {item.id: "revoked"})
    return Prepared(group)


async def _report(
    session: AsyncSession, message: Addressed, found: dict[int, DataReport], now: datetime
) -> Prepared[ReportNews]:
    (item,) = message.batch.items
    report, school = found.get(item.facts["report"]), message.school
    if report is None or school is None or report.status is not ReportStatus.WAITING:
        return Prepared(None, {item.id: "undone"})
    day = school_day(school, now)
    groups = await members.classes_of(session, report.student_id, day)
    if not groups or not await queries.speaks_for(session, report):
        return Prepared(None, {item.id: "undone"})
    if message.batch.account_id not in await queries.accounts_of_leaders(session, groups[0].id, day):
        return Prepared(None, {item.id: "revoked"})
    return Prepared(_news(report, groups[0]))


async def _outcome(
    session: AsyncSession, message: Addressed, found: dict[int, DataReport]
) -> Prepared[ReportNews]:
    (item,) = message.batch.items
    report = found.get(item.facts["report"])
    if report is None or report.status not in (ReportStatus.ACCEPTED, ReportStatus.DECLINED):
        return Prepared(None, {item.id: "undone"})
    if message.batch.account_id not in await reporters_accounts(session, report):
        return Prepared(None, {item.id: "revoked"})
    return Prepared(_news(report))


async def _reports(session: AsyncSession, messages: Sequence[Addressed]) -> dict[int, DataReport]:
    ids = {item.facts["report"] for message in messages for item in message.batch.items}
    return await queries.reports_by_id(session, ids)


def _news(report: DataReport, group: Group | None = None) -> ReportNews:
    is_open_number = report.field is DataField.DOCUMENT and report.status is ReportStatus.WAITING
    return ReportNews(
        report_id=report.id,
        status=report.status,
        field=report.field,
        value=masked(report.value) if is_open_number else report.value,
        reason=report.reason,
        about_guardian=report.about_guardian,
        student=report.student,
        guardian=report.guardian,
        group=group,
    )
