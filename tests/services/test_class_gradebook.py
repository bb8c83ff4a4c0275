"""The class gradebook of a term, its term marks, and a teacher's day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import ChangedMeanwhile, Forbidden, UnknownMark
from services.gradebook import (
    ClassGradebook,
    Lack,
    TermResult,
    courses_for,
    lessons_on,
    open_class_gradebook,
    save_term_marks,
)
from storage.models import (
    Change,
    ChangeKind,
    Excuse,
    ExcuseReason,
    GroupMembership,
    LessonStatus,
    Presence,
    StaffMember,
    Term,
    TermMark,
)
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories.lessons import make_attendance, make_homework, make_lesson, make_mark, make_work
from tests.factories.people import make_group, make_student
from tests.factories.school import make_regulation


async def book_of(
    session: AsyncSession, cast: Cast, staff: StaffMember | None = None, term_id: int | None = None
) -> ClassGradebook:
    return await open_class_gradebook(
        session,
        staff=staff or cast.teacher,
        course_id=cast.algebra.id,
        term_id=term_id,
        now=MONDAY_MORNING,
    )


async def quarter(session: AsyncSession, cast: Cast, number: int) -> Term:
    query = select(Term).where(Term.school_year_id == cast.year.id, Term.number == number)
    return (await session.scalars(query)).one()


async def save_terms(
    session: AsyncSession,
    cast: Cast,
    typed: dict[int, str],
    seen: dict[int, str] | None = None,
    staff: StaffMember | None = None,
    term_id: int | None = None,
) -> TermResult:
    term_id = term_id or (await quarter(session, cast, 2)).id
    return await save_term_marks(
        session,
        staff=staff or cast.teacher,
        course_id=cast.algebra.id,
        term_id=term_id,
        typed=typed,
        seen=seen or {},
        now=MONDAY_MORNING,
        settle=SETTLE,
    )


async def test_the_gradebook_shows_marks_absences_and_averages(session: AsyncSession, cast: Cast) -> None:
    answer = await make_work(session, cast.lesson, cast.kinds["answer"])
    test = await make_work(session, cast.lesson, cast.kinds["test"])
    notes = await make_work(session, cast.next_lesson, cast.kinds["notes"])
    for work, value in ((answer, "3"), (test, "5"), (notes, "2")):
        await make_mark(session, work, cast.son, value)
    await make_mark(session, answer, cast.classmate, "осв")
    await make_attendance(session, cast.lesson, cast.classmate)
    await make_attendance(session, cast.next_lesson, cast.classmate, Presence.LATE)
    book = await book_of(session, cast)
    assert book.term is not None
    assert book.term.number == 2
    assert [lesson.id for lesson in book.lessons] == [cast.lesson.id, cast.next_lesson.id]
    son, classmate = book.lines
    assert [value for _, value in son.entries[cast.lesson.id].marks] == ["3", "5"]
    assert str(son.average.shown) == "4.33", "the test weighs 2, notes weigh nothing"
    assert son.average.count == 2
    assert classmate.average.value is None
    assert (classmate.absent, classmate.excused, classmate.late) == (1, 0, 1)


async def test_an_absence_with_an_excuse_is_counted_apart(session: AsyncSession, cast: Cast) -> None:
    await make_attendance(session, cast.lesson, cast.son)
    await make_attendance(session, cast.next_lesson, cast.son)
    excuse = Excuse(
        school_id=cast.school.id,
        student_id=cast.son.id,
        starts_on=MONDAY,
        ends_on=MONDAY,
        reason=ExcuseReason.ILLNESS,
        created_at=MONDAY_MORNING,
    )
    session.add(excuse)
    await session.flush()
    line = (await book_of(session, cast)).lines[0]
    assert (line.absent, line.excused) == (2, 1)
    assert line.entries[cast.lesson.id].is_excused
    assert not line.entries[cast.next_lesson.id].is_excused
    excuse.revoked_at = MONDAY_MORNING
    await session.flush()
    assert (await book_of(session, cast)).lines[0].excused == 0


async def test_cancelled_lessons_and_other_terms_are_not_on_the_page(
    session: AsyncSession, cast: Cast
) -> None:
    cancelled = await make_lesson(session, cast.algebra, MONDAY, 5)
    cancelled.status = LessonStatus.CANCELLED
    earlier = await make_lesson(session, cast.algebra, date(2026, 9, 7), 1)
    await session.flush()
    assert len((await book_of(session, cast)).lessons) == 2
    first = await quarter(session, cast, 1)
    assert [lesson.id for lesson in (await book_of(session, cast, term_id=first.id)).lessons] == [earlier.id]


async def test_who_came_and_left_has_lines_for_those_days_only(session: AsyncSession, cast: Cast) -> None:
    leaver = await make_student(session, cast.class_7a, "Яковлев Ян")
    gone = await make_student(session, cast.class_7a, "Юсупов Юрий")
    for student, day in ((leaver, MONDAY), (gone, date(2026, 10, 1))):
        membership = await session.scalar(
            select(GroupMembership).where(GroupMembership.student_id == student.id)
        )
        membership.left_on = day
    await session.flush()
    lines = (await book_of(session, cast)).lines
    assert [line.student.id for line in lines] == [cast.son.id, cast.classmate.id, leaver.id]
    assert lines[2].outside == {cast.next_lesson.id}


@pytest.mark.parametrize(
    ("person", "may_record"),
    [("teacher", True), ("class_teacher", False), ("curator", False), ("deputy_head", False)],
)
async def test_who_may_open_the_gradebook(
    session: AsyncSession, cast: Cast, person: str, may_record: bool
) -> None:
    book = await book_of(session, cast, getattr(cast, person))
    assert book.may_record is may_record


async def test_strangers_do_not_open_the_gradebook(session: AsyncSession, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        await book_of(session, cast, cast.other_teacher)
    with pytest.raises(Forbidden):
        await open_class_gradebook(
            session, staff=cast.teacher, course_id=cast.kazakh.id, term_id=None, now=MONDAY_MORNING
        )


async def test_another_schools_term_shows_todays(session: AsyncSession, cast: Cast) -> None:
    foreign = await session.scalar(select(Term).where(Term.school_id == cast.other_school.id))
    book = await book_of(session, cast, term_id=foreign.id)
    assert book.term is not None
    assert (book.term.school_id, book.term.number) == (cast.school.id, 2)


async def test_everybody_is_offered_the_gradebooks_that_will_open(session: AsyncSession, cast: Cast) -> None:
    await make_group(session, cast.year, "9 «В»", 9)
    expected = {
        "teacher": [cast.algebra],
        "class_teacher": [cast.reading, cast.algebra, cast.kazakh],
        "curator": [cast.algebra, cast.kazakh],
        "deputy_head": [cast.reading, cast.algebra, cast.kazakh],
        "other_teacher": [cast.other_algebra],
    }
    for person, courses in expected.items():
        offered = (await courses_for(session, staff=getattr(cast, person), now=MONDAY_MORNING)).courses
        assert {course.id for course in offered} == {course.id for course in courses}, person


async def test_a_day_tells_what_records_lack(session: AsyncSession, cast: Cast) -> None:
    (item,) = await lessons_on(session, staff=cast.teacher, day=MONDAY, now=MONDAY_MORNING)
    assert item.is_mine
    assert [one.lack for one in item.lacks] == [Lack.TOPIC, Lack.HOMEWORK, Lack.ATTENDANCE]
    cast.lesson.topic, cast.lesson.attendance_taken_at = "Functions", MONDAY_MORNING
    await make_homework(session, cast.lesson, TUESDAY, "№ 5")
    (item,) = await lessons_on(session, staff=cast.teacher, day=MONDAY, now=MONDAY_MORNING)
    assert item.lacks == ()
    (item,) = await lessons_on(session, staff=cast.teacher, day=TUESDAY, now=MONDAY_MORNING)
    assert item.lacks == (), "tomorrow's lesson lacks nothing yet"
    later = MONDAY_MORNING + timedelta(days=2)
    (item,) = await lessons_on(session, staff=cast.teacher, day=TUESDAY, now=later)
    assert len(item.lacks) == 3


async def test_a_day_tells_by_when(session: AsyncSession, cast: Cast) -> None:
    """B: attendance the same day, the topic within five days, homework three hours after the last lesson."""
    await make_regulation(session, cast.school, "B")
    (item,) = await lessons_on(session, staff=cast.teacher, day=MONDAY, now=MONDAY_MORNING)
    almaty = ZoneInfo("Asia/Almaty")
    assert {one.lack: one.due_at.astimezone(almaty) for one in item.lacks if one.due_at} == {
        Lack.TOPIC: datetime(2026, 11, 29, 0, 0, tzinfo=almaty),
        Lack.HOMEWORK: datetime(2026, 11, 23, 12, 40, tzinfo=almaty),
        Lack.ATTENDANCE: datetime(2026, 11, 24, 0, 0, tzinfo=almaty),
    }


async def test_term_marks_are_saved_and_changed_on_record(session: AsyncSession, cast: Cast) -> None:
    assert (await save_terms(session, cast, {cast.son.id: "5", cast.classmate.id: ""})).changed == 1
    assert (await save_terms(session, cast, {cast.son.id: "4"}, {cast.son.id: "5"})).changed == 1
    mark = await session.scalar(select(TermMark))
    assert (mark.student_id, mark.value, mark.version, mark.author_id) == (
        cast.son.id,
        "4",
        2,
        cast.teacher.id,
    )
    changes = (await session.scalars(select(Change).order_by(Change.number))).all()
    assert [(one.kind, one.student_id, one.term_id, one.was, one.became) for one in changes] == [
        (ChangeKind.TERM_MARK, cast.son.id, mark.term_id, "", "5"),
        (ChangeKind.TERM_MARK, cast.son.id, mark.term_id, "5", "4"),
    ]
    book = await book_of(session, cast)
    assert book.lines[0].term_mark is mark


async def test_term_marks_keep_their_row_when_removed(session: AsyncSession, cast: Cast) -> None:
    await save_terms(session, cast, {cast.son.id: "5"})
    await save_terms(session, cast, {cast.son.id: ""}, {cast.son.id: "5"})
    mark = await session.scalar(select(TermMark))
    assert (mark.value, mark.version) == (None, 2)


async def test_two_tabs_on_one_term_mark_conflict(session: AsyncSession, cast: Cast) -> None:
    await save_terms(session, cast, {cast.son.id: "5"})
    result = await save_terms(session, cast, {cast.son.id: "4", cast.classmate.id: "3"})
    assert isinstance(result.faults[cast.son.id], ChangedMeanwhile)
    assert [mark.value for mark in await session.scalars(select(TermMark))] == ["5"]


async def test_only_marks_of_the_scale_are_term_marks(session: AsyncSession, cast: Cast) -> None:
    result = await save_terms(session, cast, {cast.son.id: "6", cast.classmate.id: "Осв"})
    assert {student: type(fault) for student, fault in result.faults.items()} == {cast.son.id: UnknownMark}
    assert (await save_terms(session, cast, {cast.classmate.id: "Осв"})).changed == 1
    assert await session.scalar(select(TermMark.value)) == "осв"


@pytest.mark.parametrize("person", ["class_teacher", "deputy_head", "administrator", "other_teacher"])
async def test_only_the_courses_teacher_gives_term_marks(
    session: AsyncSession, cast: Cast, person: str
) -> None:
    with pytest.raises(Forbidden):
        await save_terms(session, cast, {cast.son.id: "5"}, staff=getattr(cast, person))


async def test_forged_students_and_terms_get_no_term_marks(session: AsyncSession, cast: Cast) -> None:
    foreign = await session.scalar(select(Term).where(Term.school_id == cast.other_school.id))
    for typed, term_id in (
        ({cast.daughter.id: "5"}, None),
        ({cast.other_student.id: "5"}, None),
        ({cast.son.id: "5"}, foreign.id),
    ):
        with pytest.raises(Forbidden):
            await save_terms(session, cast, typed, term_id=term_id)
    assert (await session.scalars(select(TermMark))).all() == []
