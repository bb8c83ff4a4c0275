"""Drafts of the school itself: terms, bells, rooms, subjects, kinds of work."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.importing import defaults
from services.importing.draft import Draft
from services.importing.faults import FaultCode, Note, NoteCode
from services.importing.rows import Row
from services.importing.state import Entity, Key, Stored
from services.importing.vocabulary import name_key
from services.regulation import effective, stored_scale
from storage.models import School

SCHEDULE = "1"
"""The bell schedule of a school that has only one."""


def draft_school(draft: Draft, rows: Sequence[Row]) -> None:
    for row in rows[1:]:
        draft.fault(row, None, FaultCode.SEVERAL_ROWS)
    for row in rows[:1]:
        values = row.present("name", "time_zone")
        if draft.state.school is None:
            values |= _first_regulation(row)
        else:
            _note_regulation(draft, row, draft.state.school)
        draft.add(Entity.SCHOOL, (row.get("code"),), row, **values)
        year = {"starts_on": row.get("starts_on"), "ends_on": row.get("ends_on")}
        if year["ends_on"] <= year["starts_on"]:
            draft.fault(row, "ends_on", FaultCode.ENDS_BEFORE_START)
        draft.add(Entity.YEAR, (row.get("year"),), row, **year)


def _first_regulation(row: Row) -> dict[str, Any]:
    """What a new school begins with; from then on its regulation is chosen in the web form."""
    profile = row.get("regulation_profile", defaults.PROFILE)
    scale = row.get("scale")
    own = defaults.SCALES[scale] if scale else stored_scale(effective(profile, {}).scale)
    return {"regulation_profile": profile, "scale": own} | row.present("languages")


def _note_regulation(draft: Draft, row: Row, school: School) -> None:
    """A file of last autumn must not undo what was chosen since."""
    scale = row.get("scale")
    differs = {
        "regulation_profile": row.get("regulation_profile", school.regulation_profile)
        != school.regulation_profile,
        "scale": scale is not None and defaults.SCALES[scale]["values"] != school.scale["values"],
        "languages": row.get("languages", school.languages) != school.languages,
    }
    if left := tuple(row.shown(name) for name, is_other in differs.items() if is_other):
        draft.notes.append(Note(row.table.source, NoteCode.CHOSEN_IN_FORM, left))


def draft_terms(draft: Draft, rows: Sequence[Row]) -> None:
    earlier: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        starts_on, ends_on = row.get("starts_on"), row.get("ends_on")
        if ends_on <= starts_on:
            draft.fault(row, "ends_on", FaultCode.ENDS_BEFORE_START)
        elif starts_on < draft.year_starts or ends_on > draft.year_ends:
            out = "starts_on" if starts_on < draft.year_starts else "ends_on"
            draft.fault(row, out, FaultCode.OUTSIDE_YEAR)
        for other in earlier[row.get("kind")]:
            if starts_on <= other.get("ends_on") and other.get("starts_on") <= ends_on:
                draft.fault(row, "starts_on", FaultCode.OVERLAPS, first=other.number)
        earlier[row.get("kind")].append(row)
        key = (row.get("kind"), row.get("number"))
        draft.add(Entity.TERM, key, row, starts_on=starts_on, ends_on=ends_on)


def draft_bells(draft: Draft, rows: Sequence[Row]) -> None:
    for row in rows:
        if row.get("ends_at") <= row.get("starts_at"):
            draft.fault(row, "ends_at", FaultCode.ENDS_BEFORE_START)
        key = (row.get("schedule", SCHEDULE), row.get("number"))
        draft.add(Entity.BELL, key, row, starts_at=row.get("starts_at"), ends_at=row.get("ends_at"))


def draft_rooms(draft: Draft, rows: Sequence[Row]) -> None:
    for row in rows:
        values = row.present("building", empty="")
        draft.add(Entity.ROOM, (name_key(row.get("name")),), row, name=row.get("name"), **values)


def draft_subjects(draft: Draft, rows: Sequence[Row]) -> None:
    for row in rows:
        key = (name_key(row.get("name")),)
        names = _names(draft, Entity.SUBJECT, key, row)
        draft.add(Entity.SUBJECT, key, row, name=row.get("name"), names=names)


def draft_work_kinds(draft: Draft, rows: Sequence[Row]) -> None:
    """Kinds from the sheet; a school that has none and brings none gets the usual ones."""
    stored = draft.state.rows[Entity.WORK_KIND]
    if not rows and not stored:
        profile = draft.value(Entity.SCHOOL, _school_key(draft), "regulation_profile")
        for usual in defaults.work_kinds(profile or defaults.PROFILE):
            draft.add(Entity.WORK_KIND, (usual.pop("code"),), None, **usual)
    for extra in [row for row in rows if row.get("is_default")][1:]:
        draft.fault(extra, "is_default", FaultCode.SEVERAL_DEFAULTS)
    chosen = _default_kind(rows, [code for (code,), kind in stored.items() if kind.values["is_default"]])
    for position, row in enumerate(rows, 1):
        draft.add(
            Entity.WORK_KIND,
            (row.get("code"),),
            row,
            names=_names(draft, Entity.WORK_KIND, (row.get("code"),), row),
            position=position,
            is_default=row.get("code") == chosen,
            **_new_weight(stored, row),
        )
    _note_weights(draft, rows)
    for key, kind in stored.items():
        if (
            rows
            and kind.values["is_default"]
            and key != (chosen,)
            and key not in draft.records[Entity.WORK_KIND]
        ):
            draft.add(Entity.WORK_KIND, key, None, is_default=False)


def _new_weight(stored: Mapping[Key, Stored], row: Row) -> dict[str, Any]:
    """Of a kind that is new; from then on its weight is chosen in the web form."""
    return {} if (row.get("code"),) in stored else {"weight": row.get("weight")}


def _note_weights(draft: Draft, rows: Sequence[Row]) -> None:
    """A file must not rewrite the averages of what was given before."""
    stored = draft.state.rows[Entity.WORK_KIND]
    left = tuple(
        row.shown("weight")
        for row in rows
        if (kind := stored.get((row.get("code"),))) and row.get("weight") != kind.values["weight"]
    )
    if left:
        draft.notes.append(Note(rows[0].table.source, NoteCode.CHOSEN_IN_FORM, left))


def _school_key(draft: Draft) -> tuple[Any, ...]:
    return next(iter([*draft.records[Entity.SCHOOL], *draft.state.rows[Entity.SCHOOL]]), ())


def _default_kind(rows: Sequence[Row], stored: Sequence[str]) -> str | None:
    """The kind the sheet says, else the one there was, else the sheet's first."""
    said = [row.get("code") for row in rows if row.get("is_default")]
    return next(iter([*said, *stored, *(row.get("code") for row in rows)]), None)


def _names(draft: Draft, entity: Entity, key: tuple[str], row: Row) -> dict[str, str]:
    """Names by language: the file's, and the stored ones of languages it has no column for."""
    stored = draft.state.rows[entity].get(key)
    names = dict(stored.values["names"]) if stored else {}
    names = {language: name for language, name in names.items() if not row.has(language)}
    given = {language: row.get(language) for language in ("ru", "kk", "en") if row.get(language)}
    return {**names, **given}


SCHOOL_DRAFTS: tuple[Callable[[Draft, Sequence[Row]], None], ...] = (
    draft_school,
    draft_terms,
    draft_bells,
    draft_rooms,
    draft_subjects,
    draft_work_kinds,
)
"""In the order of the first sheet kinds."""
