"""What says that a lesson was given, so that nobody cancels it, and how that is undone (R40)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.errors import LessonRecorded
from services.gradebook import Field, Place
from services.timetable import CANCELLED
from storage.models import Lesson, LessonStatus, StaffMember, Work
from storage.queries.staff import staff_member
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import (
    make_attendance,
    make_homework,
    make_individual_homework,
    make_lesson,
    make_mark,
    make_material,
    make_work,
)
from tests.services.lesson_cells import TOPIC, mark, save

PREPARED = ("topic", "homework", "individual", "material")
GIVEN = ("mark", "attendance", "taken")


async def _deputy(session: AsyncSession, cast: Cast) -> StaffMember:
    found = await staff_member(session, cast.deputy_head.id)
    assert found is not None
    return found


async def _write(session: AsyncSession, cast: Cast, lesson: Lesson, what: str) -> None:
    match what:
        case "topic":
            lesson.topic = "Functions"
        case "homework":
            await make_homework(session, lesson, TUESDAY, "№ 5")
        case "individual":
            await make_individual_homework(session, lesson, TUESDAY, "№ 6", cast.son)
        case "material":
            await make_material(session, lesson)
        case "mark":
            work = await make_work(session, lesson, cast.kinds["answer"])
            await make_mark(session, work, cast.son, "5")
        case "attendance":
            await make_attendance(session, lesson, cast.son)
        case "taken":
            lesson.attendance_taken_at = MONDAY_MORNING
    await session.flush()


async def _cancel(session: AsyncSession, cast: Cast, lesson: Lesson) -> None:
    await timetable.cancel_lesson(
        session, staff=await _deputy(session, cast), lesson_id=lesson.id, now=MONDAY_MORNING
    )


@pytest.mark.parametrize("what", [*PREPARED, *GIVEN])
async def test_a_lesson_that_has_begun_is_kept_by_anything_written_down(
    session: AsyncSession, cast: Cast, what: str
) -> None:
    """One by one and on the page of an absent teacher alike."""
    await _write(session, cast, cast.lesson, what)
    with pytest.raises(LessonRecorded) as refusal:
        await _cancel(session, cast, cast.lesson)
    assert refusal.value.facts == {"attended": what in ("attendance", "taken")}
    result = await timetable.save_substitutions(
        session,
        staff=await _deputy(session, cast),
        teacher_id=cast.teacher.id,
        first=MONDAY,
        last=TUESDAY,
        typed={cast.lesson.id: CANCELLED},
        seen={cast.lesson.id: ""},
        now=MONDAY_MORNING,
    )
    assert isinstance(result.faults[cast.lesson.id], LessonRecorded)
    page = await timetable.open_move(
        session, staff=await _deputy(session, cast), lesson_id=cast.lesson.id, now=MONDAY_MORNING
    )
    assert page.uncancellable is not None
    assert cast.lesson.status is LessonStatus.PLANNED


@pytest.mark.parametrize("what", PREPARED)
async def test_what_is_prepared_for_a_lesson_to_come_keeps_nobody_from_cancelling(
    session: AsyncSession, cast: Cast, what: str
) -> None:
    await _write(session, cast, cast.next_lesson, what)
    await _cancel(session, cast, cast.next_lesson)
    assert cast.next_lesson.status is LessonStatus.CANCELLED


async def test_an_import_leaves_what_has_begun_and_what_is_prepared(
    session: AsyncSession, cast: Cast
) -> None:
    """The timetable of the files has none of these lessons."""
    await _write(session, cast, cast.next_lesson, "topic")
    await make_lesson(session, cast.algebra, TUESDAY, 2)
    renewed = await timetable.renew_lessons(
        session, school=cast.school, to_day=TUESDAY + timedelta(days=7), now=MONDAY_MORNING
    )
    assert renewed.removed == 1, "the second lesson of Tuesday, still to come and empty"
    for lesson in (cast.lesson, cast.next_lesson):
        await session.refresh(lesson)
        assert lesson.status is LessonStatus.PLANNED


async def test_once_its_page_is_cleared_it_can_be_cancelled(session: AsyncSession, cast: Cast) -> None:
    for what in ("topic", "mark"):
        await _write(session, cast, cast.lesson, what)
    work = (await session.scalars(select(Work.id))).one()
    cleared = {TOPIC: "", mark(cast.son.id, work): "", Place(Field.HOMEWORK): ""}
    assert (await save(session, cast.teacher, cast.lesson, cleared)).is_saved
    await _cancel(session, cast, cast.lesson)
    assert cast.lesson.status is LessonStatus.CANCELLED
