"""The week of a class, a teacher, a room: whose lessons stand in it, and what changed."""

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.errors import Forbidden
from services.timetable import Side, Whose
from services.timetable.week import TimetableWeek
from storage.models import Group, GroupKind, LessonStatus, Role, Room, StaffMember
from storage.queries.staff import staff_member
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.factories.lessons import make_course, make_lesson
from tests.factories.people import make_group, make_leader, make_staff

WEDNESDAY = TUESDAY + timedelta(days=1)


async def week_of(
    session: AsyncSession, who: StaffMember, whose: Whose | None = None, weeks: int = 0
) -> TimetableWeek:
    staff = await staff_member(session, who.id)
    assert staff is not None
    day = MONDAY + timedelta(weeks=weeks, days=3)
    return await timetable.open_week(session, staff=staff, whose=whose, day=day, now=MONDAY_MORNING)


def shown(week: TimetableWeek) -> list[tuple[int, int, str]]:
    """``(weekday, number, teacher)`` of everything in the week."""
    return [
        (day.isoweekday(), one.number, one.lesson.course.teacher.last_name)
        for day, lessons in week.days
        for one in lessons
    ]


async def test_a_class_a_teacher_and_a_room(session: AsyncSession, cast: Cast) -> None:
    room = await keep(session, Room(school_id=cast.school.id, name="305"))
    cast.kazakh_lesson.room_id = room.id
    cast.lesson.substitute_id = cast.curator.id
    await session.flush()
    of_class = await week_of(session, cast.teacher, Whose(Side.GROUP, cast.class_7a.id))
    assert shown(of_class) == [(1, 1, "Ким"), (1, 2, "Оспанова"), (2, 1, "Ким")]
    assert (of_class.first, len(of_class.days)) == (MONDAY, 6), "an empty Sunday is left out"
    assert shown(await week_of(session, cast.teacher, Whose(Side.TEACHER, cast.curator.id))) == [
        (1, 1, "Ким")
    ]
    assert shown(await week_of(session, cast.teacher, Whose(Side.ROOM, room.id))) == [(1, 2, "Оспанова")]
    assert shown(await week_of(session, cast.teacher, Whose(Side.GROUP, cast.class_7a.id), weeks=1)) == []


async def test_a_class_has_the_lessons_of_its_subgroups(session: AsyncSession, cast: Cast) -> None:
    half = await keep(
        session,
        Group(
            school_id=cast.school.id,
            school_year_id=cast.year.id,
            kind=GroupKind.SUBGROUP,
            name="7 «А» 1",
            grade=7,
            parent_id=cast.class_7a.id,
            bell_schedule="1",
        ),
    )
    course = await make_course(session, cast.kazakh.subject, half, cast.curator)
    await make_lesson(session, course, WEDNESDAY, 4)
    week = await week_of(session, cast.teacher, Whose(Side.GROUP, cast.class_7a.id))
    assert (3, 4, "Ли") in shown(week)
    assert half.id not in {group.id for group in week.groups}


async def test_a_moved_lesson_stands_in_both_places_once(session: AsyncSession, cast: Cast) -> None:
    staff = await staff_member(session, cast.deputy_head.id)
    assert staff is not None
    await timetable.move_lesson(
        session,
        staff=staff,
        lesson_id=cast.next_lesson.id,
        day=WEDNESDAY,
        number=2,
        room_id=None,
        now=MONDAY_MORNING,
    )
    cast.kazakh_lesson.status = LessonStatus.CANCELLED
    await session.flush()
    week = await week_of(session, cast.teacher, Whose(Side.GROUP, cast.class_7a.id))
    assert shown(week) == [(1, 1, "Ким"), (1, 2, "Оспанова"), (2, 1, "Ким"), (3, 2, "Ким")]
    assert [one.is_elsewhere for day, lessons in week.days for one in lessons] == [False, False, True, False]


async def test_it_opens_at_what_is_nearest(session: AsyncSession, cast: Cast) -> None:
    assert (await week_of(session, cast.teacher)).whose == Whose(Side.TEACHER, cast.teacher.id)
    assert (await week_of(session, cast.deputy_head)).whose == Whose(Side.GROUP, cast.class_3b.id)


async def test_a_lesson_opens_for_whom_its_record_opens(session: AsyncSession, cast: Cast) -> None:
    for who, opens in (("teacher", [True, False, True]), ("deputy_head", [True, True, True])):
        week = await week_of(session, getattr(cast, who), Whose(Side.GROUP, cast.class_7a.id))
        assert [one.may_open for _, lessons in week.days for one in lessons] == opens
        assert week.may_change is (who == "deputy_head")


async def test_another_schools_people_and_classes_are_refused(session: AsyncSession, cast: Cast) -> None:
    room = await keep(session, Room(school_id=cast.other_school.id, name="1"))
    for whose in (
        Whose(Side.GROUP, cast.other_class.id),
        Whose(Side.TEACHER, cast.other_teacher.id),
        Whose(Side.ROOM, room.id),
        Whose(Side.GROUP, 999_999),
    ):
        with pytest.raises(Forbidden):
            await week_of(session, cast.administrator, whose)


async def test_the_week_in_which_the_year_begins_is_reached_from_its_monday(
    session: AsyncSession, cast: Cast
) -> None:
    """1 September 2026 is a Tuesday; leafing back leads over the Monday, and on into the summer."""
    first = await make_lesson(session, cast.algebra, date(2026, 9, 1), 1)
    staff = await staff_member(session, cast.curator.id)
    assert staff is not None
    whose = Whose(Side.GROUP, cast.class_7a.id)
    for day, found in ((date(2026, 8, 31), [first.id]), (date(2026, 8, 24), [])):
        week = await timetable.open_week(session, staff=staff, whose=whose, day=day, now=MONDAY_MORNING)
        assert [one.lesson.id for _, lessons in week.days for one in lessons] == found
        assert cast.class_7a.id in {group.id for group in week.groups}


async def test_who_leads_what_has_no_week_of_its_own_sees_a_class(session: AsyncSession, cast: Cast) -> None:
    """A subgroup's lessons stand in the week of its class."""
    half = await make_group(session, cast.year, "7 «А» 1 подгруппа", 7, GroupKind.SUBGROUP)
    clerk = await make_staff(session, cast.school, "Новый Человек", Role.RECORDS_CLERK)
    await make_leader(session, half, clerk)
    staff = await staff_member(session, clerk.id)
    assert staff is not None
    week = await timetable.open_week(session, staff=staff, whose=None, day=None, now=MONDAY_MORNING)
    assert week.whose is not None
    assert week.whose.id in {group.id for group in week.groups}
