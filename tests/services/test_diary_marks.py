"""Marks by subject and term: averages, term marks, what each mark was given for."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services import diary
from services.accounts import Child
from services.averages import Average
from services.calendar import terms_of_year
from services.errors import Forbidden
from storage.models import AttestationKind, Course, NotAttestedReason, Student, TermMark
from tests.cast import MONDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.factories.attestation import make_attestation, make_exam_mark, make_term_mark
from tests.factories.lessons import make_course, make_lesson, make_mark, make_work
from tests.factories.people import make_group
from tests.factories.school import make_subject
from tests.factories.week import make_membership, make_week

OCTOBER = date(2026, 10, 20)


@pytest.fixture
def son(cast: Cast) -> Child:
    return Child(cast.son, cast.school, cast.class_7a, cast.mother_of_son)


async def _mark(
    session: AsyncSession,
    cast: Cast,
    student: Student,
    value: str,
    *,
    kind: str = "answer",
    on: date = MONDAY,
) -> None:
    lesson = await make_lesson(session, cast.algebra, on, 4 if on == MONDAY else 1)
    await make_mark(session, await make_work(session, lesson, cast.kinds[kind]), student, value)


async def _term_mark(
    session: AsyncSession, course: Course, student: Student, term_id: int, value: str
) -> None:
    await keep(
        session,
        TermMark(
            school_id=course.school_id,
            course_id=course.id,
            student_id=student.id,
            term_id=term_id,
            value=value,
            changed_at=MONDAY_MORNING,
        ),
    )


async def test_subjects_have_their_weighted_average_and_its_count(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await make_week(session, cast)
    view = await diary.open_marks(session, child=son, today=MONDAY)
    lines = {line.subject.name: line for line in view.subjects}
    algebra = lines["Алгебра"]
    assert algebra.average.shown == Decimal("3.67")
    assert (algebra.average.count, algebra.given) == (2, 3)
    assert (lines["Казахский язык"].average, lines["Казахский язык"].given) == (Average(None, 0), 1)
    assert lines["История <Казахстана> & мира"].is_empty


async def test_marks_belong_to_the_term_of_their_lesson(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await _mark(session, cast, cast.son, "2", on=OCTOBER)
    await _mark(session, cast, cast.son, "5")
    view = await diary.open_marks(session, child=son, today=MONDAY)
    assert [term.number for term in view.terms] == [1, 2]
    assert {line.average.value for line in view.subjects if line.average.count} == {Decimal(5)}
    first = await diary.open_marks(session, child=son, today=MONDAY, term_id=view.terms[0].id)
    assert {line.average.value for line in first.subjects if line.average.count} == {Decimal(2)}


async def test_the_mark_of_the_term_is_shown_beside_the_average(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    first, second, *_ = await terms_of_year(session, cast.year.id)
    await _term_mark(session, cast.algebra, cast.son, first.id, "4")
    await _term_mark(session, cast.algebra, cast.son, second.id, "5")
    await _term_mark(session, cast.algebra, cast.classmate, second.id, "2")
    view = await diary.open_marks(session, child=son, today=MONDAY)
    assert {line.subject.name: line.term_mark for line in view.subjects} == {
        "Алгебра": diary.SummedUp("5"),
        "Казахский язык": None,
    }
    subject = await diary.open_subject(session, child=son, subject_id=cast.algebra.subject_id, today=MONDAY)
    assert [(term.number, mark.value) for term, mark in subject.term_marks] == [(1, "4"), (2, "5")]


async def test_a_subject_lists_what_each_mark_was_given_for(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await make_week(session, cast)
    view = await diary.open_subject(session, child=son, subject_id=cast.algebra.subject_id, today=MONDAY)
    test = view.marks[-1]
    assert [mark.value for mark in view.marks] == ["5", "2", "3"]
    assert (test.kind.code, test.number, test.title) == ("test", 3, "Дроби & <проценты>")
    assert (test.weight, test.comment) == (Decimal(2), "Задача 4 < задачи 3")
    assert (view.average.shown, view.average.count) == (Decimal("3.67"), 2)


async def test_both_screens_tell_the_same_average(session: AsyncSession, cast: Cast, son: Child) -> None:
    for number, value in enumerate(["5", "4", "2", "н/а", "3"], 1):
        lesson = await make_lesson(session, cast.algebra, MONDAY + timedelta(days=7), number)
        kind = cast.kinds["test" if number % 2 else "answer"]
        work = await make_work(session, lesson, kind)
        work.own_weight = Decimal("1.5") if number == 3 else None
        await make_mark(session, work, cast.son, value)
    marks = await diary.open_marks(session, child=son, today=MONDAY)
    subject = await diary.open_subject(session, child=son, subject_id=cast.algebra.subject_id, today=MONDAY)
    assert [line.average for line in marks.subjects if line.average.count] == [subject.average]


async def test_two_courses_of_one_subject_are_one_subject(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    group = await make_group(session, cast.year, "7 «А» матем. 1", 7)
    extra = await make_course(session, cast.algebra.subject, group, cast.curator)
    await make_membership(session, extra, cast.son, date(2026, 9, 1))
    lesson = await make_lesson(session, extra, MONDAY, 5)
    await make_mark(session, await make_work(session, lesson, cast.kinds["answer"]), cast.son, "3")
    await _mark(session, cast, cast.son, "5")
    view = await diary.open_marks(session, child=son, today=MONDAY)
    algebra = [line for line in view.subjects if line.subject.name == "Алгебра"]
    assert [(line.average.value, line.given) for line in algebra] == [(Decimal(4), 2)]


async def test_a_group_left_before_the_term_is_not_listed_empty(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    group = await make_group(session, cast.year, "Шахматы", 7)
    chess = await make_course(
        session, await make_subject(session, cast.school, "Шахматы"), group, cast.teacher
    )
    await make_membership(session, chess, cast.son, date(2026, 9, 1), date(2026, 9, 30))
    second = await diary.open_marks(session, child=son, today=MONDAY)
    assert "Шахматы" not in {line.subject.name for line in second.subjects}
    first = await diary.open_marks(session, child=son, today=MONDAY, term_id=second.terms[0].id)
    assert "Шахматы" in {line.subject.name for line in first.subjects}


@pytest.mark.parametrize("forged", [None, 0, -3, 2**31, 10**20, 987_654])
async def test_a_subject_that_is_none_is_refused(
    session: AsyncSession, cast: Cast, son: Child, forged: int | None
) -> None:
    with pytest.raises(Forbidden):
        await diary.open_subject(session, child=son, subject_id=forged, today=MONDAY)


async def test_a_subject_of_another_school_is_refused(session: AsyncSession, cast: Cast, son: Child) -> None:
    with pytest.raises(Forbidden):
        await diary.open_subject(session, child=son, subject_id=cast.other_algebra.subject_id, today=MONDAY)


async def test_a_subject_without_marks_is_empty_and_no_error(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await _mark(session, cast, cast.classmate, "2")
    view = await diary.open_subject(session, child=son, subject_id=cast.algebra.subject_id, today=MONDAY)
    assert (view.marks, view.average) == ((), Average(None, 0))


async def test_exams_final_marks_and_reasons_are_told_with_the_terms(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    """Of the child's own, of the term shown; in the subject those of the whole year (R4)."""
    first, second, *_ = await terms_of_year(session, cast.year.id)
    illness = NotAttestedReason.ILLNESS
    await make_term_mark(session, cast.algebra, cast.son, second, "н/а", illness)
    await make_mark(session, await make_work(session, cast.lesson, cast.kinds["answer"]), cast.son, "5")
    for term, kind, value in (
        (second, AttestationKind.FINAL, "4"),
        (second, AttestationKind.EXAM, "5"),
        (first, AttestationKind.CREDIT, "зач"),
    ):
        held = await make_attestation(session, cast.algebra, term, kind)
        await make_exam_mark(session, held, cast.son, value)
        await make_exam_mark(session, held, cast.classmate, "2")
    not_attested = diary.SummedUp("н/а", illness)
    exam = diary.SummedUp("5", kind=AttestationKind.EXAM)
    final = diary.SummedUp("4", kind=AttestationKind.FINAL)
    view = await diary.open_marks(session, child=son, today=MONDAY)
    line = next(line for line in view.subjects if line.subject.name == "Алгебра")
    assert (line.term_mark, line.exams, line.given) == (not_attested, (exam, final), 1)
    subject = await diary.open_subject(session, child=son, subject_id=cast.algebra.subject_id, today=MONDAY)
    assert [(term.number, mark) for term, mark in subject.term_marks] == [
        (1, diary.SummedUp("зач", kind=AttestationKind.CREDIT)),
        (2, not_attested),
        (2, exam),
        (2, final),
    ]


async def test_an_exam_without_any_other_mark_is_a_mark(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    second = (await terms_of_year(session, cast.year.id))[1]
    held = await make_attestation(session, cast.algebra, second)
    taken_away = await make_exam_mark(session, held, cast.son, "5")
    assert [
        line.is_empty for line in (await diary.open_marks(session, child=son, today=MONDAY)).subjects
    ] == [
        False,
        True,
    ]
    taken_away.value = None
    await session.flush()
    view = await diary.open_marks(session, child=son, today=MONDAY)
    assert all(line.is_empty for line in view.subjects)
