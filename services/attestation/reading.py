"""What the deputy head sees of a class's attestations, and of one course's (R37)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import ShownYear, choose_year, school_day, terms_of_year
from services.errors import Forbidden
from services.permissions import has_role, require_head
from storage.models import Attestation, Course, Group, Role, StaffMember, Term
from storage.queries import attestations as queries
from storage.queries import gradebook as gradebook_queries
from storage.queries import staff as staff_queries

PLANNERS = (Role.ADMINISTRATOR, Role.DEPUTY_HEAD)
"""Who decides by what a course is attested; the director looks on."""


@dataclass(frozen=True, slots=True)
class CourseLine:
    course: Course
    """With subject and teacher."""
    attestations: tuple[Attestation, ...]
    """With their terms, in the order of the terms' ends."""


@dataclass(frozen=True, slots=True)
class ClassPlan:
    shown: ShownYear
    groups: Sequence[Group]
    """Of the year; nothing before the first."""
    group: Group | None
    courses: tuple[CourseLine, ...]


@dataclass(frozen=True, slots=True)
class CoursePlan:
    course: Course
    """With subject, group and teacher."""
    terms: Sequence[Term]
    attestations: Sequence[Attestation]
    marked: frozenset[int]
    """Those where marks were given: their day stays."""
    year_ends: date
    may_plan: bool


async def open_class_plan(
    session: AsyncSession,
    *,
    staff: StaffMember,
    group_id: int | None,
    now: datetime,
    year_id: int | None = None,
) -> ClassPlan:
    """The courses of a class with their attestations; without a class, of the first of the year, which is
    this one unless another is asked for.

    Raises ``Forbidden`` for who is no head, and for a class or a year that is not offered.
    """
    require_head(staff)
    today = school_day(await gradebook_queries.school_of(session, staff.school_id), now)
    if group_id is not None:
        year_id = await queries.year_of_class(session, staff.school_id, group_id)
        if year_id is None:
            raise Forbidden
    shown = await choose_year(session, staff.school_id, today, year_id)
    groups = await queries.groups_of_year(session, shown.year.id) if shown.year else ()
    group = next((one for one in groups if group_id is None or one.id == group_id), None)
    if group_id is not None and group is None:
        raise Forbidden
    courses = await queries.courses_of_group(session, group.id) if group else ()
    found = await queries.attestations_of_courses(session, [course.id for course in courses])
    lines = (
        CourseLine(course, tuple(one for one in found if one.course_id == course.id)) for course in courses
    )
    return ClassPlan(shown, groups, group, tuple(lines))


async def open_course_plan(session: AsyncSession, *, staff: StaffMember, course_id: int) -> CoursePlan:
    """One course's attestations. Raises ``Forbidden`` for who is no head, and for no such course."""
    require_head(staff)
    course = await staff_queries.course_of_school(session, staff.school_id, course_id)
    if course is None:
        raise Forbidden
    found = await queries.attestations_of_courses(session, [course.id])
    year = await gradebook_queries.year_of_group(session, course.group.school_year_id)
    return CoursePlan(
        course=course,
        terms=await terms_of_year(session, year.id),
        attestations=found,
        marked=frozenset(await queries.marked(session, [one.id for one in found])),
        year_ends=year.ends_on,
        may_plan=has_role(staff, *PLANNERS),
    )
