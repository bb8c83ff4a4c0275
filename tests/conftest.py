"""What every test stands on: both databases, the cast, a clock that only moves when told."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from tests.cast import Cast
from tests.chat import Phone, phone_factory
from tests.clock import Clock
from tests.find_browser import on_this_machine
from tests.stores import (
    Shape,
    postgres_copy,
    postgres_drop,
    postgres_server,
    postgres_shape,
    sqlite_copy,
    sqlite_shape,
)

_numbers = count()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def shapes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Shape]:
    """``shapes("postgres", with_cast=True)``: made when first asked for, then kept."""
    folder = tmp_path_factory.mktemp("shapes")

    @cache
    def shape(kind: str, *, with_cast: bool) -> Shape:
        name = "cast" if with_cast else "shape"
        if kind == "sqlite":
            return sqlite_shape(folder / f"{name}.db", with_cast=with_cast)
        return postgres_shape(request.getfixturevalue("postgres_url"), f"{name}_of", with_cast=with_cast)

    return shape


@pytest.fixture(scope="session")
def empty_sqlite(shapes: Callable[..., Shape]) -> Shape:
    """A migrated file to copy from, for what is filled once for many tests."""
    return shapes("sqlite", with_cast=False)


@pytest.fixture
def with_cast(request: pytest.FixtureRequest) -> bool:
    """Whether the test's database shall have the cast in it from the start."""
    return not {"cast", "stored_cast"}.isdisjoint(request.fixturenames)


@pytest.fixture(params=["sqlite", "postgres"])
def store_kind(request: pytest.FixtureRequest) -> str:
    """Every test that touches the store runs twice, once on each database."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def store(
    request: pytest.FixtureRequest,
    store_kind: str,
    tmp_path: Path,
    shapes: Callable[..., Shape],
    with_cast: bool,
) -> Iterator[tuple[str, Shape]]:
    """A fresh database's address and what it was copied from."""
    shape = shapes(store_kind, with_cast=with_cast)
    if store_kind == "sqlite":
        yield sqlite_copy(shape, tmp_path / "diary.db"), shape
        return
    server, name = request.getfixturevalue("postgres_url"), f"test_{next(_numbers)}"
    yield postgres_copy(server, shape, name), shape
    postgres_drop(server, name)


@pytest.fixture
def sqlite_store(tmp_path: Path, shapes: Callable[..., Shape], with_cast: bool) -> tuple[str, Shape]:
    """A fresh SQLite file, for what does not depend on the database's kind."""
    shape = shapes("sqlite", with_cast=with_cast)
    return sqlite_copy(shape, tmp_path / "diary.db"), shape


@pytest.fixture
def database_url(store: tuple[str, Shape]) -> str:
    return store[0]


@pytest.fixture
def sqlite_url(sqlite_store: tuple[str, Shape]) -> str:
    return sqlite_store[0]


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.dispose()


@pytest_asyncio.fixture(scope="session")
async def shared_databases(
    request: pytest.FixtureRequest, shapes: Callable[..., Shape]
) -> AsyncIterator[Callable[..., Database]]:
    """One database of each shape for all tests that leave nothing behind."""
    opened: dict[tuple[str, bool], Database] = {}

    def database(kind: str, *, with_cast: bool) -> Database:
        if (kind, with_cast) not in opened:
            shape = shapes(kind, with_cast=with_cast)
            if kind == "sqlite":
                url = sqlite_copy(shape, Path(f"{shape.name}.shared"))
            else:
                url = postgres_copy(request.getfixturevalue("postgres_url"), shape, f"{shape.name}_shared")
            opened[kind, with_cast] = Database(url)
        return opened[kind, with_cast]

    yield database
    for one in opened.values():
        await one.dispose()


@pytest.fixture
def session_database(
    request: pytest.FixtureRequest,
    store_kind: str,
    shared_databases: Callable[..., Database],
    with_cast: bool,
) -> Database:
    """The test's own database if it opens transactions of its own, too; else the shared one."""
    if "database" in request.fixturenames:
        own: Database = request.getfixturevalue("database")
        return own
    return shared_databases(store_kind, with_cast=with_cast)


@pytest_asyncio.fixture
async def session(request: pytest.FixtureRequest, session_database: Database) -> AsyncIterator[AsyncSession]:
    """One writing transaction for the whole test: undone at the end, saved if the database is the test's own."""
    async with session_database.transaction() as session:
        yield session
        if "database" not in request.fixturenames:
            await session.flush()
            await session.rollback()


@pytest.fixture
def stored_cast(request: pytest.FixtureRequest, shapes: Callable[..., Shape]) -> Cast:
    """The cast, already saved: for tests that open transactions of their own."""
    twice = "store_kind" in request.fixturenames
    kind: str = request.getfixturevalue("store_kind") if twice else "sqlite"
    return shapes(kind, with_cast=True).cast()


@pytest.fixture
def cast(session: AsyncSession, stored_cast: Cast) -> Cast:
    """Two schools, two families and everybody who works there, in the test's one session."""
    session.add_all(
        vars(stored_cast)[part] for part in vars(stored_cast) if part not in {"kinds", "other_kinds"}
    )
    session.add_all([*stored_cast.kinds.values(), *stored_cast.other_kinds.values()])
    return stored_cast


@pytest.fixture
def clock() -> Clock:
    return Clock()


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
