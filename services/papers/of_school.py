"""The register of course papers of the whole school: by course, filtered by year, group and teacher (R43)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.class_list import list_order
from services.errors import Forbidden
from services.papers.rights import OVERSEERS, may_oversee
from services.permissions import require_role
from storage.models import CoursePaper, Group, PaperRegister, School, SchoolYear, StaffMember, Student
from storage.queries import calendar
from storage.queries import papers as queries


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; what is left empty does not matter, of years the latest is meant."""

    year_id: int | None = None
    group_id: int | None = None
    teacher_id: int | None = None


@dataclass(frozen=True, slots=True)
class CourseRegister:
    register: PaperRegister
    """With course, subject, group and teacher, and term."""
    lines: tuple[tuple[Student, CoursePaper | None], ...]
    """The students of the course, in the order of the class list."""

    def supervisor(self, paper: CoursePaper | None) -> StaffMember:
        """Who supervises a paper: the course's teacher, if nobody else was named."""
        return (paper.supervisor if paper else None) or self.register.course.teacher


@dataclass(frozen=True, slots=True)
class SchoolRegister:
    years: tuple[SchoolYear, ...]
    """Those that have begun, the latest first."""
    year: SchoolYear | None
    groups: tuple[Group, ...]
    teachers: tuple[StaffMember, ...]
    """What one may filter by: those with a register in the year."""
    filters: Filters
    courses: tuple[CourseRegister, ...]


async def open_school_register(
    session: AsyncSession, *, staff: StaffMember, school: School, filters: Filters, now: datetime
) -> SchoolRegister:
    """Five statements at most, however many courses there are.

    A group or a teacher without a register in the year does not matter: they may be left from another year.
    Raises ``Forbidden`` for all but the heads of the school and of departments, and for no year of the school.
    """
    require_role(staff, *OVERSEERS)
    years = tuple(await calendar.years_begun_by(session, staff.school_id, school_day(school, now)))
    year = next((one for one in years if filters.year_id in (None, one.id)), None)
    if year is None and filters.year_id is not None:
        raise Forbidden
    registers = await queries.registers_of_year(session, year.id) if year else ()
    groups = {one.course.group_id: one.course.group for one in registers}
    teachers = {one.course.teacher_id: one.course.teacher for one in registers}
    filters = Filters(
        filters.year_id,
        filters.group_id if filters.group_id in groups else None,
        filters.teacher_id if filters.teacher_id in teachers else None,
    )
    wanted = [one for one in registers if _is_wanted(one, filters)]
    return SchoolRegister(
        years=years,
        year=year,
        groups=tuple(groups.values()),
        teachers=tuple(sorted(teachers.values(), key=list_order)),
        filters=filters,
        courses=await _with_lines(session, wanted),
    )


async def may_open_school_register(session: AsyncSession, *, staff: StaffMember) -> bool:
    """Whether to show the way there: to who may read it, at a school that has course papers."""
    return may_oversee(staff) and await queries.keeps_registers(session, staff.school_id)


def _is_wanted(register: PaperRegister, filters: Filters) -> bool:
    course = register.course
    return filters.group_id in (None, course.group_id) and filters.teacher_id in (None, course.teacher_id)


async def _with_lines(
    session: AsyncSession, registers: Sequence[PaperRegister]
) -> tuple[CourseRegister, ...]:
    if not registers:
        return ()
    papers: defaultdict[int, dict[int, CoursePaper]] = defaultdict(dict)
    for paper in await queries.papers_in(session, [one.id for one in registers]):
        papers[paper.register_id][paper.student_id] = paper
    members: defaultdict[int, list[tuple[Student, date, date | None]]] = defaultdict(list)
    for group_id, student, joined_on, left_on in await queries.members_of(
        session, {one.course.group_id for one in registers}
    ):
        members[group_id].append((student, joined_on, left_on))
    return tuple(_lines(one, members[one.course.group_id], papers[one.id]) for one in registers)


def _lines(
    register: PaperRegister,
    members: Sequence[tuple[Student, date, date | None]],
    papers: Mapping[int, CoursePaper],
) -> CourseRegister:
    term = register.term
    students = {
        student
        for student, joined_on, left_on in members
        if student.id in papers
        or (joined_on <= term.ends_on and (left_on is None or left_on >= term.starts_on))
    }
    in_order = sorted(students, key=list_order)
    return CourseRegister(register, tuple((student, papers.get(student.id)) for student in in_order))
