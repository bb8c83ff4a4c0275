"""``diary import``: what it says, what it does, and its exit code."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.importing import import_paths
from locales import words_in
from services.codes import hash_code, normalise
from storage.database import Database
from storage.models import AccessCode, School
from tests.chat import SECRET
from tests.clock import MONDAY_MORNING
from tests.factories.files import small_school, workbook


async def run(database: Database, *paths: Path, dry_run: bool = False) -> int:
    return await import_paths(
        words_in("en"), database, paths, now=MONDAY_MORNING, dry_run=dry_run, secret=SECRET
    )


async def schools(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count(School.id))) or 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "school.xlsx"
    path.write_bytes(workbook(small_school()))
    return path


async def test_a_dry_run_says_what_would_come_and_writes_nothing(
    database: Database, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(database, path, dry_run=True) == 0
    said = capsys.readouterr().out
    assert "Students: 3 new, 0 changed, 0 unchanged." in said
    assert "dry run" in said
    assert await schools(database) == 0


async def test_an_import_creates_the_school_and_a_second_says_nothing_changed(
    database: Database, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(database, path) == 0
    assert "Brought in." in capsys.readouterr().out
    assert await run(database, path) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert await schools(database) == 1


async def test_the_first_administrator_gets_a_code_and_another_when_it_was_lost(
    database: Database, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody else could let the first administrator in."""
    await run(database, path)
    said = capsys.readouterr().out
    code = re.search(r"Ахметова Айгерім Серікқызы, administrator, .*: ([0-9A-Z-]{14})", said)
    assert code is not None
    async with database.reading() as session:
        stored = (await session.scalars(select(AccessCode))).one()
    assert stored.code_hash == hash_code(normalise(code[1]) or "", SECRET)
    await run(database, path)
    again = re.search(
        r"Ахметова Айгерім Серікқызы, administrator, .*: ([0-9A-Z-]{14})", capsys.readouterr().out
    )
    assert again is not None
    assert again[1] != code[1]


async def test_without_the_secret_the_school_comes_in_and_says_what_the_code_needs(
    database: Database, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = await import_paths(
        words_in("en"), database, [path], now=MONDAY_MORNING, dry_run=False, secret=None
    )
    assert done == 0
    assert "Set DIARY_SECRET_KEY" in capsys.readouterr().out
    assert await schools(database) == 1


async def test_faults_go_to_the_error_output_with_their_place(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = small_school()
    sheets["Ученики"][1][2] = "вчера"
    (tmp_path / "bad.xlsx").write_bytes(workbook(sheets))
    assert await run(database, tmp_path / "bad.xlsx") == 1
    said = capsys.readouterr()
    assert "bad.xlsx › Ученики, row 2, “Дата рождения”: “вчера” is not a date" in said.err
    assert "nothing was brought in" in said.err
    assert said.out == ""
    assert await schools(database) == 0


async def test_a_file_that_is_not_there_is_named(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(database, tmp_path / "none.xlsx") == 1
    assert "none.xlsx" in capsys.readouterr().err


async def test_clashes_of_the_timetable_are_told_and_do_not_keep_it_out(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = small_school()
    sheets["Расписание"].append(["7 «А» 1 подгруппа", "пн", 1, "Казахский язык", "001", "302"])
    path = tmp_path / "school.xlsx"
    path.write_bytes(workbook(sheets))
    assert await run(database, path, dry_run=True) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert (
        "Look whether this is meant: Monday, lesson 1. "
        "The same students have two lessons at once: 7 «А», 7 «А» 1 подгруппа" in said
    )
