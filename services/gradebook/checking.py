"""Decides what a draft changes in a lesson's record, before anything is written. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.errors import ChangedMeanwhile, CommentWithoutMark, Forbidden, NotPermitted, SchoolError
from services.gradebook.cells import (
    NEW,
    OF_MARK,
    OF_OWN,
    OF_WORK,
    OWN_NEW,
    Cells,
    Fate,
    Field,
    LessonDraft,
    Place,
    fate_of,
)
from services.gradebook.closing import closed
from services.gradebook.entries import presence_meant, tidy
from services.gradebook.in_points import Mosts, columns_in_points, settle_points, tidy_points
from services.gradebook.individual import in_step, settle
from services.gradebook.permit import Permit
from services.gradebook.record import LessonRecord, blank_column, blank_individual, shown

NAMING = (Field.KIND, Field.NUMBER, Field.TITLE)
"""What makes two columns of a lesson the same work."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What to write, or what is wrong. Places are those of the store: ``columns`` tells what moved."""

    changes: dict[Place, str] = field(default_factory=dict)
    faults: dict[Place, SchoolError] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)


def check(draft: LessonDraft, record: LessonRecord, now: datetime, permit: Permit | None = None) -> Checked:
    """Compare cell by cell with what is stored now. With a permit its cells are open, and no others.

    Raises ``Forbidden`` for a changed cell that the page never had: another class's student, a
    work of another lesson, a kind of another school.
    """
    columns = _columns_saved_meanwhile(draft, record)
    draft = _with_presences(_moved(in_step(draft, record), columns), record)
    checked = Checked(columns=columns)
    stored = shown(record)
    for column in draft.new_columns():
        stored |= blank_column(record, column)
    for column in draft.new_columns(OWN_NEW):
        stored |= blank_individual(record, column)
    mosts = columns_in_points(draft, record, stored)
    touched = list(draft.touched())
    for place, text in touched:
        _require_on_page(place, record)
        _decide(checked, place, text, draft.seen.get(place, ""), stored.get(place, ""), record, mosts)
    settle_points(checked.changes, checked.faults, record, mosts, [place.column for place, _ in touched])
    _settle_comments(checked, stored)
    settle(checked.changes, checked.faults, stored)
    if permit is None:
        _refuse_closed(checked, record, draft, now)
    else:
        _refuse_not_permitted(checked, record, permit, now)
    return checked


def _decide(
    checked: Checked,
    place: Place,
    text: str,
    seen: str,
    current: str,
    record: LessonRecord,
    mosts: Mosts,
) -> None:
    if (place.field in (Field.DUE, Field.OWN_DUE) and not text) or _says_nothing(place, mosts):
        return
    try:
        most = mosts.get(place.column) if place.field is Field.MARK else None
        tidied = tidy(place.field, text, record) if most is None else tidy_points(text, most, current, record)
    except Forbidden:
        raise
    except SchoolError as fault:
        checked.faults[place] = fault
        return
    # A column that nobody has saved yet shows its usual kind without having been seen with it.
    basis = current if place.column.startswith((NEW, OWN_NEW)) else seen
    fate = fate_of(tidied, basis, current)
    if fate is Fate.WRITE:
        checked.changes[place] = tidied
    elif fate is Fate.CONFLICT:
        checked.faults[place] = ChangedMeanwhile(theirs=current)


def _says_nothing(place: Place, mosts: Mosts) -> bool:
    """A maximum where marks are given is nobody's, as a weight where points are; points without a
    maximum wait for it."""
    if place.field is Field.MOST:
        return place.column not in mosts
    if place.field is Field.WEIGHT:
        return place.column in mosts
    return place.field is Field.MARK and place.column in mosts and mosts[place.column] is None


def _refuse_closed(checked: Checked, record: LessonRecord, draft: LessonDraft, now: datetime) -> None:
    """What the regulation has closed is a fault at its cell, however the change came about (R33)."""
    codes = {str(kind.id): kind.code for kind in record.kinds}
    for place in list(checked.changes):
        kind = codes.get(draft.typed.get(Place(Field.KIND, place.column), ""), "")
        if fault := closed(record, place, now, kind):
            checked.faults[place] = fault
            del checked.changes[place]


def _refuse_not_permitted(checked: Checked, record: LessonRecord, permit: Permit, now: datetime) -> None:
    """A permission opens what it names. Even what the regulation leaves open is not this person's to write."""
    written = tuple(checked.changes)
    for place in written:
        if not permit.opens(place, written):
            checked.faults[place] = closed(record, place, now) or NotPermitted()
            del checked.changes[place]


def _require_on_page(place: Place, record: LessonRecord) -> None:
    if place.field in OF_OWN:
        # What is in step with the store has no other columns, and its students are asked for by ``tidy``.
        return
    is_new = place.column.startswith(NEW)
    if place.column and not is_new and place.column not in {str(work.id) for work in record.works}:
        raise Forbidden
    if place.student and place.student not in {student.id for student in record.students}:
        raise Forbidden


def _settle_comments(checked: Checked, stored: Cells) -> None:
    """A mark that goes takes its comment along; a comment alone is a fault."""
    for place, text in list(checked.changes.items()):
        if place.field not in OF_MARK:
            continue
        mark, comment = place._replace(field=Field.MARK), place._replace(field=Field.COMMENT)
        if checked.changes.get(mark, stored.get(mark, "")) or mark in checked.faults:
            continue
        if place.field is Field.COMMENT and text:
            checked.faults[comment] = CommentWithoutMark()
        elif stored.get(comment) and comment not in checked.faults:
            checked.changes[comment] = ""


def _with_presences(draft: LessonDraft, record: LessonRecord) -> LessonDraft:
    """The draft with "н" and the like moved from the marks' cells to the presence that they mean."""
    typed = dict(draft.typed)
    for place, text in draft.touched():
        meant = presence_meant(text, record) if place.field is Field.MARK else None
        if meant is not None:
            typed[place] = draft.seen.get(place, "")
            typed[Place(Field.PRESENCE, "", place.student)] = meant
    return LessonDraft(typed, draft.seen)


def _columns_saved_meanwhile(draft: LessonDraft, record: LessonRecord) -> dict[str, str]:
    """New columns that are in the store already: saved from another tab, or by a save sent twice.

    Without this, two tabs open on an empty lesson would make two works of one.
    """
    stored = shown(record)
    unseen = [str(work.id) for work in record.works if Place(Field.KIND, str(work.id)) not in draft.seen]
    found: dict[str, str] = {}
    for column in draft.new_columns():
        begun = {**blank_column(record, column), **draft.typed}
        name = [begun.get(Place(kind, column), "").strip() for kind in NAMING]
        for candidate in unseen:
            if name == [stored.get(Place(kind, candidate), "") for kind in NAMING]:
                found[column] = candidate
                unseen.remove(candidate)
                break
    return found


def _moved(draft: LessonDraft, columns: Mapping[str, str]) -> LessonDraft:
    """The draft with new columns under the names they have now. Their works are as they were saved."""
    typed: dict[Place, str] = {}
    for place, text in draft.typed.items():
        if place.column not in columns:
            typed[place] = text
        elif place.field not in OF_WORK:
            typed[place.moved(columns[place.column])] = text
    return LessonDraft(typed, draft.seen)
