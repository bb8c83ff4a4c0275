"""The one place where a student's stay in last year's groups ends and another begins (R38, R45)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.years.settling import Fate
from storage.models import Group, GroupMembership, Student
from storage.queries import years as queries


@dataclass(frozen=True, slots=True)
class Order:
    """The order by which it is done."""

    number: str
    on_day: date


@dataclass(frozen=True, slots=True)
class Step:
    """One student's way from one year into the next."""

    student: Student
    fate: Fate
    last_day: date
    """The last day of the stays that end: of who goes on the day before the new year, of others that of leaving."""
    groups: Collection[Group] = ()
    """The new year's class with the subgroups; none for who leaves the school."""


async def move_on(session: AsyncSession, *, step: Step, order: Order) -> None:
    """End the student's stays and begin those of the new year, from the day after.

    ``order`` is what a movement on record refers to. Past days keep the groups they had.
    """
    for stay in await queries.stays_of(session, step.student.id, step.last_day):
        stay.left_on = step.last_day
    for group in step.groups:
        session.add(
            GroupMembership(
                school_id=step.student.school_id,
                group_id=group.id,
                student_id=step.student.id,
                joined_on=step.last_day + timedelta(days=1),
            )
        )
    if not step.groups:
        step.student.left_on = step.last_day
