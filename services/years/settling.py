"""Who is in which class next year: what was chosen for classes and students, taken together. Pure (R45)."""

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from services.class_list import list_order
from services.errors import (
    ClassNameTaken,
    EntryTooLong,
    NoSuchClass,
    NothingPromoted,
    NowhereToGo,
    SchoolError,
    TextEmpty,
)
from services.importing.vocabulary import group_key
from storage.models import Group, Student

LONGEST_NAME = 60


class Outcome(enum.StrEnum):
    """What becomes of a class."""

    PROMOTED = "promoted"
    GRADUATES = "graduates"
    DISSOLVED = "dissolved"
    LATER = "later"
    """Nothing is decided yet: the class stays on the page."""


class Apart(enum.StrEnum):
    """What becomes of a student who does not go with the class."""

    NONE = ""
    CONDITIONAL = "conditional"
    """Goes with the class, under a condition that the order names."""
    REPEATS = "repeats"
    """Stays in the same year of study: by default in the class that is called as this one was."""
    OTHER = "other"
    LEAVES = "leaves"


class Fate(enum.StrEnum):
    """What is written down of a student."""

    PROMOTED = "promoted"
    CONDITIONAL = "conditional"
    REPEATS = "repeats"
    TRANSFERRED = "transferred"
    GRADUATED = "graduated"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class ClassWaiting:
    """A class of the past year with those students who have no class of the new one yet."""

    group: Group
    students: tuple[Student, ...]
    proposed_name: str
    proposed: Outcome


@dataclass(frozen=True, slots=True)
class ClassChoice:
    outcome: Outcome
    name: str = ""
    """Of the class in the new year."""
    copies_loads: bool = True


@dataclass(frozen=True, slots=True)
class StudentChoice:
    apart: Apart = Apart.NONE
    class_name: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page says; a class or a student that is left out goes as proposed: later, with the class."""

    classes: Mapping[int, ClassChoice]
    students: Mapping[int, StudentChoice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placing:
    """One student's way: ``to`` is the key of the new year's class, empty for who leaves the school."""

    student: Student
    fate: Fate
    to: str
    from_class: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What is to be carried out, or what is wrong: by class ``class-12``, by student ``student-34``."""

    names: Mapping[int, str] = field(default_factory=dict)
    """By class of the past year, the name of the class that it becomes."""
    placings: tuple[Placing, ...] = ()
    faults: Mapping[str, SchoolError] = field(default_factory=dict)


def settle(
    waiting: Iterable[ClassWaiting], choices: Choices, existing: Iterable[str], occupied: Iterable[str] = ()
) -> Settled:
    """Place every student of the chosen classes. ``existing`` are the classes the new year has already,
    ``occupied`` the names that its subgroups and clubs have."""
    waiting = tuple(waiting)
    chosen = {one.group.id: choices.classes.get(one.group.id, ClassChoice(Outcome.LATER)) for one in waiting}
    faults: dict[str, SchoolError] = {}
    names = dict(_names(waiting, chosen, {group_key(name) for name in occupied}, faults))
    known = {group_key(name) for name in (*existing, *names.values())}
    placings = []
    for one in waiting:
        if chosen[one.group.id].outcome is Outcome.LATER:
            continue
        for student in one.students:
            choice = choices.students.get(student.id, StudentChoice())
            placed = _place(one, student, chosen[one.group.id], choice, names, known)
            if isinstance(placed, SchoolError):
                faults[f"student-{student.id}"] = placed
            else:
                placings.append(placed)
    if all(choice.outcome is Outcome.LATER for choice in chosen.values()):
        faults["classes"] = NothingPromoted()
    return Settled(faults=faults) if faults else Settled(names, tuple(placings))


def _names(
    waiting: Iterable[ClassWaiting],
    chosen: Mapping[int, ClassChoice],
    taken: set[str],
    faults: dict[str, SchoolError],
) -> Iterator[tuple[int, str]]:
    for one in waiting:
        choice = chosen[one.group.id]
        if choice.outcome is not Outcome.PROMOTED:
            continue
        key = group_key(choice.name)
        if not key:
            faults[f"class-{one.group.id}"] = TextEmpty()
        elif len(choice.name) > LONGEST_NAME:
            faults[f"class-{one.group.id}"] = EntryTooLong(limit=LONGEST_NAME)
        elif key in taken:
            faults[f"class-{one.group.id}"] = ClassNameTaken(name=choice.name)
        taken.add(key)
        yield one.group.id, choice.name


def _place(
    one: ClassWaiting,
    student: Student,
    of_class: ClassChoice,
    choice: StudentChoice,
    names: Mapping[int, str],
    known: set[str],
) -> Placing | SchoolError:
    """Where the student goes, or why that cannot be."""
    match choice.apart:
        case Apart.LEAVES:
            return Placing(student, Fate.LEFT, "", one.group.id)
        case Apart.REPEATS:
            return _to(one, student, Fate.REPEATS, choice.class_name or one.group.name, known)
        case Apart.OTHER:
            return _to(one, student, Fate.TRANSFERRED, choice.class_name, known)
    if of_class.outcome is Outcome.GRADUATES:
        return Placing(student, Fate.GRADUATED, "", one.group.id)
    if of_class.outcome is Outcome.DISSOLVED:
        return NowhereToGo(student=student.short_name)
    is_conditional = choice.apart is Apart.CONDITIONAL
    fate = Fate.CONDITIONAL if is_conditional else Fate.PROMOTED
    return Placing(student, fate, group_key(names.get(one.group.id, "")), one.group.id)


def _to(one: ClassWaiting, student: Student, fate: Fate, name: str, known: set[str]) -> Placing | SchoolError:
    key = group_key(name)
    if not key or key not in known:
        return NoSuchClass(name=name, student=student.short_name)
    return Placing(student, fate, key, one.group.id)


def in_list_order(students: Iterable[Student]) -> tuple[Student, ...]:
    return tuple(sorted(students, key=list_order))
