"""The cells of a register of course papers: what may stand in them, and what a save would change. Pure (R43)."""

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Self

from services.errors import (
    ChangedMeanwhile,
    EntryTooLong,
    ExamNotYet,
    PaperWithoutTopic,
    SchoolError,
    SupervisorUnknown,
    UnknownMark,
    WrongDay,
)
from services.gradebook.cells import Fate, fate_of, touched
from storage.models import ChangeKind, CoursePaper

LONGEST = 300
"""Characters of a topic and of a note."""
_STUDENT = re.compile(r"[1-9]\d{0,9}", re.ASCII)


class Field(enum.StrEnum):
    """What a cell holds."""

    TOPIC = "topic"
    SUPERVISOR = "supervisor"
    """A colleague's name; empty for the course's teacher."""
    SET = "set"
    HANDED_IN = "handedin"
    DEFENDED = "defended"
    MARK = "mark"
    NOTE = "note"


DAYS = (Field.SET, Field.HANDED_IN, Field.DEFENDED)
"""In the order in which they come."""
ON_RECORD = {
    Field.TOPIC: ChangeKind.COURSE_PAPER_TOPIC,
    Field.SUPERVISOR: ChangeKind.COURSE_PAPER_SUPERVISOR,
    Field.SET: ChangeKind.COURSE_PAPER_SET,
    Field.HANDED_IN: ChangeKind.COURSE_PAPER_HANDED_IN,
    Field.DEFENDED: ChangeKind.COURSE_PAPER_DEFENDED,
    Field.MARK: ChangeKind.COURSE_PAPER,
    Field.NOTE: ChangeKind.COURSE_PAPER_NOTE,
}
CHANGES = frozenset({*ON_RECORD.values(), ChangeKind.COURSE_PAPER_ORDER})
"""What the record of changes says of course papers."""


class Place(NamedTuple):
    student: int
    field: Field

    def __str__(self) -> str:
        """The cell's name in a form: ``topic-345``."""
        return f"{self.field}-{self.student}"

    @classmethod
    def parse(cls, name: str) -> Self | None:
        """The place of that name; nothing for a name that no cell has."""
        head, _, student = name.partition("-")
        if head not in set(Field) or not _STUDENT.fullmatch(student):
            return None
        return cls(int(student), Field(head))


Cells = Mapping[Place, str]
"""What stands in the cells; a place that is left out is empty."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A register as it came back: what stands in the cells now, and what stood there when it was opened."""

    typed: Cells
    seen: Cells

    def touched(self) -> Iterator[tuple[Place, str]]:
        return touched(self.typed, self.seen)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What there is to choose from."""

    marks: tuple[str, ...]
    supervisors: Mapping[str, int]
    """Ids by name, as the page writes it."""
    teacher: str
    """The name of the course's teacher."""
    first: date
    last: date
    """The days that a date may lie in."""
    today: date


@dataclass(frozen=True, slots=True)
class Decided:
    changes: Cells = field(default_factory=dict)
    faults: Mapping[Place, SchoolError] = field(default_factory=dict)


def texts_of(paper: CoursePaper, supervisor: str) -> dict[Field, str]:
    """The cells of a student's line; ``supervisor`` is the name that the page writes."""
    days = dict(zip(DAYS, (paper.set_on, paper.handed_in_on, paper.defended_on), strict=True))
    return {
        Field.TOPIC: paper.topic,
        Field.SUPERVISOR: supervisor,
        **{one: day.isoformat() if day else "" for one, day in days.items()},
        Field.MARK: paper.value or "",
        Field.NOTE: paper.note,
    }


def decide(draft: Draft, current: Cells, bounds: Bounds) -> Decided:
    """What to write of a draft, and what is wrong with it, by cell."""
    changes: dict[Place, str] = {}
    faults: dict[Place, SchoolError] = {}
    for place, typed in draft.touched():
        text, fault = _read(place.field, typed, bounds)
        stands = current.get(place, "")
        fate = fate_of(text, draft.seen.get(place, ""), stands)
        if fault is None and fate is Fate.CONFLICT:
            fault = ChangedMeanwhile(theirs=stands)
        if fault is not None:
            faults[place] = fault
        elif fate is Fate.WRITE:
            changes[place] = text
    then = {**current, **changes}
    for student in {place.student for place in changes}:
        after = {one: then.get(Place(student, one), "") for one in Field}
        faults |= {Place(student, at): fault for at, fault in _odd(after, bounds)}
    return Decided(changes, faults)


def put(paper: CoursePaper, cell: Field, text: str, bounds: Bounds) -> None:
    """Let the line say what the cell says."""
    match cell:
        case Field.TOPIC:
            paper.topic = text
        case Field.SUPERVISOR:
            paper.supervisor_id = bounds.supervisors.get(text)
        case Field.SET:
            paper.set_on = _day(text)
        case Field.HANDED_IN:
            paper.handed_in_on = _day(text)
        case Field.DEFENDED:
            paper.defended_on = _day(text)
        case Field.MARK:
            paper.value = text or None
        case Field.NOTE:
            paper.note = text


def _read(cell: Field, typed: str, bounds: Bounds) -> tuple[str, SchoolError | None]:
    """The text as it would be kept, and what is wrong with it."""
    text = " ".join(typed.split())
    if cell in DAYS:
        day = _day(text)
        wrong = bool(text) and (day is None or not bounds.first <= day <= bounds.last)
        return text, WrongDay(first=bounds.first, last=bounds.last) if wrong else None
    if cell is Field.SUPERVISOR:
        known = {name.casefold(): name for name in bounds.supervisors} | {bounds.teacher.casefold(): ""}
        name = known.get(text.casefold(), text)
        return name, SupervisorUnknown() if name and name not in bounds.supervisors else None
    if cell is Field.MARK:
        mark = {one.casefold(): one for one in bounds.marks}.get(text.casefold(), text)
        return mark, UnknownMark(
            allowed=", ".join(bounds.marks)
        ) if mark and mark not in bounds.marks else None
    return text, EntryTooLong(limit=LONGEST) if len(text) > LONGEST else None


def _odd(line: Mapping[Field, str], bounds: Bounds) -> Iterator[tuple[Field, SchoolError]]:
    """What cannot be of one paper: days in another order, a mark for nothing or before its day."""
    earliest = bounds.first
    for one in DAYS:
        day = _day(line[one])
        if day is not None and day < earliest:
            yield one, WrongDay(first=earliest, last=bounds.last)
        earliest = max(earliest, day or earliest)
    defended = _day(line[Field.DEFENDED])
    if line[Field.MARK] and not line[Field.TOPIC]:
        yield Field.MARK, PaperWithoutTopic()
    elif line[Field.MARK] and defended is not None and defended > bounds.today:
        yield Field.MARK, ExamNotYet(on_day=defended)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
