"""What a sheet of a school's files is made of."""

import enum
from dataclasses import dataclass
from functools import partial
from typing import Any

from services.importing import cells
from services.importing.cells import Parser
from services.importing.vocabulary import folded


class SheetKind(enum.StrEnum):
    """In the order in which they are read and written: each refers only to those before it."""

    SCHOOL = "school"
    TERMS = "terms"
    BELLS = "bells"
    ROOMS = "rooms"
    SUBJECTS = "subjects"
    WORK_KINDS = "work_kinds"
    STAFF = "staff"
    GROUPS = "groups"
    STUDENTS = "students"
    GUARDIANS = "guardians"
    COURSES = "courses"
    TIMETABLE = "timetable"
    PLANS = "plans"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its key in our code, its heading in each language, and what its cells mean."""

    key: str
    ru: str
    kk: str
    en: str
    parse: Parser = cells.text
    needed: bool = True
    """Whether the column must be there and each of its cells filled."""
    also: tuple[str, ...] = ()
    example: Any = ""

    def heading(self, language: str) -> str:
        return {"ru": self.ru, "kk": self.kk}.get(language, self.en)

    @property
    def known_as(self) -> frozenset[str]:
        return frozenset(folded(one) for one in (self.ru, self.kk, self.en, self.key, *self.also))


@dataclass(frozen=True, slots=True)
class Sheet:
    kind: SheetKind
    ru: str
    kk: str
    en: str
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()
    has_people: bool = False
    """Whether each row names a person: in one column, or family and given name apart."""

    def title(self, language: str) -> str:
        return {"ru": self.ru, "kk": self.kk}.get(language, self.en)

    @property
    def known_as(self) -> frozenset[str]:
        return frozenset(folded(one) for one in (self.ru, self.kk, self.en, self.kind, *self.also))


optional = partial(Column, needed=False)
