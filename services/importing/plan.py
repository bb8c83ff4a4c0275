"""What an import would do: compares the files' draft with the store."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from services.importing.clashes import TimetableClash, timetable_clashes
from services.importing.draft import Draft, Ending, Record
from services.importing.faults import MOST_FAULTS, Fault, Note
from services.importing.rows import Row
from services.importing.sheets import SheetKind
from services.importing.state import Entity
from services.importing.vocabulary import group_key, name_key


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of one kind of sheet, by what becomes of them."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A stored row with those of its values that become others."""

    record: Record
    id: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """Either faults, and then nothing can be applied, or what is to be written."""

    files: tuple[str, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]
    draft: Draft | None = None
    new: dict[Entity, list[Record]] = field(default_factory=dict)
    changed: dict[Entity, list[Change]] = field(default_factory=dict)
    endings: tuple[Ending, ...] = ()
    counts: dict[SheetKind, Count] = field(default_factory=dict)
    clashes: tuple[TimetableClash, ...] = ()
    """Of the timetable as it would be; worth a look, no reason to refuse it."""

    @property
    def is_sound(self) -> bool:
        return not self.faults

    @property
    def changes_nothing(self) -> bool:
        return not (any(self.new.values()) or any(self.changed.values()) or self.endings)

    def touches(self, entities: Collection[Entity]) -> bool:
        """Whether anything of these kinds would be new, changed or ended."""
        ended = {ending.entity for ending in self.endings}
        return any(self.new.get(one) or self.changed.get(one) or one in ended for one in entities)


def refused(files: tuple[str, ...], faults: list[Fault], notes: tuple[Note, ...] = ()) -> Plan:
    """A plan that cannot be applied; faults in the order of the files, then rows."""
    order = {sheet: place for place, sheet in enumerate(dict.fromkeys(fault.sheet for fault in faults))}
    ordered = sorted(faults, key=lambda fault: (order[fault.sheet], fault.row or 0))
    return Plan(files, tuple(ordered[:MOST_FAULTS]), notes)


def compared(files: tuple[str, ...], draft: Draft, notes: tuple[Note, ...], rows: list[Row]) -> Plan:
    """The difference between a sound draft and the store."""
    new: dict[Entity, list[Record]] = {}
    changed: dict[Entity, list[Change]] = {}
    for entity, records in draft.records.items():
        stored = draft.state.rows[entity]
        new[entity] = [record for key, record in records.items() if key not in stored]
        changed[entity] = [
            change
            for key, record in records.items()
            if key in stored and (change := _change(record, stored[key].id, stored[key].values)).values
        ]
    plan = Plan(files, (), (*notes, *draft.notes), draft, new, changed, tuple(draft.endings))
    clashes = timetable_clashes(draft) if any(row.table.kind is SheetKind.TIMETABLE for row in rows) else ()
    return replace(plan, counts=_counts(plan, rows), clashes=clashes)


def _change(record: Record, row_id: int, stored: dict[str, Any]) -> Change:
    differing = {
        name: value for name, value in record.values.items() if not _same(record.entity, name, stored, value)
    }
    return Change(record, row_id, differing)


def _same(entity: Entity, name: str, stored: dict[str, Any], value: Any) -> bool:
    """References are compared as they are looked up: ``7а`` and ``7 «А»`` are one class."""
    found = stored[name]
    if found is not None and (entity, name) in _REFERENCE_KEYS:
        found = _REFERENCE_KEYS[entity, name](found)
    return bool(found == value)


def _counts(plan: Plan, rows: list[Row]) -> dict[SheetKind, Count]:
    """A row is new when the first thing it stands for is, changed when anything else of it is."""
    new = {id(record.row) for records in plan.new.values() for record in records if record.row}
    touched = {id(one.record.row) for changes in plan.changed.values() for one in changes}
    touched |= {id(ending.row) for ending in plan.endings if ending.row} | new
    assert plan.draft is not None
    stored_first = _first_records(plan.draft)
    counts: dict[SheetKind, Counter[str]] = {}
    for row in rows:
        is_new = id(row) in new and not stored_first.get(id(row), False)
        outcome = "new" if is_new else "changed" if id(row) in touched else "unchanged"
        counts.setdefault(row.table.kind, Counter())[outcome] += 1
    return {kind: Count(**counts[kind]) for kind in SheetKind if kind in counts}


def _first_records(draft: Draft) -> dict[int, bool]:
    """Of each row, whether the last kind of thing it stands for alone is stored already."""
    found: dict[int, bool] = {}
    for entity in PRIMARY:
        for key, record in draft.records[entity].items():
            if record.row is not None:
                found[id(record.row)] = key in draft.state.rows[entity]
    return found


PRIMARY = (
    Entity.SCHOOL,
    Entity.TERM,
    Entity.BELL,
    Entity.ROOM,
    Entity.SUBJECT,
    Entity.WORK_KIND,
    Entity.STAFF,
    Entity.GROUP,
    Entity.STUDENT,
    Entity.GUARDIANSHIP,
    Entity.COURSE,
    Entity.ENTRY,
    Entity.TOPIC,
)
"""What a row of each sheet is about. A guardian has a row for each child, so there it is the tie."""


_REFERENCE_KEYS = {(Entity.GROUP, "parent"): group_key, (Entity.ENTRY, "room"): name_key}
