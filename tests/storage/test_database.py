"""Transactions: all or nothing, and waiting one's turn instead of failing."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import database as module
from storage.database import Database, DatabaseBusy, async_url
from storage.models import Channel, JoinAttempt
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
