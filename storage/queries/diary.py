"""What a student's days hold: lessons, homework, attendance, excuses. Only of groups the student was in.

Families ask for these all day, so the statements are made once: making one costs more than the answer.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload

from storage.models import (
    Attendance,
    Course,
    Excuse,
    GroupMembership,
    Homework,
    IndividualHomework,
    IndividualHomeworkStudent,
    Lesson,
    LessonStatus,
    Material,
    Room,
    Subject,
    TimetableEntry,
)


def in_group_on(
    membership: type[GroupMembership], student_id: int | BindParameter[int], day: InstrumentedAttribute[date]
) -> ColumnElement[bool]:
    """That the student was in the course's group on the day of the row."""
    return and_(
        membership.student_id == student_id,
        membership.group_id == Course.group_id,
        membership.joined_on <= day,
        or_(membership.left_on.is_(None), membership.left_on >= day),
    )


_student: BindParameter[int] = bindparam("student_id")
_first: BindParameter[date] = bindparam("first")
_last: BindParameter[date] = bindparam("last")
_OWN_LESSONS = (
    select(Lesson)
    .join(Lesson.course)
    .join(GroupMembership, in_group_on(GroupMembership, _student, Lesson.on_day))
)
_course = contains_eager(Lesson.course)
_shown = (
    _course.joinedload(Course.subject, innerjoin=True),
    _course.joinedload(Course.teacher, innerjoin=True),
    joinedload(Lesson.room),
    joinedload(Lesson.substitute),
)
_LESSONS = (
    _OWN_LESSONS.where(Lesson.on_day.between(_first, _last))
    .options(*_shown)
    .order_by(Lesson.on_day, Lesson.starts_at, Lesson.number, Lesson.id)
)
_MOVED_AWAY = _OWN_LESSONS.where(Lesson.moved_from_day.between(_first, _last)).options(*_shown)
_NEXT_LESSON_DAY = _OWN_LESSONS.where(
    Lesson.on_day > bindparam("after"), Lesson.status == LessonStatus.PLANNED
).with_only_columns(func.min(Lesson.on_day), maintain_column_froms=True)
_USUAL_ROOMS = (
    select(TimetableEntry, Room.name)
    .join(Room, Room.id == TimetableEntry.room_id)
    .where(
        TimetableEntry.course_id.in_(bindparam("course_ids", expanding=True)),
        TimetableEntry.starts_on <= _last,
        TimetableEntry.ends_on >= _first,
    )
)
_still, _next_one = aliased(GroupMembership), aliased(Lesson)


def _due(given: type[Homework | IndividualHomework]) -> Select[Any]:
    """Given at a lesson of the student's, due while the student is still in the group."""
    place_on_the_day = (
        select(func.min(_next_one.number))
        .where(_next_one.course_id == Lesson.course_id, _next_one.on_day == given.due_on)
        .scalar_subquery()
    )
    return (
        select(given, Lesson, Subject, place_on_the_day)
        .join(Lesson, Lesson.id == given.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(Subject, Subject.id == Course.subject_id)
        .join(GroupMembership, in_group_on(GroupMembership, _student, Lesson.on_day))
        .join(_still, in_group_on(_still, _student, given.due_on))
        .where(given.due_on.between(_first, _last), given.text != "")
    )


_HOMEWORK_DUE = _due(Homework)
_OWN_HOMEWORK_DUE = _due(IndividualHomework).join(
    IndividualHomeworkStudent,
    and_(
        IndividualHomeworkStudent.homework_id == IndividualHomework.id,
        IndividualHomeworkStudent.student_id == _student,
    ),
)
_MATERIALS = (
    select(Material)
    .where(Material.lesson_id.in_(bindparam("lesson_ids", expanding=True)))
    .order_by(Material.id)
)
_ATTENDANCE = (
    select(Attendance, Lesson, Subject)
    .join(Lesson, Lesson.id == Attendance.lesson_id)
    .join(Course, Course.id == Lesson.course_id)
    .join(Subject, Subject.id == Course.subject_id)
    .where(
        Attendance.student_id == _student,
        Attendance.presence.is_not(None),
        Lesson.status != LessonStatus.CANCELLED,
        Lesson.on_day.between(_first, _last),
    )
    .order_by(Lesson.on_day.desc(), Lesson.starts_at.desc())
)
_EXCUSES = (
    select(Excuse)
    .where(
        Excuse.student_id == _student,
        Excuse.revoked_at.is_(None),
        Excuse.starts_on <= _last,
        Excuse.ends_on >= _first,
    )
    .order_by(Excuse.created_at, Excuse.id)
)


async def lessons_between(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[Lesson]:
    """The student's lessons of these days with subject, teacher, substitute and room, in their order."""
    return (await session.scalars(_LESSONS, _within(student_id, first, last))).unique().all()


async def lessons_moved_from(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[Lesson]:
    """The student's lessons that the timetable has on these days and that somebody moved."""
    return (await session.scalars(_MOVED_AWAY, _within(student_id, first, last))).unique().all()


async def next_lesson_day(session: AsyncSession, student_id: int, after: date) -> date | None:
    """The first day later than ``after`` on which the student has a lesson that takes place."""
    return await session.scalar(_NEXT_LESSON_DAY, {"student_id": student_id, "after": after})


async def usual_rooms(
    session: AsyncSession, course_ids: Iterable[int], first: date, last: date
) -> Sequence[tuple[TimetableEntry, str]]:
    """Timetable entries of the courses in force on any of these days, with the room's name."""
    asked = {"course_ids": list(set(course_ids)), "first": first, "last": last}
    return [(entry, name) for entry, name in await session.execute(_USUAL_ROOMS, asked)]


async def homework_due(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[tuple[Homework | IndividualHomework, Lesson, Subject]]:
    """Homework due on these days, by day and in the order of that day's lessons: that of the whole group
    and then the student's own, nobody else's.

    Given at a lesson of the student's, in a group that the student is still in when it is due.
    """
    asked = _within(student_id, first, last)
    rows = [
        row
        for due in (_HOMEWORK_DUE, _OWN_HOMEWORK_DUE)
        for row in (await session.execute(due, asked)).unique()
    ]
    return [(row[0], row[1], row[2]) for row in sorted(rows, key=_order)]


def _order(row: Row[Any, Any, Any, Any]) -> tuple[object, ...]:
    given, lesson, _, place = row
    own = isinstance(given, IndividualHomework)
    return (given.due_on, place is None, place or 0, lesson.on_day, lesson.number, lesson.id, own, given.id)


async def materials_of(session: AsyncSession, lesson_ids: Iterable[int]) -> Sequence[Material]:
    """The materials of these lessons, in the order in which they were added."""
    return (await session.scalars(_MATERIALS, {"lesson_ids": sorted(set(lesson_ids))})).all()


async def attendance_between(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[tuple[Attendance, Lesson, Subject]]:
    """Entries that say absent or late, of lessons that took place, the latest first."""
    rows = await session.execute(_ATTENDANCE, _within(student_id, first, last))
    return [(row[0], row[1], row[2]) for row in rows]


async def excuses_between(
    session: AsyncSession, student_id: int, first: date, last: date
) -> Sequence[Excuse]:
    """Excuses in force that cover any of these days, the latest written last."""
    return (await session.scalars(_EXCUSES, _within(student_id, first, last))).all()


def _within(student_id: int, first: date, last: date) -> dict[str, object]:
    return {"student_id": student_id, "first": first, "last": last}
