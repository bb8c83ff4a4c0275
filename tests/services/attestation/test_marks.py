"""Marks of exams, credits and final marks: entered with the term's, under the same windows, locks and record."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    ChangedMeanwhile,
    CorrectingClosed,
    EntriesClosed,
    EntriesNotOpen,
    ExamNotYet,
    Forbidden,
    NoTermMarks,
    ReasonMissing,
    UnknownMark,
)
from services.gradebook import Entered, TermResult, save_term_marks
from storage.models import (
    Attestation,
    AttestationKind,
    AttestationMark,
    Change,
    ChangeKind,
    NotAttestedReason,
    StaffMember,
    TermMark,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories.attestation import make_attestation, quarters_of
from tests.factories.school import make_regulation

EXAM_DAY = date(2027, 1, 14)
"""After the second quarter, which ends on 27 December."""
BEFORE = datetime(2027, 1, 13, 18, 59, tzinfo=UTC)
"""A minute before that day begins in Almaty."""


async def exam_of(
    session: AsyncSession,
    cast: Cast,
    kind: AttestationKind = AttestationKind.EXAM,
    on_day: date | None = None,
) -> Attestation:
    term = (await quarters_of(session, cast.year))[1]
    return await make_attestation(session, cast.algebra, term, kind, on_day)


async def save(
    session: AsyncSession,
    cast: Cast,
    exam: Attestation,
    typed: dict[int, str],
    seen: dict[int, str] | None = None,
    *,
    term_marks: dict[int, str] | None = None,
    staff: StaffMember | None = None,
    now: datetime = MONDAY_MORNING,
) -> TermResult:
    return await save_term_marks(
        session,
        staff=staff or cast.teacher,
        course_id=cast.algebra.id,
        term_id=exam.term_id,
        typed=term_marks or {},
        seen={},
        now=now,
        settle=SETTLE,
        columns={exam.id: Entered(typed, seen or {})},
    )


async def values(session: AsyncSession) -> list[str | None]:
    return list(await session.scalars(select(AttestationMark.value).order_by(AttestationMark.id)))


async def test_they_are_saved_with_the_terms_and_each_is_on_record(session: AsyncSession, cast: Cast) -> None:
    exam = await exam_of(session, cast)
    result = await save(session, cast, exam, {cast.son.id: "5"}, term_marks={cast.son.id: "4"})
    assert (result.changed, result.is_saved) == (2, True)
    await save(session, cast, exam, {cast.son.id: "4"}, {cast.son.id: "5"})
    changes = (await session.scalars(select(Change).order_by(Change.number))).all()
    assert [(one.kind, one.was, one.became) for one in changes] == [
        (ChangeKind.TERM_MARK, "", "4"),
        (ChangeKind.EXAM_MARK, "", "5"),
        (ChangeKind.EXAM_MARK, "5", "4"),
    ]
    assert {(one.course_id, one.term_id, one.student_id) for one in changes} == {
        (cast.algebra.id, exam.term_id, cast.son.id)
    }


async def test_with_one_fault_nothing_is_saved(session: AsyncSession, cast: Cast) -> None:
    exam = await exam_of(session, cast)
    wrong_exam = await save(session, cast, exam, {cast.son.id: "9"}, term_marks={cast.son.id: "4"})
    assert isinstance(wrong_exam.beside[exam.id][cast.son.id], UnknownMark)
    wrong_term = await save(session, cast, exam, {cast.son.id: "5"}, term_marks={cast.son.id: "9"})
    assert isinstance(wrong_term.faults[cast.son.id], UnknownMark)
    assert not wrong_exam.is_saved
    assert not wrong_term.is_saved
    assert await values(session) == []
    assert (await session.scalars(select(TermMark))).all() == []
    assert (await session.scalars(select(Change))).all() == []


async def test_two_who_write_one_exam_mark_hear_of_each_other(session: AsyncSession, cast: Cast) -> None:
    exam = await exam_of(session, cast)
    await save(session, cast, exam, {cast.son.id: "5"})
    result = await save(session, cast, exam, {cast.son.id: "3"})
    fault = result.beside[exam.id][cast.son.id]
    assert isinstance(fault, ChangedMeanwhile)
    assert fault.facts == {"theirs": "5"}
    assert await values(session) == ["5"]


@pytest.mark.parametrize("person", ["class_teacher", "deputy_head", "administrator", "other_teacher"])
async def test_only_the_courses_teacher_gives_them(session: AsyncSession, cast: Cast, person: str) -> None:
    exam = await exam_of(session, cast)
    with pytest.raises(Forbidden):
        await save(session, cast, exam, {cast.son.id: "5"}, staff=getattr(cast, person))


async def test_forged_students_and_attestations_get_nothing(session: AsyncSession, cast: Cast) -> None:
    exam = await exam_of(session, cast)
    elsewhere = await make_attestation(session, cast.kazakh, (await quarters_of(session, cast.year))[1])
    elsewhen = await make_attestation(session, cast.algebra, (await quarters_of(session, cast.year))[0])
    with pytest.raises(Forbidden):
        await save(session, cast, exam, {cast.daughter.id: "5"})
    for other in (elsewhere.id, elsewhen.id, 2**31 - 1):
        with pytest.raises(Forbidden):
            await save_term_marks(
                session,
                staff=cast.teacher,
                course_id=cast.algebra.id,
                term_id=exam.term_id,
                typed={},
                seen={},
                now=MONDAY_MORNING,
                settle=SETTLE,
                columns={other: Entered({cast.son.id: "5"}, {})},
            )
    assert await values(session) == []


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (BEFORE, ExamNotYet),
        (BEFORE + timedelta(minutes=1), None),
        (datetime(2027, 1, 28, 18, 59, tzinfo=UTC), None),
        (datetime(2027, 1, 28, 19, 0, tzinfo=UTC), EntriesClosed),
    ],
)
async def test_an_exam_after_the_term_opens_with_its_day_and_closes_after_it(
    session: AsyncSession, cast: Cast, now: datetime, refusal: type | None
) -> None:
    """The window before a term's end says nothing of what is held on a day; fourteen days after it all closes (A)."""
    await make_regulation(session, cast.school, "A", term_marks__opens_days=3)
    exam = await exam_of(session, cast, on_day=EXAM_DAY)
    result = await save(session, cast, exam, {cast.son.id: "5"}, now=now)
    assert (type(result.beside[exam.id][cast.son.id]) if result.beside else None) is refusal
    assert await values(session) == ([] if refusal else ["5"])


async def test_an_exam_before_the_terms_end_closes_with_the_term(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A", term_marks__opens_days=3)
    exam = await exam_of(session, cast, on_day=date(2026, 11, 23))
    assert (await save(session, cast, exam, {cast.son.id: "5"})).is_saved
    for now, text, closed in (
        (datetime(2027, 1, 10, 18, 59, tzinfo=UTC), "4", False),
        (BEFORE, "н/а: illness", True),
    ):
        result = await save(
            session,
            cast,
            exam,
            {cast.classmate.id: text},
            {cast.classmate.id: "4"} if closed else {},
            now=now,
        )
        assert bool(result.beside) is closed


async def test_without_a_day_the_terms_window_holds(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A", term_marks__opens_days=3)
    final = await exam_of(session, cast, AttestationKind.FINAL)
    result = await save(session, cast, final, {cast.son.id: "5"})
    assert isinstance(result.beside[final.id][cast.son.id], EntriesNotOpen)


async def test_at_the_college_an_exam_mark_is_not_corrected(session: AsyncSession, cast: Cast) -> None:
    """Neither changed, nor taken away and entered again, nor by taking the slip for a new beginning (B)."""
    await make_regulation(session, cast.school, "B")
    exam = await exam_of(session, cast, on_day=date(2026, 11, 23))
    await save(session, cast, exam, {cast.son.id: "2"})
    slip = MONDAY_MORNING + timedelta(minutes=4)
    assert (await save(session, cast, exam, {cast.son.id: ""}, {cast.son.id: "2"}, now=slip)).is_saved
    later = slip + timedelta(minutes=9)
    again = await save(session, cast, exam, {cast.son.id: "5"}, now=later)
    assert isinstance(again.beside[exam.id][cast.son.id], CorrectingClosed)
    assert (await save(session, cast, exam, {cast.classmate.id: "3"}, now=later)).is_saved


async def test_a_credit_at_the_college_is_a_mark(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "B")
    cast.school.scale = {"values": ["2", "3", "4", "5"], "passing": "3", "codes": ["н/а", "осв"]}
    await session.flush()
    credit = await exam_of(session, cast, AttestationKind.CREDIT, date(2026, 11, 23))
    passed = await save(session, cast, credit, {cast.son.id: "зач"})
    assert isinstance(passed.beside[credit.id][cast.son.id], UnknownMark)
    assert (await save(session, cast, credit, {cast.son.id: "5"})).is_saved


async def test_not_attested_is_kept_with_its_reason(session: AsyncSession, cast: Cast) -> None:
    exam = await exam_of(session, cast)
    no_reason = await save(session, cast, exam, {cast.son.id: "н/а"}, term_marks={cast.son.id: "н/а"})
    assert isinstance(no_reason.beside[exam.id][cast.son.id], ReasonMissing)
    assert isinstance(no_reason.faults[cast.son.id], ReasonMissing)
    await save(
        session,
        cast,
        exam,
        {cast.son.id: "н/а: illness"},
        term_marks={cast.son.id: "Н/А: other: moved house"},
    )
    term_mark = (await session.scalars(select(TermMark))).one()
    mark = (await session.scalars(select(AttestationMark))).one()
    assert (term_mark.value, term_mark.reason, term_mark.reason_words) == (
        "н/а",
        NotAttestedReason.OTHER,
        "moved house",
    )
    assert (mark.value, mark.reason, mark.reason_words) == ("н/а", NotAttestedReason.ILLNESS, "")
    await save(session, cast, exam, {cast.son.id: "3"}, {cast.son.id: "н/а: illness"})
    assert (mark.value, mark.reason) == ("3", None)
    texts = await session.scalars(select(Change.became).order_by(Change.number))
    assert list(texts) == ["н/а: other: moved house", "н/а: illness", "3"]


async def test_a_course_without_attestation_takes_no_term_marks(session: AsyncSession, cast: Cast) -> None:
    credit = await exam_of(session, cast, AttestationKind.CREDIT)
    cast.algebra.has_term_marks = False
    await session.flush()
    result = await save(session, cast, credit, {}, term_marks={cast.son.id: "5"})
    assert isinstance(result.faults[cast.son.id], NoTermMarks)
    assert (await save(session, cast, credit, {cast.son.id: "зач"})).is_saved
    assert await values(session) == ["зач"]
