"""What the timetable says of a school, and the lessons made from it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Attendance,
    BellTime,
    Course,
    Group,
    Homework,
    IndividualHomework,
    Lesson,
    LessonStatus,
    Mark,
    Material,
    SchoolYear,
    StaffMember,
    Term,
    TimetableEntry,
    Work,
)


async def entries_in_force(
    session: AsyncSession, school_id: int, from_day: date, to_day: date
) -> Sequence[Row[TimetableEntry, str]]:
    """Entries valid on some day of the range, each with the bell schedule of its group."""
    query = (
        select(TimetableEntry, Group.bell_schedule)
        .join(Course, Course.id == TimetableEntry.course_id)
        .join(Group, Group.id == Course.group_id)
        .where(
            TimetableEntry.school_id == school_id,
            TimetableEntry.starts_on <= to_day,
            TimetableEntry.ends_on >= from_day,
        )
        .order_by(TimetableEntry.id)
    )
    return (await session.execute(query)).all()


async def terms_of_years_between(
    session: AsyncSession, school_id: int, from_day: date, to_day: date
) -> Sequence[Term]:
    """All terms, of every kind, of the school years that share a day with the range.

    Also those outside the range: without them nobody could tell holidays from a school without quarters.
    """
    query = (
        select(Term)
        .join(SchoolYear, SchoolYear.id == Term.school_year_id)
        .where(Term.school_id == school_id, SchoolYear.starts_on <= to_day, SchoolYear.ends_on >= from_day)
        .order_by(Term.starts_on, Term.id)
    )
    return (await session.scalars(query)).all()


async def bell_times_of(session: AsyncSession, school_id: int) -> Sequence[BellTime]:
    query = select(BellTime).where(BellTime.school_id == school_id)
    return (await session.scalars(query)).all()


async def has_lessons(session: AsyncSession, school_id: int, from_day: date, to_day: date) -> bool:
    query = select(
        exists().where(Lesson.school_id == school_id, Lesson.on_day >= from_day, Lesson.on_day <= to_day)
    )
    return bool(await session.scalar(query))


async def lessons_after(
    session: AsyncSession, school_id: int, moment: datetime, to_day: date
) -> Sequence[Lesson]:
    """Lessons that start after a moment, up to a day, locked until the transaction ends: who records
    one meanwhile is waited for."""
    query = (
        select(Lesson)
        .where(Lesson.school_id == school_id, Lesson.starts_at > moment, Lesson.on_day <= to_day)
        .order_by(Lesson.id)
        .with_for_update()
    )
    return (await session.scalars(query)).all()


async def moved_lessons_after(
    session: AsyncSession, school_id: int, moment: datetime, to_day: date
) -> Sequence[Row[Lesson, str]]:
    """Those of ``lessons_after`` that somebody moved, each with the bell schedule of its group."""
    query = (
        select(Lesson, Group.bell_schedule)
        .join(Course, Course.id == Lesson.course_id)
        .join(Group, Group.id == Course.group_id)
        .where(
            Lesson.school_id == school_id,
            Lesson.starts_at > moment,
            Lesson.on_day <= to_day,
            Lesson.moved_from_day.is_not(None),
        )
    )
    return (await session.execute(query)).all()


async def recorded_lessons_after(session: AsyncSession, school_id: int, moment: datetime) -> set[int]:
    """Ids of lessons after a moment that somebody cancelled, moved or wrote something down for."""
    query = select(Lesson.id).where(
        Lesson.school_id == school_id,
        Lesson.starts_at > moment,
        or_(
            Lesson.status != LessonStatus.PLANNED,
            Lesson.moved_from_day.is_not(None),
            Lesson.topic != "",
            Lesson.attendance_taken_at.is_not(None),
            exists().where(Work.lesson_id == Lesson.id),
            exists().where(Homework.lesson_id == Lesson.id),
            exists().where(IndividualHomework.lesson_id == Lesson.id),
            exists().where(Material.lesson_id == Lesson.id),
            exists().where(Attendance.lesson_id == Lesson.id),
        ),
    )
    return set((await session.scalars(query)).all())


async def slots_moved_from(
    session: AsyncSession, school_id: int, from_day: date, to_day: date
) -> set[tuple[int, date | None, int | None]]:
    """``(course, day, number)`` of the days where the timetable has lessons that were moved by hand."""
    query = select(Lesson.course_id, Lesson.moved_from_day, Lesson.moved_from_number).where(
        Lesson.school_id == school_id, Lesson.moved_from_day.between(from_day, to_day)
    )
    return {(row[0], row[1], row[2]) for row in await session.execute(query)}


_ATTENDED = or_(
    Lesson.attendance_taken_at.is_not(None),
    exists().where(Attendance.lesson_id == Lesson.id, Attendance.presence.is_not(None)),
)
_MARKED = exists().where(
    Work.lesson_id == Lesson.id, Mark.work_id == Work.id, or_(Mark.value.is_not(None), Mark.comment != "")
)
_GIVEN_HOME = or_(
    exists().where(Homework.lesson_id == Lesson.id, Homework.text != ""),
    exists().where(IndividualHomework.lesson_id == Lesson.id),
    exists().where(Material.lesson_id == Lesson.id),
)


async def attended_or_written(
    session: AsyncSession, lesson_ids: Collection[int], now: datetime
) -> dict[int, bool]:
    """Those of the lessons that were given, by what is written down: whether attendance is part of that.

    A mark says so at any time. Topic, homework and materials may be prepared for a lesson to come;
    of one that has begun they say that it was given.
    """
    query = select(Lesson.id, _ATTENDED).where(
        Lesson.id.in_(lesson_ids),
        or_(_ATTENDED, _MARKED, and_(Lesson.starts_at <= now, or_(Lesson.topic != "", _GIVEN_HOME))),
    )
    return {lesson_id: bool(attended) for lesson_id, attended in await session.execute(query)}


async def has_record(session: AsyncSession, lesson_id: int) -> bool:
    """Whether the lesson has attendance, a work or anything to take home: it belongs where it stands."""
    has_work = exists().where(Work.lesson_id == Lesson.id)
    query = select(Lesson.id).where(Lesson.id == lesson_id, or_(_ATTENDED, has_work, _GIVEN_HOME))
    return await session.scalar(query) is not None


async def staff_of_school(session: AsyncSession, school_id: int, staff_id: int) -> StaffMember | None:
    query = select(StaffMember).where(StaffMember.school_id == school_id, StaffMember.id == staff_id)
    return (await session.scalars(query)).one_or_none()
