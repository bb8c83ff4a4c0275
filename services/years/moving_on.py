"""The one place where a student's stay in last year's groups ends and another begins (R38, R45)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.movement.steps import end_codes
from services.years.settling import Fate
from storage.models import Group, GroupMembership, Movement, MovementKind, StaffMember, Student
from storage.queries import years as queries

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Order:
    """The order by which it is done, and who entered it when."""

    number: str
    on_day: date
    staff: StaffMember
    now: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One student's way from one year into the next."""

    student: Student
    fate: Fate
    last_day: date
    """The last day of the stays that end: of who goes on the day before the new year, of others that of leaving."""
    from_class: int
    groups: Collection[Group] = ()
    """The new year's class, then the subgroups; none for who leaves the school."""


async def move_on(session: AsyncSession, *, step: Step, order: Order) -> Movement:
    """End the student's stays and begin those of the new year, from the day after, on record.

    Past days keep the groups they had; unused codes of who leaves the school end. The movement can be taken
    back for this student alone.
    """
    student, last_day = step.student, step.last_day
    movement = _movement(step, order)
    for stay in await queries.stays_of(session, student.id, last_day):
        movement.ended[str(stay.id)] = stay.left_on.isoformat() if stay.left_on else ""
        stay.left_on = last_day
    begun = [
        GroupMembership(
            school_id=student.school_id,
            group_id=group.id,
            student_id=student.id,
            joined_on=last_day + A_DAY,
        )
        for group in step.groups
    ]
    session.add_all(begun)
    await session.flush()
    movement.opened = [row.id for row in begun]
    if not step.groups:
        student.left_on = last_day
        await end_codes(session, student, order.now)
    session.add(movement)
    return movement


def _movement(step: Step, order: Order) -> Movement:
    """The line of the journal: in the class from the first day of the new year, at school till the last one."""
    into = next(iter(step.groups), None)
    return Movement(
        school_id=step.student.school_id,
        student_id=step.student.id,
        kind=MovementKind(step.fate.value),
        order_number=order.number,
        order_on=order.on_day,
        on_day=step.last_day + A_DAY if into else step.last_day,
        from_group_id=step.from_class,
        to_group_id=into.id if into else None,
        opened=[],
        ended={},
        was_left_on=step.student.left_on,
        entered_by_id=order.staff.id,
        entered_at=order.now,
    )
