"""A week of the cast's son that looks like a real one: changes, homework, marks, absences."""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Course,
    Excuse,
    ExcuseReason,
    GroupMembership,
    Lesson,
    LessonStatus,
    Presence,
    Room,
    Student,
    TimetableEntry,
)
from tests.cast import MONDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.factories.lessons import (
    make_attendance,
    make_course,
    make_homework,
    make_lesson,
    make_mark,
    make_work,
)
from tests.factories.school import make_subject

WEDNESDAY = MONDAY + timedelta(days=2)
FRIDAY = MONDAY + timedelta(days=4)
LAST_FRIDAY = MONDAY - timedelta(days=3)


async def make_week(session: AsyncSession, cast: Cast) -> None:
    """Monday: algebra (mark 5, test of Friday handed back), Kazakh in another room, history cancelled.
    Tuesday: homework in algebra and Kazakh. Wednesday: algebra by a substitute."""
    history = await _course(session, cast, "История <Казахстана> & мира", kk="Тарих", en="History")
    rooms = [await _room(session, cast, name) for name in ("214", "305", "Спортзал")]
    await _usual_room(session, cast.kazakh, rooms[0], weekday=1, number=2)
    cast.lesson.room_id = rooms[0].id
    cast.lesson.topic = "Линейные уравнения"
    cast.kazakh_lesson.room_id = rooms[1].id
    cancelled = await make_lesson(session, history, MONDAY, 3)
    cancelled.status = LessonStatus.CANCELLED
    substituted = await make_lesson(session, cast.algebra, WEDNESDAY, 4)
    substituted.substitute_id = cast.curator.id
    substituted.room_id = rooms[2].id
    friday = await make_lesson(session, cast.algebra, LAST_FRIDAY, 1, topic="Дроби")
    await make_lesson(session, cast.kazakh, FRIDAY, 2)
    await _marks(session, cast, friday)
    await _homework(session, cast, friday)
    await _absences(session, cast, friday, history)


async def _marks(session: AsyncSession, cast: Cast, friday: Lesson) -> None:
    test = await make_work(session, friday, cast.kinds["test"], "Дроби & <проценты>")
    test.number = 3
    answer = await make_work(session, cast.lesson, cast.kinds["answer"])
    notes = await make_work(session, cast.lesson, cast.kinds["notes"])
    await make_mark(session, test, cast.son, "3", MONDAY_MORNING, "Задача 4 < задачи 3")
    await make_mark(session, test, cast.classmate, "2", MONDAY_MORNING)
    await make_mark(session, answer, cast.son, "5", MONDAY_MORNING)
    await make_mark(session, notes, cast.son, "2", MONDAY_MORNING)
    kazakh = await make_work(session, cast.kazakh_lesson, cast.kinds["answer"])
    await make_mark(session, kazakh, cast.son, "осв", MONDAY_MORNING)


async def _homework(session: AsyncSession, cast: Cast, friday: Lesson) -> None:
    await make_homework(session, friday, MONDAY, "№ 5, с. 20")
    await make_homework(session, cast.lesson, MONDAY + timedelta(days=1), "№ 7 & № 8, x < 3")
    await make_homework(session, cast.kazakh_lesson, MONDAY + timedelta(days=1), "12-жаттығу")


async def _absences(session: AsyncSession, cast: Cast, friday: Lesson, history: Course) -> None:
    thursday = await make_lesson(session, history, LAST_FRIDAY - timedelta(days=1), 2)
    await make_attendance(session, thursday, cast.son)
    await make_attendance(session, friday, cast.son, Presence.LATE)
    wednesday = await make_lesson(session, history, LAST_FRIDAY - timedelta(days=2), 2)
    await make_attendance(session, wednesday, cast.son)
    await make_excuse(session, cast.son, wednesday.on_day, wednesday.on_day)
    await make_attendance(session, cast.kazakh_lesson, cast.son)
    await make_attendance(session, cast.kazakh_lesson, cast.classmate)


async def make_excuse(
    session: AsyncSession,
    student: Student,
    starts_on: date,
    ends_on: date,
    reason: ExcuseReason = ExcuseReason.ILLNESS,
) -> Excuse:
    return await keep(
        session,
        Excuse(
            school_id=student.school_id,
            student_id=student.id,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
            created_at=MONDAY_MORNING,
        ),
    )


async def make_membership(
    session: AsyncSession, course: Course, student: Student, joined_on: date, left_on: date | None = None
) -> GroupMembership:
    """A student in the course's group."""
    return await keep(
        session,
        GroupMembership(
            school_id=student.school_id,
            group_id=course.group_id,
            student_id=student.id,
            joined_on=joined_on,
            left_on=left_on,
        ),
    )


async def _course(session: AsyncSession, cast: Cast, name: str, **names: str) -> Course:
    subject = await make_subject(session, cast.school, name, **names)
    return await make_course(session, subject, cast.class_7a, cast.curator)


async def _room(session: AsyncSession, cast: Cast, name: str) -> Room:
    return await keep(session, Room(school_id=cast.school.id, name=name))


async def _usual_room(
    session: AsyncSession, course: Course, room: Room, *, weekday: int, number: int
) -> TimetableEntry:
    return await keep(
        session,
        TimetableEntry(
            school_id=course.school_id,
            course_id=course.id,
            weekday=weekday,
            number=number,
            room_id=room.id,
            starts_on=date(2026, 9, 1),
            ends_on=date(2027, 5, 31),
        ),
    )
