"""Engine and transaction. The only place that commits."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

BUSY_SECONDS = 10


class DatabaseBusy(Exception):
    """Somebody else held the store for too long; nothing was saved, the same may be tried again."""


class Database:
    """The gradebook store: one engine, two ways in.

    ``transaction()`` for whatever writes, ``reading()`` for what only looks. On SQLite a writing
    transaction takes the lock when it begins: one that read first and wrote later would fail under
    load instead of waiting its turn.
    """

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.engine = _create_engine(self.url)
        self._writing = self.engine.execution_options(writing=True)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed at the end, or undone as a whole.

        Raises ``DatabaseBusy`` when the store stayed locked.
        """
        with _saying_when_busy():
            async with AsyncSession(self._writing, expire_on_commit=False) as session, session.begin():
                yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one moment of the store; whatever it changes is undone."""
        with _saying_when_busy():
            async with AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as session:
                yield session

    async def dispose(self) -> None:
        await self.engine.dispose()


def async_url(url: str) -> str:
    """Name the asynchronous driver when the administrator wrote none.

    ``sqlite:///diary.db`` → aiosqlite, ``postgresql://…`` → asyncpg.
    """
    parsed = make_url(url)
    drivers = {
        "sqlite": "sqlite+aiosqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    named = parsed.set(drivername=drivers.get(parsed.drivername, parsed.drivername))
    return named.render_as_string(hide_password=False)


def _create_engine(url: str) -> AsyncEngine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True)
    engine = create_async_engine(url, connect_args={"isolation_level": None, "timeout": BUSY_SECONDS})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "synchronous=NORMAL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _saying_when_busy() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if "is locked" in str(error.orig):
            raise DatabaseBusy from error
        raise
