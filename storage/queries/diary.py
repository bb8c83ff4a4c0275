"""What a student's days hold: lessons, homework, attendance, excuses. Only of groups the student was in."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload

from storage.models import (
    Attendance,
    Course,
    Excuse,
    GroupMembership,
    Homework,
    Lesson,
    LessonStatus,
    Room,
    Subject,
    TimetableEntry,
)


def in_group_on(
    membership: type[GroupMembership], student_id: int, day: InstrumentedAttribute[date]
) -> ColumnElement[bool]:
    """That the student was in the course's group on the day of the row."""
    return and_(
        membership.student_id == student_id,
        membership.group_id == Course.group_id,
        membership.joined_on <= day,
        or_(membership.left_on.is_(None), membership.left_on >= day),
    )


def _own_lessons(student_id: int) -> Select[Lesson]:
    return (
        select(Lesson)
        .join(Lesson.course)
        .join(GroupMembership, in_group_on(GroupMembership, student_id, Lesson.on_day))
    )


async def lessons_between(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[Lesson]:
    """The student's lessons of these days with subject, teacher, substitute and room, in their order."""
    course = contains_eager(Lesson.course)
    query = (
        _own_lessons(student_id)
        .where(Lesson.on_day.between(first, last))
        .options(
            course.joinedload(Course.subject, innerjoin=True),
            course.joinedload(Course.teacher, innerjoin=True),
            joinedload(Lesson.room),
            joinedload(Lesson.substitute),
        )
        .order_by(Lesson.on_day, Lesson.starts_at, Lesson.number, Lesson.id)
    )
    return (await session.scalars(query)).unique().all()


async def next_lesson_day(session: AsyncSession, student_id: int, after: date) -> date | None:
    """The first day later than ``after`` on which the student has a lesson that takes place."""
    query = (
        _own_lessons(student_id)
        .where(Lesson.on_day > after, Lesson.status == LessonStatus.PLANNED)
        .with_only_columns(func.min(Lesson.on_day), maintain_column_froms=True)
    )
    return await session.scalar(query)


async def usual_rooms(
    session: AsyncSession, course_ids: Iterable[int], first: date, last: date
) -> Sequence[tuple[TimetableEntry, str]]:
    """Timetable entries of the courses in force on any of these days, with the room's name."""
    query = (
        select(TimetableEntry, Room.name)
        .join(Room, Room.id == TimetableEntry.room_id)
        .where(
            TimetableEntry.course_id.in_(set(course_ids)),
            TimetableEntry.starts_on <= last,
            TimetableEntry.ends_on >= first,
        )
    )
    return [(entry, name) for entry, name in await session.execute(query)]


async def homework_due(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[tuple[Homework, Lesson, Subject]]:
    """Homework due on these days, by day and in the order of that day's lessons.

    Given at a lesson of the student's, in a group that the student is still in when it is due.
    """
    still, next_one = aliased(GroupMembership), aliased(Lesson)
    place_on_the_day = (
        select(func.min(next_one.number))
        .where(next_one.course_id == Lesson.course_id, next_one.on_day == Homework.due_on)
        .scalar_subquery()
    )
    query = (
        select(Homework, Lesson, Subject)
        .join(Lesson, Lesson.id == Homework.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(Subject, Subject.id == Course.subject_id)
        .join(GroupMembership, in_group_on(GroupMembership, student_id, Lesson.on_day))
        .join(still, in_group_on(still, student_id, Homework.due_on))
        .where(Homework.due_on.between(first, last), Homework.text != "")
        .order_by(Homework.due_on, place_on_the_day.nulls_last(), Lesson.on_day, Lesson.number, Homework.id)
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(query)).unique().all()]


async def attendance_between(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[tuple[Attendance, Lesson, Subject]]:
    """Entries that say absent or late, of lessons that took place, the latest first."""
    query = (
        select(Attendance, Lesson, Subject)
        .join(Lesson, Lesson.id == Attendance.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(Subject, Subject.id == Course.subject_id)
        .where(
            Attendance.student_id == student_id,
            Attendance.presence.is_not(None),
            Lesson.status != LessonStatus.CANCELLED,
            Lesson.on_day.between(first, last),
        )
        .order_by(Lesson.on_day.desc(), Lesson.starts_at.desc())
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def excuses_between(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[Excuse]:
    """Excuses in force that cover any of these days, the latest written last."""
    query = (
        select(Excuse)
        .where(
            Excuse.student_id == student_id,
            Excuse.revoked_at.is_(None),
            Excuse.starts_on <= last,
            Excuse.ends_on >= first,
        )
        .order_by(Excuse.created_at, Excuse.id)
    )
    return (await session.scalars(query)).all()
