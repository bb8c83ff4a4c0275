"""Clubs across classes, subgroups and college groups: lessons, gradebook, attendance, homework (R5, R38, R41)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import diary, timetable
from services.accounts import Child
from services.gradebook import open_class_gradebook
from storage.models import Course, Group, GroupKind, GroupMembership, Lesson, Student, TimetableEntry
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.factories.lessons import make_course, make_lesson
from tests.factories.people import make_group, make_staff, make_student
from tests.factories.school import make_regulation, make_subject
from tests.services.lesson_cells import HOMEWORK, TAKEN, TOPIC, mark, presence, save

YEAR_STARTS, YEAR_ENDS = date(2026, 9, 1), date(2027, 5, 31)


async def joins(session: AsyncSession, group: Group, *students: Student) -> None:
    for student in students:
        await keep(
            session,
            GroupMembership(
                school_id=group.school_id, group_id=group.id, student_id=student.id, joined_on=YEAR_STARTS
            ),
        )


async def from_the_timetable(session: AsyncSession, course: Course, number: int) -> Lesson:
    """Monday's lesson of a course, as the timetable makes it."""
    await keep(
        session,
        TimetableEntry(
            school_id=course.school_id,
            course_id=course.id,
            weekday=MONDAY.isoweekday(),
            number=number,
            starts_on=YEAR_STARTS,
            ends_on=YEAR_ENDS,
        ),
    )
    await timetable.make_lessons(session, school_id=course.school_id, from_day=MONDAY, to_day=MONDAY)
    return (await session.scalars(select(Lesson).where(Lesson.course_id == course.id))).one()


async def test_a_club_of_several_classes_is_kept_and_seen_like_a_class(
    session: AsyncSession, cast: Cast
) -> None:
    subject = await make_subject(session, cast.school, "Шахматы")
    club = await make_group(session, cast.year, "Шахматы", 7, GroupKind.CLUB)
    leader = await make_staff(session, cast.school, "Жаров Олег")
    course = await make_course(session, subject, club, leader)
    await joins(session, club, cast.son, cast.daughter)
    lesson = await from_the_timetable(session, course, 3)
    result = await save(
        session,
        leader,
        lesson,
        {
            TOPIC: "Openings",
            HOMEWORK: "Play a game",
            presence(cast.son.id): "absent",
            mark(cast.daughter.id): "5",
        },
    )
    assert result.is_saved
    book = await open_class_gradebook(
        session, staff=leader, course_id=course.id, term_id=None, now=MONDAY_MORNING
    )
    assert {line.student.id for line in book.lines} == {cast.son.id, cast.daughter.id}
    for student, group in ((cast.son, cast.class_7a), (cast.daughter, cast.class_3b)):
        child = Child(student, cast.school, group, None)
        day = await diary.open_day(session, child=child, day=MONDAY)
        own = next(one for one in day.lessons if one.slot.lesson_id == lesson.id)
        assert own.slot.topic == "Openings"
        assert (own.absence is not None) is (student is cast.son)
        assert [one.value for one in own.marks] == ([] if student is cast.son else ["5"])
        missed = await diary.open_absences(session, child=child, today=MONDAY)
        assert [one.lesson_id for one in missed.items] == ([lesson.id] if student is cast.son else [])
        coming = await diary.homework_on(session, child=child, day=date(2026, 11, 30))
        assert [one.text for _, items in coming.days for one in items] == ["Play a game"]
    outsider = Child(cast.classmate, cast.school, cast.class_7a, None)
    day = await diary.open_day(session, child=outsider, day=MONDAY)
    assert lesson.id not in [one.slot.lesson_id for one in day.lessons]


async def test_subgroups_at_one_hour_are_shown_to_their_own_students_only(
    session: AsyncSession, cast: Cast
) -> None:
    lessons = {}
    for name, student, teacher in (("1", cast.son, cast.teacher), ("2", cast.classmate, cast.curator)):
        half = await make_group(session, cast.year, f"7 «А» {name}", 7, GroupKind.SUBGROUP)
        half.parent_id = cast.class_7a.id
        await joins(session, half, student)
        course = await make_course(session, cast.kazakh.subject, half, teacher)
        lessons[student.id] = await make_lesson(session, course, TUESDAY, 4)
        assert (await save(session, teacher, lessons[student.id], {HOMEWORK: f"For half {name}"})).is_saved
    for student in (cast.son, cast.classmate):
        child = Child(student, cast.school, cast.class_7a, None)
        view = await diary.timetable_on(session, child=child, day=TUESDAY)
        fourth = [slot.lesson_id for _, slots in view.days for slot in slots if slot.number == 4]
        assert fourth == [lessons[student.id].id]


@pytest.mark.parametrize("value", ["5", "3"])
async def test_a_college_group_works_end_to_end_under_its_regulation(
    session: AsyncSession, cast: Cast, value: str
) -> None:
    await make_regulation(session, cast.school, "B")
    group = await make_group(session, cast.year, "ИС-21", 2, GroupKind.COLLEGE_GROUP)
    student = await make_student(session, group, "Орлов Иван Петрович")
    subject = await make_subject(session, cast.school, "Базы данных")
    course = await make_course(session, subject, group, cast.curator)
    lesson = await from_the_timetable(session, course, 1)
    cells = {TOPIC: "Keys", HOMEWORK: "Read", TAKEN: "1", mark(student.id): value}
    assert (await save(session, cast.curator, lesson, cells)).is_saved
    child = Child(student, cast.school, group, None)
    day = await diary.open_day(session, child=child, day=MONDAY)
    assert [[one.value for one in shown.marks] for shown in day.lessons] == [[value]]
    book = await open_class_gradebook(
        session, staff=cast.curator, course_id=course.id, term_id=None, now=MONDAY_MORNING
    )
    assert [line.student.id for line in book.lines] == [student.id]
