"""Brings a database to the newest shape, and tells whether it is there."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import async_url
from storage.models import Model

HERE = Path(__file__).parent / "migrations"


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


async def migrate(url: str, to: str = "head") -> None:
    """Run every migration that the database at ``url`` has not seen, up to ``to``.

    Migrations get a connection of their own with foreign keys off: rebuilding a table on SQLite
    would otherwise delete the rows that point at it. They are checked afterwards.
    """
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, to)
            if engine.dialect.name == "sqlite":
                broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
                if broken:
                    raise RuntimeError(f"the migration left rows that point nowhere: {broken[:5]}")
    finally:
        await engine.dispose()


async def pending(url: str) -> bool:
    """Whether the database is not at the newest migration."""
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            current = await connection.run_sync(_current)
    finally:
        await engine.dispose()
    return current != ScriptDirectory.from_config(alembic_config()).get_current_head()


async def is_blank(url: str) -> bool:
    """Whether the database has no table at all. Raises ``OSError`` or ``DBAPIError`` when out of reach."""
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return not await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    finally:
        await engine.dispose()


async def differences(url: str) -> list[str]:
    """What the models say that the migrated database at ``url`` does not (empty: in step)."""
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_differences)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, to: str) -> None:
    command.upgrade(alembic_config(connection), to)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [str(difference) for difference in compare_metadata(context, Model.metadata)]
