"""Saving a lesson's page: all or nothing, by who may, on what is there, with nobody's work overwritten."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    ChangedMeanwhile,
    CommentWithoutMark,
    EntryTooLong,
    UnknownMark,
    WrongDay,
    WrongNumber,
    WrongWeight,
)
from services.gradebook import Field, Place, open_lesson
from storage.models import (
    Attendance,
    Change,
    Homework,
    Mark,
    MarkRevision,
    OutboxItem,
    Presence,
    Work,
)
from tests.cast import TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_attendance, make_homework, make_mark, make_work
from tests.factories.people import make_student
from tests.services.lesson_cells import (
    DUE,
    HOMEWORK,
    LATER,
    TAKEN,
    TOPIC,
    comment,
    count,
    mark,
    presence,
    save,
    seen_by,
)


async def test_a_page_is_saved_at_once(session: AsyncSession, cast: Cast) -> None:
    result = await save(
        session,
        cast.teacher,
        cast.lesson,
        {
            TOPIC: "Linear functions",
            HOMEWORK: "№ 5, 6",
            TAKEN: "1",
            mark(cast.son.id): "5",
            comment(cast.son.id): "well argued",
            presence(cast.classmate.id): "absent",
        },
    )
    assert result.is_saved
    assert cast.lesson.topic == "Linear functions"
    assert cast.lesson.version == 2
    assert cast.lesson.attendance_taken_at == MONDAY_MORNING
    homework = await session.scalar(select(Homework))
    assert (homework.text, homework.due_on) == ("№ 5, 6", TUESDAY)
    saved = await session.scalar(select(Mark))
    assert (saved.student_id, saved.value, saved.comment, saved.version) == (
        cast.son.id,
        "5",
        "well argued",
        1,
    )
    work = await session.get_one(Work, saved.work_id)
    assert work.kind_id == cast.kinds["answer"].id
    entry = await session.scalar(select(Attendance))
    assert (entry.student_id, entry.presence) == (cast.classmate.id, Presence.ABSENT)
    assert entry.author_id == cast.teacher.id


async def test_saving_again_writes_nothing(session: AsyncSession, cast: Cast) -> None:
    typed = {TOPIC: "Functions", mark(cast.son.id): "5", presence(cast.classmate.id): "late"}
    await save(session, cast.teacher, cast.lesson, typed, seen={})
    before = await count(session, MarkRevision), await count(session, Change)
    result = await save(session, cast.teacher, cast.lesson, typed, seen={}, now=LATER)
    assert (result.is_saved, result.changed) == (True, 0)
    assert (await count(session, MarkRevision), await count(session, Change)) == before
    assert await count(session, Work) == 1


async def test_every_change_of_a_mark_is_kept(session: AsyncSession, cast: Cast) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["test"])
    made = await make_mark(session, work, cast.son, "2")
    for value in ("3", "", "4"):
        assert (
            await save(session, cast.teacher, cast.lesson, {mark(cast.son.id, work.id): value}, now=LATER)
        ).is_saved
    revisions = (await session.scalars(select(MarkRevision).order_by(MarkRevision.version))).all()
    assert [(r.version, r.value, r.mark_id) for r in revisions] == [
        (1, "2", made.id),
        (2, "3", made.id),
        (3, None, made.id),
        (4, "4", made.id),
    ]
    assert [r.author_id for r in revisions[1:]] == [cast.teacher.id] * 3
    assert (made.version, made.value, made.changed_at) == (4, "4", LATER)


async def test_a_removed_mark_takes_its_comment_along(session: AsyncSession, cast: Cast) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["test"])
    made = await make_mark(session, work, cast.son, "2", comment="late work")
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id, work.id): ""})
    assert (made.value, made.comment) == (None, "")


async def test_thirty_five_marks_are_saved_or_none(session: AsyncSession, cast: Cast) -> None:
    students = [cast.son, cast.classmate]
    students += [await make_student(session, cast.class_7a, f"Student Number{n}") for n in range(33)]
    typed = {mark(student.id): "4" for student in students}
    result = await save(session, cast.teacher, cast.lesson, {**typed, mark(students[34].id): "44"})
    assert isinstance(result.faults[mark(students[34].id)], UnknownMark)
    assert (await count(session, Mark), await count(session, Work)) == (0, 0)
    result = await save(session, cast.teacher, cast.lesson, typed)
    assert result.changed == 35
    assert await count(session, Mark) == 35


async def test_every_fault_comes_back_at_its_cell(session: AsyncSession, cast: Cast) -> None:
    result = await save(
        session,
        cast.teacher,
        cast.lesson,
        {
            TOPIC: "x" * 301,
            HOMEWORK: "read",
            DUE: "2026-11-22",
            Place(Field.NUMBER, "new1"): "0",
            Place(Field.WEIGHT, "new1"): "1.001",
            mark(cast.son.id): "6",
            comment(cast.classmate.id): "a comment alone",
        },
    )
    assert {place: type(fault) for place, fault in result.faults.items()} == {
        TOPIC: EntryTooLong,
        DUE: WrongDay,
        Place(Field.NUMBER, "new1"): WrongNumber,
        Place(Field.WEIGHT, "new1"): WrongWeight,
        mark(cast.son.id): UnknownMark,
        comment(cast.classmate.id): CommentWithoutMark,
    }
    assert await count(session, Homework) == 0


@pytest.mark.parametrize("value", ["6", "0", "5.5", "+", "x" * 300, "five", "−5"])
async def test_only_marks_of_the_schools_scale(session: AsyncSession, cast: Cast, value: str) -> None:
    result = await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): value})
    assert isinstance(result.faults[mark(cast.son.id)], UnknownMark)


@pytest.mark.parametrize(("typed", "stored"), [(" 5 ", "5"), ("ОСВ", "осв"), ("н/а", "н/а")])
async def test_marks_are_tidied(session: AsyncSession, cast: Cast, typed: str, stored: str) -> None:
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): typed})
    assert await session.scalar(select(Mark.value)) == stored


@pytest.mark.parametrize(
    ("letter", "meant"),
    [("н", "absent"), ("N", "absent"), ("y", "absent"), ("б", "absent"), ("о", "late"), ("O", "late")],
)
async def test_a_letter_in_a_marks_cell_is_the_presence_it_stands_for(
    session: AsyncSession, cast: Cast, letter: str, meant: str
) -> None:
    result = await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): letter})
    assert result.is_saved
    assert await session.scalar(select(Attendance.presence)) == meant
    assert (await count(session, Mark), await count(session, Work)) == (0, 0)


async def test_an_absent_student_may_have_a_mark(session: AsyncSession, cast: Cast) -> None:
    result = await save(
        session, cast.teacher, cast.lesson, {mark(cast.son.id): "4", presence(cast.son.id): "absent"}
    )
    assert result.is_saved


async def test_two_tabs_on_one_cell_conflict_and_neither_is_lost(session: AsyncSession, cast: Cast) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["test"])
    made = await make_mark(session, work, cast.son, "3")
    opened = await seen_by(session, cast.teacher, cast.lesson)
    cell = mark(cast.son.id, work.id)
    assert (await save(session, cast.teacher, cast.lesson, {cell: "4"}, opened)).is_saved
    result = await save(
        session, cast.teacher, cast.lesson, {cell: "5", mark(cast.classmate.id, work.id): "2"}, opened
    )
    fault = result.faults[cell]
    assert isinstance(fault, ChangedMeanwhile)
    assert fault.facts == {"theirs": "4"}
    assert made.value == "4"
    assert await count(session, Mark) == 1, "with a conflict nothing at all is saved"
    again = await save(session, cast.teacher, cast.lesson, {cell: "5", mark(cast.classmate.id, work.id): "2"})
    assert again.is_saved, "having seen the other's mark, one may overwrite it"
    assert made.value == "5"


async def test_two_tabs_on_different_cells_both_keep_their_work(session: AsyncSession, cast: Cast) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["test"])
    opened = await seen_by(session, cast.teacher, cast.lesson)
    for student, value in ((cast.son, "4"), (cast.classmate, "5")):
        assert (
            await save(session, cast.teacher, cast.lesson, {mark(student.id, work.id): value}, opened)
        ).is_saved
    assert set(await session.scalars(select(Mark.value))) == {"4", "5"}


async def test_two_tabs_on_an_empty_lesson_make_one_work(session: AsyncSession, cast: Cast) -> None:
    opened = await seen_by(session, cast.teacher, cast.lesson)
    assert (await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "4"}, opened)).is_saved
    work = await session.scalar(select(Work))
    result = await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "5"}, opened)
    assert result.columns == {"new1": str(work.id)}
    assert isinstance(result.faults[mark(cast.son.id, work.id)], ChangedMeanwhile)
    other = await save(session, cast.teacher, cast.lesson, {mark(cast.classmate.id): "5"}, opened)
    assert other.is_saved
    assert await count(session, Work) == 1


@pytest.mark.parametrize("place", [TOPIC, HOMEWORK])
async def test_topic_and_homework_conflict_too(session: AsyncSession, cast: Cast, place: Place) -> None:
    opened = await seen_by(session, cast.teacher, cast.lesson)
    assert (await save(session, cast.teacher, cast.lesson, {place: "mine"}, opened)).is_saved
    result = await save(session, cast.teacher, cast.lesson, {place: "yours"}, opened)
    assert isinstance(result.faults[place], ChangedMeanwhile)


async def test_attendance_taken_back_keeps_its_row(session: AsyncSession, cast: Cast) -> None:
    entry = await make_attendance(session, cast.lesson, cast.son)
    await save(session, cast.teacher, cast.lesson, {presence(cast.son.id): ""})
    assert (entry.presence, entry.version) == (None, 2)


async def test_homework_is_due_at_the_next_lesson_and_can_be_taken_back(
    session: AsyncSession, cast: Cast
) -> None:
    record = await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id)
    assert record.due_on == TUESDAY
    last = await open_lesson(session, staff=cast.teacher, lesson_id=cast.next_lesson.id)
    assert last.due_on == date(2026, 12, 1), "in a week when the timetable ends here"
    homework = await make_homework(session, cast.lesson, TUESDAY, "№ 5")
    await save(session, cast.teacher, cast.lesson, {DUE: "2026-11-30"})
    assert (homework.due_on, homework.version) == (date(2026, 11, 30), 2)
    await save(session, cast.teacher, cast.lesson, {HOMEWORK: ""})
    assert await count(session, Homework) == 0


async def test_a_topic_alone_leaves_attendance_untaken(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast.teacher, cast.lesson, {TOPIC: "tomorrow's topic"})
    assert cast.lesson.attendance_taken_at is None


async def test_works_have_kind_number_title_and_weight(session: AsyncSession, cast: Cast) -> None:
    await save(
        session,
        cast.teacher,
        cast.lesson,
        {
            Place(Field.KIND, "new1"): str(cast.kinds["test"].id),
            Place(Field.NUMBER, "new1"): "3",
            Place(Field.TITLE, "new1"): "Functions",
            Place(Field.WEIGHT, "new1"): "1,5",
            mark(cast.son.id, "new2"): "4",
        },
    )
    works = (await session.scalars(select(Work).order_by(Work.position))).all()
    assert [(w.kind_id, w.number, w.title, w.own_weight and str(w.own_weight)) for w in works] == [
        (cast.kinds["test"].id, 3, "Functions", "1.5"),
        (cast.kinds["answer"].id, None, "", None),
    ]
    await save(session, cast.teacher, cast.lesson, {Place(Field.WEIGHT, str(works[0].id)): ""})
    assert works[0].own_weight is None


async def test_families_hear_only_of_what_changed(session: AsyncSession, cast: Cast) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["test"])
    await make_mark(session, work, cast.classmate, "3")
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id, work.id): "5"})
    told = set(await session.scalars(select(OutboxItem.account_id)))
    assert told == {cast.mother_account.id, cast.father_account.id, cast.student_account.id}
    before = await count(session, OutboxItem)
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Functions"})
    assert await count(session, OutboxItem) == before
