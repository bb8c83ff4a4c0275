"""Drafts of the teaching load and of the weekly timetable."""

from collections.abc import Callable, Sequence
from datetime import date

from services.importing.draft import Draft
from services.importing.faults import FaultCode
from services.importing.rows import Row
from services.importing.school_drafts import SCHEDULE
from services.importing.state import Entity, Key
from services.importing.vocabulary import group_key, name_key

Teachers = dict[tuple[str, str], list[str]]
"""Group and subject → staff numbers."""


def draft_courses(draft: Draft, rows: Sequence[Row]) -> None:
    for row in rows:
        group, subject, teacher = row.get("group"), row.get("subject"), row.get("teacher")
        known = [
            draft.refers(row, "group", Entity.GROUP, (group_key(group),), group),
            draft.refers(row, "subject", Entity.SUBJECT, (name_key(subject),), subject),
            draft.refers(row, "teacher", Entity.STAFF, (teacher,), teacher),
        ]
        if all(known):
            draft.add(Entity.COURSE, (group_key(group), name_key(subject), teacher), row)


def draft_timetable(draft: Draft, rows: Sequence[Row]) -> None:
    """The sheet is the whole week of every group it names: what it leaves out of theirs, ends."""
    teachers = teachers_by_course(draft)
    running = {
        key[:5]: key
        for key, entry in draft.state.rows[Entity.ENTRY].items()
        if entry.values["ends_on"] >= draft.day
    }
    settled = {key[0] for key in draft.state.rows[Entity.ENTRY]}
    for row in rows:
        course = course_of(draft, row, row.get("group"), teachers)
        if course is not None:
            _draft_entry(draft, row, course, running, settled)
    named = {group_key(row.get("group")) for row in rows}
    for key in running.values():
        if key[0] in named and key not in draft.records[Entity.ENTRY]:
            draft.end(Entity.ENTRY, key, None, key[5])


def teachers_by_course(draft: Draft) -> Teachers:
    """Who teaches a subject in a group."""
    found: dict[tuple[str, str], list[str]] = {}
    for group, subject, teacher in {**draft.state.rows[Entity.COURSE], **draft.records[Entity.COURSE]}:
        found.setdefault((group, subject), []).append(teacher)
    return found


def course_of(draft: Draft, row: Row, group: str, teachers: Teachers) -> Key | None:
    """The course of a row in a group; faults of whatever of it does not exist."""
    subject, teacher = row.get("subject"), row.get("teacher")
    known = [
        draft.refers(row, "group", Entity.GROUP, (group_key(group),), group),
        draft.refers(row, "subject", Entity.SUBJECT, (name_key(subject),), subject),
        teacher is None or draft.refers(row, "teacher", Entity.STAFF, (teacher,), teacher),
    ]
    if not all(known):
        return None
    candidates = teachers.get((group_key(group), name_key(subject)), [])
    if not candidates or (teacher is not None and teacher not in candidates):
        draft.fault(row, "subject", FaultCode.NO_COURSE, group=group)
        return None
    if teacher is None and len(candidates) > 1:
        draft.fault(row, "teacher", FaultCode.WHICH_TEACHER, group=group)
        return None
    return (group_key(group), name_key(subject), teacher or candidates[0])


def _draft_entry(draft: Draft, row: Row, course: Key, running: dict[Key, Key], settled: set[str]) -> None:
    slot = (*course, row.get("weekday"), row.get("number"))
    starts_on = _start(draft, row, running.get(slot), is_settled=course[0] in settled)
    ends_on = row.get("ends_on", draft.year_ends)
    if ends_on < starts_on:
        draft.fault(row, "ends_on", FaultCode.ENDS_BEFORE_START)
    schedule = draft.value(Entity.GROUP, course[:1], "bell_schedule") or SCHEDULE
    if not draft.knows(Entity.BELL, (schedule, row.get("number"))):
        draft.fault(row, "number", FaultCode.NO_BELL, value=row.get("number"), schedule=schedule)
    values = {"ends_on": ends_on}
    if row.has("room"):
        room = row.get("room")
        if room is not None:
            draft.refers(row, "room", Entity.ROOM, (name_key(room),), room)
        values["room"] = name_key(room) if room else None
    draft.add(Entity.ENTRY, (*slot, starts_on), row, **values)


def _start(draft: Draft, row: Row, running: Key | None, *, is_settled: bool) -> date:
    """The day in the file; else that of the same lesson in force; else the year's start.

    A group that already has a timetable gets a new lesson from today: it was not given before.
    """
    given: date | None = row.get("starts_on")
    if given is not None:
        return given
    if running is not None:
        began: date = running[5]
        return began
    return draft.day if is_settled else draft.year_starts


LOAD_DRAFTS: tuple[Callable[[Draft, Sequence[Row]], None], ...] = (draft_courses, draft_timetable)
