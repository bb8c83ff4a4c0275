"""Marks that go along when a student changes class in mid-term (R38, R37)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from services.diary import open_marks, open_subject
from services.gradebook import open_class_gradebook, save_term_marks
from services.gradebook.course import Line
from storage.models import Course, StaffMember, Term, TermMark
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories.lessons import make_course, make_lesson, make_mark, make_work
from tests.factories.people import make_staff
from tests.factories.school import make_regulation
from tests.services.movement.orders import make_7b, move_son

BEFORE = date(2026, 11, 17)


async def moved(session: AsyncSession, cast: Cast) -> Course:
    """The son has 4 and 5 in 7 «А», comes to 7 «Б» on Monday and gets 3 there on Tuesday; its algebra."""
    to = await make_7b(session, cast)
    teacher = await make_staff(session, cast.school, "Жүнісов Қайрат")
    course = await make_course(session, cast.algebra.subject, to, teacher)
    for number, value in ((1, "4"), (2, "5")):
        lesson = await make_lesson(session, cast.algebra, BEFORE, number)
        await make_mark(session, await make_work(session, lesson, cast.kinds["test"]), cast.son, value)
    await move_son(session, cast, to)
    work = await make_work(session, await make_lesson(session, course, TUESDAY), cast.kinds["test"])
    await make_mark(session, work, cast.son, "3")
    return course


async def line_of(session: AsyncSession, cast: Cast, course: Course) -> Line:
    book = await open_class_gradebook(
        session, staff=cast.deputy_head, course_id=course.id, term_id=None, now=MONDAY_MORNING
    )
    (line,) = [line for line in book.lines if line.student.id == cast.son.id]
    return line


async def test_the_teacher_and_the_family_see_one_average(session: AsyncSession, cast: Cast) -> None:
    course = await moved(session, cast)
    line = await line_of(session, cast, course)
    assert line.brought.by_group == {"7 «А»": "4, 5"}
    assert [value for entry in line.entries.values() for _work, value in entry.marks] == ["3"]
    child = Child(cast.son, cast.school, None, cast.mother_of_son)
    diary = await open_marks(session, child=child, today=TUESDAY)
    (subject,) = [one for one in diary.subjects if one.subject.id == course.subject_id]
    page = await open_subject(session, child=child, subject_id=course.subject_id, today=TUESDAY)
    assert line.average == subject.average == page.average
    assert (line.average.count, line.average.value) == (3, Decimal(4))
    assert sorted(mark.value for mark in page.marks) == ["3", "4", "5"]


async def test_the_former_gradebook_keeps_its_days_and_gets_nothing_back(
    session: AsyncSession, cast: Cast
) -> None:
    await moved(session, cast)
    line = await line_of(session, cast, cast.algebra)
    assert (line.average.count, line.brought.marks) == (2, ())
    assert {cast.lesson.id, cast.next_lesson.id} <= line.outside


async def test_term_marks_of_the_former_class_are_seen(session: AsyncSession, cast: Cast) -> None:
    course = await moved(session, cast)
    first = select(Term).where(Term.school_year_id == cast.year.id, Term.number == 1)
    term = (await session.scalars(first)).one()
    given = {"course_id": cast.algebra.id, "term_id": term.id, "value": "5", "version": 1}
    for student in (cast.son, cast.classmate):
        session.add(
            TermMark(school_id=cast.school.id, student_id=student.id, changed_at=MONDAY_MORNING, **given)
        )
    await session.flush()
    line = await line_of(session, cast, course)
    assert line.brought.term_marks == ((term, "5", "7 «А»"),)


async def test_what_is_no_former_class_is_not_brought_along(session: AsyncSession, cast: Cast) -> None:
    """Another subject of the former class, and the same subject in a class that goes on."""
    course = await moved(session, cast)
    kazakh = await make_lesson(session, cast.kazakh, BEFORE, 5)
    await make_mark(session, await make_work(session, kazakh, cast.kinds["test"]), cast.son, "2")
    await make_mark(session, await make_work(session, cast.lesson, cast.kinds["test"]), cast.classmate, "2")
    assert (await line_of(session, cast, course)).average.count == 3


@pytest.mark.parametrize(("least", "faults"), [(3, []), (4, ["too_few_marks"])])
async def test_a_term_mark_may_stand_on_marks_of_the_former_class(
    session: AsyncSession, cast: Cast, least: int, faults: list[str]
) -> None:
    rules: dict[str, Any] = {"least_marks": least, "opens_days": None, "least_of_kind": {}}
    rules = {f"term_marks__{name}": value for name, value in rules.items()}
    await make_regulation(session, cast.school, "A", **rules)
    course = await moved(session, cast)
    query = select(Term).where(
        Term.school_year_id == cast.year.id, Term.starts_on <= MONDAY, Term.ends_on >= MONDAY
    )
    result = await save_term_marks(
        session,
        staff=await session.get_one(StaffMember, course.teacher_id),
        course_id=course.id,
        term_id=(await session.scalars(query)).one().id,
        typed={cast.son.id: "4"},
        seen={},
        now=MONDAY_MORNING,
        settle=SETTLE,
    )
    assert [refusal.code for refusal in result.faults.values()] == faults
