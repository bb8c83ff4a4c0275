"""Moving a lesson to another day, another hour, another room: who may, what it refuses, what remembers it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.errors import (
    Forbidden,
    GroupBusy,
    LessonCancelled,
    LessonGiven,
    RoomTaken,
    TeacherBusy,
    WrongDay,
)
from storage.models import (
    AuditEntry,
    Group,
    GroupKind,
    GroupMembership,
    Lesson,
    LessonStatus,
    Role,
    Room,
    StaffMember,
)
from storage.queries.staff import staff_member
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.factories.lessons import make_attendance, make_course, make_homework, make_lesson, make_work
from tests.factories.people import make_staff

WEDNESDAY = TUESDAY + timedelta(days=1)
YEAR_END = date(2027, 5, 31)


async def with_roles(session: AsyncSession, person: StaffMember) -> StaffMember:
    found = await staff_member(session, person.id)
    assert found is not None
    return found


async def move(
    session: AsyncSession,
    cast: Cast,
    day: date,
    number: int,
    room: Room | None = None,
    *,
    lesson: Lesson | None = None,
    who: StaffMember | None = None,
    shares_room: bool = False,
) -> Lesson:
    return await timetable.move_lesson(
        session,
        staff=await with_roles(session, who or cast.deputy_head),
        lesson_id=(lesson or cast.next_lesson).id,
        day=day,
        number=number,
        room_id=room.id if room else None,
        shares_room=shares_room,
        now=MONDAY_MORNING,
    )


async def room_of(session: AsyncSession, cast: Cast, name: str = "305") -> Room:
    return await keep(session, Room(school_id=cast.school.id, name=name))


async def test_a_moved_lesson_stands_at_its_new_hour_and_is_on_record(
    session: AsyncSession, cast: Cast
) -> None:
    room = await room_of(session, cast)
    lesson = await move(session, cast, WEDNESDAY, 3, room)
    assert (lesson.on_day, lesson.number, lesson.room_id) == (WEDNESDAY, 3, room.id)
    assert lesson.starts_at == datetime(2026, 11, 25, 4, 55, tzinfo=UTC)
    assert (lesson.moved_from_day, lesson.moved_from_number) == (TUESDAY, 1)
    version = lesson.version
    await move(session, cast, WEDNESDAY, 3, room)
    assert lesson.version == version, "the same again changes nothing"
    await session.flush()
    entry = (await session.scalars(select(AuditEntry))).one()
    assert (entry.action, entry.subject_id, entry.staff_id) == ("move_lesson", lesson.id, cast.deputy_head.id)
    assert entry.facts == {"moved_from": ["2026-11-24", 1, None], "moved_to": ["2026-11-25", 3, room.id]}


@pytest.mark.parametrize("role", [Role.DEPUTY_HEAD, Role.DIRECTOR, Role.ADMINISTRATOR])
async def test_who_changes_the_timetable(session: AsyncSession, cast: Cast, role: Role) -> None:
    person = await make_staff(session, cast.school, "Сапаров Ерлан", role)
    assert (await move(session, cast, WEDNESDAY, 3, who=person)).on_day == WEDNESDAY


@pytest.mark.parametrize("who", ["class_teacher", "curator", "other_teacher"])
async def test_who_only_looks_at_a_lesson_does_not_move_it(
    session: AsyncSession, cast: Cast, who: str
) -> None:
    person = getattr(cast, who)
    with pytest.raises(Forbidden):
        await move(session, cast, WEDNESDAY, 3, who=person)
    with pytest.raises(Forbidden):
        await timetable.open_move(
            session,
            staff=await with_roles(session, person),
            lesson_id=cast.next_lesson.id,
            now=MONDAY_MORNING,
        )


async def test_another_schools_lesson_and_room_are_out_of_reach(session: AsyncSession, cast: Cast) -> None:
    theirs = await keep(session, Room(school_id=cast.other_school.id, name="1"))
    with pytest.raises(Forbidden):
        await move(session, cast, WEDNESDAY, 3, lesson=cast.other_lesson)
    with pytest.raises(Forbidden):
        await move(session, cast, WEDNESDAY, 3, theirs)
    with pytest.raises(Forbidden):
        await move(session, cast, WEDNESDAY, 14)
    deputy = await with_roles(session, cast.deputy_head)
    with pytest.raises(Forbidden):
        await timetable.open_move(session, staff=deputy, lesson_id=cast.other_lesson.id, now=MONDAY_MORNING)


@pytest.mark.parametrize("record", ["work", "attendance", "taken", "homework"])
async def test_a_lesson_that_was_given_stays_where_it_was(
    session: AsyncSession, cast: Cast, record: str
) -> None:
    lesson = cast.next_lesson
    if record == "work":
        await make_work(session, lesson, cast.kinds["answer"])
    elif record == "attendance":
        await make_attendance(session, lesson, cast.son)
    elif record == "homework":
        await make_homework(session, lesson, WEDNESDAY, "№ 5")
    else:
        lesson.attendance_taken_at = MONDAY_MORNING
    await session.flush()
    with pytest.raises(LessonGiven):
        await move(session, cast, WEDNESDAY, 3)
    deputy = await with_roles(session, cast.deputy_head)
    assert (
        await timetable.open_move(session, staff=deputy, lesson_id=lesson.id, now=MONDAY_MORNING)
    ).refusal is LessonGiven


async def test_a_cancelled_lesson_is_restored_before_it_is_moved(session: AsyncSession, cast: Cast) -> None:
    cast.next_lesson.status = LessonStatus.CANCELLED
    await session.flush()
    with pytest.raises(LessonCancelled):
        await move(session, cast, WEDNESDAY, 3)


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2027, 6, 1), date.min])
async def test_a_lesson_stays_in_its_school_year(session: AsyncSession, cast: Cast, day: date) -> None:
    with pytest.raises(WrongDay):
        await move(session, cast, day, 3)


async def test_a_class_that_has_a_lesson_then_is_named(session: AsyncSession, cast: Cast) -> None:
    with pytest.raises(GroupBusy) as refused:
        await move(session, cast, MONDAY, 2)
    assert refused.value.facts == {
        "group": "7 «А»",
        "other": "7 «А»",
        "number": 2,
        "day": MONDAY,
    }
    cast.kazakh_lesson.status = LessonStatus.CANCELLED
    await session.flush()
    assert (await move(session, cast, MONDAY, 2)).on_day == MONDAY, "the cancelled lesson's hour is free"


async def test_a_courses_own_cancelled_lesson_keeps_its_hour(session: AsyncSession, cast: Cast) -> None:
    """It may be restored; two of a number would be one too many."""
    cast.lesson.status = LessonStatus.CANCELLED
    await session.flush()
    with pytest.raises(GroupBusy):
        await move(session, cast, MONDAY, 1)


async def test_a_subgroup_clashes_with_its_class_and_not_with_its_sister(
    session: AsyncSession, cast: Cast
) -> None:
    halves = []
    for name in ("7 «А» 1", "7 «А» 2"):
        half = Group(
            school_id=cast.school.id,
            school_year_id=cast.year.id,
            kind=GroupKind.SUBGROUP,
            name=name,
            grade=7,
            parent_id=cast.class_7a.id,
            bell_schedule="1",
        )
        halves.append(await keep(session, half))
    one = await make_course(session, cast.kazakh.subject, halves[0], cast.class_teacher)
    other = await make_course(session, cast.kazakh.subject, halves[1], cast.curator)
    lesson = await make_lesson(session, one, WEDNESDAY, 4)
    await make_lesson(session, other, WEDNESDAY, 5)
    assert (await move(session, cast, WEDNESDAY, 5, lesson=lesson)).number == 5
    with pytest.raises(GroupBusy):
        await move(session, cast, TUESDAY, 1, lesson=lesson)
    for half in halves:
        session.add(
            GroupMembership(
                school_id=cast.school.id,
                group_id=half.id,
                student_id=cast.son.id,
                joined_on=date(2026, 9, 1),
            )
        )
    await session.flush()
    lesson = await move(session, cast, WEDNESDAY, 4, lesson=lesson)
    with pytest.raises(GroupBusy) as refused:
        await move(session, cast, WEDNESDAY, 5, lesson=lesson)
    assert refused.value.facts["other"] == "7 «А» 2"


async def test_whoever_gives_it_must_be_free_the_substitute_too(session: AsyncSession, cast: Cast) -> None:
    await make_lesson(session, cast.reading, WEDNESDAY, 3)
    assert (await move(session, cast, WEDNESDAY, 3)).number == 3, "the algebra teacher is free"
    lesson = await move(session, cast, TUESDAY, 1)
    lesson.substitute_id = cast.class_teacher.id
    await session.flush()
    with pytest.raises(TeacherBusy) as refused:
        await move(session, cast, WEDNESDAY, 3)
    assert refused.value.facts["name"] == "Оспанова Г. Б."
    assert refused.value.facts["group"] == "3 «Б»"


async def test_a_room_is_shared_only_when_that_is_said(session: AsyncSession, cast: Cast) -> None:
    gym = await room_of(session, cast, "Спортзал")
    there = await make_lesson(session, cast.reading, WEDNESDAY, 3)
    there.room_id = gym.id
    await session.flush()
    with pytest.raises(RoomTaken) as refused:
        await move(session, cast, WEDNESDAY, 3, gym)
    assert refused.value.facts == {"room": "Спортзал", "group": "3 «Б»", "number": 3, "day": WEDNESDAY}
    assert (await move(session, cast, WEDNESDAY, 3, gym, shares_room=True)).room_id == gym.id


async def test_an_hour_taken_by_the_same_teachers_moved_lesson_is_taken(
    session: AsyncSession, cast: Cast
) -> None:
    """Classes taught together stay together, but what was moved into the hour was never taught together."""
    deputy = await with_roles(session, cast.deputy_head)
    geometry = await make_course(session, cast.kazakh.subject, cast.class_7a, cast.teacher)
    elsewhere = await make_course(session, cast.algebra.subject, cast.class_3b, cast.teacher)
    for course, refusal in ((geometry, GroupBusy), (elsewhere, TeacherBusy)):
        theirs = await make_lesson(session, course, WEDNESDAY, 3)
        await timetable.cancel_lesson(session, staff=deputy, lesson_id=cast.lesson.id, now=MONDAY_MORNING)
        await move(session, cast, MONDAY, 1, lesson=theirs)
        with pytest.raises(refusal):
            await timetable.restore_lesson(
                session, staff=deputy, lesson_id=cast.lesson.id, now=MONDAY_MORNING
            )
        await session.delete(theirs)
        await session.flush()
