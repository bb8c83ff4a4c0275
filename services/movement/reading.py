"""The journal of orders, one student's stays and orders, and what a form of an order offers (R38)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.class_list import list_order
from services.errors import Forbidden
from services.movement import steps
from services.permissions import HEADS, has_role
from storage.models import Group, Movement, MovementKind, SchoolYear, StaffMember, Student
from storage.queries import movement as queries
from storage.queries import staff as staff_queries
from storage.queries.movement import Membership


@dataclass(frozen=True, slots=True)
class Journal:
    """Orders of a year, the latest first, and what one may filter by."""

    movements: tuple[Movement, ...]
    """Those who simply went with their class only where a class or that kind is asked for."""
    promoted: int
    """How many went with their class, where they are left out."""
    years: tuple[SchoolYear, ...]
    year: SchoolYear | None
    groups: tuple[Group, ...]
    may_move: bool


@dataclass(frozen=True, slots=True)
class StudentPage:
    student: Student
    stays: tuple[Membership, ...]
    """In classes, the first one first."""
    movements: tuple[Movement, ...]
    may_move: bool
    latest: int | None
    """The order that could be taken back."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a form of an order offers to choose from."""

    classes: tuple[tuple[SchoolYear, tuple[Group, ...]], ...]
    """By year: this one's, and those of the years opened ahead."""
    students: tuple[Student, ...]


def may_move(staff: StaffMember) -> bool:
    return has_role(staff, *steps.MOVERS)


async def open_journal(
    session: AsyncSession,
    *,
    staff: StaffMember,
    now: datetime,
    year_id: int | None = None,
    group_id: int | None = None,
    kind: MovementKind | None = None,
) -> Journal:
    """The orders of a year, of this one without ``year_id``; leaders of a class see their class's.

    Raises ``Forbidden`` for who may see none, and for a year or a class that is not offered.
    """
    today = await steps.today_at(session, staff, now)
    years = await queries.years_of_school(session, staff.school_id)
    year = _chosen_year(years, year_id, today)
    groups = await _groups_seen(session, staff, year, today)
    if group_id is not None and group_id not in {group.id for group in groups}:
        raise Forbidden
    found: Sequence[Movement] = ()
    if year is not None:
        sees_all = _sees_all(staff) and group_id is None
        ids = None if sees_all else [group_id] if group_id else [group.id for group in groups]
        days = (year.starts_on, _last_day(years, year))
        found = await queries.movements(session, staff.school_id, days=days, group_ids=ids, kind=kind)
    is_short = kind is None and group_id is None
    shown = [one for one in found if not is_short or one.kind is not MovementKind.PROMOTED]
    left_out = len(found) - len(shown)
    return Journal(tuple(shown), left_out, tuple(years), year, tuple(groups), may_move(staff))


async def open_student(
    session: AsyncSession, *, staff: StaffMember, student_id: int, now: datetime
) -> StudentPage:
    """A student's stays and orders, for who moves students, heads, and leaders of a class the student is
    or was in. Raises ``Forbidden``."""
    student = await queries.student_of_school(session, staff.school_id, student_id)
    if student is None:
        raise Forbidden
    stays = await queries.stays_of(session, student.id)
    if not _sees_all(staff):
        today = await steps.today_at(session, staff, now)
        led = {group.id for group in await staff_queries.groups_led_by(session, staff.id, today)}
        if not led & {stay.group.id for stay in stays}:
            raise Forbidden
    found = await queries.movements(session, staff.school_id, student_id=student.id)
    latest = await queries.latest_movement(session, student.id)
    return StudentPage(student, tuple(stays), tuple(found), may_move(staff), latest.id if latest else None)


async def open_form(session: AsyncSession, *, staff: StaffMember, kind: MovementKind, now: datetime) -> Offer:
    """Classes and students for an order of a kind. Raises ``Forbidden``."""
    steps.require_moving(staff)
    today = await steps.today_at(session, staff, now)
    years = await steps.require_years(session, staff, today)
    students = [
        one
        for one in await queries.students_of_school(session, staff.school_id)
        if (one.left_on is not None) == (kind is MovementKind.RETURNED)
    ]
    classes = [(year, tuple(await queries.classes_of_year(session, year.id))) for year in years]
    return Offer(tuple(classes), tuple(sorted(students, key=list_order)))


def _last_day(years: Sequence[SchoolYear], year: SchoolYear) -> date:
    """The summer belongs to the year before it: those who graduate leave in June."""
    later = [one.starts_on for one in years if one.starts_on > year.starts_on]
    return min(later) - timedelta(days=1) if later else date.max


def _sees_all(staff: StaffMember) -> bool:
    return may_move(staff) or has_role(staff, *HEADS)


def _chosen_year(years: Sequence[SchoolYear], year_id: int | None, today: date) -> SchoolYear | None:
    if year_id is None:
        return next((year for year in years if year.starts_on <= today), None)
    for year in years:
        if year.id == year_id:
            return year
    raise Forbidden


async def _groups_seen(
    session: AsyncSession, staff: StaffMember, year: SchoolYear | None, today: date
) -> Sequence[Group]:
    """Raises ``Forbidden`` for who sees no class."""
    if _sees_all(staff):
        return await queries.classes_of_year(session, year.id) if year else ()
    led = await staff_queries.groups_led_by(session, staff.id, today)
    if not led:
        raise Forbidden
    return led
