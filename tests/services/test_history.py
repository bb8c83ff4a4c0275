"""Every change on record: what a save writes there, and what it leaves alone (R34)."""

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.gradebook import Field, Place
from services.history import Difference, check_records, note
from storage.models import Change, ChangeKind, Door, Work
from tests.cast import TUESDAY, Cast
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


async def recorded(session: AsyncSession) -> list[Change]:
    return list((await session.scalars(select(Change).order_by(Change.number))).all())


async def steps(session: AsyncSession) -> list[tuple[str, str, str]]:
    return [(one.kind, one.was, one.became) for one in await recorded(session)]


async def test_a_whole_page_is_on_record(session: AsyncSession, cast: Cast) -> None:
    await save(
        session,
        cast.teacher,
        cast.lesson,
        {
            TOPIC: "Functions",
            HOMEWORK: "№ 5",
            mark(cast.son.id): "5",
            comment(cast.son.id): "well argued",
            presence(cast.classmate.id): "absent",
            Place(Field.TITLE, "new1"): "Slope",
        },
    )
    assert sorted(await steps(session)) == sorted(
        [
            ("topic", "", "Functions"),
            ("homework", "", "№ 5"),
            ("homework_due", "", TUESDAY.isoformat()),
            ("mark", "", "5"),
            ("comment", "", "well argued"),
            ("attendance", "", "absent"),
            ("attendance_taken", "", "1"),
            ("work_kind", "", "answer"),
            ("work_title", "", "Slope"),
        ]
    )


async def test_an_entry_knows_author_moment_door_and_what_it_is_about(
    session: AsyncSession, cast: Cast
) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["test"])
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id, work.id): "4"}, now=LATER)
    (entry,) = await recorded(session)
    assert (entry.school_id, entry.number, entry.at) == (cast.school.id, 1, LATER)
    assert (entry.staff_id, entry.author) == (cast.teacher.id, "Ким Елена Викторовна")
    assert (entry.door, entry.kind) == (Door.WEB, ChangeKind.MARK)
    assert (entry.course_id, entry.lesson_id) == (cast.algebra.id, cast.lesson.id)
    assert (entry.work_id, entry.student_id, entry.term_id) == (work.id, cast.son.id, None)
    assert (entry.previous, len(entry.hash)) == ("", 64)


async def test_a_mark_that_is_changed_and_removed_leaves_every_step(
    session: AsyncSession, cast: Cast
) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["test"])
    await make_mark(session, work, cast.son, "2", comment="late work")
    for value in ("3", ""):
        await save(session, cast.teacher, cast.lesson, {mark(cast.son.id, work.id): value})
    assert await steps(session) == [("mark", "2", "3"), ("mark", "3", ""), ("comment", "late work", "")]


async def test_a_cell_saved_twice_is_recorded_once(session: AsyncSession, cast: Cast) -> None:
    typed = {TOPIC: "Functions", mark(cast.son.id): "5"}
    await save(session, cast.teacher, cast.lesson, typed, seen={})
    before = await count(session, Change)
    await save(session, cast.teacher, cast.lesson, typed, seen={}, now=LATER)
    assert await count(session, Change) == before


async def test_a_conflict_records_nothing(session: AsyncSession, cast: Cast) -> None:
    opened = await seen_by(session, cast.teacher, cast.lesson)
    await save(session, cast.teacher, cast.lesson, {TOPIC: "mine"}, opened)
    await save(session, cast.teacher, cast.lesson, {TOPIC: "yours", HOMEWORK: "№ 1"}, opened)
    assert await steps(session) == [("topic", "", "mine")]


async def test_homework_goes_with_its_day(session: AsyncSession, cast: Cast) -> None:
    await make_homework(session, cast.lesson, TUESDAY, "№ 5")
    await save(session, cast.teacher, cast.lesson, {DUE: "2026-11-30"})
    await save(session, cast.teacher, cast.lesson, {HOMEWORK: ""})
    assert await steps(session) == [
        ("homework_due", "2026-11-24", "2026-11-30"),
        ("homework", "№ 5", ""),
        ("homework_due", "2026-11-30", ""),
    ]


async def test_a_day_without_homework_is_nothing(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast.teacher, cast.lesson, {DUE: "2026-11-30"})
    assert await steps(session) == []


async def test_attendance_is_taken_once(session: AsyncSession, cast: Cast) -> None:
    await make_attendance(session, cast.lesson, cast.son)
    await save(session, cast.teacher, cast.lesson, {TAKEN: "1"})
    await save(session, cast.teacher, cast.lesson, {presence(cast.son.id): "late"})
    await save(session, cast.teacher, cast.lesson, {presence(cast.son.id): "", TAKEN: ""})
    assert await steps(session) == [
        ("attendance_taken", "", "1"),
        ("attendance", "absent", "late"),
        ("attendance", "late", ""),
    ]


async def test_a_works_own_cells_are_on_record(session: AsyncSession, cast: Cast) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    column = str(work.id)
    await save(
        session,
        cast.teacher,
        cast.lesson,
        {
            Place(Field.KIND, column): str(cast.kinds["test"].id),
            Place(Field.NUMBER, column): "3",
            Place(Field.WEIGHT, column): "1,5",
        },
    )
    assert set(await steps(session)) == {
        ("work_kind", "answer", "test"),
        ("work_number", "", "3"),
        ("work_weight", "", "1.5"),
    }
    assert {one.work_id for one in await recorded(session)} == {work.id}


async def test_a_new_works_entries_carry_its_id(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "5"})
    work = await session.scalar(select(Work))
    assert {one.work_id for one in await recorded(session)} == {work.id}


async def test_thirty_five_marks_cost_three_statements_more(session: AsyncSession, cast: Cast) -> None:
    students = [cast.son, cast.classmate]
    students += [await make_student(session, cast.class_7a, f"Student Number{n}") for n in range(33)]
    asked: list[str] = []
    connection = (await session.connection()).sync_connection
    event.listen(connection, "after_cursor_execute", lambda *event: asked.append(event[2]))
    await save(session, cast.teacher, cast.lesson, {mark(student.id): "4" for student in students})
    asked.clear()
    await save(session, cast.teacher, cast.next_lesson, {mark(student.id): "4" for student in students})
    assert len([one for one in asked if "change_heads" in one or "INTO changes" in one]) == 3
    assert await count(session, Change) == 72


async def test_each_school_has_a_chain_of_its_own(session: AsyncSession, cast: Cast) -> None:
    for teacher, lesson in (
        (cast.teacher, cast.lesson),
        (cast.other_teacher, cast.other_lesson),
        (cast.teacher, cast.next_lesson),
    ):
        await save(session, teacher, lesson, {TOPIC: "Functions"})
    entries = {(one.school_id, one.number): one for one in await recorded(session)}
    ours, theirs = cast.school.id, cast.other_school.id
    assert set(entries) == {(ours, 1), (ours, 2), (theirs, 1)}
    assert entries[ours, 2].previous == entries[ours, 1].hash
    assert entries[theirs, 1].previous == ""
    checked = await check_records(session)
    assert (checked.entries, checked.breaks) == (3, ())


async def test_what_nobody_did_has_no_author(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Functions"})
    (entry,) = await recorded(session)
    gone = Difference(kind=ChangeKind.TOPIC, was="Functions", became="", lesson_id=cast.lesson.id)
    await note(
        session, school_id=cast.school.id, staff=None, door=Door.COMMAND, differences=[gone], now=LATER
    )
    last = (await recorded(session))[-1]
    assert (last.staff_id, last.author, last.previous) == (None, "", entry.hash)
    assert (await check_records(session)).breaks == ()
