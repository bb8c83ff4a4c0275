"""Lessons made from the timetable, and what changes on a single day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.errors import Forbidden, LessonCancelled, LessonRecorded, PersonHasLeft
from storage.models import (
    AuditEntry,
    BellTime,
    Course,
    Lesson,
    LessonStatus,
    Room,
    StaffMember,
    Term,
    TermKind,
    TimetableEntry,
)
from storage.queries.staff import staff_member
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.factories.lessons import make_attendance, make_homework, make_work

AUTUMN_START, AUTUMN_END = date(2026, 10, 12), date(2026, 11, 15)
"""Across the holidays of 26 October to 1 November."""
YEAR_END = date(2027, 5, 31)
WEDNESDAY = 3


async def entry(
    session: AsyncSession, course: Course, weekday: int, number: int, room: Room | None = None
) -> TimetableEntry:
    return await keep(
        session,
        TimetableEntry(
            school_id=course.school_id,
            course_id=course.id,
            weekday=weekday,
            number=number,
            room_id=room.id if room else None,
            starts_on=date(2026, 9, 1),
            ends_on=YEAR_END,
        ),
    )


async def days_of(session: AsyncSession, course: Course) -> list[date]:
    query = select(Lesson.on_day).where(Lesson.course_id == course.id).order_by(Lesson.on_day, Lesson.number)
    return list((await session.scalars(query)).all())


async def with_roles(session: AsyncSession, person: StaffMember) -> StaffMember:
    found = await staff_member(session, person.id)
    assert found is not None
    return found


async def test_lessons_are_made_on_their_weekday_inside_terms_only(session: AsyncSession, cast: Cast) -> None:
    await entry(session, cast.reading, WEDNESDAY, 1)
    made = await timetable.make_lessons(
        session, school_id=cast.school.id, from_day=AUTUMN_START, to_day=AUTUMN_END
    )
    assert await days_of(session, cast.reading) == [
        date(2026, 10, 14),
        date(2026, 10, 21),
        date(2026, 11, 4),
        date(2026, 11, 11),
    ]
    assert made == 4


async def test_a_year_term_does_not_fill_the_holidays_with_lessons(session: AsyncSession, cast: Cast) -> None:
    await keep(
        session,
        Term(
            school_id=cast.school.id,
            school_year_id=cast.year.id,
            kind=TermKind.YEAR,
            number=1,
            starts_on=cast.year.starts_on,
            ends_on=cast.year.ends_on,
        ),
    )
    await entry(session, cast.reading, WEDNESDAY, 1)
    holidays = date(2026, 10, 26), date(2026, 11, 1)
    assert (
        await timetable.make_lessons(
            session, school_id=cast.school.id, from_day=holidays[0], to_day=holidays[1]
        )
        == 0
    )


async def test_making_lessons_twice_makes_them_once(session: AsyncSession, cast: Cast) -> None:
    await entry(session, cast.reading, WEDNESDAY, 1)
    days = {"from_day": AUTUMN_START, "to_day": AUTUMN_END}
    assert await timetable.make_lessons(session, school_id=cast.school.id, **days) == 4
    assert await timetable.make_lessons(session, school_id=cast.school.id, **days) == 0
    assert len(await days_of(session, cast.reading)) == 4


async def test_a_lesson_starts_at_the_bell_of_the_schools_own_zone(session: AsyncSession, cast: Cast) -> None:
    """PITFALLS, time: off by exactly the UTC offset."""
    await entry(session, cast.reading, WEDNESDAY, 2)
    await entry(session, cast.other_algebra, WEDNESDAY, 2)
    for school in (cast.school, cast.other_school):
        await timetable.make_lessons(
            session, school_id=school.id, from_day=date(2026, 11, 25), to_day=date(2026, 11, 25)
        )
    starts = dict(
        (
            await session.execute(
                select(Lesson.course_id, Lesson.starts_at).where(Lesson.on_day == date(2026, 11, 25))
            )
        ).all()
    )
    assert starts[cast.reading.id] == datetime(2026, 11, 25, 3, 55, tzinfo=UTC)
    assert starts[cast.other_algebra.id] == datetime(2026, 11, 25, 5, 55, tzinfo=UTC)


async def test_one_schools_timetable_makes_no_lessons_in_another(session: AsyncSession, cast: Cast) -> None:
    await entry(session, cast.other_algebra, WEDNESDAY, 1)
    assert (
        await timetable.make_lessons(
            session, school_id=cast.school.id, from_day=AUTUMN_START, to_day=AUTUMN_END
        )
        == 0
    )


async def test_a_number_without_a_bell_makes_no_lesson(session: AsyncSession, cast: Cast) -> None:
    await entry(session, cast.reading, WEDNESDAY, 14)
    assert (
        await timetable.make_lessons(
            session, school_id=cast.school.id, from_day=AUTUMN_START, to_day=AUTUMN_END
        )
        == 0
    )


async def test_a_changed_timetable_removes_only_bare_lessons_to_come(
    session: AsyncSession, cast: Cast
) -> None:
    """The cast's Monday and Tuesday lessons stand in no timetable entry."""
    await make_homework(session, cast.next_lesson, TUESDAY, "№ 5")
    bare = cast.kazakh_lesson.id
    past = cast.lesson.id
    renewed = await timetable.renew_lessons(
        session,
        school=cast.school,
        to_day=YEAR_END,
        now=MONDAY_MORNING - timedelta(minutes=30),
    )
    left = set((await session.scalars(select(Lesson.id).where(Lesson.school_id == cast.school.id))).all())
    assert renewed == timetable.Renewed(made=0, changed=0, removed=1)
    assert left == {past, cast.next_lesson.id}
    assert bare not in left


@pytest.mark.parametrize("record", ["topic", "work", "attendance", "cancelled", "taken"])
async def test_no_record_is_ever_removed(session: AsyncSession, cast: Cast, record: str) -> None:
    lesson = cast.next_lesson
    if record == "topic":
        lesson.topic = "Дроби"
    elif record == "work":
        await make_work(session, lesson, cast.kinds["answer"])
    elif record == "attendance":
        await make_attendance(session, lesson, cast.son)
    elif record == "cancelled":
        lesson.status = LessonStatus.CANCELLED
    else:
        lesson.attendance_taken_at = MONDAY_MORNING
    await session.flush()
    await timetable.renew_lessons(session, school=cast.school, to_day=YEAR_END, now=MONDAY_MORNING)
    assert await session.scalar(select(func.count(Lesson.id)).where(Lesson.id == lesson.id)) == 1


async def test_lessons_to_come_follow_a_new_room_and_new_bells(session: AsyncSession, cast: Cast) -> None:
    room = await keep(session, Room(school_id=cast.school.id, name="305"))
    await entry(session, cast.algebra, 2, 1, room)
    bell = (
        await session.scalars(
            select(BellTime).where(BellTime.school_id == cast.school.id, BellTime.number == 1)
        )
    ).one()
    bell.starts_at, bell.ends_at = time(9, 30), time(10, 15)
    await session.flush()
    renewed = await timetable.renew_lessons(session, school=cast.school, to_day=TUESDAY, now=MONDAY_MORNING)
    assert renewed.changed == 1
    assert cast.next_lesson.room_id == room.id
    assert cast.next_lesson.starts_at == datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Asia/Almaty"))
    again = await timetable.renew_lessons(session, school=cast.school, to_day=TUESDAY, now=MONDAY_MORNING)
    assert again == timetable.Renewed(0, 0, 0)


async def test_a_lesson_under_way_is_not_made_twice_nor_removed(session: AsyncSession, cast: Cast) -> None:
    """The new timetable moves a course of this morning: what already began stays what it was."""
    await entry(session, cast.reading, 1, 1)
    renewed = await timetable.renew_lessons(session, school=cast.school, to_day=MONDAY, now=MONDAY_MORNING)
    assert renewed == timetable.Renewed(0, 0, 0)


@pytest.mark.parametrize("who", ["teacher", "class_teacher", "curator"])
async def test_only_heads_change_the_timetable_of_a_day(session: AsyncSession, cast: Cast, who: str) -> None:
    staff = await with_roles(session, getattr(cast, who))
    for verb in (timetable.cancel_lesson, timetable.restore_lesson):
        with pytest.raises(Forbidden):
            await verb(session, staff=staff, lesson_id=cast.lesson.id, now=MONDAY_MORNING)
    with pytest.raises(Forbidden):
        await timetable.substitute(
            session, staff=staff, lesson_id=cast.lesson.id, substitute_id=None, now=MONDAY_MORNING
        )


async def test_a_cancelled_lesson_is_on_record_and_can_be_restored(session: AsyncSession, cast: Cast) -> None:
    deputy = await with_roles(session, cast.deputy_head)
    for _ in range(2):
        lesson = await timetable.cancel_lesson(
            session, staff=deputy, lesson_id=cast.lesson.id, now=MONDAY_MORNING
        )
        assert lesson.status == LessonStatus.CANCELLED
    await timetable.restore_lesson(session, staff=deputy, lesson_id=cast.lesson.id, now=MONDAY_MORNING)
    await session.flush()
    assert cast.lesson.status == LessonStatus.PLANNED
    actions = (await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))).all()
    assert actions == ["cancel_lesson", "restore_lesson"]


async def test_a_lesson_with_attendance_cannot_be_cancelled(session: AsyncSession, cast: Cast) -> None:
    await make_attendance(session, cast.lesson, cast.son)
    deputy = await with_roles(session, cast.deputy_head)
    with pytest.raises(LessonRecorded):
        await timetable.cancel_lesson(session, staff=deputy, lesson_id=cast.lesson.id, now=MONDAY_MORNING)


async def test_another_schools_lesson_and_people_are_out_of_reach(session: AsyncSession, cast: Cast) -> None:
    administrator = await with_roles(session, cast.administrator)
    with pytest.raises(Forbidden):
        await timetable.cancel_lesson(
            session, staff=administrator, lesson_id=cast.other_lesson.id, now=MONDAY_MORNING
        )
    with pytest.raises(Forbidden):
        await timetable.substitute(
            session,
            staff=administrator,
            lesson_id=cast.lesson.id,
            substitute_id=cast.other_teacher.id,
            now=MONDAY_MORNING,
        )


async def test_a_substitute_is_named_and_taken_back(session: AsyncSession, cast: Cast) -> None:
    deputy = await with_roles(session, cast.deputy_head)

    async def substitute(person: StaffMember | None) -> Lesson:
        return await timetable.substitute(
            session,
            staff=deputy,
            lesson_id=cast.lesson.id,
            substitute_id=person.id if person else None,
            now=MONDAY_MORNING,
        )

    assert (await substitute(cast.curator)).substitute_id == cast.curator.id
    assert (await substitute(cast.teacher)).substitute_id is None, "her own teacher is no substitute"
    assert (await substitute(None)).substitute_id is None
    cast.curator.left_on = MONDAY - timedelta(days=1)
    await session.flush()
    with pytest.raises(PersonHasLeft):
        await substitute(cast.curator)
    cast.lesson.status = LessonStatus.CANCELLED
    with pytest.raises(LessonCancelled):
        await substitute(cast.class_teacher)


@given(
    start=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 80),
    gap=st.integers(-10, 30),
)
def test_teaching_days_lie_in_a_term_and_come_once(start: date, length: int, gap: int) -> None:
    first = Term(starts_on=start, ends_on=start + timedelta(length))
    second = Term(starts_on=first.ends_on + timedelta(gap), ends_on=first.ends_on + timedelta(gap + 30))
    days = timetable.teaching_days([first, second], start - timedelta(5), start + timedelta(200))
    assert days == sorted(set(days))
    assert all(any(term.starts_on <= day <= term.ends_on for term in (first, second)) for day in days)
