"""Points beside averages: what the term sheet suggests, what counts, what the family sees (R31, R37)."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import diary
from services.accounts import Child
from services.errors import (
    TooFewMarks,
)
from services.gradebook import (
    Missing,
    QuarterPart,
    open_class_gradebook,
    save_term_marks,
)
from services.performance import findings_for_school
from storage.models import (
    GroupMembership,
    Mark,
    Term,
    Work,
    WorkKind,
)
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories.lessons import make_lesson, make_mark, make_work
from tests.factories.people import make_student
from tests.factories.points import QUARTER, SECTION, make_points, make_points_work, make_scheme
from tests.factories.school import make_regulation
from tests.services.lesson_cells import mark, save


@pytest.fixture
async def kinds(session: AsyncSession, cast: Cast) -> dict[str, WorkKind]:
    return await make_scheme(session, cast.school)


async def _term(session: AsyncSession, cast: Cast) -> Term:
    query = select(Term).where(Term.school_year_id == cast.year.id, Term.number == 2)
    return (await session.scalars(query)).one()


@pytest.fixture
async def quarter(session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]) -> dict[str, Work]:
    """The son's quarter: 4, 4, 4; 12 of 15 and 15 of 20; the quarter work is to come."""
    for _each in range(3):
        work = await make_work(session, cast.lesson, cast.kinds["answer"])
        await make_mark(session, work, cast.son, "4")
    first = await make_points_work(session, cast.lesson, kinds[SECTION], 15, 1)
    second = await make_points_work(session, cast.next_lesson, kinds[SECTION], 20, 2)
    await make_points(session, first, cast.son, 12)
    await make_points(session, second, cast.son, 15)
    return {"first": first, "second": second}


async def _line(session: AsyncSession, cast: Cast, now: datetime = MONDAY_MORNING):
    book = await open_class_gradebook(
        session, staff=cast.teacher, course_id=cast.algebra.id, term_id=None, now=now
    )
    return next(line for line in book.lines if line.student == cast.son)


async def test_the_sheet_suggests_by_the_percentage_once_all_is_there(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind], quarter: dict[str, Work]
) -> None:
    line = await _line(session, cast)
    assert (line.average.value, line.average.count) == (4, 3), "points are in no average"
    assert line.suggestion is None
    assert line.quarter is not None
    assert line.quarter.missing == (Missing(QuarterPart.QUARTER),)
    assert line.quarter.percent == 79, "80 % and 77.14 %, half each so far"
    assert line.entries[cast.next_lesson.id].marks == ((quarter["second"].id, "15/20"),)
    work = await make_points_work(session, cast.next_lesson, kinds[QUARTER], 25)
    await make_points(session, work, cast.son, 18)
    line = await _line(session, cast)
    assert line.quarter is not None
    assert line.suggestion is not None
    assert (line.quarter.percent, line.suggestion.value) == (75, "4")


async def test_without_a_quarter_work_the_mark_waits_for_the_last_lesson(
    session: AsyncSession, cast: Cast, quarter: dict[str, Work]
) -> None:
    before = await _line(session, cast, cast.next_lesson.starts_at - timedelta(minutes=1))
    assert before.suggestion is None
    line = await _line(session, cast, cast.next_lesson.starts_at)
    assert line.quarter is not None
    assert line.suggestion is not None
    assert (line.quarter.percent, line.suggestion.value) == (79, "4")


async def test_a_student_is_not_asked_for_works_of_before_she_came(
    session: AsyncSession, cast: Cast, quarter: dict[str, Work]
) -> None:
    late = await make_student(session, cast.class_7a, "Ахметова Сауле")
    stay = (await session.scalars(select(GroupMembership).where(GroupMembership.student_id == late.id))).one()
    stay.joined_on = TUESDAY
    book = await open_class_gradebook(
        session, staff=cast.teacher, course_id=cast.algebra.id, term_id=None, now=MONDAY_MORNING
    )
    (result,) = [line.quarter for line in book.lines if line.student == late]
    assert result is not None
    assert [one for one in result.missing if one.part is QuarterPart.SECTION] == [
        Missing(QuarterPart.SECTION, 2)
    ]


async def test_while_the_scheme_is_off_the_average_suggests(session: AsyncSession, cast: Cast) -> None:
    kinds = await make_scheme(session, cast.school, summative__is_on=False)
    for _each in range(3):
        work = await make_work(session, cast.lesson, cast.kinds["answer"])
        await make_mark(session, work, cast.son, "4")
    old = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    await make_points(session, old, cast.son, 2)
    line = await _line(session, cast)
    assert line.suggestion is not None
    assert (line.quarter, line.suggestion.value) == (None, "4")
    assert (await save(session, cast.teacher, cast.lesson, {mark(cast.son.id, old.id): "3"})).is_saved
    assert (await session.scalars(select(Mark.value).where(Mark.work_id == old.id))).one() == "3/15"


async def test_a_course_without_such_works_keeps_its_average(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    for _each in range(3):
        work = await make_work(session, cast.lesson, cast.kinds["answer"])
        await make_mark(session, work, cast.son, "5")
    line = await _line(session, cast)
    assert line.suggestion is not None
    assert (line.quarter, line.suggestion.value) == (None, "5")


async def test_points_are_none_of_the_marks_a_term_mark_stands_on_unless_asked_for(
    session: AsyncSession, cast: Cast
) -> None:
    own = {"term_marks__least_marks": 1, "term_marks__least_of_kind__section_summative": 1}
    kinds = await make_scheme(session, cast.school, **own)
    term = await _term(session, cast)

    async def gives() -> object:
        result = await save_term_marks(
            session,
            staff=cast.teacher,
            course_id=cast.algebra.id,
            term_id=term.id,
            typed={cast.son.id: "4"},
            seen={},
            now=MONDAY_MORNING,
            settle=SETTLE,
        )
        return result.faults.get(cast.son.id)

    work = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    await make_points(session, work, cast.son, 4)
    fault = await gives()
    assert isinstance(fault, TooFewMarks)
    assert fault.facts["kind"] == "", "points are no marks"
    await make_mark(session, await make_work(session, cast.lesson, cast.kinds["answer"]), cast.son, "4")
    assert await gives() is None


async def test_points_never_make_performance_low(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    """Neither 2 of 15 nor 1/1, which look like failing marks to whoever reads their beginning."""
    for number in range(4):
        lesson = await make_lesson(session, cast.algebra, MONDAY, number + 3)
        work = await make_points_work(session, lesson, kinds[SECTION], 2)
        work.own_weight = Decimal(1)
        await make_points(session, work, cast.son, 1)
    found = await findings_for_school(session, school_id=cast.school.id, day=MONDAY)
    assert not found


async def test_the_family_sees_points_and_the_percentage_so_far(
    session: AsyncSession, cast: Cast, quarter: dict[str, Work]
) -> None:
    child = Child(cast.son, cast.school, cast.class_7a, cast.mother_of_son)
    subject = cast.algebra.subject_id
    view = await diary.open_subject(session, child=child, subject_id=subject, today=MONDAY)
    assert (view.percent, view.average.count) == (79, 3)
    assert {given.value for given in view.marks} == {"4", "12/15", "15/20"}
    marks = await diary.open_marks(session, child=child, today=MONDAY)
    (algebra,) = [line for line in marks.subjects if line.subject.id == subject]
    assert (algebra.average.value, algebra.average.count, algebra.given) == (4, 3, 5)


async def test_without_points_no_percentage(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "E", summative__is_on=True)
    await make_mark(session, await make_work(session, cast.lesson, cast.kinds["answer"]), cast.son, "4")
    child = Child(cast.son, cast.school, cast.class_7a, cast.mother_of_son)
    view = await diary.open_subject(session, child=child, subject_id=cast.algebra.subject_id, today=MONDAY)
    assert view.percent is None
