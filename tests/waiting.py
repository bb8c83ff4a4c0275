"""Two transactions at once: the second has begun and waits for the first."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)
Step = Callable[[AsyncSession], Awaitable[Any]]


async def until_it_waits(database: Database, task: asyncio.Task[Any]) -> None:
    """On SQLite nobody begins to write before the other has ended."""
    waiting = database.engine.dialect.name == "sqlite"
    while not waiting and not task.done():
        async with database.reading() as session:
            waiting = bool(await session.scalar(WAITING))


async def both(database: Database, first: Step, second: Step) -> Any:
    """Take the first step, and the second before the first is committed; what came of the second, or what
    it was refused by."""

    async def later() -> Any:
        async with database.transaction() as session:
            return await second(session)

    async with database.transaction() as session:
        await first(session)
        await session.flush()
        task = asyncio.create_task(later())
        await until_it_waits(database, task)
    (came,) = await asyncio.gather(task, return_exceptions=True)
    return came
