"""The sample school, filled once for all tests of one worker."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from demo.sample.load import fill
from storage.database import Database
from storage.files import Files
from tests.chat import SECRET
from tests.stores import Shape, sqlite_copy

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
"""Monday, 11:30 in Almaty: the first shift has its fourth lesson."""
Filled = tuple[Database, dict[str, Any]]


@pytest_asyncio.fixture(scope="session")
async def filled(empty_sqlite: Shape, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Filled]:
    """The store, for tests that only look, and what ``fill`` told of its people."""
    path = tmp_path_factory.mktemp("sample") / "diary.db"
    database = Database(sqlite_copy(empty_sqlite, path))
    yield database, await fill(database, now=NOW, secret=SECRET, files=Files(path.parent / "files"))
    await database.dispose()
