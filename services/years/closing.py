"""Closing a school year by order, what is missing before that, and reopening it (R45)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.class_list import list_order
from services.errors import EntryTooLong, GapsNotAccepted, OrderMissing, TextEmpty, YearNotClosed
from services.permissions import has_role, require_role
from services.years.opening import own_year
from storage.models import Course, LateChange, Role, SchoolYear, StaffMember
from storage.queries import regulation as regulation_queries
from storage.queries import years as queries

LONGEST_NUMBER = 40
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class MarksMissing:
    """Students without a mark of the year in a course, which its teacher owes."""

    course: Course
    term_id: int
    students: int


@dataclass(frozen=True, slots=True)
class LessonsMissing:
    """Lessons of a teacher that were given and say too little; ``first`` is the day of the earliest."""

    staff: StaffMember
    topics: int
    attendance: int
    first: date


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a year still lacks."""

    marks: tuple[MarksMissing, ...] = ()
    lessons: tuple[LessonsMissing, ...] = ()
    late_changes: tuple[LateChange, ...] = ()
    """Applications that wait for their decision or entry, with the applicant."""

    def __bool__(self) -> bool:
        return bool(self.marks or self.lessons or self.late_changes)

    def counts(self) -> dict[str, int]:
        return {
            "year_marks": sum(one.students for one in self.marks),
            "topics": sum(one.topics for one in self.lessons),
            "attendance": sum(one.attendance for one in self.lessons),
            "late_changes": len(self.late_changes),
        }


@dataclass(frozen=True, slots=True)
class ClosingPage:
    year: SchoolYear
    closed_by: StaffMember | None
    gaps: Gaps
    may_reopen: bool


async def open_closing(
    session: AsyncSession, *, staff: StaffMember, year_id: int, now: datetime
) -> ClosingPage:
    """What a year of the school lacks, or that it is closed. Raises ``Forbidden``."""
    year = await own_year(session, staff, year_id)
    closed_by = await session.get(StaffMember, year.closed_by_id) if year.closed_by_id else None
    return ClosingPage(year, closed_by, await _gaps(session, year, now), has_role(staff, Role.DIRECTOR))


async def close_year(
    session: AsyncSession,
    *,
    staff: StaffMember,
    year_id: int,
    number: str,
    on_day: date | None,
    accepts_gaps: bool,
    now: datetime,
) -> SchoolYear:
    """Close everything of a year from now on; one that is closed stays as it was closed.

    Raises ``Forbidden``, ``OrderMissing``, and ``GapsNotAccepted`` while something is
    missing that nobody said is known; the gaps go into the audit.
    """
    await own_year(session, staff, year_id)
    await regulation_queries.school_for_update(session, staff.school_id)
    year = await own_year(session, staff, year_id)
    if year.closed_at is not None:
        return year
    if not number or len(number) > LONGEST_NUMBER or on_day is None:
        raise OrderMissing
    gaps = await _gaps(session, year, now)
    if gaps and not accepts_gaps:
        raise GapsNotAccepted
    year.closed_at, year.closed_by_id = now, staff.id
    year.closing_order, year.closing_order_on = number, on_day
    _note(session, staff, "close_year", year, now, order=number, order_on=str(on_day), gaps=gaps.counts())
    await session.flush()
    return year


async def reopen_year(
    session: AsyncSession, *, staff: StaffMember, year_id: int, reason: str, now: datetime
) -> SchoolYear:
    """Undo a closing made by mistake, on record with its order and the reason.

    What the regulation has closed by then stays closed. Raises ``Forbidden`` for all but directors,
    ``YearNotClosed``, ``TextEmpty``, ``EntryTooLong``.
    """
    require_role(staff, Role.DIRECTOR)
    await own_year(session, staff, year_id)
    await regulation_queries.school_for_update(session, staff.school_id)
    year = await own_year(session, staff, year_id)
    if year.closed_at is None:
        raise YearNotClosed(name=year.name)
    if not reason:
        raise TextEmpty
    if len(reason) > LONGEST_REASON:
        raise EntryTooLong(limit=LONGEST_REASON)
    facts = {"reason": reason, "order": year.closing_order, "closed_at": year.closed_at.isoformat()}
    year.closed_at = year.closed_by_id = year.closing_order_on = None
    year.closing_order = ""
    _note(session, staff, "reopen_year", year, now, **facts)
    await session.flush()
    return year


async def _gaps(session: AsyncSession, year: SchoolYear, now: datetime) -> Gaps:
    marks = [MarksMissing(row[0], row[1], row[2]) for row in await queries.without_year_mark(session, year)]
    lessons = [
        LessonsMissing(row[0], row[1], row[2], row[3])
        for row in await queries.unfinished_lessons(session, year, now)
    ]
    late_changes: Sequence[LateChange] = await queries.open_late_changes(session, year)
    return Gaps(
        tuple(
            sorted(marks, key=lambda one: (one.course.group.grade or 0, one.course.group.name, one.course.id))
        ),
        tuple(sorted(lessons, key=lambda one: list_order(one.staff))),
        tuple(late_changes),
    )


def _note(
    session: AsyncSession, staff: StaffMember, action: str, year: SchoolYear, now: datetime, **facts: Any
) -> None:
    audit.record(
        session,
        audit.About(staff.school_id, "school_year", year.id),
        staff=staff,
        action=action,
        now=now,
        **facts,
    )
