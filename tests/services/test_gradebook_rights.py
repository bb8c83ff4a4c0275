"""Who may look at a lesson and write its record, and which cells it has."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    Forbidden,
    LessonCancelled,
)
from services.gradebook import Field, Place, open_lesson
from storage.models import (
    GroupMembership,
    LessonStatus,
    Mark,
    MarkRevision,
)
from tests.cast import MONDAY, Cast
from tests.factories.lessons import make_work
from tests.factories.people import make_student
from tests.services.lesson_cells import TOPIC, count, mark, presence, save


@pytest.mark.parametrize(
    "person", ["class_teacher", "curator", "deputy_head", "administrator", "other_teacher"]
)
async def test_who_does_not_give_the_lesson_saves_nothing(
    session: AsyncSession, cast: Cast, person: str
) -> None:
    with pytest.raises(Forbidden):
        await save(session, getattr(cast, person), cast.lesson, {mark(cast.son.id): "5"}, seen={})
    assert await count(session, Mark) == 0


async def test_the_substitute_writes_instead_of_the_teacher(session: AsyncSession, cast: Cast) -> None:
    cast.lesson.substitute_id = cast.curator.id
    await session.flush()
    assert (await save(session, cast.curator, cast.lesson, {mark(cast.son.id): "5"}, seen={})).is_saved
    with pytest.raises(Forbidden):
        await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "4"}, seen={})
    record = await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id)
    assert not record.may_record


async def test_a_cancelled_lesson_has_no_record(session: AsyncSession, cast: Cast) -> None:
    cast.lesson.status = LessonStatus.CANCELLED
    await session.flush()
    with pytest.raises(LessonCancelled):
        await save(session, cast.teacher, cast.lesson, {TOPIC: "none"})


@pytest.mark.parametrize("child", ["daughter", "other_student"])
async def test_a_forged_students_field_is_refused(session: AsyncSession, cast: Cast, child: str) -> None:
    student = getattr(cast, child)
    for place, text in ((mark(student.id), "5"), (presence(student.id), "absent")):
        with pytest.raises(Forbidden):
            await save(session, cast.teacher, cast.lesson, {place: text, mark(cast.son.id): "5"})
    assert await count(session, Mark) == 0


async def test_a_forged_works_field_is_refused(session: AsyncSession, cast: Cast) -> None:
    theirs = await make_work(session, cast.kazakh_lesson, cast.kinds["test"])
    for place in (mark(cast.son.id, theirs.id), Place(Field.TITLE, str(theirs.id))):
        with pytest.raises(Forbidden):
            await save(session, cast.teacher, cast.lesson, {place: "5"})


async def test_another_schools_kind_of_work_is_refused(session: AsyncSession, cast: Cast) -> None:
    foreign = str(cast.other_kinds["test"].id)
    with pytest.raises(Forbidden):
        await save(session, cast.teacher, cast.lesson, {Place(Field.KIND, "new1"): foreign})


async def test_who_left_the_class_is_not_on_its_page(session: AsyncSession, cast: Cast) -> None:
    membership = await session.scalar(
        select(GroupMembership).where(GroupMembership.student_id == cast.classmate.id)
    )
    membership.left_on = MONDAY - timedelta(days=1)
    await session.flush()
    record = await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id)
    assert [student.id for student in record.students] == [cast.son.id]
    with pytest.raises(Forbidden):
        await save(session, cast.teacher, cast.lesson, {mark(cast.classmate.id): "5"})


@pytest.mark.parametrize(
    ("person", "may_record"), [("teacher", True), ("class_teacher", False), ("deputy_head", False)]
)
async def test_who_may_look_at_a_lesson(
    session: AsyncSession, cast: Cast, person: str, may_record: bool
) -> None:
    record = await open_lesson(session, staff=getattr(cast, person), lesson_id=cast.lesson.id)
    assert record.may_record is may_record


async def test_strangers_may_not_look_at_a_lesson(session: AsyncSession, cast: Cast) -> None:
    for staff, lesson_id in ((cast.other_teacher, cast.lesson.id), (cast.teacher, cast.kazakh_lesson.id)):
        with pytest.raises(Forbidden):
            await open_lesson(session, staff=staff, lesson_id=lesson_id)


async def test_the_list_follows_the_kazakh_alphabet(session: AsyncSession, cast: Cast) -> None:
    for name in ("Яковлев Ян", "Әлиев Әли", "Абаев Абай", "Іскаков Бек", "Ёлкин Пётр", "Ержан Бек"):
        await make_student(session, cast.class_7a, name)
    record = await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id)
    assert [student.last_name for student in record.students] == [
        "Абаев",
        "Әлиев",
        "Ержан",
        "Ёлкин",
        "Нұрланов",
        "Соколов",
        "Іскаков",
        "Яковлев",
    ]


@pytest.mark.parametrize(
    "name",
    ["", "mark", "mark-1", "mark-x-1", "mark-1-x", "mark-1-1-1", "presence-0", "title-new0", "csrf", "1; --"],
)
def test_a_fields_name_is_never_taken_on_trust(name: str) -> None:
    assert Place.parse(name) is None


@pytest.mark.parametrize("name", ["topic", "due", "mark-12-345", "comment-new1-7", "presence-7", "kind-new2"])
def test_a_cell_is_found_again_by_its_name(name: str) -> None:
    assert str(Place.parse(name)) == name


async def test_now_is_the_moment_of_every_change(session: AsyncSession, cast: Cast) -> None:
    now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "5"}, now=now)
    assert await session.scalar(select(Mark.changed_at)) == now
    assert await session.scalar(select(MarkRevision.at)) == now
