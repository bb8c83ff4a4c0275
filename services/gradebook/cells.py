"""The cells of a lesson's page, and what to do with a cell that two people may have changed."""

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Self, TypeVar

from services.errors import SchoolError

Cell = TypeVar("Cell")
NEW = "new"
"""Columns of works not saved yet are called ``new1``, ``new2``… until they are."""
OWN_NEW = "hnew"
"""The same of homework for some students: ``hnew1``; what is saved already is called ``h12`` by its id."""
_COLUMN = re.compile(r"new[1-9]\d?|[1-9]\d{0,9}")
_OWN_COLUMN = re.compile(r"hnew[1-9]\d?|h[1-9]\d{0,9}")
_STUDENT = re.compile(r"[1-9]\d{0,9}")


class Field(enum.StrEnum):
    """What a cell holds."""

    TOPIC = "topic"
    HOMEWORK = "homework"
    DUE = "due"
    HOMEWORK_KIND = "homeworkkind"
    OWN = "own"
    """The text of homework for some students."""
    OWN_DUE = "owndue"
    OWN_KIND = "ownkind"
    OWN_FOR = "ownfor"
    """The ids of the students whom it is for, in one cell: ``12 15``."""
    TAKEN = "taken"
    """That attendance was taken: whoever is not marked was there."""
    KIND = "kind"
    NUMBER = "number"
    TITLE = "title"
    WEIGHT = "weight"
    MOST = "most"
    """The maximum of a work given in points."""
    MARK = "mark"
    COMMENT = "comment"
    PRESENCE = "presence"


OF_WORK = frozenset({Field.KIND, Field.NUMBER, Field.TITLE, Field.WEIGHT, Field.MOST})
OF_MARK = frozenset({Field.MARK, Field.COMMENT})
OF_OWN = frozenset({Field.OWN, Field.OWN_DUE, Field.OWN_KIND, Field.OWN_FOR})
_IN_COLUMNS = OF_WORK | OF_MARK | OF_OWN
_OF_STUDENTS = OF_MARK | {Field.PRESENCE}


class Place(NamedTuple):
    """Where a cell is: the field, and where there are several of it the column and the student."""

    field: Field
    column: str = ""
    student: int = 0

    def __str__(self) -> str:
        """The cell's name in a form: ``mark-12-345``, ``title-new1``, ``presence-345``, ``topic``."""
        parts = (self.field, self.column, str(self.student) if self.student else "")
        return "-".join(part for part in parts if part)

    @classmethod
    def parse(cls, name: str) -> Self | None:
        """The place of that name; nothing for a name that no cell has."""
        head, *rest = name.split("-")
        if head not in set(Field):
            return None
        kind = Field(head)
        column = rest.pop(0) if rest and kind in _IN_COLUMNS else ""
        student = rest.pop(0) if rest and kind in _OF_STUDENTS else ""
        named = _OWN_COLUMN if kind in OF_OWN else _COLUMN
        if rest or bool(named.fullmatch(column)) is not (kind in _IN_COLUMNS):
            return None
        if bool(_STUDENT.fullmatch(student)) is not (kind in _OF_STUDENTS):
            return None
        return cls(kind, column, int(student or 0))

    def moved(self, column: str) -> Self:
        return self._replace(column=column)


Cells = Mapping[Place, str]
"""What stands in the cells; a place that is left out is empty."""


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """A lesson's page as it came back: what stands in the cells now, and what stood there when it was opened."""

    typed: Cells
    seen: Cells

    def touched(self) -> Iterator[tuple[Place, str]]:
        return touched(self.typed, self.seen)

    def new_columns(self, prefix: str = NEW) -> list[str]:
        """Columns not saved yet, in their order: of works, or with ``OWN_NEW`` of individual homework."""
        found = {place.column for place in self.typed if place.column.startswith(prefix)}
        return sorted(found, key=lambda column: int(column.removeprefix(prefix)))


class Fate(enum.Enum):
    KEEP = enum.auto()
    WRITE = enum.auto()
    CONFLICT = enum.auto()


def touched(typed: Mapping[Cell, str], seen: Mapping[Cell, str]) -> Iterator[tuple[Cell, str]]:
    """The cells that whoever typed has changed, whatever a cell is known by."""
    for cell, text in typed.items():
        if text != seen.get(cell, ""):
            yield cell, text


def fate_of(typed: str, seen: str, current: str) -> Fate:
    """Decide on one cell. Somebody else's change is never overwritten unseen.

    What was not touched, or says the same already, leaves the store as it is. What was touched is
    written, unless the store no longer says what the page showed.
    """
    if typed in (seen, current):
        return Fate.KEEP
    return Fate.WRITE if current == seen else Fate.CONFLICT


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of a save: all of it, or, with any fault, nothing."""

    changed: int = 0
    """How many cells were written."""
    faults: Mapping[Place, SchoolError] = field(default_factory=dict)
    written: Cells = field(default_factory=dict)
    """What stands in the cells that were written."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """New columns that somebody else had saved meanwhile, with the column each is now."""

    @property
    def is_saved(self) -> bool:
        return not self.faults
