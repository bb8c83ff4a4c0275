"""The fields of the lesson's form as they come: from names and texts to the cells of a draft."""

import json
from collections.abc import Iterable

from starlette.datastructures import FormData

from services.gradebook import Field, LessonDraft, Place

SEEN_FIELD = "seen"
"""What stood in the cells when the page was opened, as JSON: one field instead of a twin for every cell."""
LONGEST_ID = 10


def draft_of(form: FormData) -> LessonDraft:
    """The fields that are cells, as typed; anything else that came is nobody's business here."""
    return LessonDraft(_cells((name, text) for name, text in form.multi_items()), _seen(form))


def _cells(fields: Iterable[tuple[str, object]]) -> dict[Place, str]:
    cells: dict[Place, str] = {}
    ticked: dict[Place, set[int]] = {}
    for name, text in fields:
        place, student = _place_of(name)
        if place is None or not isinstance(text, str):
            continue
        if student:
            ticked.setdefault(place, set()).add(student)
        else:
            # Browsers send the line ends of a form as CR LF; PostgreSQL stores no NUL.
            cells[place] = text.replace("\r\n", "\n").replace("\x00", "").strip()
    return cells | {place: " ".join(map(str, sorted(students))) for place, students in ticked.items()}


def _place_of(name: str) -> tuple[Place | None, int]:
    """The cell of a field; of a ticked student also who it is: ``ownfor-h12-345`` is 345 in ``ownfor-h12``.

    A box that is not ticked sends nothing, so that an empty field of the cell's own name goes before them.
    """
    head, _, tail = name.rpartition("-")
    if head.startswith(f"{Field.OWN_FOR}-") and tail.isascii() and tail.isdigit() and len(tail) <= LONGEST_ID:
        return Place.parse(head), int(tail)
    return Place.parse(name), 0


def _seen(form: FormData) -> dict[Place, str]:
    try:
        seen = json.loads(str(form.get(SEEN_FIELD, "{}")))
    except (ValueError, RecursionError):
        return {}
    return _cells(seen.items()) if isinstance(seen, dict) else {}
