"""What the demo keeps in its folder between two starts: the database, and who can be played."""

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class School:
    """The sample school of a day. ``people`` is what ``demo.sample.load.fill`` tells of them."""

    database_url: str
    secret: str
    people: list[dict[str, Any]]
    is_new: bool = False


def kept_school(folder: Path, day: str) -> School | None:
    """The school made on that day, if it is still there."""
    file = folder / "school.json"
    if not file.exists() or not _database(folder).exists():
        return None
    facts = json.loads(file.read_text("utf-8"))
    if facts.pop("day") != day:
        return None
    return School(database_url=_url(folder), **facts)


def cleared(folder: Path) -> str:
    """Make room for a new school; the address of its database, which is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "school.json").unlink(missing_ok=True)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{_database(folder)}{suffix}").unlink(missing_ok=True)
    return _url(folder)


def keep_school(folder: Path, day: str, school: School) -> School:
    """Write down what is needed to open it again. Last of all: half a school is made anew."""
    file = folder / "school.json"
    facts = {"day": day, "secret": school.secret, "people": school.people}
    # Passwords stand in it, if only of invented people.
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(facts, out, ensure_ascii=False, indent=1)
    return replace(school, database_url=_url(folder))


def _database(folder: Path) -> Path:
    return folder.absolute() / "diary.db"


def _url(folder: Path) -> str:
    return f"sqlite:///{_database(folder)}"
