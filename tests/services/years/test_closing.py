"""A closed year is locked for every way in, with a recorded way back (R33, R35, R45)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    Forbidden,
    GapsNotAccepted,
    OrderMissing,
    SchoolError,
    TextEmpty,
    YearClosed,
    YearNotClosed,
)
from services.excuses import give_excuse
from services.gradebook import LessonDraft, open_lesson, save_lesson, save_term_marks, shown
from services.timetable import cancel_lesson
from services.years import close_year, open_closing, reopen_year
from storage.models import AuditEntry, ExcuseReason, LateChange, LateChangeStatus, StaffMember, Term, TermKind
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.factories.years import JUNE, ORDER_DAY
from tests.services.lesson_cells import mark

NOW = MONDAY_MORNING + timedelta(hours=4)


async def _close(session: AsyncSession, staff: StaffMember, cast: Cast, **changes: object) -> None:
    given = {"number": "46-у", "on_day": ORDER_DAY, "accepts_gaps": True, "now": NOW, **changes}
    await close_year(session, staff=staff, year_id=cast.year.id, **given)  # type: ignore[arg-type]


async def _mark_refused(session: AsyncSession, cast: Cast) -> list[str]:
    seen = shown(await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id))
    saved = await save_lesson(
        session,
        staff=cast.teacher,
        lesson_id=cast.lesson.id,
        draft=LessonDraft({**seen, mark(cast.son.id, "new1"): "5"}, seen),
        now=NOW,
        settle=timedelta(minutes=5),
    )
    return [fault.code for fault in saved.faults.values()]


async def test_what_is_missing_is_counted_by_who_owes_it(
    session: AsyncSession, cast: Cast, director: StaffMember
) -> None:
    whole = Term(
        school_id=cast.school.id,
        school_year_id=cast.year.id,
        kind=TermKind.YEAR,
        number=1,
        starts_on=cast.year.starts_on,
        ends_on=cast.year.ends_on,
    )
    await keep(session, whole)
    cast.kazakh_lesson.topic = "Зат есім"
    change = LateChange(
        school_id=cast.school.id,
        lesson_id=cast.lesson.id,
        applicant_id=cast.teacher.id,
        grounds="retake",
        students=[cast.son.id],
        explanation="x",
        status=LateChangeStatus.FILED,
        filed_at=NOW,
    )
    await keep(session, change)
    gaps = (await open_closing(session, staff=director, year_id=cast.year.id, now=JUNE)).gaps
    assert {(one.course.id, one.students) for one in gaps.marks} == {
        (cast.algebra.id, 2),
        (cast.kazakh.id, 2),
        (cast.reading.id, 1),
    }
    assert {(one.staff.id, one.topics, one.attendance) for one in gaps.lessons} == {
        (cast.teacher.id, 2, 2),
        (cast.class_teacher.id, 0, 1),
    }
    assert [one.id for one in gaps.late_changes] == [change.id]
    assert gaps.counts() == {"year_marks": 5, "topics": 2, "attendance": 3, "late_changes": 1}


async def test_a_year_with_gaps_is_closed_knowingly_and_on_record(
    session: AsyncSession, cast: Cast, director: StaffMember
) -> None:
    for changes, refusal in (
        ({"accepts_gaps": False}, GapsNotAccepted),
        ({"number": ""}, OrderMissing),
        ({"on_day": None}, OrderMissing),
    ):
        with pytest.raises(refusal):
            await _close(session, director, cast, **changes, now=JUNE)
    assert cast.year.closed_at is None
    await _close(session, director, cast, now=JUNE)
    await _close(session, cast.administrator, cast, number="another", now=JUNE + timedelta(days=1))
    assert (cast.year.closed_at, cast.year.closed_by_id, cast.year.closing_order) == (
        JUNE,
        director.id,
        "46-у",
    )
    (entry,) = await session.scalars(select(AuditEntry))
    assert (entry.action, entry.facts["gaps"]["topics"]) == ("close_year", 3)


async def test_nothing_of_a_closed_year_is_written(
    session: AsyncSession, cast: Cast, director: StaffMember
) -> None:
    await _close(session, director, cast)
    assert await _mark_refused(session, cast) == ["year_closed"]
    term = await session.scalar(select(Term).where(Term.school_year_id == cast.year.id, Term.number == 1))
    assert term is not None
    saved = await save_term_marks(
        session,
        staff=cast.teacher,
        course_id=cast.algebra.id,
        term_id=term.id,
        typed={cast.son.id: "5"},
        seen={},
        now=NOW,
    )
    assert [fault.code for fault in saved.faults.values()] == ["year_closed"]
    with pytest.raises(YearClosed):
        await cancel_lesson(session, staff=cast.deputy_head, lesson_id=cast.next_lesson.id, now=NOW)
    with pytest.raises(YearClosed):
        await give_excuse(
            session,
            staff=cast.class_teacher,
            student_id=cast.son.id,
            starts_on=date(2026, 11, 23),
            ends_on=date(2026, 11, 23),
            reason=ExcuseReason.ILLNESS,
            note="",
            now=NOW,
        )


async def test_only_the_director_reopens_with_a_reason_and_it_opens_again(
    session: AsyncSession, cast: Cast, director: StaffMember
) -> None:
    async def reopen(staff: StaffMember, reason: str = "Закрыли не тот год") -> None:
        await reopen_year(session, staff=staff, year_id=cast.year.id, reason=reason, now=NOW)

    with pytest.raises(YearNotClosed):
        await reopen(director)
    await _close(session, cast.administrator, cast)
    refusals: list[tuple[StaffMember, str, type[SchoolError]]] = [
        (cast.administrator, "x", Forbidden),
        (cast.deputy_head, "x", Forbidden),
        (director, "", TextEmpty),
    ]
    for staff, reason, refusal in refusals:
        with pytest.raises(refusal):
            await reopen(staff, reason)
    await reopen(director)
    assert await _mark_refused(session, cast) == []
    last = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))[1]
    assert (last.action, last.facts["reason"], last.facts["order"]) == (
        "reopen_year",
        "Закрыли не тот год",
        "46-у",
    )


@pytest.mark.parametrize("person", ["teacher", "deputy_head", "other_teacher"])
async def test_nobody_else_closes(session: AsyncSession, cast: Cast, person: str) -> None:
    with pytest.raises(Forbidden):
        await _close(session, getattr(cast, person), cast)
