"""Who opens, fills, corrects and reads registers of course papers (R23, R43)."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions
from services.errors import Forbidden
from services.permissions import HEADS, has_role
from storage.models import Course, Role, StaffMember
from storage.queries import staff as queries

CORRECTORS = (Role.DEPUTY_HEAD, Role.DEPARTMENT_HEAD)
"""They fill every register beside its teacher, and what has closed by order."""
OVERSEERS = (*HEADS, Role.DEPARTMENT_HEAD)
"""They read the register of the whole school."""


def may_oversee(staff: StaffMember) -> bool:
    return has_role(staff, *OVERSEERS)


def may_correct(staff: StaffMember) -> bool:
    return has_role(staff, *CORRECTORS)


def may_fill(staff: StaffMember, course: Course) -> bool:
    """Whether the person opens and fills the course's register."""
    return course.teacher_id == staff.id or may_correct(staff)


def reads_gradebook(staff: StaffMember, course: Course) -> bool:
    """Whether who reads the register may open the course's gradebook: a head of a department may not."""
    is_of_department = has_role(staff, Role.DEPARTMENT_HEAD) and not has_role(staff, *HEADS)
    return course.teacher_id == staff.id or not is_of_department


async def require_reading(session: AsyncSession, *, staff: StaffMember, course_id: int, day: date) -> Course:
    """The course, for who may look at its gradebook, and for heads of departments. Raises ``Forbidden``."""
    if not has_role(staff, Role.DEPARTMENT_HEAD):
        return await permissions.require_viewing_course(session, staff=staff, course_id=course_id, day=day)
    course = await queries.course_of_school(session, staff.school_id, course_id)
    if course is None:
        raise Forbidden
    return course


async def require_filling(session: AsyncSession, *, staff: StaffMember, course_id: int) -> Course:
    """The course, if this person fills its register. Raises ``Forbidden``."""
    course = await queries.course_of_school(session, staff.school_id, course_id)
    if course is None or not may_fill(staff, course):
        raise Forbidden
    return course
