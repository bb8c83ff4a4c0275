"""The lesson's form: from the fields that came to a draft, and from a record to what the page shows."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from markupsafe import Markup
from starlette.datastructures import FormData

from locales import Words
from locales.errors import explain
from services.errors import ChangedMeanwhile, NotPermitted, SchoolError
from services.gradebook import (
    OF_MARK,
    OF_WORK,
    Field,
    LessonDraft,
    LessonRecord,
    Permit,
    Place,
    blank_column,
    closed,
    closed_parts,
    is_in_points,
    longest_open,
    shown,
)
from services.regulation import Entry
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
    closed: Mapping[Place, Markup] = field(default_factory=dict)
    """Cells that may not be written any more, and why."""
    notes: tuple[Markup, ...] = ()
    """What of the lesson is closed as a whole."""
    is_typed: bool = False
    """Whether something on the page is not saved yet."""

    def text(self, name: str, column: str = "", student: int = 0) -> str:
        return self.cells.get(Place(Field(name), column, student), "")

    def fault(self, name: str, column: str = "", student: int = 0) -> Markup | None:
        return self.faults.get(Place(Field(name), column, student))

    def shut(self, name: str, column: str = "", student: int = 0) -> Markup | None:
        return self.closed.get(Place(Field(name), column, student))

    def in_points(self, column: str) -> bool:
        return is_in_points(self.record, column, self.text("kind", column))

    @property
    def may_save(self) -> bool:
        """Whether there is anything left to write."""
        return self.record.may_record and len(self.closed) < len(list(_places(self.record, self.columns)))

    def has_comment(self, student: int) -> bool:
        return any(self.text("comment", column, student) for column in self.columns)

    @property
    def takes_attendance(self) -> bool:
        return bool(self.cells.get(Place(Field.TAKEN)))


def draft_of(form: FormData) -> LessonDraft:
    """The fields that are cells, as typed; anything else that came is nobody's business here."""
    return LessonDraft(_cells((name, text) for name, text in form.multi_items()), _seen(form))


def opened(
    record: LessonRecord, _: Words, now: datetime, *, new_columns: int = 0, permit: Permit | None = None
) -> LessonForm:
    """The page as it is opened, or as a permit opens it: what is stored, and a first column for marks."""
    stored = shown(record)
    count = min(max(new_columns, 0 if record.works else 1), MOST_COLUMNS)
    is_open = record.may_record and (permit is not None or takes_marks(record, now))
    new = [f"new{number}" for number in range(1, count + 1)] if is_open else []
    for column in new:
        stored |= blank_column(record, column)
    cells = dict(stored)
    if permit is None and record.lesson.starts_at <= now and not closed(record, Place(Field.TAKEN), now):
        cells[Place(Field.TAKEN)] = "1"
    columns = tuple(str(work.id) for work in record.works) + tuple(new)
    form = LessonForm(record, columns, cells, _dump(stored))
    return with_closed(form, _, now, permit)


def takes_marks(record: LessonRecord, now: datetime) -> bool:
    """Whether marks for another work may still be entered."""
    return record.windows.refusal(Entry.MARKS, now, kind=longest_open(record)) is None


def with_closed(form: LessonForm, _: Words, now: datetime, permit: Permit | None = None) -> LessonForm:
    """The form with what the regulation has closed marked as such; nothing for who only looks.

    With a permit, all that it does not open is closed.
    """
    if not form.record.may_record:
        return form
    if permit is not None:
        return _with_permitted(form, _, permit)
    usual = longest_open(form.record)
    refusals = {
        place: refusal
        for place in _places(form.record, form.columns)
        if (refusal := closed(form.record, place, now, usual))
    }
    return replace(
        form,
        closed={place: explain(_, refusal.code, refusal.facts) for place, refusal in refusals.items()},
        notes=tuple(explain(_, part.code, part.facts) for part in closed_parts(form.record, now)),
    )


def _with_permitted(form: LessonForm, _: Words, permit: Permit) -> LessonForm:
    places = list(_places(form.record, form.columns))
    why = explain(_, NotPermitted.code, {})
    return replace(form, closed={place: why for place in places if not permit.opens(place, places)})


def _places(record: LessonRecord, columns: Iterable[str]) -> Iterator[Place]:
    """Every cell of the page."""
    yield from (Place(kind) for kind in (Field.TOPIC, Field.HOMEWORK, Field.DUE, Field.TAKEN))
    students = [student.id for student in record.students]
    yield from (Place(Field.PRESENCE, "", student) for student in students)
    for column in columns:
        yield from (Place(kind, column) for kind in OF_WORK)
        yield from (Place(kind, column, student) for kind in OF_MARK for student in students)


def typed(
    record: LessonRecord,
    draft: LessonDraft,
    _: Words,
    now: datetime,
    faults: Mapping[Place, SchoolError] | None = None,
    moved: Mapping[str, str] | None = None,
    one_more: bool = False,
    permit: Permit | None = None,
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
    form = LessonForm(record, columns, cells, _dump(stored), shown_faults, is_typed=True)
    return with_closed(form, _, now, permit)


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
