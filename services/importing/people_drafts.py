"""Drafts of people: staff, classes, students, guardians."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from services.importing.draft import Draft
from services.importing.faults import Fault, FaultCode, Note, NoteCode
from services.importing.rows import Row
from services.importing.school_drafts import SCHEDULE
from services.importing.state import NAME, Entity, Key
from services.importing.vocabulary import group_key
from storage.models import GroupKind, LeaderKind, Role

CLASS_KINDS = (GroupKind.CLASS, GroupKind.COLLEGE_GROUP)
OLDEST = 100


def draft_staff(draft: Draft, rows: Sequence[Row]) -> None:
    names_taken: dict[str, int] = {}
    for row in rows:
        number, user_name = row.get("number"), row.get("user_name")
        values = row.present(*NAME, empty="") | row.present("user_name")
        if not draft.add(Entity.STAFF, (number,), row, **values):
            continue
        if user_name:
            _check_user_name(draft, row, user_name, names_taken)
        for role in row.get("roles"):
            draft.add(Entity.ROLE, (number, role), row)
        for key in [key for key in draft.state.rows[Entity.ROLE] if key[0] == number]:
            if key[1] not in row.get("roles"):
                draft.end(Entity.ROLE, key, row)
    _keep_an_administrator(draft, rows)


def _check_user_name(draft: Draft, row: Row, user_name: str, taken: dict[str, int]) -> None:
    """User names are unique over all schools: people log in before anybody knows which is theirs."""
    school_id = draft.state.school.id if draft.state.school else None
    owner = draft.state.user_names.get(user_name)
    if owner is not None and owner != (school_id, row.get("number")):
        draft.fault(row, "user_name", FaultCode.USER_NAME_TAKEN, value=user_name)
    elif user_name in taken:
        draft.fault(row, "user_name", FaultCode.DUPLICATE, first=taken[user_name])
    taken.setdefault(user_name, row.number)


def _keep_an_administrator(draft: Draft, rows: Sequence[Row]) -> None:
    """A file must not lock everybody out of its own correction."""
    ended = {ending.id for ending in draft.endings if ending.entity == Entity.ROLE}
    held = [s for key, s in draft.state.rows[Entity.ROLE].items() if key[1] == Role.ADMINISTRATOR]
    stays = any(stored.id not in ended for stored in held)
    named = any(key[1] == Role.ADMINISTRATOR for key in draft.records[Entity.ROLE])
    if rows and not stays and not named:
        draft.faults.append(Fault(rows[0].table.source, None, None, FaultCode.NO_ADMINISTRATOR))


def draft_groups(draft: Draft, rows: Sequence[Row]) -> None:
    bells = {key[0] for key in (*draft.records[Entity.BELL], *draft.state.rows[Entity.BELL])}
    own = {group_key(row.get("name")) for row in rows}
    for row in rows:
        key = (group_key(row.get("name")),)
        kind, parent = row.get("kind", GroupKind.CLASS), row.get("parent")
        schedule = row.get("bell_schedule", SCHEDULE)
        if bells and schedule not in bells:
            draft.fault(row, "bell_schedule", FaultCode.UNKNOWN_REFERENCE, value=schedule)
        if kind == GroupKind.SUBGROUP and parent is None:
            draft.fault(row, "parent", FaultCode.EMPTY)
        if parent is not None and group_key(parent) not in own:
            draft.refers(row, "parent", Entity.GROUP, (group_key(parent),), parent)
        values = row.present("grade") | row.present("kind", empty=GroupKind.CLASS)
        if row.has("parent"):
            values["parent"] = group_key(parent) if parent else None
        if row.has("bell_schedule"):
            values["bell_schedule"] = schedule
        if draft.add(Entity.GROUP, key, row, name=row.get("name"), **values):
            _lead(draft, row, key, "class_teacher", LeaderKind.CLASS_TEACHER)
            _lead(draft, row, key, "curator", LeaderKind.CURATOR)


def _lead(draft: Draft, row: Row, group: Key, column: str, kind: LeaderKind) -> None:
    if not row.has(column):
        return
    number = row.get(column)
    stored = {k: s for k, s in draft.state.rows[Entity.LEADER].items() if k[:2] == (*group, kind)}
    for key, leader in stored.items():
        is_over = leader.values["ends_on"] is not None and leader.values["ends_on"] < draft.day
        if key[2] != number and not is_over:
            draft.end(Entity.LEADER, key, row, leader.values["starts_on"])
    if number is not None and draft.refers(row, column, Entity.STAFF, (number,), number):
        key = (*group, kind, number)
        begins = {} if key in stored else {"starts_on": draft.day if stored else draft.year_starts}
        draft.add(Entity.LEADER, key, row, ends_on=None, **begins)


def draft_students(draft: Draft, rows: Sequence[Row]) -> None:
    settled = {key[1] for key in draft.state.rows[Entity.MEMBERSHIP] if key[2] == _year_id(draft)}
    by_student: dict[str, list[Key]] = {}
    for key in draft.state.rows[Entity.MEMBERSHIP]:
        by_student.setdefault(key[0], []).append(key)
    ordered: list[str] = []
    reported: list[str] = []
    for row in rows:
        number, birth_date = row.get("number"), row.get("birth_date")
        if not 0 <= (draft.day - birth_date).days <= OLDEST * 366:
            draft.fault(row, "birth_date", FaultCode.IMPOSSIBLE_DATE, value=f"{birth_date:%d.%m.%Y}")
        values = row.present(*NAME, empty="") | {"birth_date": birth_date}
        values = _as_accepted(draft, Entity.STUDENT, number, values, reported)
        if not draft.add(Entity.STUDENT, (number,), row, **values):
            continue
        wanted = _wanted_groups(draft, row)
        if number in draft.state.moved and not _agrees(draft, by_student.get(number, []), wanted):
            # An old list must not undo an order (R38); a new one names the same class.
            ordered.append(f"{number} {row.get('last_name')} → {row.get('group')}")
            continue
        for key in by_student.get(number, []):
            _leave(draft, row, key, wanted)
        for group in wanted:
            _join(draft, row, group, began=group not in settled)
    if ordered:
        draft.notes.append(Note(rows[0].table.source, NoteCode.MOVED_BY_ORDER, tuple(ordered)))
    _note_reported(draft, rows, reported)


def _as_accepted(
    draft: Draft, entity: Entity, number: str, values: dict[str, Any], reported: list[str]
) -> dict[str, Any]:
    """The row's values, but what a family reported and the school accepted as it stands in the store.

    A list from before must not undo it unseen (R44): whom it would have changed joins ``reported``.
    """
    stored = draft.state.rows[entity].get((number,))
    accepted = draft.state.accepted.get((entity, number), set())
    if stored is None or not accepted:
        return values
    kept = {name: stored.values[name] for name in values if name in accepted}
    if any(values[name] != value for name, value in kept.items()):
        reported.append(f"{number} {stored.values['last_name']} {stored.values['first_name']}")
    return values | kept


def _note_reported(draft: Draft, rows: Sequence[Row], reported: list[str]) -> None:
    if reported:
        # A guardian has a row for each child.
        items = tuple(dict.fromkeys(reported))
        draft.notes.append(Note(rows[0].table.source, NoteCode.ACCEPTED_REPORT, items))


def _agrees(draft: Draft, stored: Sequence[Key], wanted: Sequence[str]) -> bool:
    """Whether the row names the class that the student's order has settled."""
    memberships = draft.state.rows[Entity.MEMBERSHIP]
    classes = {key[1] for key in stored if memberships[key].values["kind"] in CLASS_KINDS}
    return bool(classes) and classes <= set(wanted)


def _wanted_groups(draft: Draft, row: Row) -> list[str]:
    """Keys of the class and of the subgroups and clubs of a row, as far as they exist."""
    wanted = []
    for column, names in (("group", [row.get("group")]), ("extra_groups", row.get("extra_groups", []))):
        for name in names:
            key = (group_key(name),)
            if not draft.refers(row, column, Entity.GROUP, key, name):
                continue
            if (Entity.GROUP, key) in draft.mentioned:
                continue
            kind = draft.value(Entity.GROUP, key, "kind") or GroupKind.CLASS
            if (kind in CLASS_KINDS) != (column == "group"):
                draft.fault(row, column, FaultCode.UNKNOWN_REFERENCE, value=name)
            elif key[0] not in wanted:
                wanted.append(key[0])
    return wanted


def _leave(draft: Draft, row: Row, key: Key, wanted: list[str]) -> None:
    """End a membership that the row contradicts: another class, or a subgroup no longer listed."""
    stored = draft.state.rows[Entity.MEMBERSHIP][key].values
    is_this_year = key[2] == _year_id(draft)
    is_spoken_of = stored["kind"] in CLASS_KINDS or row.has("extra_groups")
    if is_spoken_of and not (is_this_year and key[1] in wanted):
        draft.end(Entity.MEMBERSHIP, key, row, stored["joined_on"])


def _join(draft: Draft, row: Row, group: str, *, began: bool) -> None:
    """From the day in the file; else from the year's start for a class nobody was in yet, else from today."""
    key = (row.get("number"), group, _year_id(draft))
    given: date | None = row.get("joined_on")
    values: dict[str, Any] = {}
    if key not in draft.state.rows[Entity.MEMBERSHIP]:
        values["joined_on"] = given or (draft.year_starts if began else draft.day)
    draft.add(Entity.MEMBERSHIP, key, row, **values)


def _year_id(draft: Draft) -> int | None:
    return draft.state.year.id if draft.state.year else None


def draft_guardians(draft: Draft, rows: Sequence[Row]) -> None:
    """A guardian has a row for each child; all of them must agree on the name."""
    withdrawn: list[str] = []
    reported: list[str] = []
    for row in rows:
        number, student = row.get("number"), row.get("student")
        draft.refers(row, "student", Entity.STUDENT, (student,), student)
        _guardian(draft, row, number, reported)
        key = (number, student)
        stored = draft.state.rows[Entity.GUARDIANSHIP].get(key)
        if stored is not None and stored.values["revoked_at"] is not None:
            # A list from before must not give back what was taken away: the school does that by hand.
            withdrawn.append(f"{number} {row.get('last_name')} → {student}")
            continue
        draft.add(Entity.GUARDIANSHIP, key, row, relation=row.get("relation"))
    if withdrawn:
        draft.notes.append(Note(rows[0].table.source, NoteCode.REVOKED_GUARDIANSHIP, tuple(withdrawn)))
    _note_reported(draft, rows, reported)


def _guardian(draft: Draft, row: Row, number: str, reported: list[str]) -> None:
    values = _as_accepted(draft, Entity.GUARDIAN, number, row.present(*NAME, empty=""), reported)
    first = draft.records[Entity.GUARDIAN].get((number,))
    if first is None:
        draft.add(Entity.GUARDIAN, (number,), row, **values)
    elif first.values != values and first.row is not None:
        draft.fault(row, "number", FaultCode.DIFFERS, first=first.row.number)


PEOPLE_DRAFTS: tuple[Callable[[Draft, Sequence[Row]], None], ...] = (
    draft_staff,
    draft_groups,
    draft_students,
    draft_guardians,
)
"""In the order of the sheet kinds that follow the school's own."""
