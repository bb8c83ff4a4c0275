"""Reading costs a few queries, however many rows there are."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from services import diary
from services.accounts import Child
from tests.cast import MONDAY, TUESDAY, Cast
from tests.factories.lessons import make_attendance, make_homework, make_lesson, make_mark, make_work
from tests.factories.week import make_week


@pytest.fixture
def son(cast: Cast) -> Child:
    return Child(cast.son, cast.school, cast.class_7a, cast.mother_of_son)


@asynccontextmanager
async def counted_queries(session: AsyncSession) -> AsyncIterator[list[str]]:
    """The statements sent to the store meanwhile."""
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    connection = (await session.connection()).sync_connection
    assert connection is not None
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)


Reading = Callable[[AsyncSession, Child], Awaitable[object]]
READINGS: dict[str, tuple[Reading, int]] = {
    "day": (lambda session, child: diary.open_day(session, child=child, day=MONDAY), 9),
    "marks": (lambda session, child: diary.open_marks(session, child=child, today=MONDAY), 4),
    "homework": (lambda session, child: diary.homework_next(session, child=child, today=MONDAY), 4),
    "week": (lambda session, child: diary.homework_of_week(session, child=child, day=MONDAY), 3),
    "timetable": (lambda session, child: diary.timetable_of_week(session, child=child, day=MONDAY), 3),
    "absences": (lambda session, child: diary.open_absences(session, child=child, today=MONDAY), 3),
}


@pytest.mark.parametrize("name", READINGS)
async def test_queries_are_few_and_do_not_grow_with_the_rows(
    session: AsyncSession, cast: Cast, son: Child, name: str
) -> None:
    reading, most = READINGS[name]
    async with counted_queries(session) as before:
        await reading(session, son)
    await make_week(session, cast)
    for number in range(3, 7):
        lesson = await make_lesson(session, cast.algebra, MONDAY, number)
        await make_homework(session, lesson, TUESDAY, f"№ {number}")
        await make_attendance(session, lesson, cast.son)
        work = await make_work(session, lesson, cast.kinds["answer"])
        await make_mark(session, work, cast.son, "4")
    session.expunge_all()
    async with counted_queries(session) as after:
        await reading(session, son)
    assert len(before) == len(after) <= most
