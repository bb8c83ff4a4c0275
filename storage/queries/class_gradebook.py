"""What the gradebook of a course over a term shows, and whose it is; the lessons of a teacher's day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from storage.models import (
    Attendance,
    Course,
    Excuse,
    Group,
    GroupMembership,
    Homework,
    Lesson,
    LessonStatus,
    Mark,
    Presence,
    Student,
    Subject,
    Term,
    TermMark,
    Work,
    WorkKind,
)


async def lessons_of_staff(session: AsyncSession, staff_id: int, day: date) -> Sequence[Lesson]:
    """The day's lessons of the person's courses, and those given in place of somebody else."""
    query = (
        select(Lesson)
        .join(Lesson.course)
        .join(Course.subject)
        .join(Course.group)
        .where(Lesson.on_day == day, or_(Course.teacher_id == staff_id, Lesson.substitute_id == staff_id))
        .options(
            contains_eager(Lesson.course).contains_eager(Course.subject),
            contains_eager(Lesson.course).contains_eager(Course.group),
            contains_eager(Lesson.course).joinedload(Course.teacher, innerjoin=True),
            joinedload(Lesson.room),
            joinedload(Lesson.substitute),
        )
        .order_by(Lesson.starts_at, Lesson.number, Lesson.id)
    )
    return (await session.scalars(query)).all()


async def lesson_days_beside(
    session: AsyncSession, staff_id: int, day: date
) -> tuple[date | None, date | None]:
    """The last day before and the first day after on which the person has a lesson that takes place."""
    theirs = (
        select(Lesson.on_day)
        .join(Lesson.course)
        .where(
            or_(Course.teacher_id == staff_id, Lesson.substitute_id == staff_id),
            Lesson.status != LessonStatus.CANCELLED,
        )
        .limit(1)
    )
    before = theirs.where(Lesson.on_day < day).order_by(Lesson.on_day.desc())
    after = theirs.where(Lesson.on_day > day).order_by(Lesson.on_day)
    return await session.scalar(before), await session.scalar(after)


async def last_lesson_ends(
    session: AsyncSession, group_ids: Collection[int], day: date
) -> dict[int, datetime]:
    """By group, the end of its last lesson of a day that takes place."""
    query = (
        select(Course.group_id, func.max(Lesson.ends_at))
        .join(Lesson, Lesson.course_id == Course.id)
        .where(Course.group_id.in_(group_ids), Lesson.on_day == day, Lesson.status != LessonStatus.CANCELLED)
        .group_by(Course.group_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def lessons_with_homework(session: AsyncSession, lesson_ids: Collection[int]) -> set[int]:
    return set(await session.scalars(select(Homework.lesson_id).where(Homework.lesson_id.in_(lesson_ids))))


async def count_marks(session: AsyncSession, lesson_ids: Collection[int]) -> dict[int, int]:
    """How many marks each lesson has; a lesson without any is left out."""
    query = (
        select(Work.lesson_id, func.count())
        .join(Mark, Mark.work_id == Work.id)
        .where(Work.lesson_id.in_(lesson_ids), Mark.value.is_not(None))
        .group_by(Work.lesson_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def courses_of_year(
    session: AsyncSession,
    school_year_id: int,
    *,
    teacher_id: int | None = None,
    group_ids: Collection[int] = (),
) -> Sequence[Course]:
    """The courses of a year by class: all, or those of a teacher and of some groups with their subgroups."""
    query = (
        select(Course)
        .join(Course.group)
        .join(Course.subject)
        .where(Group.school_year_id == school_year_id)
        .options(contains_eager(Course.group), contains_eager(Course.subject), joinedload(Course.teacher))
        .order_by(Group.grade.nulls_last(), Group.name, Subject.name, Course.id)
    )
    if teacher_id is not None:
        query = query.where(
            or_(Course.teacher_id == teacher_id, Group.id.in_(group_ids), Group.parent_id.in_(group_ids))
        )
    return (await session.scalars(query)).all()


async def members_between(
    session: AsyncSession, group_id: int, first: date, last: date
) -> Sequence[Row[Student, date, date | None]]:
    """``(student, joined on, left on)`` for every membership that touches the days."""
    query = (
        select(Student, GroupMembership.joined_on, GroupMembership.left_on)
        .join(GroupMembership, GroupMembership.student_id == Student.id)
        .where(
            GroupMembership.group_id == group_id,
            GroupMembership.joined_on <= last,
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= first),
        )
        .order_by(GroupMembership.joined_on)
    )
    return (await session.execute(query)).all()


async def lessons_between(session: AsyncSession, course_id: int, first: date, last: date) -> Sequence[Lesson]:
    """The course's lessons of these days that take place, in order."""
    query = (
        select(Lesson)
        .where(
            Lesson.course_id == course_id,
            Lesson.on_day >= first,
            Lesson.on_day <= last,
            Lesson.status != LessonStatus.CANCELLED,
        )
        .order_by(Lesson.on_day, Lesson.number)
    )
    return (await session.scalars(query)).all()


async def marks_between(
    session: AsyncSession, course_id: int, first: date, last: date
) -> Sequence[Row[int, int, int, str | None, Decimal]]:
    """``(lesson, work, student, value, weight)`` for every mark of these days, in the order of the works."""
    query = (
        select(
            Lesson.id,
            Work.id,
            Mark.student_id,
            Mark.value,
            func.coalesce(Work.own_weight, WorkKind.weight),
        )
        .join(Work, Work.id == Mark.work_id)
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Lesson, Lesson.id == Work.lesson_id)
        .where(
            Lesson.course_id == course_id,
            Lesson.on_day >= first,
            Lesson.on_day <= last,
            Mark.value.is_not(None),
        )
        .order_by(Work.position, Work.id)
    )
    return (await session.execute(query)).all()


async def works_in_points(
    session: AsyncSession, course_id: int, first: date, last: date
) -> Sequence[Row[int, int, int | None, str]]:
    """``(work, lesson, number, code of its kind)`` of works with a maximum, in the order of their lessons."""
    query = (
        select(Work.id, Work.lesson_id, Work.number, WorkKind.code)
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Lesson, Lesson.id == Work.lesson_id)
        .where(
            Lesson.course_id == course_id,
            Lesson.on_day.between(first, last),
            Lesson.status != LessonStatus.CANCELLED,
            Work.most_points.is_not(None),
        )
        .order_by(Lesson.on_day, Lesson.number, Work.position, Work.id)
    )
    return (await session.execute(query)).all()


async def attendance_between(
    session: AsyncSession, course_id: int, first: date, last: date
) -> Sequence[Row[int, int, Presence | None]]:
    """``(lesson, student, presence)`` for every absence and lateness of these days."""
    query = (
        select(Attendance.lesson_id, Attendance.student_id, Attendance.presence)
        .join(Lesson, Lesson.id == Attendance.lesson_id)
        .where(
            Lesson.course_id == course_id,
            Lesson.on_day >= first,
            Lesson.on_day <= last,
            Attendance.presence.is_not(None),
        )
    )
    return (await session.execute(query)).all()


async def excuses_between(
    session: AsyncSession, student_ids: Collection[int], first: date, last: date
) -> Sequence[Row[int, date, date]]:
    """``(student, first day, last day)`` of every excuse in force that touches the days."""
    query = select(Excuse.student_id, Excuse.starts_on, Excuse.ends_on).where(
        Excuse.student_id.in_(student_ids),
        Excuse.starts_on <= last,
        Excuse.ends_on >= first,
        Excuse.revoked_at.is_(None),
    )
    return (await session.execute(query)).all()


async def term_marks_of(session: AsyncSession, course_id: int, term_id: int) -> Sequence[TermMark]:
    """The course's marks of a term, removed ones too."""
    query = select(TermMark).where(TermMark.course_id == course_id, TermMark.term_id == term_id)
    return (await session.scalars(query)).all()


async def term_of_group(session: AsyncSession, term_id: int, school_year_id: int) -> Term | None:
    query = select(Term).where(Term.id == term_id, Term.school_year_id == school_year_id)
    return (await session.scalars(query)).one_or_none()


async def lock_course(session: AsyncSession, course_id: int) -> None:
    """Let the term marks of a course be saved by one at a time, until the transaction ends."""
    await session.execute(select(Course.id).where(Course.id == course_id).with_for_update())


async def mark_counts_by_kind(
    session: AsyncSession, course_id: int, first: date, last: date
) -> Sequence[tuple[int, WorkKind, str, int]]:
    """``(student id, kind of work, value, how many)`` of the course's marks for lessons of these days."""
    query = (
        select(Mark.student_id, WorkKind, Mark.value, func.count())
        .join(Work, Work.id == Mark.work_id)
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Lesson, Lesson.id == Work.lesson_id)
        .where(Lesson.course_id == course_id, Lesson.on_day.between(first, last), Mark.value.is_not(None))
        .group_by(Mark.student_id, WorkKind.id, Mark.value)
    )
    return [(row[0], row[1], row[2] or "", row[3]) for row in await session.execute(query)]
