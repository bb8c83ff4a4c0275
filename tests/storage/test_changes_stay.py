"""The record of changes only grows: the store refuses all else, and what is done past it is found."""

import asyncio

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from services.history import Break, Difference, check_records, note
from services.history.chain import Fault, Flaw, Head, digest, tie
from storage.database import Database, async_url
from storage.models import Change, ChangeKind, Door, Model, School
from storage.queries import history as queries
from tests.cast import Cast
from tests.clock import MONDAY_MORNING

REFUSED = "changes are only ever added"


async def write(session: AsyncSession, cast: Cast, *values: str) -> None:
    """Marks of one student, each instead of the one before."""
    steps = [
        Difference(kind=ChangeKind.MARK, was=was, became=became, student_id=cast.son.id)
        for was, became in zip(("", *values), values, strict=False)
    ]
    await note(
        session,
        school_id=cast.school.id,
        staff=cast.teacher,
        door=Door.WEB,
        differences=steps,
        now=MONDAY_MORNING,
    )


async def forge(session: AsyncSession, *statements: str) -> None:
    """What somebody does who has the database's password: the triggers go first."""
    if session.get_bind().dialect.name == "sqlite":
        triggers = ["DROP TRIGGER changes_are_not_changed", "DROP TRIGGER changes_are_not_deleted"]
    else:
        triggers = ["ALTER TABLE changes DISABLE TRIGGER USER"]
    for statement in (*triggers, *statements):
        await session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET became = '5'",
        "UPDATE changes SET number = number + 10",
        "DELETE FROM changes",
        "DELETE FROM changes WHERE number = 3",
    ],
)
async def test_the_store_refuses_to_change_or_delete_an_entry(
    database: Database, stored_cast: Cast, statement: str
) -> None:
    async with database.transaction() as session:
        await write(session, stored_cast, "2", "3", "4")
    async with database.transaction() as session:
        with pytest.raises(DBAPIError, match=REFUSED):
            await session.execute(text(statement))
        await session.rollback()
    async with database.reading() as session:
        assert (await check_records(session)).entries == 3


async def test_postgresql_refuses_to_empty_the_table(database: Database, stored_cast: Cast) -> None:
    if database.is_sqlite:
        return
    async with database.transaction() as session:
        await write(session, stored_cast, "2")
    async with database.transaction() as session:
        with pytest.raises(DBAPIError, match=REFUSED):
            await session.execute(text("TRUNCATE changes"))
        await session.rollback()


async def test_a_school_with_a_record_is_not_deleted(database: Database, stored_cast: Cast) -> None:
    """A cascade would be a door past the refusal."""
    async with database.transaction() as session:
        await write(session, stored_cast, "2")
    async with database.transaction() as session:
        with pytest.raises(DBAPIError):
            await session.execute(delete(School).where(School.id == stored_cast.school.id))
        await session.rollback()
    async with database.reading() as session:
        assert (await check_records(session)).entries == 1


async def test_a_later_migration_may_rebuild_every_other_table(sqlite_url: str) -> None:
    """SQLite refuses to rebuild a table that a trigger names."""
    engine = create_async_engine(async_url(sqlite_url))
    others = [name for name in Model.metadata.tables if name != "changes"]
    async with engine.begin() as connection:
        for name in others:
            await connection.execute(text(f"CREATE TABLE rebuilt AS SELECT * FROM {name}"))
            await connection.execute(text(f"DROP TABLE {name}"))
            await connection.execute(text(f"ALTER TABLE rebuilt RENAME TO {name}"))
    await engine.dispose()


@pytest.mark.parametrize(
    ("statements", "number", "fault"),
    [
        (["UPDATE changes SET became = '5' WHERE number = 2"], 2, Fault.ALTERED),
        (["UPDATE changes SET author = 'Somebody Else' WHERE number = 3"], 3, Fault.ALTERED),
        (["UPDATE changes SET staff_id = NULL WHERE number = 1"], 1, Fault.ALTERED),
        (["UPDATE changes SET at = '2020-01-01 00:00:00' WHERE number = 1"], 1, Fault.ALTERED),
        (["UPDATE changes SET door = 'window' WHERE number = 1"], 1, Fault.ALTERED),
        (["UPDATE changes SET kind = 'gossip' WHERE number = 4"], 4, Fault.ALTERED),
        (["UPDATE changes SET hash = 'x' WHERE number = 2"], 2, Fault.ALTERED),
        (["DELETE FROM changes WHERE number = 1"], 1, Fault.MISSING),
        (["DELETE FROM changes WHERE number = 2"], 2, Fault.MISSING),
        (["DELETE FROM changes WHERE number = 4"], 4, Fault.MISSING),
        (["DELETE FROM changes"], 1, Fault.MISSING),
        (
            [
                "DELETE FROM changes WHERE number = 2",
                "UPDATE changes SET number = number - 1 WHERE number > 2",
            ],
            2,
            Fault.ALTERED,
        ),
        (
            [
                "UPDATE changes SET number = 99 WHERE number = 2",
                "UPDATE changes SET number = 2 WHERE number = 3",
                "UPDATE changes SET number = 3 WHERE number = 99",
            ],
            2,
            Fault.ALTERED,
        ),
        (["UPDATE changes SET number = 0 WHERE number = 1"], 1, Fault.MISSING),
        (["UPDATE change_heads SET number = 3"], 4, Fault.ADDED),
        (["UPDATE change_heads SET hash = 'x'"], 4, Fault.ALTERED),
        (["DELETE FROM change_heads"], 1, Fault.ADDED),
    ],
)
async def test_what_was_done_behind_our_back_is_found(
    database: Database, stored_cast: Cast, statements: list[str], number: int, fault: Fault
) -> None:
    async with database.transaction() as session:
        await write(session, stored_cast, "2", "3", "4", "5")
        await forge(session, *statements)
    async with database.reading() as session:
        checked = await check_records(session)
    assert checked.breaks == (Break(stored_cast.school.name, Flaw(number, fault)),)


async def test_a_moment_that_is_none_is_a_fault_and_no_crash(database: Database, stored_cast: Cast) -> None:
    if not database.is_sqlite:
        return
    async with database.transaction() as session:
        await write(session, stored_cast, "2")
        await forge(session, "UPDATE changes SET at = 'yesterday'")
    async with database.reading() as session:
        assert (await check_records(session)).breaks[0].flaw == Flaw(1, Fault.ALTERED)


async def test_an_entry_put_in_between_or_at_the_end_is_found(database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        await write(session, stored_cast, "2", "3", "4")
        entries = await queries.entries_after(session, stored_cast.school.id, 0)
    at_the_end = next(tie([entries[0]], Head(3, entries[2]["hash"])))
    between = next(tie([entries[0]], Head(1, entries[0]["hash"])))
    for forged, room, found in (
        (at_the_end, (), Flaw(4, Fault.ADDED)),
        (
            between,
            (
                "UPDATE changes SET number = 4 WHERE number = 3",
                "UPDATE changes SET number = 3 WHERE number = 2",
            ),
            Flaw(3, Fault.ALTERED),
        ),
    ):
        async with database.transaction() as session:
            await forge(session, *room)
            session.add(Change(**forged | {"kind": ChangeKind.MARK, "door": Door.WEB}))
            await session.flush()
            assert (await check_records(session)).breaks[0].flaw == found
            await session.rollback()


async def test_an_entry_rewritten_with_its_hash_unties_the_next(
    database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await write(session, stored_cast, "2", "3", "4")
        entry = (await queries.entries_after(session, stored_cast.school.id, 1))[0] | {"became": "5"}
        await forge(session, f"UPDATE changes SET became = '5', hash = '{digest(entry)}' WHERE number = 2")
    async with database.reading() as session:
        assert (await check_records(session)).breaks[0].flaw == Flaw(3, Fault.UNTIED)


async def test_two_who_save_at_once_do_not_fork_the_chain(database: Database, stored_cast: Cast) -> None:
    """Ten, even: the first of them begins the school's record."""

    async def save(place: int) -> None:
        async with database.transaction() as session:
            await write(session, stored_cast, str(place), str(place + 1))

    await asyncio.gather(*(save(place) for place in range(10)))
    async with database.reading() as session:
        checked = await check_records(session)
        numbers = (await session.scalars(select(Change.number).order_by(Change.number))).all()
    assert (checked.entries, checked.breaks) == (20, ())
    assert list(numbers) == list(range(1, 21))


async def test_who_comes_second_waits_for_the_first(database: Database, stored_cast: Cast) -> None:
    """Without the lock both would follow the same entry; whoever is undone leaves no gap."""
    begun, ended = asyncio.Event(), []

    async def first() -> None:
        async with database.transaction() as session:
            await write(session, stored_cast, "2")
            begun.set()
            for _step in range(20):
                await asyncio.sleep(0)
            ended.append("first")
            await session.rollback()

    async def second() -> None:
        await begun.wait()
        async with database.transaction() as session:
            await write(session, stored_cast, "3")
            ended.append("second")

    await asyncio.gather(first(), second())
    assert ended == ["first", "second"]
    async with database.reading() as session:
        assert (await check_records(session)).entries == 1


async def test_a_long_record_is_read_in_pieces(
    database: Database, stored_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BATCH", 3)
    async with database.transaction() as session:
        await write(session, stored_cast, *("2345" * 2))
    async with database.reading() as session:
        assert (await check_records(session)).entries == 8
