"""Drafts of topic plans: one text for all the classes that a row names."""

from collections.abc import Callable, Sequence

from services.importing.draft import Draft
from services.importing.faults import FaultCode, Note, NoteCode
from services.importing.load_drafts import course_of, teachers_by_course
from services.importing.rows import Row
from services.importing.state import Entity, Key
from services.importing.vocabulary import group_key


def draft_plans(draft: Draft, rows: Sequence[Row]) -> None:
    """The sheet is the whole plan of every course it names: what it leaves out of theirs goes, unless given."""
    teachers = teachers_by_course(draft)
    for row in rows:
        before = len(draft.faults)
        groups = {group_key(group): group for group in row.get("group")}
        if not groups:
            draft.fault(row, "group", FaultCode.EMPTY)
        for group in groups.values():
            course = course_of(draft, row, group, teachers)
            if course is not None:
                _draft_topic(draft, row, course)
        # What is wrong with the row itself would be said again for each of its classes.
        own = draft.faults[before:]
        draft.faults[before:] = [fault for place, fault in enumerate(own) if fault not in own[:place]]
    _end_others(draft, rows)


def _draft_topic(draft: Draft, row: Row, course: Key) -> None:
    if course not in draft.records[Entity.PLAN]:
        draft.add(Entity.PLAN, course, row)
    said = row.present("section", "lesson_kind", "homework", empty="")
    hours = row.get("hours", 1)
    draft.add(Entity.TOPIC, (*course, row.get("number")), row, title=row.get("title"), hours=hours, **said)


def _end_others(draft: Draft, rows: Sequence[Row]) -> None:
    kept = []
    for key, topic in draft.state.rows[Entity.TOPIC].items():
        if key[:3] not in draft.records[Entity.PLAN] or key in draft.records[Entity.TOPIC]:
            continue
        if topic.values["is_given"]:
            kept.append(f"{topic.values['name']}, {topic.values['subject']}: {topic.values['title']}")
        else:
            draft.end(Entity.TOPIC, key, None)
    if kept:
        draft.notes.append(Note(rows[0].table.source, NoteCode.GIVEN_TOPIC, tuple(kept)))


PLAN_DRAFTS: tuple[Callable[[Draft, Sequence[Row]], None], ...] = (draft_plans,)
