"""What a moved lesson is to the timetable it was made from, and to families."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import diary, timetable
from services.accounts import Child
from services.errors import GroupBusy
from storage.database import Database
from storage.models import BellTime, Lesson, Room, TimetableEntry
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.services.test_moving import WEDNESDAY, move, room_of

YEAR_END = date(2027, 5, 31)


async def weekly(session: AsyncSession, cast: Cast, room: Room | None = None) -> None:
    """The timetable entry that the cast's Tuesday lesson is made from."""
    await keep(
        session,
        TimetableEntry(
            school_id=cast.school.id,
            course_id=cast.algebra.id,
            weekday=2,
            number=1,
            room_id=room.id if room else None,
            starts_on=date(2026, 9, 1),
            ends_on=YEAR_END,
        ),
    )


async def days_of(session: AsyncSession, cast: Cast) -> list[tuple[date, int]]:
    query = select(Lesson.on_day, Lesson.number).where(Lesson.course_id == cast.algebra.id)
    return sorted((row[0], row[1]) for row in await session.execute(query))


async def test_the_timetable_neither_remakes_nor_removes_a_moved_lesson(
    session: AsyncSession, cast: Cast
) -> None:
    await weekly(session, cast)
    await move(session, cast, WEDNESDAY, 3)
    made = await timetable.make_lessons(session, school_id=cast.school.id, from_day=MONDAY, to_day=WEDNESDAY)
    assert made == 0
    renewed = await timetable.renew_lessons(session, school=cast.school, to_day=WEDNESDAY, now=MONDAY_MORNING)
    assert (renewed.made, renewed.changed) == (0, 0)
    assert await days_of(session, cast) == [(MONDAY, 1), (WEDNESDAY, 3)]


async def test_a_lesson_moved_into_the_past_is_not_made_again(session: AsyncSession, cast: Cast) -> None:
    await weekly(session, cast)
    await move(session, cast, MONDAY, 5)
    later = MONDAY_MORNING + timedelta(hours=10)
    await timetable.renew_lessons(session, school=cast.school, to_day=WEDNESDAY, now=later)
    assert await days_of(session, cast) == [(MONDAY, 1), (MONDAY, 5)]


async def test_a_new_room_of_a_single_day_outlives_an_import(session: AsyncSession, cast: Cast) -> None:
    usual, other = await room_of(session, cast, "214"), await room_of(session, cast, "305")
    await weekly(session, cast, usual)
    await move(session, cast, TUESDAY, 1, other)
    await timetable.renew_lessons(session, school=cast.school, to_day=WEDNESDAY, now=MONDAY_MORNING)
    assert cast.next_lesson.room_id == other.id
    await move(session, cast, TUESDAY, 1, usual)
    assert cast.next_lesson.moved_from_day is None, "back where the timetable has it"


async def test_a_moved_lesson_follows_new_bells_of_its_new_hour(session: AsyncSession, cast: Cast) -> None:
    await move(session, cast, WEDNESDAY, 3)
    query = select(BellTime).where(BellTime.school_id == cast.school.id, BellTime.number == 3)
    bell = (await session.scalars(query)).one()
    bell.starts_at, bell.ends_at = time(9, 30), time(10, 0)
    await session.flush()
    await timetable.renew_lessons(session, school=cast.school, to_day=WEDNESDAY, now=MONDAY_MORNING)
    assert cast.next_lesson.starts_at == datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
    assert cast.next_lesson.on_day == WEDNESDAY
    again = await timetable.renew_lessons(session, school=cast.school, to_day=WEDNESDAY, now=MONDAY_MORNING)
    assert again == timetable.Renewed(0, 0, 0)


async def test_a_lesson_moved_back_follows_the_timetable_again(session: AsyncSession, cast: Cast) -> None:
    await weekly(session, cast)
    await move(session, cast, WEDNESDAY, 3)
    lesson = await move(session, cast, TUESDAY, 1)
    assert (lesson.moved_from_day, lesson.moved_from_number) == (None, None)


async def test_families_see_where_a_lesson_went_and_where_it_came_from(
    session: AsyncSession, cast: Cast
) -> None:
    await move(session, cast, WEDNESDAY, 3)
    child = Child(cast.son, cast.school, cast.class_7a, cast.mother_of_son)
    week = await diary.timetable_of_week(session, child=child, day=MONDAY)
    seen = {
        day: [(slot.number, slot.moved_from, slot.moved_to) for slot in slots] for day, slots in week.days
    }
    assert seen[TUESDAY] == [(1, None, (WEDNESDAY, 3))]
    assert seen[WEDNESDAY] == [(3, (TUESDAY, 1), None)]
    tuesday = await diary.timetable_on(session, child=child, day=TUESDAY)
    assert [slot.is_cancelled for slot in tuesday.days[0][1]] == [True]
    assert [slot.day for slot in tuesday.next_lessons] == [WEDNESDAY]
    other = Child(cast.daughter, cast.school, cast.class_3b, cast.mother_of_daughter)
    assert (await diary.timetable_of_week(session, child=other, day=MONDAY)).days == ()


async def test_two_deputies_at_once_cannot_fill_one_hour_twice(database: Database, stored_cast: Cast) -> None:
    """Each change alone is without a clash; together they would be one."""
    cast = stored_cast

    async def moves(lesson: Lesson) -> str:
        try:
            async with database.transaction() as session:
                await move(session, cast, WEDNESDAY, 3, lesson=lesson)
        except GroupBusy:
            return "refused"
        return "moved"

    outcomes = await asyncio.gather(moves(cast.next_lesson), moves(cast.kazakh_lesson))
    assert sorted(outcomes) == ["moved", "refused"]
