"""Codes that are late and still not handed out when the reminder leaves (R21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.news.prepared import Prepared
from services.screening import Addressed
from services.waiting_lists import ClassWaits, waits_of
from storage.models import Group
from storage.queries import records as queries


@dataclass(frozen=True, slots=True)
class CodesNews:
    group: Group
    waits: ClassWaits


async def codes_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[CodesNews]]:
    """For each message the class, unless all have their codes by now or the reader leads it no more."""
    ids = {item.facts["group"] for message in messages for item in message.batch.items}
    groups = await queries.groups_by_id(session, ids)
    return [await _prepare(session, message, groups, now) for message in messages]


async def _prepare(
    session: AsyncSession, message: Addressed, groups: dict[int, Group], now: datetime
) -> Prepared[CodesNews]:
    items = message.batch.items
    group, school = groups.get(items[0].facts["group"]), message.school
    undone = {item.id: "undone" for item in items}
    if group is None or school is None:
        return Prepared(None, undone)
    waits = (await waits_of(session, school=school, group_ids=[group.id], now=now)).get(group.id)
    since = {day.isoformat() for day in waits.late_since} if waits else set()
    if waits is None or not any(item.facts["since"] in since for item in items):
        return Prepared(None, undone)
    leaders = await queries.accounts_of_leaders(session, group.id, school_day(school, now))
    if message.batch.account_id not in leaders:
        return Prepared(None, {item.id: "revoked" for item in items})
    return Prepared(CodesNews(group, waits))
