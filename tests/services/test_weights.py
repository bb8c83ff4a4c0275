"""Weights on their way from the store to every screen that shows an average."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services import diary
from services.accounts import Child
from services.averages import Average
from services.gradebook import open_class_gradebook
from services.performance import failing_students
from services.regulation import choose_regulation
from storage.models import Term, TermKind, TermMark
from storage.queries.staff import staff_member
from tests.cast import MONDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.factories.lessons import make_lesson, make_mark, make_work

OCTOBER = date(2026, 10, 20)


@pytest.fixture
def son(cast: Cast) -> Child:
    return Child(cast.son, cast.school, cast.class_7a, cast.mother_of_son)


async def _mark(
    session: AsyncSession, cast: Cast, value: str, kind: str, own_weight: str | None, on: date, number: int
) -> None:
    lesson = await make_lesson(session, cast.algebra, on, number)
    work = await make_work(session, lesson, cast.kinds[kind])
    work.own_weight = None if own_weight is None else Decimal(own_weight)
    await make_mark(session, work, cast.son, value)


async def _averages(session: AsyncSession, cast: Cast, son: Child) -> list[Average]:
    """The son's average in algebra as the family's two screens and the teacher's gradebook show it."""
    marks = await diary.open_marks(session, child=son, today=MONDAY)
    (line,) = [line for line in marks.subjects if line.subject.id == cast.algebra.subject_id]
    subject = await diary.open_subject(session, child=son, subject_id=line.subject.id, today=MONDAY)
    book = await open_class_gradebook(
        session, staff=cast.teacher, course_id=cast.algebra.id, term_id=None, now=MONDAY_MORNING
    )
    (row,) = [row for row in book.lines if row.student.id == cast.son.id]
    return [line.average, subject.average, row.average]


async def test_a_works_own_weight_of_0_is_not_shown_as_its_kinds(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    """Weight 0 shown as 1, then NaN."""
    for number, value in enumerate("222", 3):
        await _mark(session, cast, value, "test", "0", MONDAY, number)
    assert await _averages(session, cast, son) == [Average(None, 0)] * 3
    assert await failing_students(session, group_id=cast.class_7a.id, day=MONDAY) == []
    await _mark(session, cast, "5", "answer", None, MONDAY, 6)
    assert await _averages(session, cast, son) == [Average(Decimal(5), 1)] * 3


async def test_two_weighting_levels_are_not_applied_together(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    """A work's own weight replaces that of its kind: 1.5, not 1.5 × 2."""
    await _mark(session, cast, "2", "test", "1.5", MONDAY, 3)
    await _mark(session, cast, "5", "answer", None, MONDAY, 4)
    assert await _averages(session, cast, son) == [Average(Decimal("3.2"), 2)] * 3


async def test_a_term_is_not_counted_twice(session: AsyncSession, cast: Cast, son: Child) -> None:
    """Neither by its own mark beside its marks, nor by a longer term around it."""
    year = await keep(
        session,
        Term(
            school_id=cast.school.id,
            school_year_id=cast.year.id,
            kind=TermKind.YEAR,
            number=1,
            starts_on=cast.year.starts_on,
            ends_on=cast.year.ends_on,
        ),
    )
    await _mark(session, cast, "2", "answer", None, OCTOBER, 3)
    await _mark(session, cast, "5", "answer", None, MONDAY, 3)
    first = (await diary.open_marks(session, child=son, today=OCTOBER)).term
    assert first is not None
    for term, value in ((first, "2"), (year, "3")):
        await keep(
            session,
            TermMark(
                school_id=cast.school.id,
                course_id=cast.algebra.id,
                student_id=cast.son.id,
                term_id=term.id,
                value=value,
                changed_at=MONDAY_MORNING,
            ),
        )
    assert await _averages(session, cast, son) == [Average(Decimal(5), 1)] * 3
    whole = await diary.open_marks(session, child=son, today=MONDAY, term_id=year.id)
    counted = [line.average for line in whole.subjects if line.subject.id == cast.algebra.subject_id]
    assert counted == [Average(Decimal("3.5"), 2)]


async def test_another_weight_is_for_works_to_come(session: AsyncSession, cast: Cast, son: Child) -> None:
    """REGULATIONS.md §1: a change never rewrites the past, and what was given to begin with weighs the same."""
    await _mark(session, cast, "2", "answer", None, MONDAY, 3)
    staff = await staff_member(session, cast.administrator.id)
    assert staff is not None
    own = {"works.weights.answer": 3}
    await choose_regulation(session, staff=staff, name="E", overrides=own, now=MONDAY_MORNING)
    await _mark(session, cast, "5", "answer", None, MONDAY, 4)
    assert await _averages(session, cast, son) == [Average(Decimal("4.25"), 2)] * 3
    await choose_regulation(session, staff=staff, name="E", overrides={}, now=MONDAY_MORNING)
    assert await _averages(session, cast, son) == [Average(Decimal("4.25"), 2)] * 3
