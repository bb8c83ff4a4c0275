"""A timetable brought in while others write: what they write stays."""

import asyncio
from datetime import date

from sqlalchemy import func, select

from services import timetable
from storage.database import Database
from storage.models import Lesson, TimetableEntry
from storage.queries.staff import staff_member
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.services.lesson_cells import TOPIC, save
from tests.waiting import until_it_waits

YEAR_END = date(2027, 5, 31)


async def renew(database: Database, cast: Cast) -> None:
    """The cast's lessons stand in no timetable entry: all that are to come and bare would go."""
    async with database.transaction() as session:
        await timetable.renew_lessons(session, school=cast.school, to_day=YEAR_END, now=MONDAY_MORNING)


async def is_there(database: Database, lesson: Lesson) -> bool:
    async with database.reading() as session:
        return bool(await session.scalar(select(func.count(Lesson.id)).where(Lesson.id == lesson.id)))


async def test_a_topic_saved_meanwhile_keeps_its_lesson(database: Database, stored_cast: Cast) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        await save(session, cast.teacher, cast.next_lesson, {TOPIC: "Дроби"})
        renewing = asyncio.create_task(renew(database, cast))
        await until_it_waits(database, renewing)
    await renewing
    assert await is_there(database, cast.next_lesson)


async def test_a_lesson_cancelled_meanwhile_stays_cancelled(database: Database, stored_cast: Cast) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        deputy = await staff_member(session, cast.deputy_head.id)
        assert deputy is not None
        await timetable.cancel_lesson(
            session, staff=deputy, lesson_id=cast.next_lesson.id, now=MONDAY_MORNING
        )
        renewing = asyncio.create_task(renew(database, cast))
        await until_it_waits(database, renewing)
    await renewing
    assert await is_there(database, cast.next_lesson)


async def test_a_lesson_moved_meanwhile_is_not_made_again(database: Database, stored_cast: Cast) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        await keep(
            session,
            TimetableEntry(
                school_id=cast.school.id,
                course_id=cast.algebra.id,
                weekday=TUESDAY.isoweekday(),
                number=1,
                starts_on=MONDAY,
                ends_on=YEAR_END,
            ),
        )

    async def make() -> int:
        async with database.transaction() as session:
            return await timetable.make_lessons(
                session, school_id=cast.school.id, from_day=MONDAY, to_day=TUESDAY
            )

    async with database.transaction() as session:
        deputy = await staff_member(session, cast.deputy_head.id)
        assert deputy is not None
        await timetable.move_lesson(
            session,
            staff=deputy,
            lesson_id=cast.next_lesson.id,
            day=TUESDAY,
            number=3,
            room_id=None,
            now=MONDAY_MORNING,
        )
        await session.flush()
        making = asyncio.create_task(make())
        await until_it_waits(database, making)
    assert await making == 0
