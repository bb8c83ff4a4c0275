"""The quarter of a course under the scheme of section and quarter works: its works, each student's result (R37)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.averages import Average, Scale
from services.gradebook.summative import OneWork, QuarterPart, QuarterResult, part_of, quarter_result
from services.regulation import Regulation, Windows
from storage.models import Course, Lesson, Term, TermKind
from storage.queries import class_gradebook as queries


@dataclass(frozen=True, slots=True)
class QuarterWork:
    id: int
    lesson_id: int
    part: QuarterPart
    number: int | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """A course's quarter: its section and quarter works, in the order of their lessons."""

    works: tuple[QuarterWork, ...]
    is_over: bool
    """Whether the course has no lesson to come in it: the last one has begun."""
    regulation: Regulation
    scale: Scale

    def result(
        self, formative: Average, values: Mapping[int, str], outside: Collection[int]
    ) -> QuarterResult:
        """One student's, by ``values`` of the works. Works of lessons ``outside`` of the student's stay are not asked for."""
        works = [
            OneWork(work.part, work.number, values.get(work.id))
            for work in self.works
            if work.id in values or work.lesson_id not in outside
        ]
        return quarter_result(formative, works, self.regulation, self.scale, is_over=self.is_over)


async def quarter_of(
    session: AsyncSession,
    course: Course,
    term: Term | None,
    windows: Windows | None,
    lessons: Sequence[Lesson],
    scale: Scale,
    now: datetime,
) -> Quarter | None:
    """Nothing while the scheme is off, for a term that is no quarter, and for a course without such works."""
    if term is None or windows is None or term.kind is not TermKind.QUARTER:
        return None
    rules = windows.regulation.summative
    if not rules.is_on:
        return None
    rows = await queries.works_in_points(session, course.id, term.starts_on, term.ends_on)
    works = [
        QuarterWork(work, lesson, part, number)
        for work, lesson, number, kind in rows
        if (part := part_of(kind, rules)) is not None
    ]
    if not works:
        return None
    is_over = all(lesson.starts_at <= now for lesson in lessons)
    return Quarter(tuple(works), is_over, windows.regulation, scale)
