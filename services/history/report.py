"""The report of changes for the heads of a school: filtered, newest first (R34)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.class_list import alphabetical, list_order
from services.errors import Forbidden, TooManyChanges
from services.history.chain import Head
from services.permissions import HEADS, has_role
from storage.models import (
    Change,
    ChangeKind,
    Group,
    Lesson,
    School,
    StaffMember,
    Student,
    Subject,
    Term,
    Work,
    WorkKind,
)
from storage.queries import history as queries
from storage.queries.history import Wanted

PAGE = 50
"""Changes on a page."""
PIECE = 250
"""Changes read at once for an export: others get their turn in between."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; what is left empty does not matter."""

    group_id: int | None = None
    subject_id: int | None = None
    staff_id: int | None = None
    kind: ChangeKind | None = None
    first: date | None = None
    last: date | None = None
    """Days of the change (inclusive) by the school's clock."""


@dataclass(frozen=True, slots=True)
class Line:
    """A change, and what it is about as far as that is still there."""

    change: Change
    lesson: Lesson | None
    group: Group | None
    subject: Subject | None
    student: Student | None
    work_kind: WorkKind | None
    work: Work | None
    term: Term | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What one may filter by."""

    groups: tuple[tuple[Group, str], ...]
    """With the name of their year, the latest first."""
    subjects: tuple[Subject, ...]
    staff: tuple[StaffMember, ...]
    kinds: tuple[WorkKind, ...]
    """Kinds of work, to name what a work was and became."""


@dataclass(frozen=True, slots=True)
class Report:
    filters: Filters
    choices: Choices
    lines: tuple[Line, ...]
    total: int
    """Of all pages."""
    page: int
    pages: int
    head: Head
    """Where the school's record ended when the report was made: printed, it witnesses everything before."""


async def open_report(
    session: AsyncSession, *, staff: StaffMember, school: School, filters: Filters, page: int = 1
) -> Report:
    """A page of the changes that pass the filters; the last page for a number beyond it.

    Raises ``Forbidden`` for who is no head, and for a class, a subject or an author of another school.
    """
    report, wanted = await _begin(session, staff, school, filters)
    pages = max(1, -(-report.total // PAGE))
    page = min(max(page, 1), pages)
    found = await queries.changes(session, wanted, skip=(page - 1) * PAGE, limit=PAGE)
    return replace(report, lines=tuple(Line(*row) for row in found), page=page, pages=pages)


async def export_report(
    session: AsyncSession, *, staff: StaffMember, school: School, filters: Filters, most: int
) -> Report:
    """All of them on one page. Raises ``TooManyChanges`` when there are more than ``most``, ``Forbidden``."""
    report, wanted = await _begin(session, staff, school, filters)
    if report.total > most:
        raise TooManyChanges(total=report.total, most=most)
    lines: list[Line] = []
    before = report.head.number + 1
    while piece := await queries.changes_before(session, wanted, before, PIECE):
        lines += (Line(*row) for row in piece)
        before = lines[-1].change.number
    return replace(report, lines=tuple(lines), total=len(lines))


async def _begin(
    session: AsyncSession, staff: StaffMember, school: School, filters: Filters
) -> tuple[Report, Wanted]:
    if not has_role(staff, *HEADS):
        raise Forbidden
    choices = await _choices(session, staff.school_id)
    _require_known(filters, choices)
    wanted = _wanted(staff.school_id, filters, ZoneInfo(school.time_zone))
    head = Head(*await queries.head(session, staff.school_id))
    total = await queries.count_changes(session, wanted)
    return Report(filters, choices, (), total, page=1, pages=1, head=head), wanted


async def _choices(session: AsyncSession, school_id: int) -> Choices:
    return Choices(
        groups=tuple((group, year) for group, year in await queries.groups(session, school_id)),
        subjects=tuple(
            sorted(await queries.subjects(session, school_id), key=lambda one: alphabetical(one.name))
        ),
        staff=tuple(sorted(await queries.staff(session, school_id), key=list_order)),
        kinds=tuple(await queries.work_kinds(session, school_id)),
    )


def _require_known(filters: Filters, choices: Choices) -> None:
    known: Sequence[tuple[int | None, set[int]]] = (
        (filters.group_id, {group.id for group, _year in choices.groups}),
        (filters.subject_id, {subject.id for subject in choices.subjects}),
        (filters.staff_id, {person.id for person in choices.staff}),
    )
    if any(asked is not None and asked not in ids for asked, ids in known):
        raise Forbidden


def _wanted(school_id: int, filters: Filters, zone: ZoneInfo) -> Wanted:
    return Wanted(
        school_id=school_id,
        group_id=filters.group_id,
        subject_id=filters.subject_id,
        staff_id=filters.staff_id,
        kind=filters.kind,
        since=_midnight(filters.first, zone) if filters.first else None,
        until=_midnight(filters.last + timedelta(days=1), zone) if filters.last else None,
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
