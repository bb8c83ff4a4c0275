"""Makes rows for tests, a topic a file. Every function adds, flushes and returns the row."""

from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Model

Row = TypeVar("Row", bound=Model)


async def keep(session: AsyncSession, row: Row) -> Row:
    """Add a row and give it its id."""
    session.add(row)
    await session.flush()
    return row
