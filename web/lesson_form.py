"""The lesson's form: from the fields that came to a draft, and from a record to what the page shows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup
from starlette.datastructures import FormData

from locales import Words
from locales.errors import explain
from services.errors import ChangedMeanwhile, SchoolError
from services.gradebook import Field, LessonDraft, LessonRecord, Place, blank_column, shown
from storage.models import Presence

SEEN_FIELD = "seen"
"""What stood in the cells when the page was opened, as JSON: one field instead of a twin for every cell."""
MOST_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class LessonForm:
    """What the lesson's page shows: stored or typed texts, columns, and faults at their cells."""

    record: LessonRecord
    columns: tuple[str, ...]
    cells: Mapping[Place, str]
    seen: str
    faults: Mapping[Place, Markup] = field(default_factory=dict)
    is_typed: bool = False
    """Whether something on the page is not saved yet."""

    def text(self, name: str, column: str = "", student: int = 0) -> str:
        return self.cells.get(Place(Field(name), column, student), "")

    def fault(self, name: str, column: str = "", student: int = 0) -> Markup | None:
        return self.faults.get(Place(Field(name), column, student))

    def has_comment(self, student: int) -> bool:
        return any(self.text("comment", column, student) for column in self.columns)

    @property
    def takes_attendance(self) -> bool:
        return bool(self.cells.get(Place(Field.TAKEN)))


def draft_of(form: FormData) -> LessonDraft:
    """The fields that are cells, as typed; anything else that came is nobody's business here."""
    return LessonDraft(_cells((name, text) for name, text in form.multi_items()), _seen(form))


def opened(record: LessonRecord, *, has_begun: bool, new_columns: int = 0) -> LessonForm:
    """The page as it is opened: what is stored, and a first column to type marks into."""
    stored = shown(record)
    count = min(max(new_columns, 0 if record.works else 1), MOST_COLUMNS)
    new = [f"new{number}" for number in range(1, count + 1)] if record.may_record else []
    for column in new:
        stored |= blank_column(record, column)
    cells = dict(stored)
    if has_begun:
        cells[Place(Field.TAKEN)] = "1"
    columns = tuple(str(work.id) for work in record.works) + tuple(new)
    return LessonForm(record, columns, cells, _dump(stored))


def typed(
    record: LessonRecord,
    draft: LessonDraft,
    _: Words,
    faults: Mapping[Place, SchoolError] | None = None,
    moved: Mapping[str, str] | None = None,
    one_more: bool = False,
) -> LessonForm:
    """The page with everything that was typed still on it, over what is stored now.

    ``moved`` tells which new columns somebody else has saved meanwhile.
    """
    moved = moved or {}
    new = [column for column in draft.new_columns() if column not in moved]
    if one_more and len(new) + len(record.works) < MOST_COLUMNS:
        new.append(f"new{_last(new) + 1}")
    stored = shown(record)
    for column in new:
        stored |= blank_column(record, column)
    cells = dict(stored)
    for place, text in draft.touched():
        cells[place.moved(moved.get(place.column, place.column))] = text
    shown_faults = {place: _explained(_, record, place, fault) for place, fault in (faults or {}).items()}
    columns = tuple(str(work.id) for work in record.works) + tuple(new)
    return LessonForm(record, columns, cells, _dump(stored), shown_faults, is_typed=True)


def with_next_topic(record: LessonRecord, draft: LessonDraft) -> LessonDraft:
    """The draft with the plan's next topic, and with the homework it suggests where none is typed."""
    if not record.topics:
        return draft
    following = record.topics[0]
    cells = {**draft.typed, Place(Field.TOPIC): following.title}
    if not cells.get(Place(Field.HOMEWORK)):
        cells[Place(Field.HOMEWORK)] = following.homework
    return LessonDraft(cells, draft.seen)


def _cells(fields: Iterable[tuple[str, object]]) -> dict[Place, str]:
    cells: dict[Place, str] = {}
    for name, text in fields:
        place = Place.parse(name)
        if place is not None and isinstance(text, str):
            # Browsers send the line ends of a form as CR LF; PostgreSQL stores no NUL.
            cells[place] = text.replace("\r\n", "\n").replace("\x00", "").strip()
    return cells


def _seen(form: FormData) -> dict[Place, str]:
    try:
        seen = json.loads(str(form.get(SEEN_FIELD, "{}")))
    except (ValueError, RecursionError):
        return {}
    return _cells(seen.items()) if isinstance(seen, dict) else {}


def _dump(cells: Mapping[Place, str]) -> str:
    return json.dumps({str(place): text for place, text in cells.items() if text}, ensure_ascii=False)


def _last(columns: Iterable[str]) -> int:
    return max((int(column.removeprefix("new")) for column in columns), default=0)


def _explained(_: Words, record: LessonRecord, place: Place, fault: SchoolError) -> Markup:
    facts = dict(fault.facts)
    if isinstance(fault, ChangedMeanwhile):
        facts["theirs"] = _readable(_, record, place, str(facts["theirs"]))
    return explain(_, fault.code, facts)


def _readable(_: Words, record: LessonRecord, place: Place, text: str) -> str:
    """Somebody else's text as the page shows it: a name for an id, a word for a code."""
    if place.field is Field.KIND:
        return next((kind.name_in(_.language) for kind in record.kinds if str(kind.id) == text), text)
    if place.field is Field.DUE and text:
        return _.date(date.fromisoformat(text))
    if place.field is Field.PRESENCE:
        return str(presence_word(_, Presence(text) if text else None))
    return text


def presence_word(_: Words, presence: Presence | None) -> Markup:
    words = {None: _("present"), Presence.ABSENT: _("absent"), Presence.LATE: _("late")}
    return words[presence]
