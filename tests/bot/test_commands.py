"""The command line: what it does, and that a wrong start ends in one sentence."""

import asyncio
import socket
import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from bot.main import main
from bot.settings import Settings
from services.history import Difference, note
from storage.database import Database
from storage.migrate import is_blank, pending
from storage.models import ChangeKind, Door
from tests.cast import Cast
from tests.clock import MONDAY_MORNING

TOKEN = "123456:a-token-that-nobody-has"
OLD_SHAPE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A complete set of settings in an empty folder; English."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DIARY_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("DIARY_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DIARY_SECRET_KEY", "k" * 32)
    monkeypatch.setenv("DIARY_TELEGRAM_API", f"http://127.0.0.1:{_free_port()}")
    return monkeypatch


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_migrate_makes_a_new_database_and_may_be_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0
    assert not asyncio.run(pending("sqlite:///diary.db"))
    assert "newest shape" in capsys.readouterr().out


def test_a_database_out_of_reach_is_one_sentence(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("DIARY_DATABASE_URL", f"postgresql://u:p@127.0.0.1:{_free_port()}/diary")
    assert main(["migrate"]) == 1
    error = capsys.readouterr().err.strip()
    assert error.startswith("The database in DIARY_DATABASE_URL cannot be reached")
    assert "Traceback" not in error


def test_an_older_shape_asks_for_a_backup_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = sqlite3.connect(tmp_path / "diary.db")
    connection.execute(OLD_SHAPE)
    connection.close()
    assert main(["run"]) == 1
    assert "Make a backup" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["DIARY_BOT_TOKEN", "DIARY_SECRET_KEY"])
def test_running_without_token_or_secret_stops_before_anything_is_touched(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    environment.delenv(name)
    assert main(["run"]) == 1
    assert capsys.readouterr().err.startswith(f"{name} is not set")
    assert not (tmp_path / "diary.db").exists()


def test_a_taken_address_is_one_sentence(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environment.setenv("DIARY_WEB_LISTEN", f"127.0.0.1:{taken.getsockname()[1]}")
        assert main(["run"]) == 1
    assert "cannot be used" in capsys.readouterr().err


def test_check_says_what_is_wrong_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "✓ The settings are complete."
    assert any(line.startswith("✗ Telegram cannot be reached") for line in lines)


@pytest.mark.parametrize(
    ("forgery", "sentence"),
    [
        (
            "UPDATE changes SET became = '5' WHERE number = 2",
            "✗ {}: entry 2 in the record of changes is not as",
        ),
        ("DELETE FROM changes WHERE number = 3", "✗ {}: entry 3 is missing from the record of changes."),
        (
            "UPDATE changes SET previous = '' WHERE number = 2",
            "✗ {}: entry 2 in the record of changes is not as it was written.",
        ),
        (
            "UPDATE change_heads SET number = 2",
            "✗ {}: entry 3 was put into the record of changes past the diary.",
        ),
    ],
)
def test_check_names_the_entry_that_somebody_tampered_with(
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sqlite_url: str,
    stored_cast: Cast,
    forgery: str,
    sentence: str,
) -> None:
    environment.setenv("DIARY_DATABASE_URL", sqlite_url)
    asyncio.run(_three_changes(sqlite_url, stored_cast))
    assert main(["check"]) == 1
    assert "✓ The record of changes is whole: 3 entries." in capsys.readouterr().out
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    for statement in (
        "DROP TRIGGER changes_are_not_changed",
        "DROP TRIGGER changes_are_not_deleted",
        forgery,
    ):
        connection.execute(statement)
    connection.commit()
    connection.close()
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    assert sentence.format("Гимназия № 25") in said
    assert "is whole" not in said


async def _three_changes(url: str, cast: Cast) -> None:
    database = Database(url)
    topics = ("", "Functions", "Slope", "Roots")
    steps = [Difference(kind=ChangeKind.TOPIC, was=was, became=became) for was, became in pairwise(topics)]
    async with database.transaction() as session:
        await note(
            session,
            school_id=cast.school.id,
            staff=cast.teacher,
            door=Door.WEB,
            differences=steps,
            now=MONDAY_MORNING,
        )
    await database.dispose()


def test_check_wants_https_for_an_address_that_others_open(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("DIARY_WEB_URL", "http://diary.school.example")
    assert main(["check"]) == 1
    assert "✗ DIARY_WEB_URL must start with https://" in capsys.readouterr().out


def test_the_console_speaks_russian_in_a_russian_terminal(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("LC_ALL", "ru_RU.UTF-8")
    environment.setenv("DIARY_SETTLE_SECONDS", "soon")
    assert main(["check"]) == 1
    assert "целое число" in capsys.readouterr().out


def test_checking_changes_nothing(tmp_path: Path) -> None:
    main(["check"])
    assert asyncio.run(is_blank(f"sqlite:///{tmp_path / 'diary.db'}"))


def test_a_command_that_needs_no_bot_does_not_pay_for_its_library() -> None:
    code = "import sys, bot.main; print('aiogram' in sys.modules, 'fastapi' in sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert loaded.stdout.split() == ["False", "False"]
