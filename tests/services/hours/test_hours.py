"""Hours of teachers in the store: what counts where, who sees whose, how many statements it takes (R43)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.hours import Hours, HoursReport, open_hours
from services.hours.counting import TeacherHours
from services.plans import coverage_of
from storage.database import Database
from storage.models import Lesson, LessonStatus, StaffMember
from storage.queries.staff import staff_member
from tests.cast import MONDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_course, make_lesson
from tests.factories.people import make_staff
from tests.factories.plans import make_plan

FRIDAY_NIGHT = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
DECEMBER = date(2026, 12, 1)


async def reader(session: AsyncSession, person: StaffMember) -> StaffMember:
    staff = await staff_member(session, person.id)
    assert staff is not None
    return staff


async def report_for(
    session: AsyncSession, cast: Cast, person: StaffMember, now: datetime = FRIDAY_NIGHT, **days: date
) -> HoursReport:
    return await open_hours(session, staff=await reader(session, person), school=cast.school, now=now, **days)


async def hours_of(
    session: AsyncSession, cast: Cast, person: StaffMember, now: datetime = FRIDAY_NIGHT, **days: date
) -> dict[int, Hours]:
    """Course → the person's hours, as the deputy head sees them."""
    report = await report_for(session, cast, cast.deputy_head, now, **days)
    found = [one for one in report.teachers if one.teacher.id == person.id]
    return {line.course.id: line.hours for one in found for line in one.lines}


async def say(session: AsyncSession, *lessons: Lesson, topic: str = "Дроби") -> None:
    for lesson in lessons:
        (await session.get_one(Lesson, lesson.id)).topic = topic
    await session.flush()


async def test_a_lesson_that_is_over_is_given_or_stands_apart(session: AsyncSession, cast: Cast) -> None:
    """Never silently dropped: one without its topic is shown."""
    await say(session, cast.lesson)
    assert await hours_of(session, cast, cast.teacher) == {
        cast.algebra.id: Hours(planned=2, given=1, unrecorded=1)
    }


async def test_a_lesson_counts_from_its_end_on(session: AsyncSession, cast: Cast) -> None:
    """A topic written beforehand gives no hour yet."""
    await say(session, cast.lesson)
    ends = datetime(2026, 11, 23, 3, 45, tzinfo=UTC)
    before = await hours_of(session, cast, cast.teacher, ends - timedelta(seconds=1))
    assert before[cast.algebra.id] == Hours(planned=2, to_come=2)
    after = await hours_of(session, cast, cast.teacher, ends)
    assert after[cast.algebra.id] == Hours(planned=2, given=1, to_come=1)


async def test_cancelled_lessons_are_nobodys_hours(session: AsyncSession, cast: Cast) -> None:
    await say(session, cast.lesson)
    lesson = await session.get_one(Lesson, cast.lesson.id)
    lesson.status, lesson.substitute_id = LessonStatus.CANCELLED, cast.curator.id
    await session.flush()
    assert await hours_of(session, cast, cast.teacher) == {
        cast.algebra.id: Hours(planned=2, cancelled=1, unrecorded=1)
    }
    assert await hours_of(session, cast, cast.curator) == {}, "who was named for it gave nothing"


async def test_the_substitute_is_paid_and_the_teacher_is_not(session: AsyncSession, cast: Cast) -> None:
    head = await reader(session, cast.deputy_head)
    await timetable.substitute(
        session, staff=head, lesson_id=cast.lesson.id, substitute_id=cast.curator.id, now=MONDAY_MORNING
    )
    await timetable.substitute(
        session, staff=head, lesson_id=cast.next_lesson.id, substitute_id=cast.curator.id, now=MONDAY_MORNING
    )
    await say(session, cast.lesson)
    report = await report_for(session, cast, cast.deputy_head)
    by_name = {one.teacher.id: one for one in report.teachers}
    own, theirs = by_name[cast.teacher.id].lines[0], by_name[cast.curator.id].lines[0]
    assert own.hours == Hours(planned=2, by_others=2)
    assert [one.id for one in own.substitutes] == [cast.curator.id]
    assert own.instead_of is None
    assert theirs.hours == Hours(substituted=1, unrecorded=1)
    assert theirs.instead_of is not None
    assert theirs.instead_of.id == cast.teacher.id
    assert (own.hours.total, theirs.hours.total) == (0, 1)


async def test_a_moved_lesson_counts_where_it_was_held(session: AsyncSession, cast: Cast) -> None:
    """And is planned where the timetable had it."""
    head = await reader(session, cast.deputy_head)
    await timetable.move_lesson(
        session,
        staff=head,
        lesson_id=cast.next_lesson.id,
        day=DECEMBER,
        number=1,
        room_id=None,
        now=MONDAY_MORNING,
    )
    await say(session, cast.lesson, cast.next_lesson)
    now = datetime(2026, 12, 31, tzinfo=UTC)
    november = await hours_of(session, cast, cast.teacher, now, first=MONDAY, last=date(2026, 11, 30))
    december = await hours_of(session, cast, cast.teacher, now, first=DECEMBER, last=date(2026, 12, 31))
    assert november == {cast.algebra.id: Hours(planned=2, given=1)}
    assert december == {cast.algebra.id: Hours(given=1)}


async def test_days_are_the_schools_own(session: AsyncSession, cast: Cast) -> None:
    """A first lesson in Almaty begins on the evening before by the clock of the Atlantic; both borders count."""
    edges = [await make_lesson(session, cast.algebra, day, 3) for day in (date(2026, 11, 1), DECEMBER)]
    await say(session, *edges)
    now = datetime(2026, 12, 31, tzinfo=UTC)
    for day in (date(2026, 11, 1), DECEMBER):
        found = await hours_of(session, cast, cast.teacher, now, first=day, last=day)
        assert found == {cast.algebra.id: Hours(planned=1, given=1)}, day
    # 20:00 UTC of the last day of November is December in Almaty: the month shown is December.
    report = await report_for(session, cast, cast.teacher, datetime(2026, 11, 30, 20, 0, tzinfo=UTC))
    assert report.period is not None
    assert report.period.first == DECEMBER


async def test_hours_given_agree_with_the_plans_coverage(session: AsyncSession, cast: Cast) -> None:
    await make_plan(session, cast.algebra, ("Дроби", 1))
    await say(session, cast.lesson, cast.next_lesson)
    coverage = await coverage_of(session, course_id=cast.algebra.id, now=FRIDAY_NIGHT)
    assert coverage is not None
    found = await hours_of(session, cast, cast.teacher)
    assert found[cast.algebra.id].given == coverage.given + coverage.outside


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("teacher", {"teacher"}),
        ("class_teacher", {"class_teacher"}),
        ("curator", set()),
        ("deputy_head", {"teacher", "class_teacher"}),
        ("administrator", {"teacher", "class_teacher"}),
    ],
)
async def test_heads_see_everybody_and_teachers_themselves(
    session: AsyncSession, cast: Cast, person: str, sees: set[str]
) -> None:
    report = await report_for(session, cast, getattr(cast, person))
    assert {one.teacher.id for one in report.teachers} == {getattr(cast, name).id for name in sees}
    assert report.is_own is (person not in {"deputy_head", "administrator"})


async def test_a_teacher_sees_neither_the_substitutes_hours_nor_another_school(
    session: AsyncSession, cast: Cast
) -> None:
    lesson = await session.get_one(Lesson, cast.lesson.id)
    lesson.substitute_id = cast.curator.id
    await session.flush()
    for person in (cast.teacher, cast.curator):
        report = await report_for(session, cast, person)
        assert [one.teacher.id for one in report.teachers] == [person.id]
    elsewhere = await open_hours(
        session, staff=await reader(session, cast.other_teacher), school=cast.other_school, now=FRIDAY_NIGHT
    )
    assert {line.course.id for one in elsewhere.teachers for line in one.lines} == {cast.other_algebra.id}


async def test_statements_do_not_grow_with_the_school(database: Database, stored_cast: Cast) -> None:
    cast, counts = stored_cast, []
    statements: list[str] = []
    event.listen(
        database.engine.sync_engine, "before_cursor_execute", lambda *facts: statements.append(facts[2])
    )
    for _ in range(2):
        async with database.reading() as session:
            staff = await reader(session, cast.deputy_head)
            statements.clear()
            await open_hours(session, staff=staff, school=cast.school, now=FRIDAY_NIGHT)
            counts.append(len(statements))
        async with database.transaction() as session:
            for n in range(5):
                person = await make_staff(session, cast.school, f"Новый Учитель {n}")
                course = await make_course(session, cast.algebra.subject, cast.class_3b, person)
                await make_lesson(session, course, MONDAY, 4)
    assert counts[0] == counts[1]


def test_a_teacher_of_nothing_has_no_hours() -> None:
    assert TeacherHours(StaffMember(), ()).total == Hours()
