"""Writes a migration from the difference between the models and a freshly migrated SQLite file.

``python -m storage.migrations.new "add the topic plan"`` (``make migration``).
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from storage.migrate import HERE, alembic_config, migrate
from storage.types import Hundredths, UtcDateTime


def _render(kind: str, item: Any, context: Any) -> str | bool:
    """Write our column types as what the database holds: a migration must not depend on the models."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Hundredths):
        return "sa.Integer()"
    return False


async def write(message: str) -> None:
    number = f"{len(list((HERE / 'versions').glob('*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'models.db'}"
        await migrate(url)
        engine = create_async_engine(url)

        def generate(connection: Connection) -> None:
            config = alembic_config(connection)
            config.attributes["render_item"] = _render
            command.revision(config, message, autogenerate=True, rev_id=number)

        async with engine.connect() as connection:
            await connection.run_sync(generate)
        await engine.dispose()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1]))
