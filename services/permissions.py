"""What a member of staff may do, by role, course and group (R23). Asked first by every verb."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from storage.models import Course, Group, Lesson, Role, SchoolYear, StaffMember
from storage.queries import staff as queries

HEADS = frozenset({Role.ADMINISTRATOR, Role.DIRECTOR, Role.DEPUTY_HEAD})
"""Who may look into every class of the school."""


def has_role(staff: StaffMember, *roles: Role) -> bool:
    """Whether any of the roles is held. ``staff.roles`` must be loaded."""
    return any(held.role in roles for held in staff.roles)


def require_administrator(staff: StaffMember) -> None:
    """Raises ``Forbidden`` for everybody else."""
    if not has_role(staff, Role.ADMINISTRATOR):
        raise Forbidden


def require_head(staff: StaffMember) -> None:
    """Who looks into every class and changes the timetable of a day (R40): administrator, director, deputy head.

    Raises ``Forbidden`` for everybody else.
    """
    if not has_role(staff, *HEADS):
        raise Forbidden


def require_role(staff: StaffMember, *roles: Role) -> None:
    """Raises ``Forbidden`` for who holds none of the roles."""
    if not has_role(staff, *roles):
        raise Forbidden


async def require_recording(session: AsyncSession, *, staff: StaffMember, lesson_id: int) -> Lesson:
    """The lesson, with course, subject, group and room, if this person may write its record (R30).

    That is the substitute where there is one, otherwise the course's teacher. The row is locked
    until the transaction ends, so that two saves of one lesson come one after the other. Raises
    ``Forbidden``, also when there is no such lesson.
    """
    lesson = await queries.lesson_for_update(session, staff.school_id, lesson_id)
    if lesson is None or not records(staff, lesson):
        raise Forbidden
    return lesson


def records(staff: StaffMember, lesson: Lesson) -> bool:
    """Whether the person gives this lesson: as its substitute, else as the course's teacher."""
    return staff.id == (lesson.substitute_id or lesson.course.teacher_id)


async def require_viewing_lesson(session: AsyncSession, *, staff: StaffMember, lesson_id: int) -> Lesson:
    """The lesson, if this person may look at it: who records it, who teaches the course, who leads
    the group, and the heads. Raises ``Forbidden``."""
    lesson = await queries.lesson_of_school(session, staff.school_id, lesson_id)
    if lesson is None:
        raise Forbidden
    if records(staff, lesson) or await _may_view(session, staff, lesson.course, lesson.on_day):
        return lesson
    raise Forbidden


async def require_viewing_course(
    session: AsyncSession, *, staff: StaffMember, course_id: int, day: date
) -> Course:
    """The course, if this person teaches it, leads its group on ``day`` or is a head. Raises ``Forbidden``.

    Of a year that is over: who led its group on the year's last day still looks at it.
    """
    course = await queries.course_of_school(session, staff.school_id, course_id)
    if course is None:
        raise Forbidden
    year = await session.get_one(SchoolYear, course.group.school_year_id)
    if not await _may_view(session, staff, course, min(day, year.ends_on)):
        raise Forbidden
    return course


async def require_leading(session: AsyncSession, *, staff: StaffMember, group_id: int, day: date) -> Group:
    """The group, if this person is its class teacher or curator on ``day``. Raises ``Forbidden``."""
    for group in await queries.groups_led_by(session, staff.id, day):
        if group.id == group_id:
            return group
    raise Forbidden


async def _may_view(session: AsyncSession, staff: StaffMember, course: Course, day: date) -> bool:
    if course.teacher_id == staff.id or has_role(staff, *HEADS):
        return True
    led = {group.id for group in await queries.groups_led_by(session, staff.id, day)}
    return bool(led & {course.group_id, course.group.parent_id})
