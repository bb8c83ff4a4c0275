"""What the files want the school to be: records by natural key, gathered while faults are found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from services.importing.faults import Fault, FaultCode, Note, NoteCode
from services.importing.rows import Row
from services.importing.sheets import SheetKind
from services.importing.state import Entity, Key, State
from services.importing.tables import Table
from services.importing.vocabulary import group_key, name_key

_NAMED_BY: dict[SheetKind, tuple[Entity, str, Callable[[str], str]]] = {
    SheetKind.ROOMS: (Entity.ROOM, "name", name_key),
    SheetKind.SUBJECTS: (Entity.SUBJECT, "name", name_key),
    SheetKind.STAFF: (Entity.STAFF, "number", str),
    SheetKind.GROUPS: (Entity.GROUP, "name", group_key),
    SheetKind.STUDENTS: (Entity.STUDENT, "number", str),
}
"""By which column, and which form of it, others refer to a row."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One row of the store as the files want it. ``row`` is empty for what no row names (defaults)."""

    entity: Entity
    key: Key
    values: dict[str, Any]
    row: Row | None


@dataclass(frozen=True, slots=True)
class Ending:
    """A stored row that the files end: on ``last_day``, or at once where that is empty."""

    entity: Entity
    id: int
    last_day: date | None
    row: Row | None


@dataclass
class Draft:
    """Collects records of one import. ``day`` is the school's today, moved into the school year."""

    state: State
    day: date
    year_starts: date
    year_ends: date
    faults: list[Fault]
    notes: list[Note] = field(default_factory=list)
    records: dict[Entity, dict[Key, Record]] = field(default_factory=lambda: {one: {} for one in Entity})
    endings: list[Ending] = field(default_factory=list)
    mentioned: set[tuple[Entity, Key]] = field(default_factory=set)
    """What rows with faults of their own would have brought."""

    def mention(self, rows: Iterable[Row]) -> None:
        """Let others refer to what broken rows name: nothing is written anyway."""
        for row in rows:
            named = _NAMED_BY.get(row.table.kind)
            if named is not None and row.get(named[1]) is not None:
                self.mentioned.add((named[0], (named[2](row.get(named[1])),)))

    def add(self, entity: Entity, key: Key, row: Row | None, **values: Any) -> bool:
        """Keep a record; a second one with the same key is a fault of its row, and false."""
        first = self.records[entity].get(key)
        if first is not None and row is not None:
            at = first.row.number if first.row else 0
            self.faults.append(row.fault(None, FaultCode.DUPLICATE, first=at))
            return False
        self.records[entity][key] = Record(entity, key, values, row)
        return True

    def fault(self, row: Row, key: str | None, code: FaultCode, **facts: Any) -> None:
        self.faults.append(row.fault(key, code, **facts))

    def knows(self, entity: Entity, key: Key) -> bool:
        """Whether the files or the store have it."""
        return (
            key in self.records[entity] or key in self.state.rows[entity] or (entity, key) in self.mentioned
        )

    def value(self, entity: Entity, key: Key, name: str) -> Any:
        """A value as it will be after the import."""
        record = self.records[entity].get(key)
        if record is not None and name in record.values:
            return record.values[name]
        stored = self.state.rows[entity].get(key)
        return stored.values.get(name) if stored else None

    def refers(self, row: Row, column: str, entity: Entity, key: Key, shown: str) -> bool:
        """Whether what a cell refers to exists; a fault of the cell where it does not."""
        if self.knows(entity, key):
            return True
        self.fault(row, column, FaultCode.UNKNOWN_REFERENCE, value=shown)
        return False

    def end(self, entity: Entity, key: Key, row: Row | None, began_on: date | None = None) -> None:
        """End a stored row yesterday; one that had not begun by then, or has no dates, goes altogether."""
        yesterday = self.day - timedelta(days=1)
        last_day = yesterday if began_on is not None and began_on <= yesterday else None
        self.endings.append(Ending(entity, self.state.rows[entity][key].id, last_day, row))

    def note_missing(self, entity: Entity, tables: list[Table], kept: set[Key]) -> None:
        """Say which people of the store the files do not name; they are never deleted."""
        if not tables:
            return
        missing = [
            f"{stored.values['number']} {stored.values['last_name']} {stored.values['first_name']}"
            for key, stored in self.state.rows[entity].items()
            if key not in kept
        ]
        if missing:
            self.notes.append(Note(tables[0].source, NoteCode.NOT_IN_FILE, tuple(sorted(missing))))
