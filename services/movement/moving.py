"""Orders about students on record: transferred, left, graduated, returned (R38)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.codes import CLASS_KINDS
from services.errors import AlreadyInClass, ClassOfAnotherYear, StudentLeft, StudentStays
from services.movement import steps
from services.movement.rules import Order, checked
from storage.models import Group, GroupKind, Movement, MovementKind, SchoolYear, StaffMember, Student
from storage.queries import movement as queries
from storage.queries.movement import Membership

A_DAY = timedelta(days=1)


async def transfer(
    session: AsyncSession,
    *,
    staff: StaffMember,
    student_id: int,
    group_id: int | None,
    order: Order,
    now: datetime,
) -> Movement:
    """Move a student to another class of the year from the order's day on; subgroups of the old one end,
    clubs stay.

    Raises ``Forbidden``, ``NoClassChosen``, ``AlreadyInClass``, ``ClassOfAnotherYear``, ``StudentLeft``,
    and what ``checked`` raises, for a day on which the stay had not begun too.
    """
    student = await steps.require_student(session, staff, student_id)
    today = await steps.today_at(session, staff, now)
    years = await steps.require_years(session, staff, today)
    group, year = await steps.require_class(session, staff, group_id, years)
    stays, stay = await _stays(session, student, years)
    _require_another(student, stay, group, year)
    # Whoever is to come in September may be put into another class before the first day.
    begun = stay.row.joined_on + (A_DAY if stay.row.joined_on <= today else timedelta(0))
    order_ = checked(order, today, max(year.starts_on, begun), year.ends_on)
    movement = steps.of(student, MovementKind.TRANSFERRED, from_group=stay.group, to_group=group)
    ending = [one for one in stays if one is stay or _is_part_of(one.group, stay.group)]
    movement.ended = steps.end_stays(ending, order_.on_day - A_DAY)
    movement.opened = [(await steps.open_stay(session, student, group, order_.on_day)).id]
    return await steps.enter(session, movement, order_, staff, now)


async def let_go(
    session: AsyncSession, *, staff: StaffMember, student_id: int, order: Order, now: datetime
) -> Movement:
    """Let a student leave; the order's day is the last one at school.

    Every membership ends, also one that would have begun later, unused codes end, and access with them as
    for everybody who has left (R20, R22). Raises ``Forbidden``, ``StudentLeft`` and what ``checked`` raises.
    """
    return await _depart(session, MovementKind.LEFT, staff, student_id, order, now)


async def graduate(
    session: AsyncSession, *, staff: StaffMember, student_id: int, order: Order, now: datetime
) -> Movement:
    """The same for who has finished the school."""
    return await _depart(session, MovementKind.GRADUATED, staff, student_id, order, now)


async def return_student(
    session: AsyncSession,
    *,
    staff: StaffMember,
    student_id: int,
    group_id: int | None,
    order: Order,
    now: datetime,
) -> Movement:
    """Take somebody back who had left, from the order's day on.

    Raises ``Forbidden``, ``NoClassChosen``, ``StudentStays`` and what ``checked`` raises.
    """
    student = await steps.require_student(session, staff, student_id)
    today = await steps.today_at(session, staff, now)
    years = await steps.require_years(session, staff, today)
    group, year = await steps.require_class(session, staff, group_id, years)
    if student.left_on is None:
        raise StudentStays(name=student.short_name)
    order_ = checked(order, today, max(year.starts_on, student.left_on + A_DAY), year.ends_on)
    opened = await steps.open_stay(session, student, group, order_.on_day)
    was, student.left_on = student.left_on, None
    movement = steps.of(student, MovementKind.RETURNED, opened=[opened.id], to_group=group, was_left_on=was)
    return await steps.enter(session, movement, order_, staff, now)


async def _depart(
    session: AsyncSession,
    kind: MovementKind,
    staff: StaffMember,
    student_id: int,
    order: Order,
    now: datetime,
) -> Movement:
    student = await steps.require_student(session, staff, student_id)
    today = await steps.today_at(session, staff, now)
    years = await steps.require_years(session, staff, today)
    _stays_open, stay = await _stays(session, student, years)
    order_ = checked(order, today, *_days_to_go(stay, years, today))
    ended = steps.end_stays(await queries.memberships_from(session, student.id, order_.on_day), order_.on_day)
    was, student.left_on = student.left_on, order_.on_day
    await steps.end_codes(session, student, now)
    movement = steps.of(student, kind, ended=ended, from_group=stay.group, was_left_on=was)
    return await steps.enter(session, movement, order_, staff, now)


def _require_another(student: Student, stay: Membership, group: Group, year: SchoolYear) -> None:
    """Raises ``AlreadyInClass``, ``ClassOfAnotherYear``."""
    if stay.group.id == group.id:
        raise AlreadyInClass(name=student.short_name, group=group.name)
    if stay.group.school_year_id != year.id:
        raise ClassOfAnotherYear(name=student.short_name, group=group.name, year=year.name)


def _days_to_go(stay: Membership, years: Sequence[SchoolYear], today: date) -> tuple[date, date]:
    """The days on which one may leave the school: of who was to come to a class later, before it too."""
    year = next(one for one in years if one.id == stay.group.school_year_id)
    has_begun = stay.row.joined_on <= today
    first = max(year.starts_on, stay.row.joined_on) if has_begun else min(years[0].starts_on, today)
    return first, max(year.ends_on, today)


async def _stays(
    session: AsyncSession, student: Student, years: Sequence[SchoolYear]
) -> tuple[list[Membership], Membership]:
    """The student's memberships that are still open, and the class among them. Raises ``StudentLeft``."""
    found = await queries.memberships_from(session, student.id, date.max)
    ids = {year.id for year in years}
    classes = [one for one in found if one.group.kind in CLASS_KINDS and one.group.school_year_id in ids]
    if student.left_on is not None or not classes:
        raise StudentLeft(name=student.short_name)
    return found, classes[0]


def _is_part_of(group: Group, of: Group) -> bool:
    return group.kind is GroupKind.SUBGROUP and group.parent_id == of.id
