"""The chain of a school's changes: how an entry is written down for its hash, and what breaks it. Pure.

Version 1: the JSON array of the values named in ``FIELDS``, in that order, ASCII only, without spaces;
a moment is UTC with microseconds and offset (``2026-11-23T04:00:00.000000+00:00``), nothing is
``null``. Its SHA-256 in hexadecimal is the entry's hash. The first entry of a school follows ``""``.

Entries are mappings by the names of the table's columns. A version to come adds its list of fields to
``FIELDS``; a version once written never changes, or every record would look tampered with.
"""

import enum
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Entry = Mapping[str, Any]
VERSION = 1
"""In which new entries are written down."""
FIELDS = {
    1: (
        "version",
        "school_id",
        "number",
        "at",
        "staff_id",
        "author",
        "door",
        "kind",
        "course_id",
        "lesson_id",
        "work_id",
        "student_id",
        "term_id",
        "was",
        "became",
        "previous",
    )
}
"""What the hash covers, by version."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: number and hash of its last entry."""

    number: int = 0
    hash: str = ""


class Fault(enum.StrEnum):
    ALTERED = "altered"
    """The entry is not what its hash was made of."""
    MISSING = "missing"
    """There is no entry of this number."""
    UNTIED = "untied"
    """The entry does not follow the one before it."""
    ADDED = "added"
    """The entry is beyond the end of the record."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where a chain is broken first."""

    number: int
    fault: Fault


def digest(entry: Entry) -> str:
    """The hash that an entry must have. Raises ``KeyError`` for a version nobody knows."""
    values = [_plain(entry[field]) for field in FIELDS[entry["version"]]]
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def tie(entries: Iterable[Entry], head: Head) -> Iterator[dict[str, Any]]:
    """The entries with the numbers and hashes that they have when they follow ``head``."""
    for entry in entries:
        tied = {**entry, "version": VERSION, "number": head.number + 1, "previous": head.hash}
        tied["hash"] = digest(tied)
        head = Head(tied["number"], tied["hash"])
        yield tied


def flaw_after(head: Head, entry: Entry) -> Flaw | None:
    """What is wrong with an entry that should follow ``head``."""
    if entry["number"] != head.number + 1:
        return Flaw(head.number + 1, Fault.MISSING)
    if entry["version"] not in FIELDS or entry["hash"] != digest(entry):
        return Flaw(entry["number"], Fault.ALTERED)
    if entry["previous"] != head.hash:
        return Flaw(entry["number"], Fault.UNTIED)
    return None


def flaw_at_end(last: Head, head: Head) -> Flaw | None:
    """What is wrong when the entries end with ``last`` and the record says that they end with ``head``."""
    if last.number < head.number:
        return Flaw(last.number + 1, Fault.MISSING)
    if last.number > head.number:
        return Flaw(head.number + 1, Fault.ADDED)
    return None if last.hash == head.hash else Flaw(last.number, Fault.ALTERED)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.value if isinstance(value, enum.Enum) else value
