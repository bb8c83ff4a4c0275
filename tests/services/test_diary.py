"""What a family reads of a day, its homework, timetable and absences, and what it must never read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import diary
from services.accounts import Child, identify
from storage.models import Channel, ExcuseReason, GroupKind, GroupMembership, Presence, Student
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import (
    make_attendance,
    make_course,
    make_homework,
    make_lesson,
    make_mark,
    make_work,
)
from tests.factories.people import make_group, make_student
from tests.factories.school import make_subject
from tests.factories.week import FRIDAY, LAST_FRIDAY, WEDNESDAY, make_excuse, make_membership, make_week

DAY = timedelta(days=1)


async def _child(session: AsyncSession, address: str, student: Student) -> Child:
    await session.flush()
    caller = await identify(session, channel=Channel.TELEGRAM, address=address, now=MONDAY_MORNING)
    return caller.child(student.id)


@pytest.fixture
async def son(session: AsyncSession, cast: Cast) -> Child:
    return await _child(session, "101", cast.son)


async def test_a_day_holds_everything_of_its_lessons(session: AsyncSession, cast: Cast, son: Child) -> None:
    await make_week(session, cast)
    day = await diary.open_day(session, child=son, day=MONDAY)
    algebra, kazakh, history = day.lessons
    assert (algebra.slot.number, f"{algebra.slot.starts_at:%H:%M}", algebra.slot.room) == (1, "08:00", "214")
    assert [item.text for item in algebra.homework] == ["№ 5, с. 20"]
    assert [mark.value for mark in algebra.marks] == ["5", "2"]
    assert algebra.absence is None
    assert (kazakh.slot.room, kazakh.slot.usual_room) == ("305", "214")
    assert kazakh.absence is not None
    assert not kazakh.absence.is_excused
    assert history.slot.is_cancelled
    assert [(mark.value, mark.day) for mark in day.earlier_marks] == [("3", LAST_FRIDAY)]
    assert [(item.subject.name, item.due_on) for item in day.next_due] == [
        ("Алгебра", TUESDAY),
        ("Казахский язык", TUESDAY),
    ]


async def test_a_day_without_anything_is_empty(session: AsyncSession, cast: Cast, son: Child) -> None:
    day = await diary.open_day(session, child=son, day=MONDAY + 6 * DAY)
    assert (day.lessons, day.other_homework, day.earlier_marks, day.next_due) == ((), (), (), ())
    assert day.next_lessons == (), "nothing is known of the days after it"


async def test_a_free_day_knows_the_lessons_that_come_next(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await make_week(session, cast)
    sunday = await diary.open_day(session, child=son, day=MONDAY - DAY)
    assert {slot.day for slot in sunday.next_lessons} == {MONDAY}
    assert [slot.number for slot in sunday.next_lessons] == [1, 2, 3]
    assert (await diary.open_day(session, child=son, day=MONDAY)).next_lessons == ()


async def test_the_timetable_of_a_free_day_knows_the_next_school_day(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await make_week(session, cast)
    sunday = await diary.timetable_on(session, child=son, day=MONDAY - DAY)
    assert sunday.days == ()
    assert [(slot.day, slot.number) for slot in sunday.next_lessons] == [(MONDAY, n) for n in (1, 2, 3)]
    assert (await diary.timetable_on(session, child=son, day=MONDAY)).next_lessons == ()


async def test_a_day_of_years_ago_is_not_followed_by_this_years_lessons(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await make_week(session, cast)
    assert (await diary.timetable_on(session, child=son, day=MONDAY - 1000 * DAY)).next_lessons == ()


async def test_homework_stands_in_the_order_of_the_lessons_it_is_for(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await make_lesson(session, cast.kazakh, WEDNESDAY, 1)
    await make_lesson(session, cast.algebra, WEDNESDAY, 5)
    kazakh = await make_lesson(session, cast.kazakh, MONDAY, 6)
    for lesson, text in ((cast.lesson, "№ 5"), (kazakh, "жаттығу")):
        await make_homework(session, lesson, WEDNESDAY, text)
    view = await diary.homework_on(session, child=son, day=WEDNESDAY)
    assert [item.text for item in view.days[0][1]] == ["жаттығу", "№ 5"]


async def test_marks_of_another_child_are_not_shown(session: AsyncSession, cast: Cast, son: Child) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    await make_mark(session, work, cast.classmate, "2")
    day = await diary.open_day(session, child=son, day=MONDAY)
    assert all(not lesson.marks for lesson in day.lessons)
    assert day.earlier_marks == ()


async def test_a_removed_mark_and_an_entry_taken_back_are_gone(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    mark = await make_mark(session, work, cast.son, "2")
    entry = await make_attendance(session, cast.lesson, cast.son)
    mark.value, entry.presence = None, None
    await session.flush()
    day = await diary.open_day(session, child=son, day=MONDAY)
    assert (day.lessons[0].marks, day.lessons[0].absence) == ((), None)
    assert (await diary.open_absences(session, child=son, today=MONDAY)).items == ()


async def test_an_import_does_not_dump_a_year_of_marks_on_one_day(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    for back in range(1, 61):
        lesson = await make_lesson(session, cast.algebra, MONDAY - back * DAY)
        work = await make_work(session, lesson, cast.kinds["answer"])
        await make_mark(session, work, cast.son, "4")
    day = await diary.open_day(session, child=son, day=MONDAY)
    assert len(day.earlier_marks) == 12
    assert day.earlier_marks[0].day == MONDAY - DAY
    assert day.more_marks


async def test_a_day_is_not_off_by_the_utc_offset(session: AsyncSession, cast: Cast, son: Child) -> None:
    """A mark given on Tuesday at 00:30 in Almaty is Tuesday's, though UTC still has Monday."""
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    await make_mark(session, work, cast.son, "4", datetime(2026, 11, 23, 19, 30, tzinfo=UTC))
    tuesday = await diary.open_day(session, child=son, day=TUESDAY)
    assert [mark.value for mark in tuesday.earlier_marks] == ["4"]
    sunday = await diary.open_day(session, child=son, day=MONDAY - DAY)
    assert sunday.earlier_marks == ()
    assert son.today(datetime(2026, 11, 23, 19, 30, tzinfo=UTC)) == TUESDAY


async def test_times_are_the_schools_own(session: AsyncSession, cast: Cast) -> None:
    child = await _child(session, "104", cast.other_student)
    view = await diary.timetable_on(session, child=child, day=MONDAY)
    assert [f"{slot.starts_at:%H:%M}" for _, slots in view.days for slot in slots] == ["08:00"]


async def test_lessons_of_other_groups_and_schools_are_not_shown(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await make_lesson(session, cast.reading, MONDAY, 3)
    day = await diary.open_day(session, child=son, day=MONDAY)
    assert [lesson.slot.lesson_id for lesson in day.lessons] == [cast.lesson.id, cast.kazakh_lesson.id]


async def test_subgroups_and_clubs_are_part_of_the_day(session: AsyncSession, cast: Cast, son: Child) -> None:
    subject = await make_subject(session, cast.school, "Английский язык")
    mine = await make_group(session, cast.year, "7 «А» англ. 1", 7, GroupKind.SUBGROUP)
    other = await make_group(session, cast.year, "7 «А» англ. 2", 7, GroupKind.SUBGROUP)
    club = await make_group(session, cast.year, "Шахматы", 7, GroupKind.CLUB)
    courses = [await make_course(session, subject, group, cast.teacher) for group in (mine, other, club)]
    await make_membership(session, courses[0], cast.son, date(2026, 9, 1))
    await make_membership(session, courses[2], cast.son, date(2026, 9, 1))
    for number, course in enumerate(courses, 3):
        await make_lesson(session, course, MONDAY, number)
    day = await diary.open_day(session, child=son, day=MONDAY)
    assert [lesson.slot.number for lesson in day.lessons] == [1, 2, 3, 5]


async def test_nothing_from_before_joining_or_after_leaving(session: AsyncSession, cast: Cast) -> None:
    newcomer = await make_student(session, cast.class_7a, "Новиков Илья")
    query = select(GroupMembership).where(GroupMembership.student_id == newcomer.id)
    row = (await session.scalars(query)).one()
    row.joined_on, row.left_on = TUESDAY, WEDNESDAY
    await make_homework(session, cast.lesson, TUESDAY, "Задано до прихода")
    await make_homework(session, cast.next_lesson, WEDNESDAY, "Задано при нём")
    late = await make_lesson(session, cast.algebra, WEDNESDAY, 1)
    await make_homework(session, late, FRIDAY, "Сдать после ухода")
    await make_lesson(session, cast.algebra, FRIDAY, 1)
    child = Child(newcomer, cast.school, cast.class_7a, None)
    await session.flush()
    week = await diary.timetable_of_week(session, child=child, day=MONDAY)
    assert [day for day, _ in week.days] == [TUESDAY, WEDNESDAY]
    homework = await diary.homework_of_week(session, child=child, day=MONDAY)
    assert [item.text for _, items in homework.days for item in items] == ["Задано при нём"]


async def test_homework_goes_to_the_first_lesson_of_its_subject(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    cast.lesson.status = cast.lesson.status.CANCELLED
    await make_lesson(session, cast.algebra, MONDAY, 5)
    await make_lesson(session, cast.algebra, MONDAY, 6)
    friday = await make_lesson(session, cast.algebra, LAST_FRIDAY)
    await make_homework(session, friday, MONDAY, "№ 1")
    day = await diary.open_day(session, child=son, day=MONDAY)
    assert [(lesson.slot.number, len(lesson.homework)) for lesson in day.lessons] == [
        (1, 0),
        (2, 0),
        (5, 1),
        (6, 0),
    ]
    assert day.other_homework == ()


async def test_homework_comes_for_the_next_school_day_first(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await make_homework(session, cast.kazakh_lesson, FRIDAY, "Позже")
    friday = await diary.homework_next(session, child=son, today=TUESDAY)
    assert (friday.first, len(friday.days)) == (FRIDAY, 1)
    tomorrow = await diary.homework_next(session, child=son, today=MONDAY)
    assert (tomorrow.first, tomorrow.days) == (TUESDAY, ())
    monday = await diary.homework_next(session, child=son, today=LAST_FRIDAY)
    assert monday.first == MONDAY


async def test_without_lessons_ahead_the_next_day_is_tomorrow(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    view = await diary.homework_next(session, child=son, today=date(2027, 6, 20))
    assert (view.first, view.days) == (date(2027, 6, 21), ())


async def test_a_cancelled_lesson_makes_no_school_day(session: AsyncSession, cast: Cast, son: Child) -> None:
    cast.next_lesson.status = cast.next_lesson.status.CANCELLED
    await make_lesson(session, cast.algebra, WEDNESDAY)
    await session.flush()
    assert (await diary.homework_next(session, child=son, today=MONDAY)).first == WEDNESDAY


async def test_a_week_runs_from_monday_to_sunday(session: AsyncSession, cast: Cast, son: Child) -> None:
    await make_week(session, cast)
    week = await diary.timetable_of_week(session, child=son, day=FRIDAY)
    assert (week.first, week.last) == (MONDAY, MONDAY + 6 * DAY)
    assert [day for day, _ in week.days] == [MONDAY, TUESDAY, WEDNESDAY, FRIDAY]
    wednesday = dict(week.days)[WEDNESDAY][0]
    assert wednesday.substitute is not None
    assert wednesday.substitute.id == cast.curator.id


async def test_absences_are_counted_by_kind(session: AsyncSession, cast: Cast, son: Child) -> None:
    await make_week(session, cast)
    view = await diary.open_absences(session, child=son, today=MONDAY)
    assert (view.excused, view.unexcused, view.late) == (1, 2, 1)
    assert [item.day for item in view.items] == sorted((item.day for item in view.items), reverse=True)


async def test_only_an_excuse_in_force_that_covers_the_day_excuses(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await make_attendance(session, cast.lesson, cast.son)
    await make_excuse(session, cast.son, MONDAY - 3 * DAY, MONDAY - DAY)
    await make_excuse(session, cast.classmate, MONDAY, MONDAY)
    revoked = await make_excuse(session, cast.son, MONDAY, MONDAY)
    revoked.revoked_at = MONDAY_MORNING
    await session.flush()
    assert (await diary.open_absences(session, child=son, today=MONDAY)).unexcused == 1
    await make_excuse(session, cast.son, MONDAY, MONDAY, ExcuseReason.FAMILY)
    view = await diary.open_absences(session, child=son, today=MONDAY)
    assert (view.excused, view.items[0].reason) == (1, ExcuseReason.FAMILY)


async def test_a_late_arrival_stays_late_with_an_excuse(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    await make_attendance(session, cast.lesson, cast.son, Presence.LATE)
    await make_excuse(session, cast.son, MONDAY, MONDAY)
    view = await diary.open_absences(session, child=son, today=MONDAY)
    assert (view.excused, view.unexcused, view.late) == (0, 0, 1)


async def test_last_terms_gaps_and_cancelled_lessons_are_not_counted(
    session: AsyncSession, cast: Cast, son: Child
) -> None:
    october = await make_lesson(session, cast.algebra, date(2026, 10, 20))
    await make_attendance(session, october, cast.son)
    await make_attendance(session, cast.lesson, cast.son)
    cast.lesson.status = cast.lesson.status.CANCELLED
    await session.flush()
    view = await diary.open_absences(session, child=son, today=MONDAY)
    assert view.items == ()
    first = await diary.open_absences(session, child=son, today=MONDAY, term_id=view.terms[0].id)
    assert [item.day for item in first.items] == [date(2026, 10, 20)]


async def test_before_the_school_year_nothing_is_wrong(session: AsyncSession, cast: Cast, son: Child) -> None:
    assert (await diary.open_absences(session, child=son, today=date(2026, 8, 1))).term is None
    assert (await diary.open_marks(session, child=son, today=date(2026, 8, 1))).term is None
