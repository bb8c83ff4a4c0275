"""Hours of teachers from counted lessons. Pure; an hour is one lesson."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Self

from sqlalchemy import Row

from services.class_list import alphabetical, list_order
from storage.models import Course, StaffMember

Held = Row[int, int | None, int, int, int, int] | tuple[int, int | None, int, int, int, int]
"""A row of ``storage.queries.hours.lessons_held``."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Lessons of one teacher. A lesson that is over stands in exactly one of them, save ``planned``."""

    planned: int = 0
    """Lessons that the timetable has: one moved into another month is planned where it was."""
    given: int = 0
    """Of the teacher's own courses: took place, are over and have a topic, as the plan's coverage counts."""
    substituted: int = 0
    """The same, given in place of somebody else."""
    by_others: int = 0
    """Lessons of the teacher's courses that are over and were somebody else's to give, with a topic or without."""
    cancelled: int = 0
    unrecorded: int = 0
    """Lessons of the teacher that are over and have no topic: neither given nor forgotten."""
    to_come: int = 0

    @property
    def total(self) -> int:
        """What is paid for."""
        return self.given + self.substituted

    def __add__(self, other: Self) -> Self:
        sums = {one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        return type(self)(**sums)


@dataclass(frozen=True, slots=True)
class Line:
    """A teacher's hours in one course."""

    course: Course
    """With subject, group and teacher."""
    instead_of: StaffMember | None
    """Whom the teacher stood in for; nobody in a course of one's own."""
    substitutes: tuple[StaffMember, ...]
    """Who gave ``by_others``."""
    hours: Hours


@dataclass(frozen=True, slots=True)
class TeacherHours:
    teacher: StaffMember
    lines: tuple[Line, ...]
    """Courses of one's own first, each by class and subject."""

    @property
    def total(self) -> Hours:
        return sum_of(line.hours for line in self.lines)


def sum_of(hours: Iterable[Hours]) -> Hours:
    return sum(hours, Hours())


def teachers_hours(
    held: Iterable[Held],
    planned: Mapping[int, int],
    courses: Mapping[int, Course],
    staff: Mapping[int, StaffMember],
) -> list[TeacherHours]:
    """Everybody with lessons of their own or of others, in the order of a list of people.

    ``courses`` and ``staff`` hold every id that the rows name.
    """
    hours: defaultdict[tuple[int, int], Hours] = defaultdict(Hours)
    substitutes: defaultdict[int, set[int]] = defaultdict(set)
    for course_id, count in planned.items():
        hours[courses[course_id].teacher_id, course_id] += Hours(planned=count)
    for course_id, substitute_id, given, unrecorded, cancelled, to_come in held:
        own = courses[course_id].teacher_id
        if substitute_id is None or substitute_id == own:
            hours[own, course_id] += Hours(
                given=given, unrecorded=unrecorded, cancelled=cancelled, to_come=to_come
            )
            continue
        # A lesson that was cancelled after somebody was named for it is the course's own again.
        hours[own, course_id] += Hours(by_others=given + unrecorded, cancelled=cancelled)
        if given + unrecorded:
            substitutes[course_id].add(substitute_id)
        if given + unrecorded + to_come:
            theirs = Hours(substituted=given, unrecorded=unrecorded, to_come=to_come)
            hours[substitute_id, course_id] += theirs
    return _by_teacher(hours, substitutes, courses, staff)


def _by_teacher(
    hours: Mapping[tuple[int, int], Hours],
    substitutes: Mapping[int, set[int]],
    courses: Mapping[int, Course],
    staff: Mapping[int, StaffMember],
) -> list[TeacherHours]:
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    for (teacher_id, course_id), counted in hours.items():
        course = courses[course_id]
        is_own = course.teacher_id == teacher_id
        others = [staff[one] for one in substitutes.get(course_id, ())] if is_own else []
        line = Line(
            course, None if is_own else course.teacher, tuple(sorted(others, key=list_order)), counted
        )
        lines[teacher_id].append(line)
    found = [TeacherHours(staff[one], tuple(sorted(lines[one], key=_order))) for one in lines]
    return sorted(found, key=lambda one: (list_order(one.teacher), one.teacher.id))


def _order(line: Line) -> tuple[bool, int, tuple[int, ...], tuple[int, ...], int]:
    group, subject = line.course.group, line.course.subject
    grade = 99 if group.grade is None else group.grade
    is_others = line.instead_of is not None
    return is_others, grade, alphabetical(group.name), alphabetical(subject.name), line.course.id
