"""Fills an empty store with the sample school: its files through the import, then a past, then ways in."""

from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from demo.sample.comings import come_and_go
from demo.sample.handouts import hand_out
from demo.sample.history import live
from demo.sample.keys import find_family, keys
from demo.sample.last_year import bring_last_year
from demo.sample.personal import keep_records
from demo.sample.today import change_today
from demo.sample.year import Year, moved, year_around
from services.importing import apply, check, read_files
from services.regulation import choose_regulation, in_force
from storage.database import Database
from storage.files import Files
from storage.models import Role, School
from storage.queries import bulk

FILES = Path(__file__).parent.parent / "files"
ZONE = ZoneInfo("Asia/Almaty")


class NotEmpty(Exception):
    """The store already holds a school: the sample would mix with real people."""


async def fill(database: Database, *, now: datetime, secret: bytes, files: Files) -> dict[str, Any]:
    """Bring the sample school in, all or nothing; tell who can be played and how they get in.

    ``{"school": {…}, "people": [{"part", "name", "language", "about", "slips": [{"code", "about",
    "birthday"}], "user_name", "password"}]}``. Nobody is alerted of the past: nobody is linked yet.
    Raises ``NotEmpty``.
    """
    async with database.transaction() as session:
        if await bulk.has_school(session):
            raise NotEmpty
        school = await _bring_in(session, now)
        await come_and_go(session, school=school, now=now)
        await live(session, school=school, now=now)
        await change_today(session, school=school, now=now)
        play = await find_family(session, school)
        await keep_records(session, school=school, play=play, now=now)
        await hand_out(session, school=school, play=play, files=files, now=now)
        return await keys(session, school=school, play=play, secret=secret, now=now)


async def _bring_in(session: AsyncSession, now: datetime) -> School:
    """Last year, then this one: its regulation, and its files over what was promoted."""
    workbooks = {path.name: path.read_bytes() for path in sorted(FILES.glob("*.xlsx"))}
    year = year_around(now.astimezone(ZONE).date())
    tables = moved(read_files(workbooks), year)
    school = await bring_last_year(session, tables=tables, year=year, now=now)
    await _try_points(session, school, year)
    plan = await check(session, staff=None, tables=tables, now=now)
    assert plan.is_sound, plan.faults[:5]
    await apply(session, plan=plan, staff=None, now=now)
    return school


async def _try_points(session: AsyncSession, school: School, year: Year) -> None:
    """With the year section and quarter works begin, as schools of Kazakhstan have them."""
    begins = datetime.combine(year.starts_on, time(0), ZONE)
    before = await in_force(session, school, begins)
    await choose_regulation(
        session,
        staff=(await bulk.staff_with_role(session, school.id, Role.ADMINISTRATOR))[0],
        name=before.preset,
        overrides={**before.overrides, "summative.is_on": True},
        now=begins,
    )
