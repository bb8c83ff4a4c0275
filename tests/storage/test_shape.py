"""The shape of the store: migrations, models and whose every row is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Table, select, text

from storage.database import Database
from storage.migrate import differences, is_blank, migrate, pending
from storage.models import Model, RegulationVersion
from tests.stores import postgres_blank, postgres_drop

NOBODYS = {"accounts", "conversations", "join_attempts", "seen_updates", "login_attempts", "preferences"}
"""A chat belongs to no school by itself (its links do); the rest are traces of chats and of guessing."""


async def test_migrations_make_what_the_models_describe(database_url: str) -> None:
    assert await differences(database_url) == []
    assert not await pending(database_url)


async def test_migrating_twice_changes_nothing(database_url: str) -> None:
    await migrate(database_url)
    assert await differences(database_url) == []


async def test_a_new_file_is_blank_until_it_is_migrated(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert await is_blank(url)
    assert await pending(url)
    await migrate(url)
    assert not await is_blank(url)


async def test_sqlite_holds_foreign_keys(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with database.reading() as session:
        assert await session.scalar(text("PRAGMA foreign_keys")) == 1
        assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
    await database.dispose()


def test_every_row_is_reachable_to_its_school() -> None:
    lost = {
        table.name
        for table in Model.metadata.tables.values()
        if table.name not in NOBODYS and not _leads_to_school(table, set())
    }
    assert lost == set()


def _leads_to_school(table: Table, seen: set[str]) -> bool:
    if table.name == "schools":
        return True
    if table.name in seen:
        return False
    parents = [key.column.table for key in table.foreign_keys if not key.parent.nullable]
    return any(_leads_to_school(parent, seen | {table.name}) for parent in parents) or (
        "school_id" in table.columns
    )


@pytest.fixture
def blank_url(request: pytest.FixtureRequest, store_kind: str, tmp_path: Path) -> Iterator[str]:
    """A database that was never migrated."""
    if store_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    yield postgres_blank(server, "never_migrated")
    postgres_drop(server, "never_migrated")


async def test_schools_there_were_go_on_under_their_regulation(blank_url: str) -> None:
    await migrate(blank_url, "0001")
    database = Database(blank_url)
    async with database.transaction() as session:
        for code, values in (("own", ["1", "10"]), ("usual", ["2", "3", "4", "5"])):
            await session.execute(
                text(
                    "INSERT INTO schools (code, name, time_zone, languages, regulation_profile, name_on_screen, scale)"
                    " VALUES (:code, 'x', 'Asia/Almaty', '[]', 'A', 'first', :scale)"
                ),
                {"code": code, "scale": json.dumps({"values": values, "passing": "3"})},
            )
    await migrate(blank_url)
    async with database.reading() as session:
        versions = (await session.scalars(select(RegulationVersion).order_by(RegulationVersion.id))).all()
    await database.dispose()
    assert [(one.preset, one.time_zone) for one in versions] == [("A", "Asia/Almaty")] * 2
    assert [one.overrides for one in versions] == [
        {"scale.values": ["1", "10"], "scale.passing": "3"},
        {},
    ]
    assert versions[0].starts_at.year == 2000
