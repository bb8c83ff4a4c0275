"""What every verb of movement has in common: who may, the student, the year, the trace it leaves."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.calendar import school_day
from services.codes import Person
from services.errors import Forbidden, NoClassChosen
from services.movement.rules import Checked
from services.permissions import require_role
from storage.models import (
    Group,
    GroupMembership,
    Movement,
    MovementKind,
    Role,
    SchoolYear,
    StaffMember,
    Student,
)
from storage.queries import calendar, members
from storage.queries import codes as codes_queries
from storage.queries import movement as queries
from storage.queries.movement import Membership

MOVERS = (Role.RECORDS_CLERK, Role.DEPUTY_HEAD, Role.ADMINISTRATOR)
"""Who enters orders about students (R38)."""


def require_moving(staff: StaffMember) -> None:
    """Raises ``Forbidden`` for everybody but ``MOVERS``."""
    require_role(staff, *MOVERS)


async def today_at(session: AsyncSession, staff: StaffMember, now: datetime) -> date:
    return school_day(await members.school_of(session, staff.school_id), now)


async def require_student(session: AsyncSession, staff: StaffMember, student_id: int) -> Student:
    """The student, locked. Raises ``Forbidden`` for who may not move students and for nobody of the school."""
    require_moving(staff)
    student = await queries.student_for_update(session, staff.school_id, student_id)
    if student is None:
        raise Forbidden
    return student


async def require_years(session: AsyncSession, staff: StaffMember, today: date) -> list[SchoolYear]:
    """The school years that orders are entered for: the latest that has begun, then those opened ahead.

    Most children come and go in summer. Raises ``Forbidden`` while there is none.
    """
    years = await calendar.years_of_school(session, staff.school_id)
    begun = next((year.starts_on for year in years if year.starts_on <= today), date.min)
    found = [year for year in reversed(years) if year.starts_on >= begun]
    if not found:
        raise Forbidden
    return found


async def require_class(
    session: AsyncSession, staff: StaffMember, group_id: int | None, years: Iterable[SchoolYear]
) -> tuple[Group, SchoolYear]:
    """The class to come to, and its year. Raises ``NoClassChosen``, and ``Forbidden`` for none of these years."""
    if group_id is None:
        raise NoClassChosen
    group = await queries.group_of_school(session, staff.school_id, group_id)
    year = next((one for one in years if group is not None and group.school_year_id == one.id), None)
    if group is None or year is None:
        raise Forbidden
    return group, year


async def open_stay(session: AsyncSession, student: Student, group: Group, day: date) -> GroupMembership:
    row = GroupMembership(
        school_id=student.school_id, student_id=student.id, group_id=group.id, joined_on=day
    )
    session.add(row)
    await session.flush()
    return row


def end_stays(stays: Iterable[Membership], last: date) -> dict[str, str]:
    """Let memberships end on a day; tell what stood there before, by id."""
    ended = {}
    for stay in stays:
        before = stay.row.left_on
        ended[str(stay.row.id)] = before.isoformat() if before else ""
        stay.row.left_on = last
    return ended


async def end_codes(session: AsyncSession, student: Student, now: datetime) -> None:
    """Let unused codes of who leaves the school, and of the guardians, open nothing any more (R21)."""
    guardianships = await queries.guardianship_ids(session, student.id)
    persons = [Person(student_id=student.id), *(Person(guardianship_id=one) for one in guardianships)]
    await codes_queries.revoke_unused(session, persons, now)


async def enter(
    session: AsyncSession, movement: Movement, order: Checked, staff: StaffMember, now: datetime
) -> Movement:
    """Keep the order, with its trace in the audit."""
    movement.order_number, movement.order_on = order.number, order.dated
    movement.on_day, movement.reason = order.on_day, order.reason
    movement.entered_by_id, movement.entered_at = staff.id, now
    session.add(movement)
    await session.flush()
    note(session, movement, staff, f"movement_{movement.kind.value}", now)
    return movement


def note(session: AsyncSession, movement: Movement, staff: StaffMember, action: str, now: datetime) -> None:
    audit.record(
        session,
        audit.About(movement.school_id, "student", movement.student_id),
        staff=staff,
        action=action,
        now=now,
        movement_id=movement.id,
        order=movement.order_number,
        on_day=movement.on_day.isoformat(),
        from_group_id=movement.from_group_id,
        to_group_id=movement.to_group_id,
    )


def of(
    student: Student,
    kind: MovementKind,
    *,
    opened: Iterable[int] = (),
    ended: dict[str, str] | None = None,
    from_group: Group | None = None,
    to_group: Group | None = None,
    was_left_on: date | None = None,
) -> Movement:
    """The movement, still without its order."""
    return Movement(
        school_id=student.school_id,
        student_id=student.id,
        kind=kind,
        opened=list(opened),
        ended=ended or {},
        from_group_id=from_group.id if from_group else None,
        to_group_id=to_group.id if to_group else None,
        was_left_on=was_left_on,
    )
