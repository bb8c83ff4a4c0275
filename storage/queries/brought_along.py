"""Marks of former classes in the same subject."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Exists, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import QueryableAttribute, aliased

from storage.models import Course, Group, GroupMembership, Lesson, Mark, Term, TermMark, Work, WorkKind


async def marks_brought(
    session: AsyncSession, course: Course, first: date, last: date
) -> Sequence[tuple[int, str, str, Decimal, str, date]]:
    """``(student, former class, value, weight, code of the kind of work, day)``, by day.

    Of courses of the same subject and year, in groups that the student had left before joining the
    course's group; for lessons of these days while the student was there.
    """
    groups, students = await _former(session, course)
    if not groups:
        return ()
    weight = func.coalesce(Work.own_weight, WorkKind.weight)
    query = (
        select(Mark.student_id, Group.name, Mark.value, weight, WorkKind.code, Lesson.on_day)
        .select_from(Course)
        .join(Group, Group.id == Course.group_id)
        .join(Lesson, Lesson.course_id == Course.id)
        .join(Work, Work.lesson_id == Lesson.id)
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Mark, Mark.work_id == Work.id)
        .where(
            *_its_courses_in(groups, course),
            Mark.student_id.in_(students),
            Lesson.on_day.between(first, last),
            Mark.value.is_not(None),
            _had_left_for(course),
        )
        .order_by(Lesson.on_day, Work.position, Work.id)
    )
    return [(row[0], row[1], row[2] or "", row[3], row[4], row[5]) for row in await session.execute(query)]


async def _former(session: AsyncSession, course: Course) -> tuple[set[int], set[int]]:
    """Groups of the year that somebody had left before coming to the course's, and those students: mostly nobody.

    Asked for first: without it every gradebook would look through the marks of all parallel classes.
    """
    here, there = aliased(GroupMembership), aliased(GroupMembership)
    query = (
        select(there.group_id, there.student_id)
        .select_from(here)
        .join(there, there.student_id == here.student_id)
        .join(Group, Group.id == there.group_id)
        .where(
            here.group_id == course.group_id,
            there.group_id != course.group_id,
            there.left_on < here.joined_on,
            Group.school_year_id == course.group.school_year_id,
        )
    )
    rows = (await session.execute(query)).all()
    return {row[0] for row in rows}, {row[1] for row in rows}


def _had_left_for(course: Course) -> ColumnElement[bool]:
    """That the mark's student was in the lesson's group that day and left it before coming to the course's."""
    there = aliased(GroupMembership)
    was_there = Lesson.on_day.between(there.joined_on, there.left_on)
    return _had_come_from(there, course, Mark.student_id, was_there).correlate(Mark, Course, Lesson)


def _had_come_from_there(course: Course) -> ColumnElement[bool]:
    """That the term mark's student had left its group before coming to the course's."""
    there = aliased(GroupMembership)
    return _had_come_from(there, course, TermMark.student_id).correlate(TermMark, Course)


def _its_courses_in(groups: set[int], course: Course) -> tuple[ColumnElement[bool], ...]:
    """The same subject's courses in these groups."""
    return (
        Course.school_id == course.school_id,
        Course.subject_id == course.subject_id,
        Course.group_id.in_(groups),
    )


async def term_marks_brought(session: AsyncSession, course: Course) -> Sequence[tuple[int, str, Term, str]]:
    """``(student, former class, term, value)`` of the year's term marks given there, by term."""
    groups, students = await _former(session, course)
    if not groups:
        return ()
    query = (
        select(TermMark.student_id, Group.name, Term, TermMark.value)
        .join(Course, Course.id == TermMark.course_id)
        .join(Group, Group.id == Course.group_id)
        .join(Term, Term.id == TermMark.term_id)
        .where(
            *_its_courses_in(groups, course),
            TermMark.student_id.in_(students),
            TermMark.value.is_not(None),
            _had_come_from_there(course),
        )
        .order_by(Term.ends_on, TermMark.id)
    )
    return [(row[0], row[1], row[2], row[3] or "") for row in await session.execute(query)]


def _had_come_from(
    there: type[GroupMembership],
    course: Course,
    student: QueryableAttribute[int],
    *conditions: ColumnElement[bool],
) -> Exists:
    here = aliased(GroupMembership)
    return exists(
        select(here.id)
        .join(there, there.student_id == here.student_id)
        .where(
            here.group_id == course.group_id,
            here.student_id == student,
            there.group_id == Course.group_id,
            there.left_on < here.joined_on,
            *conditions,
        )
    )
