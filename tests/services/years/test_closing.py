"""A closed year is locked for every way in, with a recorded way back (R33, R35, R45)."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.attestation import (
    Plan,
    change_attestation,
    plan_attestation,
    remove_attestation,
    set_term_marks,
)
from services.errors import (
    Forbidden,
    GapsNotAccepted,
    LateChangeNotOpen,
    OrderMissing,
    SchoolError,
    TextEmpty,
    YearClosed,
    YearNotClosed,
    YearShut,
)
from services.excuses import give_excuse
from services.gradebook import LessonDraft, SaveResult, open_lesson, save_lesson, save_term_marks, shown
from services.late_changes import Approval, Protocol, decide, enter
from services.timetable import cancel_lesson
from services.years import close_year, open_closing, reopen_year
from storage.models import (
    AttestationKind,
    AuditEntry,
    ExcuseReason,
    LateChange,
    LateChangeStatus,
    StaffMember,
    Term,
    TermKind,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories import keep
from tests.factories.attestation import make_attestation, quarters_of
from tests.factories.late_changes import LATE, LATE_DAY, make_late_change
from tests.factories.lessons import make_course
from tests.factories.school import make_regulation
from tests.factories.years import JUNE, ORDER_DAY
from tests.services.lesson_cells import mark

NOW = MONDAY_MORNING + timedelta(hours=4)


async def _close(session: AsyncSession, staff: StaffMember, cast: Cast, **changes: object) -> None:
    given = {"number": "46-у", "on_day": ORDER_DAY, "accepts_gaps": True, "now": NOW, **changes}
    await close_year(session, staff=staff, year_id=cast.year.id, **given)  # type: ignore[arg-type]


async def _mark_refused(session: AsyncSession, cast: Cast, now: datetime = NOW) -> list[str]:
    seen = shown(await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id))
    saved = await save_lesson(
        session,
        staff=cast.teacher,
        lesson_id=cast.lesson.id,
        draft=LessonDraft({**seen, mark(cast.son.id, "new1"): "5"}, seen),
        now=now,
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
    unattested = await make_course(session, cast.algebra.subject, cast.class_3b, cast.teacher)
    unattested.has_term_marks = False
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
        settle=SETTLE,
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


async def test_a_permission_passes_and_opens_its_cells_only(
    session: AsyncSession, cast: Cast, director: StaffMember, tmp_path: Path
) -> None:
    """As any lock: what the director permitted is entered in a closed year, nothing beside it (R35)."""
    await make_regulation(session, cast.school, "A")
    change = await make_late_change(session, tmp_path, cast.teacher, cast.lesson, cast.son, now=LATE)
    await decide(session, staff=director, change_id=change.id, decision=Approval("17-к", LATE_DAY), now=LATE)
    await _close(session, director, cast, now=LATE)
    seen = shown(await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id))

    async def enters(student_id: int) -> SaveResult:
        return await enter(
            session,
            staff=cast.deputy_head,
            change_id=change.id,
            draft=LessonDraft({**seen, mark(student_id, "new1"): "5"}, seen),
            protocol=Protocol(),
            now=LATE,
            settle=timedelta(minutes=5),
        )

    beside = await enters(cast.classmate.id)
    assert [fault.code for fault in beside.faults.values()] == ["year_closed"]
    assert (await enters(cast.son.id)).is_saved
    assert change.status is LateChangeStatus.DONE
    assert await _mark_refused(session, cast, LATE) == ["year_closed"]
    with pytest.raises(LateChangeNotOpen):
        await enters(cast.son.id)


async def test_the_plan_of_exams_stands_until_the_year_is_reopened(
    session: AsyncSession, cast: Cast, director: StaffMember
) -> None:
    term = (await quarters_of(session, cast.year))[1]
    exam = await make_attestation(session, cast.algebra, term, AttestationKind.EXAM)
    await _close(session, director, cast)
    at: dict[str, Any] = {"staff": cast.administrator, "course_id": cast.algebra.id, "now": NOW}
    tries: list[Callable[[], Awaitable[object]]] = [
        lambda: plan_attestation(session, **at, term_id=term.id, kind=AttestationKind.CREDIT, plan=Plan()),
        lambda: change_attestation(session, **at, attestation_id=exam.id, plan=Plan(commission="x")),
        lambda: remove_attestation(session, **at, attestation_id=exam.id),
        lambda: set_term_marks(session, **at, has_term_marks=False),
    ]
    for attempt in tries:
        with pytest.raises(YearShut):
            await attempt()
    await reopen_year(session, staff=director, year_id=cast.year.id, reason="Пересдача", now=NOW)
    await tries[1]()
    assert exam.commission == "x"
