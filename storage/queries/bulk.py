"""Many rows in few statements: for the import and the sample school."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Model

Rows = Sequence[Mapping[str, Any]]
BATCH = 5000


async def insert_many(session: AsyncSession, model: type[Model], rows: Rows) -> list[int]:
    """Insert rows of one shape; their ids, in the order of the rows."""
    if not rows:
        return []
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list((await session.scalars(statement, list(rows))).all())


async def insert_blindly(session: AsyncSession, model: type[Model], rows: Rows) -> None:
    """Insert rows of one shape whose ids nobody asks for: the quickest way in."""
    for start in range(0, len(rows), BATCH):
        await session.execute(insert(model), list(rows[start : start + BATCH]))


async def update_many(session: AsyncSession, model: type[Model], rows: Rows) -> None:
    """Change rows by their ``id``; every row names the same columns."""
    if rows:
        await session.execute(update(model), list(rows))


async def delete_many(session: AsyncSession, model: type[Model], ids: Sequence[int]) -> None:
    for start in range(0, len(ids), BATCH):
        await session.execute(delete(model).where(model.id.in_(ids[start : start + BATCH])))
