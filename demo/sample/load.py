"""Fills an empty store with the sample school: its files through the import, then a past, then ways in."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from demo.sample.history import live
from demo.sample.keys import keys
from demo.sample.today import change_today
from demo.sample.year import moved, year_around
from services.importing import apply, check, read_files
from storage.database import Database
from storage.models import School
from storage.queries import bulk

FILES = Path(__file__).parent.parent / "files"
ZONE = ZoneInfo("Asia/Almaty")


class NotEmpty(Exception):
    """The store already holds a school: the sample would mix with real people."""


async def fill(database: Database, *, now: datetime, secret: bytes) -> dict[str, Any]:
    """Bring the sample school in, all or nothing; tell who can be played and how they get in.

    ``{"school": {…}, "people": [{"part", "name", "language", "about", "slips": [{"code", "about",
    "birthday"}], "user_name", "password"}]}``. Nobody is alerted of the past: nobody is linked yet.
    Raises ``NotEmpty``.
    """
    async with database.transaction() as session:
        if await bulk.has_school(session):
            raise NotEmpty
        school = await _bring_in(session, now)
        await live(session, school=school, now=now)
        await change_today(session, school=school, now=now)
        return await keys(session, school=school, secret=secret, now=now)


async def _bring_in(session: AsyncSession, now: datetime) -> School:
    files = {path.name: path.read_bytes() for path in sorted(FILES.glob("*.xlsx"))}
    tables = moved(read_files(files), year_around(now.astimezone(ZONE).date()))
    plan = await check(session, staff=None, tables=tables, now=now)
    assert plan.is_sound, plan.faults[:5]
    report = await apply(session, plan=plan, staff=None, now=now)
    return await session.get_one(School, report.school_id)
