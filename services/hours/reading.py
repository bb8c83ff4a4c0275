"""The report of hours: of everybody for the heads, of oneself for everybody else (R43)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.hours.counting import Hours, TeacherHours, sum_of, teachers_hours
from services.hours.period import Period, months_of, period_of
from services.permissions import HEADS, has_role
from storage.models import School, SchoolYear, StaffMember
from storage.queries import calendar as calendar_queries
from storage.queries import hours as queries


@dataclass(frozen=True, slots=True)
class HoursReport:
    period: Period | None
    """Nothing before the school's first year."""
    months: tuple[Period, ...]
    """What else may be asked for: the months of the same year that have begun."""
    teachers: tuple[TeacherHours, ...]
    is_own: bool
    """Whether it is the reader's own only."""
    years: tuple[SchoolYear, ...] = ()
    """Those that have begun, the latest first: what else may be asked for."""

    @property
    def total(self) -> Hours:
        return sum_of(one.total for one in self.teachers)


async def open_hours(
    session: AsyncSession,
    *,
    staff: StaffMember,
    school: School,
    first: date | None = None,
    last: date | None = None,
    now: datetime,
) -> HoursReport:
    """Hours of the days asked for, by teacher and course; without days, of this month (R43).

    Whoever is no head gets the own hours, whatever is asked for. Statements: as many for a year of
    sixty teachers as for a day of one.
    """
    own = None if has_role(staff, *HEADS) else staff.id
    today = school_day(school, now)
    years = await calendar_queries.years_begun_by(session, staff.school_id, today)
    period = period_of(years, first, last, today)
    if period is None:
        return HoursReport(None, (), (), is_own=own is not None)
    teachers = await _count(session, staff.school_id, own, period, now)
    months = months_of(period.year, today)
    return HoursReport(period, tuple(months), tuple(teachers), own is not None, tuple(years))


async def _count(
    session: AsyncSession, school_id: int, own: int | None, period: Period, now: datetime
) -> list[TeacherHours]:
    held = await queries.lessons_held(session, school_id, period.first, period.last, now, own)
    planned = await queries.lessons_planned(session, school_id, period.first, period.last, own)
    course_ids = {row[0] for row in held} | planned.keys()
    courses = {one.id: one for one in await queries.courses_named(session, school_id, course_ids)}
    staff_ids = {row[1] for row in held if row[1]} | {one.teacher_id for one in courses.values()}
    staff = {one.id: one for one in await queries.staff_named(session, school_id, staff_ids)}
    found = teachers_hours(held, planned, courses, staff)
    return [one for one in found if own is None or one.teacher.id == own]
