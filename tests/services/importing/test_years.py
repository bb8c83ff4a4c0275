"""Files and school years: after a promotion, and into a year that was closed (R45)."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.importing import FaultCode
from services.years import Choices, ClassChoice, Outcome, open_promotion, promote
from storage.models import Group, GroupMembership, Role, School, SchoolYear
from tests.factories.files import small_school
from tests.factories.people import make_staff
from tests.factories.years import JUNE, ORDER_DAY, make_next_year
from tests.services.importing.way import bring_in, count, dry_run


def _next_year(sheets: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    sheets["Школа"][1][5:] = ["2027/2028", "01.09.2027", "31.05.2028"]
    days = (("01.09.2027", "24.10.2027"), ("01.11.2027", "26.12.2027"))
    for row, (first, last) in zip(sheets["Четверти"][1:], days, strict=True):
        row[2:] = [first, last]
    return sheets


async def test_an_import_after_the_promotion_works_on_the_same_classes(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    school = (await session.scalars(select(School))).one()
    director = await make_staff(session, school, "Сатыбалдиев Ерлан", Role.DIRECTOR)
    year = await make_next_year(session, school)
    page = await open_promotion(session, staff=director, year_id=year.id)
    # The file names the classes as it did: each student repeats the name, not the class twice.
    classes = {one.group.id: ClassChoice(Outcome.PROMOTED, one.group.name) for one in page.waiting}
    done = await promote(
        session,
        staff=director,
        year_id=year.id,
        choices=Choices(classes),
        number="45",
        on_day=ORDER_DAY,
        now=JUNE,
    )
    assert (done.faults, sum(done.counts.values())) == ({}, 3)
    await bring_in(session, _next_year(small_school()))
    names = list(await session.scalars(select(Group.name).where(Group.school_year_id == year.id)))
    assert len(names) == len(set(names)) == 4
    assert await count(session, GroupMembership, GroupMembership.left_on.is_(None)) == 5


async def test_a_closed_year_takes_no_files_but_the_next_one_does(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    year = (await session.scalars(select(SchoolYear))).one()
    year.closed_at = datetime(2026, 1, 1, tzinfo=UTC)
    await session.flush()
    assert (await dry_run(session, small_school())).is_sound, "a file that changes nothing hurts nobody"
    sheets = small_school()
    sheets["Четверти"][1][3] = "20.10.2026"
    plan = await dry_run(session, sheets)
    assert [fault.code for fault in plan.faults] == [FaultCode.YEAR_CLOSED]
    assert (await dry_run(session, _next_year(small_school()))).is_sound
