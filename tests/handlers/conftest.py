"""What the stories of the chat take as given."""

import pytest

from storage.database import Database
from tests.cast import Cast
from tests.factories.week import make_week


@pytest.fixture
async def week(database: Database, stored_cast: Cast) -> Cast:
    """The cast in a week with lessons, homework, marks and absences."""
    async with database.transaction() as session:
        for row in (stored_cast.lesson, stored_cast.kazakh_lesson):
            session.add(row)
        await make_week(session, stored_cast)
    return stored_cast
