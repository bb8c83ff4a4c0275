"""The web form over a SQLite file with the cast: pages do not depend on the database's kind."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from storage.database import Database
from tests.cast import Cast
from tests.clock import Clock
from tests.web.desk import Desk, desk_factory


@pytest_asyncio.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.dispose()


@pytest.fixture
def desk(database: Database, clock: Clock) -> Callable[..., Desk]:
    """``desk()`` is a browser of its own; all share one application."""
    return desk_factory(database, clock)


@pytest_asyncio.fixture
async def browser(desk: Callable[..., Desk], stored_cast: Cast) -> Desk:
    """The algebra teacher's browser."""
    browser = desk()
    await browser.signs_in(stored_cast.teacher)
    return browser
