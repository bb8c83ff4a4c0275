"""The lesson's form: from the fields that came to a draft, and from a record to what the page shows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from markupsafe import Markup

from locales import Words
from locales.errors import explain
from locales.homework import homework_kind_name
from services.errors import ChangedMeanwhile, NotPermitted, SchoolError
from services.gradebook import (
    NEW,
    OF_MARK,
    OF_OWN,
    OF_WORK,
    OWN_NEW,
    Field,
    LessonDraft,
    LessonRecord,
    Permit,
    Place,
    blank_column,
    blank_individual,
    closed,
    closed_parts,
    in_step,
    is_in_points,
    longest_open,
    shown,
)
from services.regulation import Entry
from storage.models import Presence

MOST_COLUMNS = 12
WRITTEN = (Field.OWN, Field.OWN_FOR)
"""What makes homework for some students more than a blank."""


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
    individual: tuple[str, ...] = ()
    """Columns of homework for some students, a blank one last while it may be given."""

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
        return self.record.may_record and len(self.closed) < len(_places(self))

    def has_comment(self, student: int) -> bool:
        return any(self.text("comment", column, student) for column in self.columns)

    def is_for(self, column: str, student: int) -> bool:
        """Whether an individual homework is for the student."""
        return str(student) in self.text("ownfor", column).split()

    @property
    def opens_individual(self) -> bool:
        """Whether there is anything to see of homework for some students."""
        return any(self.text("own", column) or self.text("ownfor", column) for column in self.individual)

    @property
    def takes_attendance(self) -> bool:
        return bool(self.cells.get(Place(Field.TAKEN)))


def opened(
    record: LessonRecord, _: Words, now: datetime, *, new_columns: int = 0, permit: Permit | None = None
) -> LessonForm:
    """The page as it is opened, or as a permit opens it: what is stored, and a first column for marks."""
    count = min(max(new_columns, 0 if record.works else 1), MOST_COLUMNS)
    is_open = record.may_record and (permit is not None or takes_marks(record, now))
    new = [f"new{number}" for number in range(1, count + 1)] if is_open else []
    own = _individual_columns(record, {}, now, permit)
    stored = _stored(record, new, own)
    cells = dict(stored)
    if permit is None and record.lesson.starts_at <= now and not closed(record, Place(Field.TAKEN), now):
        cells[Place(Field.TAKEN)] = "1"
    columns = tuple(str(work.id) for work in record.works) + tuple(new)
    form = LessonForm(record, columns, cells, _dump(stored), individual=own)
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
        place: refusal for place in _places(form) if (refusal := closed(form.record, place, now, usual))
    }
    return replace(
        form,
        closed={place: explain(_, refusal.code, refusal.facts) for place, refusal in refusals.items()},
        notes=tuple(explain(_, part.code, part.facts) for part in closed_parts(form.record, now)),
    )


def _with_permitted(form: LessonForm, _: Words, permit: Permit) -> LessonForm:
    places = _places(form)
    why = explain(_, NotPermitted.code, {})
    return replace(form, closed={place: why for place in places if not permit.opens(place, places)})


def _places(form: LessonForm) -> list[Place]:
    """Every cell of the page."""
    students = [student.id for student in form.record.students]
    single = (Field.TOPIC, Field.HOMEWORK, Field.DUE, Field.HOMEWORK_KIND, Field.TAKEN)
    return [
        *(Place(kind) for kind in single),
        *(Place(Field.PRESENCE, "", student) for student in students),
        *(Place(kind, column) for column in form.individual for kind in OF_OWN),
        *(Place(kind, column) for column in form.columns for kind in OF_WORK),
        *(
            Place(kind, column, student)
            for column in form.columns
            for kind in OF_MARK
            for student in students
        ),
    ]


def _stored(record: LessonRecord, new: Iterable[str], own: Iterable[str]) -> dict[Place, str]:
    """What is stored, and what columns begin with that nobody has saved yet."""
    stored = shown(record)
    for column in new:
        stored |= blank_column(record, column)
    for column in own:
        stored |= blank_individual(record, column)
    return stored


def _individual_columns(
    record: LessonRecord, typed: Mapping[Place, str], now: datetime, permit: Permit | None
) -> tuple[str, ...]:
    """Homework for some students: what is stored, what is typed, and room for one more."""
    new = LessonDraft(typed, {}).new_columns(OWN_NEW)
    filled = [column for column in new if any(typed.get(Place(kind, column)) for kind in WRITTEN)]
    is_open = record.may_record and permit is None and closed(record, Place(Field.HOMEWORK), now) is None
    blank = [f"{OWN_NEW}{_last(filled, OWN_NEW) + 1}"] if is_open and record.students else []
    return (*(one.column for one in record.individual), *filled, *blank)


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
    draft = in_step(draft, record)
    new = [column for column in draft.new_columns() if column not in moved]
    if one_more and len(new) + len(record.works) < MOST_COLUMNS:
        new.append(f"new{_last(new) + 1}")
    own = _individual_columns(record, draft.typed, now, permit)
    stored = _stored(record, new, own)
    cells = dict(stored)
    for place, text in draft.touched():
        cells[place.moved(moved.get(place.column, place.column))] = text
    shown_faults = {place: _explained(_, record, place, fault) for place, fault in (faults or {}).items()}
    columns = tuple(str(work.id) for work in record.works) + tuple(new)
    form = LessonForm(record, columns, cells, _dump(stored), shown_faults, is_typed=True, individual=own)
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


def _dump(cells: Mapping[Place, str]) -> str:
    return json.dumps({str(place): text for place, text in cells.items() if text}, ensure_ascii=False)


def _last(columns: Iterable[str], prefix: str = NEW) -> int:
    return max((int(column.removeprefix(prefix)) for column in columns), default=0)


def _explained(_: Words, record: LessonRecord, place: Place, fault: SchoolError) -> Markup:
    facts = dict(fault.facts)
    if isinstance(fault, ChangedMeanwhile):
        facts["theirs"] = _readable(_, record, place, str(facts["theirs"]))
    return explain(_, fault.code, facts)


def _readable(_: Words, record: LessonRecord, place: Place, text: str) -> str:
    """Somebody else's text as the page shows it: a name for an id, a word for a code."""
    if place.field is Field.KIND:
        return next((kind.name_in(_.language) for kind in record.kinds if str(kind.id) == text), text)
    if place.field in (Field.DUE, Field.OWN_DUE) and text:
        return _.date(date.fromisoformat(text))
    if place.field in (Field.HOMEWORK_KIND, Field.OWN_KIND) and text:
        return str(homework_kind_name(_, text))
    if place.field is Field.OWN_FOR:
        return ", ".join(student.short_name for student in record.students if str(student.id) in text.split())
    if place.field is Field.PRESENCE:
        return str(presence_word(_, Presence(text) if text else None))
    return text


def presence_word(_: Words, presence: Presence | None) -> Markup:
    words = {None: _("present"), Presence.ABSENT: _("absent"), Presence.LATE: _("late")}
    return words[presence]
