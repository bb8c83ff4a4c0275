"""The web form over a SQLite file with the cast: pages do not depend on the database's kind."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from storage.database import Database
from storage.models import StaffMember
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.late_changes import LATE, make_director
from tests.factories.lessons import make_mark, make_work
from tests.web.application import Seat
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


@pytest.fixture
async def director(database: Database, stored_cast: Cast, clock: Clock) -> StaffMember:
    """The lessons of 23 November closed yesterday; the son has a mark that is to be changed."""
    clock.now = LATE
    async with database.transaction() as session:
        work = await make_work(session, stored_cast.lesson, stored_cast.kinds["test"])
        await make_mark(session, work, stored_cast.son, "2")
        return await make_director(session, stored_cast)


@pytest.fixture
def seat(desk: Callable[..., Desk], director: StaffMember) -> Seat:
    """``await seat(teacher)`` is that person's browser."""

    async def sit(staff: StaffMember) -> Desk:
        browser = desk()
        await browser.signs_in(staff)
        return browser

    return sit
