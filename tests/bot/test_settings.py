"""A wrong setting stops the start with one sentence; each setting is documented."""

import re
from pathlib import Path

import pytest

from bot.console import console_words, setting_fault
from bot.settings import Settings, SettingsError, load_settings
from locales import LANGUAGES, words_in

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DIARY_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_defaults_are_those_of_one_small_server() -> None:
    settings = load_settings()
    assert settings.database_url == "sqlite:///diary.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.settle_seconds == 300
    assert settings.telegram_api == "https://api.telegram.org"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("DIARY_TELEGRAM_API", "telegram", "address"),
        ("DIARY_WEB_URL", "ftp://diary", "address"),
        ("DIARY_WEB_LISTEN", "4711", "listen"),
        ("DIARY_WEB_LISTEN", "0.0.0.0:99999", "listen"),
        ("DIARY_SECRET_KEY", "hunter2", "short"),
        ("DIARY_BOT_TOKEN", "not a token", "token"),
        ("DIARY_DATABASE_URL", "mysql://x", "database"),
        ("DIARY_SETTLE_SECONDS", "-1", "greater_than_equal"),
        ("DIARY_SETTLE_SECONDS", "soon", "int_parsing"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, fault: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert (caught.value.name, caught.value.fault) == (name, fault)
    for language in LANGUAGES:
        sentence = setting_fault(words_in(language), caught.value)
        assert sentence.startswith(name)
        assert sentence.endswith(".")
        assert value not in sentence, "a secret must not be repeated on the screen"


def test_what_running_needs_is_named_when_it_is_missing() -> None:
    settings = load_settings()
    with pytest.raises(SettingsError, match="DIARY_BOT_TOKEN"):
        assert settings.token
    with pytest.raises(SettingsError, match="DIARY_SECRET_KEY"):
        assert settings.secret


def test_secrets_do_not_show_in_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIARY_BOT_TOKEN", "123456:a-very-secret-token")
    monkeypatch.setenv("DIARY_SECRET_KEY", "k" * 40)
    printed = repr(load_settings())
    assert "a-very-secret-token" not in printed
    assert "k" * 40 not in printed


def test_settings_are_read_from_a_file_beside_the_start(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DIARY_SETTLE_SECONDS=7\n")
    assert load_settings().settle_seconds == 7


@pytest.mark.parametrize(
    ("database_url", "files", "folder"),
    [
        ("sqlite:///diary.db", None, "files"),
        ("sqlite:////var/lib/diary/diary.db", None, "/var/lib/diary/files"),
        ("sqlite+aiosqlite:///data/diary.db?timeout=5", None, "data/files"),
        ("postgresql://diary:secret@host/diary", None, "files"),
        ("sqlite:////var/lib/diary/diary.db", "/srv/documents", "/srv/documents"),
    ],
)
def test_documents_lie_beside_the_database_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, database_url: str, files: str | None, folder: str
) -> None:
    monkeypatch.setenv("DIARY_DATABASE_URL", database_url)
    if files is not None:
        monkeypatch.setenv("DIARY_FILES", files)
    assert load_settings().files_folder == Path(folder)


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md", "README.kk.md"])
def test_every_setting_is_documented_in_the_readme(readme: str) -> None:
    documented = set(re.findall(r"`(DIARY_[A-Z_]+)`", (ROOT / readme).read_text()))
    assert {f"DIARY_{name.upper()}" for name in Settings.model_fields} <= documented


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "kk_KZ.UTF-8"}, "kk"),
        ({"LANG": "kk_KZ.UTF-8", "LC_ALL": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_console_speaks_the_terminals_language(environment: dict[str, str], language: str) -> None:
    assert console_words(environment).language == language
