"""Engine and transaction. The only place that commits."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from storage.one_trip import OneTripConnection, driver

BUSY_SECONDS = 10
PASSING = ("40001", "40P01", "53300", "55P03", "57P01", "57P02", "57P03")
"""PostgreSQL's codes of what is over in a moment: two that waited for each other, too many who
connect, a server that stops or starts."""


class DatabaseBusy(Exception):
    """The store could not be had just now; nothing was saved, the same may be tried again."""


class Collided(Exception):
    """Somebody else wrote what excludes this at the same moment; nothing was saved.

    Tried again, the same sees what the other wrote. A second time it is a fault of ours.
    """


class Database:
    """The gradebook store: one engine, two ways in.

    ``transaction()`` for whatever writes, ``reading()`` for what only looks. On SQLite a writing
    transaction takes the lock when it begins: one that read first and wrote later would fail under
    load instead of waiting its turn.
    """

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.engine = _create_engine(self.url)
        self._turn = asyncio.Lock() if self.is_sqlite else None
        self._writing = self.engine.execution_options(writing=True)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed at the end, or undone as a whole.

        Raises ``DatabaseBusy`` when the store stayed locked or cannot be reached, ``Collided``.
        """
        with _saying_when_busy():
            async with (
                self._in_turn(),
                AsyncSession(self._writing, expire_on_commit=False) as session,
                session.begin(),
            ):
                await _connect(session)
                yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one moment of the store; whatever it changes is undone."""
        with _saying_when_busy():
            async with AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as session:
                await _connect(session)
                yield session

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        """SQLite lets one write at a time and the others try again and again; here they queue."""
        if self._turn is None:
            yield
            return
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                await self._turn.acquire()
        except TimeoutError:
            raise DatabaseBusy from None
        try:
            yield
        finally:
            self._turn.release()

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
    """What was to be saved stays out of the text of errors: they are logged, and names are in it."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_async_engine(
        url,
        module=driver(),
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
    )
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
    driven = cast(OneTripConnection, connection.connection.dbapi_connection)
    if connection.get_execution_options().get("writing", False):
        driven.note_writing()
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        driven.begin_reading()


async def _connect(session: AsyncSession) -> None:
    """Begin now: who cannot reach a server learns it before anything was done."""
    try:
        await session.connection()
    except OSError as error:
        raise DatabaseBusy from error


@contextmanager
def _saying_when_busy() -> Iterator[None]:
    try:
        yield
    except NoFreeConnection as error:
        raise DatabaseBusy from error
    except IntegrityError as error:
        raise Collided from error
    except DBAPIError as error:
        if _is_passing(error):
            raise DatabaseBusy from error
        raise


def _is_passing(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or code in PASSING or "is locked" in str(error.orig)
