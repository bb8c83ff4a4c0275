"""Enrols a new student with the first guardian, without a file for one child (R38)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import EntryTooLong, NewcomerIncomplete, StudentNumberTaken
from services.movement import steps
from services.movement.rules import Order, checked
from storage.models import Guardian, Guardianship, Movement, MovementKind, Relation, StaffMember, Student
from storage.queries import guardians as guardian_queries
from storage.queries import movement as queries

LONGEST_NAME = 100
OLDEST = timedelta(days=366 * 100)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new student and the guardian who brings the child; names as ``Family Given [Patronymic]``."""

    name: str
    number: str
    birth_date: date | None
    guardian_name: str
    relation: Relation
    guardian_number: str = ""
    """Of a guardian whom the school knows already; a new one without it gets the child's number with ``-1``."""


async def enrol(
    session: AsyncSession,
    *,
    staff: StaffMember,
    newcomer: Newcomer,
    group_id: int | None,
    order: Order,
    now: datetime,
) -> Movement:
    """Put a new student on record, in a class from the order's day on.

    Raises ``Forbidden``, ``NoClassChosen``, ``NewcomerIncomplete``, ``StudentNumberTaken``, and what
    ``checked`` raises.
    """
    steps.require_moving(staff)
    today = await steps.today_at(session, staff, now)
    years = await steps.require_years(session, staff, today)
    group, year = await steps.require_class(session, staff, group_id, years)
    order_ = checked(order, today, year.starts_on, year.ends_on)
    who, birth_date = _complete(newcomer, today)
    if await queries.is_student_number_taken(session, staff.school_id, who.number):
        raise StudentNumberTaken(number=who.number)
    student = Student(school_id=staff.school_id, number=who.number, birth_date=birth_date, **_parts(who.name))
    session.add(student)
    await session.flush()
    await _add_guardian(session, student, who, now)
    opened = await steps.open_stay(session, student, group, order_.on_day)
    movement = steps.of(student, MovementKind.ENROLLED, opened=[opened.id], to_group=group)
    return await steps.enter(session, movement, order_, staff, now)


async def _add_guardian(session: AsyncSession, student: Student, who: Newcomer, now: datetime) -> None:
    """Known by the number alone: two mothers may have one name."""
    known = who.guardian_number or f"{who.number}-1"
    guardian = await guardian_queries.guardian_by_number(session, student.school_id, known)
    if guardian is None:
        guardian = Guardian(school_id=student.school_id, number=known, **_parts(who.guardian_name))
        session.add(guardian)
        await session.flush()
    session.add(
        Guardianship(
            school_id=student.school_id,
            guardian_id=guardian.id,
            student_id=student.id,
            relation=who.relation,
            entered_at=now,
        )
    )
    await session.flush()


def _complete(newcomer: Newcomer, today: date) -> tuple[Newcomer, date]:
    """The newcomer, tidied. Raises ``NewcomerIncomplete``, ``EntryTooLong``."""
    who = replace(
        newcomer,
        name=" ".join(newcomer.name.split()),
        number=newcomer.number.strip(),
        guardian_name=" ".join(newcomer.guardian_name.split()),
        guardian_number=newcomer.guardian_number.strip(),
    )
    born = who.birth_date
    is_named = " " in who.name and (" " in who.guardian_name)
    if not is_named or not who.number or born is None or not today - OLDEST < born < today:
        raise NewcomerIncomplete
    if max(map(len, (who.name, who.number, who.guardian_name, who.guardian_number))) > LONGEST_NAME:
        raise EntryTooLong(limit=LONGEST_NAME)
    return who, born


def _parts(name: str) -> dict[str, str]:
    last, first, *rest = name.split()
    return {"last_name": last, "first_name": first, "patronymic": " ".join(rest)}
