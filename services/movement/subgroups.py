"""The subgroups of the class that a student came to: without them there are no lessons of what is taught there (R38)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.codes import CLASS_KINDS
from services.errors import Forbidden, StudentLeft, SubgroupMarked, WrongDay
from services.movement import steps
from services.regulation import require_open_year
from storage.models import Group, GroupMembership, SchoolYear, StaffMember, Student, Subject
from storage.queries import movement as movement_queries
from storage.queries import subgroups as queries

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Subgroup:
    group: Group
    subjects: tuple[Subject, ...]
    since: date | None
    """Of a student who is in it, or will be."""


@dataclass(frozen=True, slots=True)
class Subgroups:
    """The subgroups of the class that a student is in, or is to come to."""

    of: Group
    parts: tuple[Subgroup, ...]
    on_day: date
    """Today, or later: from this day on the student is in these subgroups and in no other."""

    @property
    def missing(self) -> tuple[Subject, ...]:
        """What is taught in subgroups, none of which the student is in."""
        has = {subject.id for part in self.parts if part.since for subject in part.subjects}
        lacks = {one.id: one for part in self.parts for one in part.subjects if one.id not in has}
        return tuple(lacks.values())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a student is: the class, since when, in which year."""

    group: Group
    since: date
    year: SchoolYear

    @property
    def first(self) -> date:
        return max(self.year.starts_on, self.since)


@dataclass(slots=True)
class _Change:
    """What becomes of stays in subgroups."""

    joined: list[GroupMembership] = field(default_factory=list)
    left: list[GroupMembership] = field(default_factory=list)
    undone: list[GroupMembership] = field(default_factory=list)
    """Those that would only begin on the day or later."""


async def open_subgroups(
    session: AsyncSession, *, staff: StaffMember, student_id: int, now: datetime
) -> Subgroups | None:
    """What there is to choose; nothing without a class, without subgroups, and in a closed year.

    Raises ``Forbidden``.
    """
    steps.require_moving(staff)
    student = await movement_queries.student_of_school(session, staff.school_id, student_id)
    if student is None:
        raise Forbidden
    place = await _place(session, student)
    groups = await queries.subgroups_of(session, place.group.id) if place else ()
    if place is None or place.year.closed_at is not None or not groups:
        return None
    ids = [group.id for group in groups]
    today = await steps.today_at(session, staff, now)
    stays = await queries.stays_in(session, student.id, ids, today)
    since = {stay.group_id: stay.joined_on for stay in stays if stay.left_on is None}
    subjects = await queries.subjects_in(session, ids)
    parts = (Subgroup(one, tuple(subjects.get(one.id, ())), since.get(one.id)) for one in groups)
    return Subgroups(place.group, tuple(parts), _proposed(place, stays, today))


async def choose_subgroups(
    session: AsyncSession,
    *,
    staff: StaffMember,
    student_id: int,
    class_id: int,
    chosen: Collection[int],
    on_day: date | None,
    now: datetime,
) -> bool:
    """Let a student be in these subgroups of the class from a day on, and in no other; whether that changed anything.

    Raises ``Forbidden``, also for a class that the student is not in and for what is no subgroup of it,
    ``StudentLeft``, ``YearShut``, ``WrongDay``, and ``SubgroupMarked`` where the student would leave
    days that have marks.
    """
    student = await steps.require_student(session, staff, student_id)
    place = await _require_place(session, student)
    groups = await queries.subgroups_of(session, place.group.id)
    if place.group.id != class_id or not set(chosen) <= {group.id for group in groups}:
        raise Forbidden
    await require_open_year(session, staff.school_id, place.year, now)
    day = _checked_day(on_day, place)
    change = await _carry_out(session, student, groups, chosen, day)
    if change == _Change():
        return False
    await _tie_to_order(session, student, place.group, change)
    _note(session, student, staff, change, day, now)
    return True


async def _place(session: AsyncSession, student: Student) -> _Place | None:
    stays = await movement_queries.memberships_from(session, student.id, date.max)
    for stay in stays if student.left_on is None else ():
        if stay.group.kind in CLASS_KINDS:
            year = await session.get_one(SchoolYear, stay.group.school_year_id)
            return _Place(stay.group, stay.row.joined_on, year)
    return None


async def _require_place(session: AsyncSession, student: Student) -> _Place:
    """Raises ``StudentLeft``."""
    place = await _place(session, student)
    if place is None:
        raise StudentLeft(name=student.short_name)
    return place


def _checked_day(day: date | None, place: _Place) -> date:
    """Raises ``WrongDay``."""
    if day is None or not place.first <= day <= place.year.ends_on:
        raise WrongDay(first=place.first, last=place.year.ends_on)
    return day


def _proposed(place: _Place, stays: Sequence[GroupMembership], today: date) -> date:
    """Not before what has been settled for days to come: a second press is to change nothing."""
    settled = [stay.left_on + A_DAY if stay.left_on else stay.joined_on for stay in stays]
    return min(max(today, place.first, *settled), place.year.ends_on)


async def _carry_out(
    session: AsyncSession, student: Student, groups: Sequence[Group], chosen: Collection[int], day: date
) -> _Change:
    """Raises ``SubgroupMarked``, before anything is changed."""
    found = await queries.stays_in(session, student.id, [group.id for group in groups], day)
    stays = {group.id: [stay for stay in found if stay.group_id == group.id] for group in groups}
    for group in groups:
        if stays[group.id] and group.id not in chosen:
            await _require_no_marks(session, student, group, day)
    change = _Change()
    for group in groups:
        if group.id not in chosen:
            _leave(stays[group.id], day, change)
        elif stays[group.id]:
            _go_on(stays[group.id], day, change)
        else:
            change.joined.append(await steps.open_stay(session, student, group, day))
    for stay in change.undone:
        await session.delete(stay)
    await session.flush()
    return change


async def _require_no_marks(session: AsyncSession, student: Student, group: Group, day: date) -> None:
    marked = await queries.last_marked_day(session, student.id, group.id, day)
    if marked is not None:
        raise SubgroupMarked(group=group.name, day=marked)


def _go_on(stays: Sequence[GroupMembership], day: date, change: _Change) -> None:
    """A stay that is there, or to come, covers the day and has no end."""
    first, *later = stays
    if first.joined_on > day or first.left_on is not None:
        first.joined_on, first.left_on = min(first.joined_on, day), None
        change.joined.append(first)
    change.undone += later


def _leave(stays: Sequence[GroupMembership], day: date, change: _Change) -> None:
    """The day before is the last one."""
    for stay in stays:
        if stay.joined_on >= day:
            change.undone.append(stay)
        else:
            stay.left_on = day - A_DAY
            change.left.append(stay)


async def _tie_to_order(session: AsyncSession, student: Student, group: Group, change: _Change) -> None:
    """Taking back the order that led to the class takes back its subgroups too."""
    order = await movement_queries.latest_movement(session, student.id)
    if order is not None and order.to_group_id == group.id:
        undone = {stay.id for stay in change.undone}
        kept = [one for one in order.opened if one not in undone]
        order.opened = [*kept, *(stay.id for stay in change.joined if stay.id not in kept)]


def _note(
    session: AsyncSession, student: Student, staff: StaffMember, change: _Change, day: date, now: datetime
) -> None:
    audit.record(
        session,
        audit.About(student.school_id, "student", student.id),
        staff=staff,
        action="choose_subgroups",
        now=now,
        on_day=day.isoformat(),
        joined=[stay.group_id for stay in change.joined],
        left=[stay.group_id for stay in (*change.left, *change.undone)],
    )
