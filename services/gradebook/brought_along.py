"""Marks that a student brings along from a former class's course of the same subject (R38)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from services.averages import Counted, Scale
from storage.models import Course, Term
from storage.queries import brought_along as queries


@dataclass(frozen=True, slots=True)
class BroughtMark:
    """A mark of the former class: it counts here and is changed there only."""

    group: str
    """The former class, as the school writes it."""
    value: str
    weight: Decimal
    kind: str
    """Code of the kind of work."""
    on_day: date


@dataclass(frozen=True, slots=True)
class Brought:
    """What one student has brought along in a term; nothing for almost everybody."""

    marks: tuple[BroughtMark, ...] = ()
    term_marks: tuple[tuple[Term, str, str], ...] = ()
    """``(term, value, former class)`` of the year's term marks given there; only the gradebook asks for them."""

    @property
    def counted(self) -> list[Counted]:
        return [Counted(mark.value, mark.weight) for mark in self.marks]

    @property
    def by_group(self) -> dict[str, str]:
        """``{"7 «Б»": "4, 5"}``"""
        values: dict[str, list[str]] = {}
        for mark in self.marks:
            values.setdefault(mark.group, []).append(mark.value)
        return {group: ", ".join(of_group) for group, of_group in values.items()}


NOTHING = Brought()


async def with_term_marks(
    session: AsyncSession, course: Course, brought: Mapping[int, Brought]
) -> dict[int, Brought]:
    """The same with the marks of terms that were given in the former class."""
    found: defaultdict[int, list[tuple[Term, str, str]]] = defaultdict(list)
    for student_id, group, term, value in await queries.term_marks_brought(session, course):
        found[student_id].append((term, value, group))
    return {
        student: replace(brought.get(student, NOTHING), term_marks=tuple(found[student]))
        for student in brought.keys() | found.keys()
    }


async def brought_along(session: AsyncSession, course: Course, term: Term) -> dict[int, Brought]:
    """By student, the marks of lessons of the term in the same subject of classes left before coming here.

    ``course.group`` must be loaded. One query, whose rows are few.
    """
    marks: defaultdict[int, list[BroughtMark]] = defaultdict(list)
    for row in await queries.marks_brought(session, course, term.starts_on, term.ends_on):
        student_id, group, value, weight, kind, on_day = row
        marks[student_id].append(BroughtMark(group, value, weight, kind, on_day))
    return {student: Brought(tuple(of_student)) for student, of_student in marks.items()}


def add_to_counts(
    counts: defaultdict[int, Counter[str]], brought: Mapping[int, Brought], scale: Scale
) -> None:
    """Let what was brought along count among the marks that a term mark has to stand on (R37)."""
    for student_id, one in brought.items():
        counts[student_id].update(mark.kind for mark in one.marks if scale.points(mark.value) is not None)
