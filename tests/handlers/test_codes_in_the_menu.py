"""The staff menu tells who leads a class that codes are late (R21)."""

from storage.database import Database
from tests.cast import Cast
from tests.chat import Phone
from tests.eyes import as_seen
from tests.factories.school import make_regulation

LATE = "Без кода дольше 7 дней: 1."


async def test_who_leads_a_class_reads_that_codes_are_late(
    phone, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_regulation(session, stored_cast.school, "A")
    for address in ("202", "203"):
        leader: Phone = phone(address)
        assert LATE in as_seen(await leader.sends("/staff"))
    teacher: Phone = phone("201")
    assert "кода" not in as_seen(await teacher.sends("/staff"))


async def test_without_a_time_in_the_regulation_nothing_is_said(
    phone, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_regulation(session, stored_cast.school, "A", access__codes_within_days=None)
    leader: Phone = phone("202")
    assert "кода" not in as_seen(await leader.sends("/staff"))
