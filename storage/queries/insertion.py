"""Insert unless it is there: the one statement that SQLite and PostgreSQL spell alike but import apart."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Model


async def insert_new(session: AsyncSession, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that break no unique constraint; tell how many were new."""
    if not rows:
        return 0
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(model).on_conflict_do_nothing().returning(model.id)
    return len((await session.execute(statement, list(rows))).all())
