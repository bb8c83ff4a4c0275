"""Transactions: all or nothing, and waiting one's turn instead of failing."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from storage import database as module
from storage.database import Collided, Database, DatabaseBusy, async_url
from storage.models import Account, Channel, JoinAttempt, SeenUpdate
from tests.cast import Cast
from tests.clock import MONDAY_MORNING


def _attempt(address: str) -> JoinAttempt:
    return JoinAttempt(channel=Channel.TELEGRAM, address=address, at=MONDAY_MORNING)


async def _count(database: Database) -> int:
    async with database.reading() as session:
        return (await session.scalar(select(func.count()).select_from(JoinAttempt))) or 0


async def test_a_transaction_is_saved_at_its_end(database: Database) -> None:
    async with database.transaction() as session:
        session.add(_attempt("1"))
    assert await _count(database) == 1


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    async def fail_halfway() -> None:
        async with database.transaction() as session:
            session.add(_attempt("1"))
            await session.flush()
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        await fail_halfway()
    assert await _count(database) == 0


async def test_what_only_reads_changes_nothing(database: Database) -> None:
    async with database.reading() as session:
        session.add(_attempt("1"))
        await session.flush()
    assert await _count(database) == 0


async def test_read_then_write_workers_wait_their_turn_instead_of_failing(database: Database) -> None:
    async def worker(number: int) -> None:
        for _ in range(5):
            async with database.transaction() as session:
                seen = await session.scalar(select(func.count()).select_from(JoinAttempt))
                session.add(_attempt(f"{number}:{seen}"))

    await asyncio.gather(*(worker(number) for number in range(8)))
    assert await _count(database) == 40


async def test_a_store_that_stays_locked_is_busy_and_says_so(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0)
    database = Database(sqlite_url)
    assert await _count(database) == 0
    holder = sqlite3.connect(tmp_path / "diary.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(DatabaseBusy):
            async with database.transaction() as session:
                session.add(_attempt("1"))
        assert await _count(database) == 0, "reading goes on while somebody writes"
    finally:
        holder.close()
        await database.dispose()


async def test_two_who_wait_for_each_other_are_told_that_the_store_is_busy(
    database: Database, stored_cast: Cast
) -> None:
    """PostgreSQL ends one of them; on SQLite the second waits from the start."""
    ids = [stored_cast.mother_account.id, stored_cast.father_account.id]
    taken = [asyncio.Event(), asyncio.Event()]

    async def worker(mine: int) -> None:
        async with database.transaction() as session:
            for place in (mine, 1 - mine):
                await session.execute(update(Account).where(Account.id == ids[place]).values(language="en"))
                taken[place].set()
                if not database.is_sqlite:
                    await taken[1 - mine].wait()

    ended = await asyncio.gather(worker(0), worker(1), return_exceptions=True)
    faults = [fault for fault in ended if fault is not None]
    assert [type(fault) for fault in faults] == ([] if database.is_sqlite else [DatabaseBusy])


async def test_a_server_that_ends_our_connection_is_busy(database: Database) -> None:
    if database.is_sqlite:
        return

    async def lose_the_connection() -> None:
        async with database.transaction() as session, database.reading() as other:
            number = await session.scalar(text("SELECT pg_backend_pid()"))
            await other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
            session.add(_attempt("1"))

    with pytest.raises(DatabaseBusy):
        await lose_the_connection()
    assert await _count(database) == 0


async def test_a_server_that_cannot_be_reached_is_busy() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseBusy):
        await _count(database)


async def test_who_writes_the_same_at_the_same_moment_is_told_so(database: Database) -> None:
    def seen() -> SeenUpdate:
        return SeenUpdate(channel=Channel.TELEGRAM, update_key="m1:1", at=MONDAY_MORNING)

    async with database.transaction() as session:
        session.add(seen())
    with pytest.raises(Collided):
        async with database.transaction() as session:
            session.add(seen())


async def test_an_error_does_not_repeat_what_was_to_be_saved(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with database.reading() as session:
            await session.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "Әлихан"})
    assert "Әлихан" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "driver"),
    [
        ("sqlite:///diary.db", "sqlite+aiosqlite:///diary.db"),
        ("postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
    ],
)
def test_the_administrator_need_not_name_the_driver(written: str, driver: str) -> None:
    assert async_url(written) == driver
