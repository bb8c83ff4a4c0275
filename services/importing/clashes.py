"""Clashes of the weekly timetable as it will be after an import: listed, never a reason to refuse the file.

Two classes taught together, a gym that two share, a class whose subgroups the files do not name: all of
these look like clashes and are none. The school reads the list and decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.importing.draft import Draft
from services.importing.school_drafts import SCHEDULE
from services.importing.state import Entity, Key
from services.importing.vocabulary import group_key, name_key
from services.timetable.clashes import Attendees, Clash, ClashKind, Engagement, find_clashes


@dataclass(frozen=True, slots=True)
class TimetableClash:
    """Two weekly lessons at one time, with the names as the school writes them."""

    kind: ClashKind
    weekday: int
    """1 is Monday."""
    number: int
    name: str
    """The teacher or the room; empty where the groups are what clashes."""
    groups: tuple[str, str]
    rows: tuple[int, ...]
    """Rows of the timetable sheet; a lesson that only the store has is in none."""


def timetable_clashes(draft: Draft) -> tuple[TimetableClash, ...]:
    """The clashes from today on, in the order of the week."""
    found = find_clashes(_engagements(draft), _attendees(draft))
    listed = [_described(draft, clash) for clash in found]
    return tuple(sorted(listed, key=lambda one: (one.weekday, one.number, one.kind, one.groups)))


def _values(draft: Draft, entity: Entity) -> Iterator[tuple[Key, dict[str, Any]]]:
    """What there will be of an entity: what is stored and not ended, with what the files say of it."""
    ended = {ending.id for ending in draft.endings if ending.entity is entity}
    stored = {key: one for key, one in draft.state.rows[entity].items() if one.id not in ended}
    for key in {**stored, **draft.records[entity]}:
        known = stored[key].values if key in stored else {}
        record = draft.records[entity].get(key)
        yield key, {**known, **(record.values if record else {})}


def _engagements(draft: Draft) -> Iterator[Engagement]:
    for key, values in _values(draft, Entity.ENTRY):
        group, _, teacher, weekday, number, starts_on = key
        schedule = draft.value(Entity.GROUP, (group,), "bell_schedule") or SCHEDULE
        starts = draft.value(Entity.BELL, (schedule, number), "starts_at")
        ends = draft.value(Entity.BELL, (schedule, number), "ends_at")
        ends_on: date = values["ends_on"]
        if starts is None or ends is None or ends_on < draft.day:
            continue
        room = values.get("room")
        yield Engagement(
            id=key,
            day=weekday,
            starts=starts,
            ends=ends,
            teacher=teacher,
            group=group,
            room=name_key(room) if room else None,
            first=max(starts_on, draft.day),
            last=ends_on,
        )


def _attendees(draft: Draft) -> Attendees:
    parents = {}
    for key, values in _values(draft, Entity.GROUP):
        parent = values.get("parent")
        parents[key[0]] = group_key(parent) if parent else None
    year_id = draft.state.year.id if draft.state.year else None
    members: dict[str, set[str]] = {}
    for key, _ in _values(draft, Entity.MEMBERSHIP):
        student, group, of_year = key
        if of_year == year_id:
            members.setdefault(group, set()).add(student)
    return Attendees(parents, members)


def _described(draft: Draft, clash: Clash) -> TimetableClash:
    keys = (clash.one.id, clash.other.id)
    records = [draft.records[Entity.ENTRY].get(key) for key in keys]
    rows = sorted(record.row.number for record in records if record is not None and record.row is not None)
    one, other = (str(draft.value(Entity.GROUP, key[:1], "name") or key[0]) for key in keys)
    return TimetableClash(
        kind=clash.kind,
        weekday=keys[0][3],
        number=keys[0][4],
        name=_name(draft, clash),
        groups=(one, other),
        rows=tuple(rows),
    )


def _name(draft: Draft, clash: Clash) -> str:
    if clash.kind is ClashKind.ROOM:
        return str(draft.value(Entity.ROOM, (clash.one.room,), "name") or clash.one.room)
    if clash.kind is ClashKind.GROUP:
        return ""
    names = (
        draft.value(Entity.STAFF, (clash.one.teacher,), name)
        for name in ("last_name", "first_name", "patronymic")
    )
    return " ".join(str(name) for name in names if name)
