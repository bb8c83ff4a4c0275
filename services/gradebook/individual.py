"""Homework for some students as cells of the lesson's page: kept in step with the store, and whole. Pure (R32)."""

from collections.abc import Mapping, MutableMapping

from services.errors import NoStudentChosen, SchoolError, TextEmpty
from services.gradebook.cells import OF_OWN, OWN_NEW, Cells, Field, LessonDraft, Place
from services.gradebook.record import LessonRecord


def in_step(draft: LessonDraft, record: LessonRecord) -> LessonDraft:
    """The draft with no individual homework in it but what is stored and what is new.

    What somebody took away meanwhile is new again if this page has changed it, else it is gone. What is
    new on this page and stored already, from another tab or by a save sent twice, is not made again.
    """
    stored = {one.column for one in record.individual}
    typed = {place: text for place, text in draft.typed.items() if place.field not in OF_OWN}
    last = len(draft.new_columns(OWN_NEW))
    for column, cells in _by_column(draft.typed).items():
        if column in stored:
            typed |= cells
        elif column.startswith(OWN_NEW):
            typed |= {} if _is_stored(cells, draft, record) else cells
        elif any(text != draft.seen.get(place, "") for place, text in cells.items()):
            last += 1
            typed |= {place.moved(f"{OWN_NEW}{last}"): text for place, text in cells.items()}
    return LessonDraft(typed, draft.seen)


def settle(
    changes: MutableMapping[Place, str], faults: MutableMapping[Place, SchoolError], stored: Cells
) -> None:
    """An individual homework has a text and students, or is nothing at all: without a text it goes."""
    for column in _by_column(changes):
        text, students = Place(Field.OWN, column), Place(Field.OWN_FOR, column)
        if any(place.column == column for place in faults):
            continue
        written = changes.get(text, stored.get(text, ""))
        chosen = changes.get(students, stored.get(students, ""))
        if not written and column.startswith(OWN_NEW):
            if chosen:
                faults[text] = TextEmpty()
            _forget(changes, column)
        elif not written:
            _forget(changes, column)
            changes[text] = ""
        elif not chosen:
            faults[students] = NoStudentChosen()


def _by_column(cells: Cells) -> Mapping[str, dict[Place, str]]:
    found: dict[str, dict[Place, str]] = {}
    for place, text in cells.items():
        if place.field in OF_OWN:
            found.setdefault(place.column, {})[place] = text
    return found


def _is_stored(cells: Cells, draft: LessonDraft, record: LessonRecord) -> bool:
    """Whether the same text for the same students was saved since the page was opened."""
    text, students = (
        next((typed for place, typed in cells.items() if place.field is field), "").strip()
        for field in (Field.OWN, Field.OWN_FOR)
    )
    return any(
        (one.homework.text, {str(id_) for id_ in one.students}) == (text, set(students.split()))
        for one in record.individual
        if Place(Field.OWN, one.column) not in draft.seen
    )


def _forget(changes: MutableMapping[Place, str], column: str) -> None:
    for place in [place for place in changes if place.column == column]:
        del changes[place]
