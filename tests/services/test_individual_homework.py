"""Homework for some students: given, changed, taken away, on record, and seen by nobody else (R32)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import diary
from services.accounts import Child
from services.errors import (
    ChangedMeanwhile,
    EntriesClosed,
    EntryTooLong,
    Forbidden,
    NoStudentChosen,
    TextEmpty,
    WrongDay,
)
from services.gradebook import Field, LessonDraft, LessonRecord, Place, SaveResult, open_lesson
from services.gradebook.individual import in_step
from storage.models import (
    Change,
    ChangeKind,
    GroupMembership,
    Homework,
    HomeworkKind,
    IndividualHomework,
    IndividualHomeworkStudent,
    Student,
)
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_homework, make_individual_homework
from tests.factories.people import make_student
from tests.factories.school import make_regulation
from tests.services.lesson_cells import HOMEWORK, count, save, seen_by

FRIDAY = date(2026, 11, 27)
NEW = "hnew1"
AFTER_LOCK = MONDAY_MORNING + timedelta(days=60)


def own(text: str, *students: Student, column: str = NEW, **more: str) -> dict[Place, str]:
    """Cells of homework for some students."""
    ids = " ".join(str(id_) for id_ in sorted(student.id for student in students))
    cells = {Place(Field.OWN, column): text, Place(Field.OWN_FOR, column): ids}
    return cells | {Place(Field(field), column): value for field, value in more.items()}


async def given(session: AsyncSession) -> list[tuple[str, date, str | None, set[int]]]:
    found = []
    for one in await session.scalars(select(IndividualHomework).order_by(IndividualHomework.id)):
        students = select(IndividualHomeworkStudent.student_id).where(
            IndividualHomeworkStudent.homework_id == one.id
        )
        found.append((one.text, one.due_on, one.kind, set(await session.scalars(students))))
    return found


async def changes(session: AsyncSession) -> list[tuple[str, int | None, str, str]]:
    rows = await session.scalars(select(Change).order_by(Change.number))
    return [(one.kind, one.student_id, one.was, one.became) for one in rows]


async def test_some_students_have_homework_of_their_own(session: AsyncSession, cast: Cast) -> None:
    result = await save(
        session,
        cast.teacher,
        cast.lesson,
        {
            HOMEWORK: "№ 5",
            Place(Field.HOMEWORK_KIND): "written",
            **own("Read § 7", cast.son, owndue="2026-11-27", ownkind="reading"),
            **own("A model", cast.son, cast.classmate, column="hnew2"),
        },
    )
    assert result.is_saved
    assert await given(session) == [
        ("Read § 7", FRIDAY, HomeworkKind.READING, {cast.son.id}),
        ("A model", TUESDAY, None, {cast.son.id, cast.classmate.id}),
    ]
    assert (await session.scalars(select(Homework.kind))).one() is HomeworkKind.WRITTEN


async def test_every_change_is_on_record_with_the_student(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast.teacher, cast.lesson, own("Read § 7", cast.son, ownkind="oral"))
    (column,) = [one.column for one in (await _record(session, cast)).individual]
    await save(
        session, cast.teacher, cast.lesson, own("Read § 8", cast.classmate, column=column, ownkind="oral")
    )
    await save(session, cast.teacher, cast.lesson, {Place(Field.OWN, column): ""})
    text, due, kind = (
        ChangeKind.INDIVIDUAL_HOMEWORK,
        ChangeKind.INDIVIDUAL_HOMEWORK_DUE,
        ChangeKind.HOMEWORK_KIND,
    )
    day, son, classmate = TUESDAY.isoformat(), cast.son.id, cast.classmate.id
    assert await changes(session) == [
        (text, son, "", "Read § 7"),
        (due, son, "", day),
        (kind, son, "", "oral"),
        (text, son, "Read § 7", ""),
        (due, son, day, ""),
        (kind, son, "oral", ""),
        (text, classmate, "", "Read § 8"),
        (due, classmate, "", day),
        (kind, classmate, "", "oral"),
        (text, classmate, "Read § 8", ""),
        (due, classmate, day, ""),
        (kind, classmate, "oral", ""),
    ]
    assert await count(session, IndividualHomework) == 0
    assert await count(session, IndividualHomeworkStudent) == 0


async def _record(session: AsyncSession, cast: Cast) -> LessonRecord:
    return await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id)


@pytest.mark.parametrize(
    ("text", "to_son", "more", "field", "fault"),
    [
        ("Read", False, {}, Field.OWN_FOR, NoStudentChosen),
        ("", True, {}, Field.OWN, TextEmpty),
        ("x" * 2001, True, {}, Field.OWN, EntryTooLong),
        ("Read", True, {"owndue": "2026-11-22"}, Field.OWN_DUE, WrongDay),
        ("Read", True, {"owndue": "soon"}, Field.OWN_DUE, WrongDay),
    ],
)
async def test_what_is_wrong_is_said_at_its_cell(
    session: AsyncSession,
    cast: Cast,
    text: str,
    to_son: bool,
    more: dict[str, str],
    field: Field,
    fault: type,
) -> None:
    typed = own(text, *([cast.son] if to_son else []), **more)
    result = await save(session, cast.teacher, cast.lesson, {HOMEWORK: "№ 5", **typed})
    assert {place: type(one) for place, one in result.faults.items()} == {Place(field, NEW): fault}
    assert (await count(session, IndividualHomework), await count(session, Homework)) == (0, 0)


async def test_an_empty_one_is_nothing(session: AsyncSession, cast: Cast) -> None:
    result = await save(session, cast.teacher, cast.lesson, own("", owndue="2026-11-27", ownkind="oral"))
    assert (result.is_saved, result.changed) == (True, 0)


@pytest.mark.parametrize("forged", [{Field.OWN_FOR: "other"}, {Field.OWN_KIND: "by magic"}])
async def test_nobody_of_another_class_and_no_kind_of_ones_own(
    session: AsyncSession, cast: Cast, forged: dict[Field, str]
) -> None:
    (field, text), *_ = forged.items()
    cell = {Place(field, NEW): str(cast.daughter.id) if text == "other" else text}
    with pytest.raises(Forbidden):
        await save(session, cast.teacher, cast.lesson, {**own("Read", cast.son), **cell})


async def test_anothers_lessons_homework_cannot_be_reached(session: AsyncSession, cast: Cast) -> None:
    """An id of another lesson makes a new homework of this one, and leaves the other alone."""
    other = await make_individual_homework(session, cast.kazakh_lesson, TUESDAY, "Theirs", cast.classmate)
    await save(session, cast.teacher, cast.lesson, own("Mine", cast.son, column=f"h{other.id}"))
    assert [(text, ids) for text, _, _, ids in await given(session)] == [
        ("Theirs", {cast.classmate.id}),
        ("Mine", {cast.son.id}),
    ]


async def test_it_closes_with_homework(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A")
    homework = await make_individual_homework(session, cast.lesson, TUESDAY, "Read", cast.son)
    cells = own("Changed", cast.classmate, column=f"h{homework.id}", ownkind="oral", owndue="2026-11-30")
    result = await save(session, cast.teacher, cast.lesson, cells, now=AFTER_LOCK)
    assert {place.field for place in result.faults} == {field for field in Field if field.startswith("own")}
    assert {type(fault) for fault in result.faults.values()} == {EntriesClosed}
    late = await save(session, cast.teacher, cast.lesson, own("New", cast.son), now=AFTER_LOCK)
    assert Place(Field.OWN, NEW) in late.faults


async def test_two_tabs_on_one_text_conflict(session: AsyncSession, cast: Cast) -> None:
    homework = await make_individual_homework(session, cast.lesson, TUESDAY, "Read", cast.son)
    opened = await seen_by(session, cast.teacher, cast.lesson)
    cell = Place(Field.OWN, f"h{homework.id}")
    assert (await save(session, cast.teacher, cast.lesson, {cell: "mine"}, opened)).is_saved
    result = await save(session, cast.teacher, cast.lesson, {cell: "yours"}, opened)
    assert isinstance(result.faults[cell], ChangedMeanwhile)


async def test_a_save_sent_twice_gives_it_once(session: AsyncSession, cast: Cast) -> None:
    opened = await seen_by(session, cast.teacher, cast.lesson)
    for _ in range(2):
        assert (await save(session, cast.teacher, cast.lesson, own("Read", cast.son), opened)).is_saved
    assert await count(session, IndividualHomework) == 1


@pytest.mark.parametrize(("typed", "left"), [("Read", 0), ("Read twice", 1)])
async def test_what_another_tab_took_away_comes_back_only_if_it_was_changed(
    session: AsyncSession, cast: Cast, typed: str, left: int
) -> None:
    homework = await make_individual_homework(session, cast.lesson, TUESDAY, "Read", cast.son)
    opened = await seen_by(session, cast.teacher, cast.lesson)
    cell = Place(Field.OWN, f"h{homework.id}")
    await save(session, cast.teacher, cast.lesson, {cell: ""}, opened)
    result: SaveResult = await save(session, cast.teacher, cast.lesson, {cell: typed}, opened)
    assert result.is_saved
    assert await count(session, IndividualHomework) == left


async def test_a_draft_in_step_is_left_as_it_is(session: AsyncSession, cast: Cast) -> None:
    await make_individual_homework(session, cast.lesson, TUESDAY, "Read", cast.son)
    record = await _record(session, cast)
    seen = await seen_by(session, cast.teacher, cast.lesson)
    draft = LessonDraft({**seen, **own("More", cast.classmate)}, seen)
    assert in_step(draft, record) == draft


async def test_each_family_sees_its_own_and_nobody_elses(session: AsyncSession, cast: Cast) -> None:
    await make_homework(session, cast.lesson, TUESDAY, "For all")
    await make_individual_homework(session, cast.lesson, TUESDAY, "For Alikhan", cast.son)
    await make_individual_homework(session, cast.lesson, TUESDAY, "For Dmitri", cast.classmate)
    seen = {}
    for student in (cast.son, cast.classmate, cast.daughter):
        child = Child(student, cast.school, cast.class_7a, None)
        day = await diary.homework_on(session, child=child, day=TUESDAY)
        week = await diary.homework_of_week(session, child=child, day=TUESDAY)
        coming = await diary.homework_next(session, child=child, today=MONDAY)
        home = await diary.open_day(session, child=child, day=TUESDAY)
        today = await diary.open_day(session, child=child, day=MONDAY)
        found = [
            [(one.text, one.is_own) for _, items in view.days for one in items]
            for view in (day, week, coming)
        ]
        found.append([(one.text, one.is_own) for lesson in home.lessons for one in lesson.homework])
        found.append([(one.text, one.is_own) for one in today.next_due])
        assert [one == found[0] for one in found] == [True] * 5, "the same on every screen"
        seen[student.id] = found[0]
    assert seen == {
        cast.son.id: [("For all", False), ("For Alikhan", True)],
        cast.classmate.id: [("For all", False), ("For Dmitri", True)],
        cast.daughter.id: [],
    }


async def test_who_has_left_the_class_no_longer_has_it(session: AsyncSession, cast: Cast) -> None:
    leaver = await make_student(session, cast.class_7a, "Left Early")
    await make_individual_homework(session, cast.lesson, FRIDAY, "Read", leaver)
    child = Child(leaver, cast.school, cast.class_7a, None)
    assert (await diary.homework_on(session, child=child, day=FRIDAY)).days
    membership = (
        await session.scalars(select(GroupMembership).where(GroupMembership.student_id == leaver.id))
    ).one()
    membership.left_on = TUESDAY
    await session.flush()
    assert not (await diary.homework_on(session, child=child, day=FRIDAY)).days
