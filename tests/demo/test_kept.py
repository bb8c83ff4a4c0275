"""What the demo keeps between two starts."""

import stat
from pathlib import Path

from demo.kept import School, cleared, keep_school, kept_school

PEOPLE = [{"part": "mother", "name": "Айгерім"}]


def test_a_school_of_the_day_is_opened_again(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert kept_school(folder, "2026-11-23") is None
    url = cleared(folder)
    (folder / "diary.db").touch()
    keep_school(folder, "2026-11-23", School(url, "secret", PEOPLE, is_new=True))
    assert kept_school(folder, "2026-11-23") == School(url, "secret", PEOPLE)


def test_on_another_day_it_would_not_look_alive(tmp_path: Path) -> None:
    url = cleared(tmp_path)
    (tmp_path / "diary.db").touch()
    keep_school(tmp_path, "2026-11-23", School(url, "secret", PEOPLE))
    assert kept_school(tmp_path, "2026-11-24") is None


def test_half_a_school_is_made_anew(tmp_path: Path) -> None:
    keep_school(tmp_path, "2026-11-23", School(cleared(tmp_path), "secret", PEOPLE))
    assert kept_school(tmp_path, "2026-11-23") is None, "the database is gone"
    (tmp_path / "diary.db-wal").touch()
    cleared(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_passwords_are_for_their_owner_only(tmp_path: Path) -> None:
    keep_school(tmp_path, "2026-11-23", School(cleared(tmp_path), "secret", PEOPLE))
    assert stat.S_IMODE((tmp_path / "school.json").stat().st_mode) == 0o600
