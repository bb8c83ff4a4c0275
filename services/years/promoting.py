"""Promoting the classes of one year into the next, by order and on one day (R45)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.errors import Forbidden, OrderMissing, SchoolError
from services.years.moving_on import Order, Step, move_on
from services.years.naming import is_last_grade, next_name
from services.years.new_groups import NewGroups, carry_groups
from services.years.opening import own_year
from services.years.settling import (
    Choices,
    ClassWaiting,
    Fate,
    Outcome,
    Placing,
    Settled,
    in_list_order,
    settle,
)
from storage.models import Group, GroupKind, SchoolYear, StaffMember, Student
from storage.queries import regulation as regulation_queries
from storage.queries import years as queries

LONGEST_NUMBER = 40
GONE = (Fate.GRADUATED, Fate.LEFT)


@dataclass(frozen=True, slots=True)
class Promotion:
    """The page: two years, the classes that wait, and what the new year has already."""

    former: SchoolYear
    year: SchoolYear
    waiting: tuple[ClassWaiting, ...]
    done: tuple[Group, ...]
    """Classes of the past year with nobody left to place."""
    existing: tuple[Group, ...]
    """Classes of the new year."""
    occupied: tuple[str, ...]
    """What its subgroups and clubs are called."""


@dataclass(frozen=True, slots=True)
class Promoted:
    """What became of it: how many students, by fate, or what is wrong and where."""

    counts: Mapping[Fate, int] = field(default_factory=dict)
    faults: Mapping[str, SchoolError] = field(default_factory=dict)


async def open_promotion(session: AsyncSession, *, staff: StaffMember, year_id: int) -> Promotion:
    """The classes of the year before this one. Raises ``Forbidden``, also for a school's first year."""
    year = await own_year(session, staff, year_id)
    former = await queries.year_before(session, year)
    if former is None:
        raise Forbidden
    classes = [
        one for one in await queries.groups_of_year(session, former.id) if one.kind in queries.CLASS_KINDS
    ]
    placed = await queries.placed_in_year(session, year.id)
    by_class: defaultdict[int, list[Student]] = defaultdict(list)
    for group_id, student in await queries.members_at_end(
        session, [one.id for one in classes], former.ends_on
    ):
        if student.id not in placed:
            by_class[group_id].append(student)
    there = await queries.all_groups_of_year(session, year.id)
    return Promotion(
        former=former,
        year=year,
        waiting=tuple(_waiting(one, by_class[one.id]) for one in classes if by_class[one.id]),
        done=tuple(one for one in classes if not by_class[one.id]),
        existing=tuple(one for one in there if one.kind in queries.CLASS_KINDS),
        occupied=tuple(one.name for one in there if one.kind not in queries.CLASS_KINDS),
    )


def _waiting(group: Group, students: Sequence[Student]) -> ClassWaiting:
    is_last = is_last_grade(group.grade, is_college=group.kind is GroupKind.COLLEGE_GROUP)
    return ClassWaiting(
        group=group,
        students=in_list_order(students),
        proposed_name="" if is_last else next_name(group.name, group.grade),
        proposed=Outcome.GRADUATES if is_last else Outcome.PROMOTED,
    )


async def promote(
    session: AsyncSession,
    *,
    staff: StaffMember,
    year_id: int,
    choices: Choices,
    number: str,
    on_day: date | None,
    now: datetime,
) -> Promoted:
    """Carry out what was chosen: all of it or, with any fault, nothing; who is placed already stays so.

    Raises ``Forbidden``, also for a class or a student that is not of the past year.
    """
    year = await own_year(session, staff, year_id)
    await regulation_queries.school_for_update(session, staff.school_id)
    page = await open_promotion(session, staff=staff, year_id=year.id)
    await _require_theirs(session, page, choices)
    if not page.waiting:
        return Promoted()
    settled = settle(page.waiting, choices, [one.name for one in page.existing], page.occupied)
    if not number or len(number) > LONGEST_NUMBER or on_day is None:
        return Promoted(faults={**settled.faults, "order": OrderMissing()})
    if settled.faults:
        return Promoted(faults=settled.faults)
    order = Order(number, on_day, staff, now)
    await _carry_out(session, page, settled, choices, order)
    _record(session, page, settled, order)
    await session.flush()
    return Promoted(Counter(one.fate for one in settled.placings))


async def _require_theirs(session: AsyncSession, page: Promotion, choices: Choices) -> None:
    """What was placed meanwhile, in another tab, is no longer waiting and yet no forgery."""
    classes = {one.group.id for one in page.waiting} | {one.id for one in page.done}
    students = await queries.students_ever_in(session, classes)
    if not (choices.classes.keys() <= classes and choices.students.keys() <= students):
        raise Forbidden


async def _carry_out(
    session: AsyncSession, page: Promotion, settled: Settled, choices: Choices, order: Order
) -> None:
    copied = {group_id for group_id in settled.names if choices.classes[group_id].copies_loads}
    groups = await carry_groups(session, page.former, page.year, settled.names, copied)
    for placing in settled.placings:
        step = _step(placing, page, groups, order)
        await move_on(session, step=step, order=order)


def _step(placing: Placing, page: Promotion, groups: NewGroups, order: Order) -> Step:
    if placing.fate in GONE:
        # Who leaves was taught till the end of the year, whatever the day of the order.
        last_day = max(order.on_day, page.former.ends_on)
        return Step(placing.student, placing.fate, last_day, placing.from_class)
    subgroups = groups.subgroups_of(placing.student.id, placing.to)
    into = (groups.classes[placing.to], *subgroups)
    last_day = page.year.starts_on - timedelta(days=1)
    return Step(placing.student, placing.fate, last_day, placing.from_class, into)


def _record(session: AsyncSession, page: Promotion, settled: Settled, order: Order) -> None:
    """The order, what each class became, and everybody who did not simply go with the class (R24)."""
    apart = {str(one.student.id): one.fate.value for one in settled.placings if one.fate is not Fate.PROMOTED}
    audit.record(
        session,
        audit.About(order.staff.school_id, "school_year", page.year.id),
        staff=order.staff,
        action="promote_classes",
        now=order.now,
        order=order.number,
        order_on=order.on_day.isoformat(),
        classes={str(group_id): name for group_id, name in settled.names.items()},
        students=len(settled.placings),
        apart=apart,
    )
