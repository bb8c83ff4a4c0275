"""Reasons that make absences excused, and the absences that wait for one (R5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from services import alerts, audit
from services.calendar import school_day, term_on
from services.errors import EntryTooLong, Forbidden, NoDayChosen, WrongDay
from services.permissions import require_leading
from services.regulation import require_open_days
from storage.models import Excuse, ExcuseReason, School, StaffMember, Student, Subject
from storage.queries import excuses as queries
from storage.queries import members

LONGEST = timedelta(days=120)
"""The longest one excuse may last; a longer illness is a new certificate."""
BACK = timedelta(days=365)
AHEAD = timedelta(days=120)
"""How far back and ahead an excuse may begin."""
LONGEST_NOTE = 300
RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MissedDay:
    """A student's day with lessons missed without an excuse."""

    student: Student
    day: date
    subjects: tuple[Subject, ...]


async def give_excuse(
    session: AsyncSession,
    *,
    staff: StaffMember,
    student_id: int,
    starts_on: date,
    ends_on: date,
    reason: ExcuseReason,
    note: str,
    now: datetime,
) -> Excuse:
    """Excuse a student's absences of these days (inclusive), past or coming; the same twice is one.

    Raises ``Forbidden`` for all but the leader of the student's class, ``WrongDay``, ``EntryTooLong``, ``YearClosed``.
    """
    school = await _require_class_of(session, staff, student_id, now)
    await _require_sound(session, school, starts_on, ends_on, note, now)
    if found := await queries.same_excuse(session, student_id, starts_on, ends_on, reason):
        return found
    excuse = Excuse(
        school_id=school.id,
        student_id=student_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        note=note.strip(),
        author_id=staff.id,
        created_at=now,
    )
    return await _keep(session, "give_excuse", excuse, staff, now)


async def excuse_days(
    session: AsyncSession,
    *,
    staff: StaffMember,
    student_id: int,
    days: Iterable[date],
    reason: ExcuseReason,
    now: datetime,
) -> list[Excuse]:
    """Excuse chosen days of a student, each row of days that follow one another by one excuse.

    Raises ``NoDayChosen`` and what ``give_excuse`` raises.
    """
    school = await _require_class_of(session, staff, student_id, now)
    rows = in_rows_of_days(days)
    if not rows:
        raise NoDayChosen
    # All of them before any is written: a refusal must not leave half of what was asked for.
    for first, last in rows:
        await _require_sound(session, school, first, last, "", now)
    give = partial(give_excuse, session, staff=staff, student_id=student_id, reason=reason, note="", now=now)
    return [await give(starts_on=first, ends_on=last) for first, last in rows]


async def _require_sound(
    session: AsyncSession, school: School, first: date, last: date, note: str, now: datetime
) -> None:
    """Raises what ``_check`` raises, and ``YearClosed`` for days of a closed school year (R45)."""
    _check(first, last, note, school_day(school, now))
    await require_open_days(session, school.id, first, last, now)


def in_rows_of_days(days: Iterable[date]) -> list[tuple[date, date]]:
    """The first and last of each row of days without a gap, in their order."""
    rows: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if rows and (day - rows[-1][1]).days == 1:
            rows[-1] = (rows[-1][0], day)
        else:
            rows.append((day, day))
    return rows


async def take_back_excuse(
    session: AsyncSession, *, staff: StaffMember, excuse_id: int, now: datetime
) -> Excuse:
    """End an excuse given by mistake; absences it hid are told now. Twice is once. Raises ``Forbidden``."""
    excuse = await queries.excuse_of_school(session, staff.school_id, excuse_id)
    if excuse is None:
        raise Forbidden
    school = await _require_class_of(session, staff, excuse.student_id, now)
    if excuse.revoked_at is None:
        await require_open_days(session, school.id, excuse.starts_on, excuse.ends_on, now)
        excuse.revoked_at = now
        await alerts.excuse_taken_back(session, excuse=excuse, today=school_day(school, now), now=now)
        await _keep(session, "take_back_excuse", excuse, staff, now)
    return excuse


async def waiting_for_excuse(
    session: AsyncSession, *, school: School, students: Sequence[Student], now: datetime
) -> list[MissedDay]:
    """Days with absences nobody has excused yet, the latest first: of this term and the last 30 days."""
    today = school_day(school, now)
    by_id = {student.id: student for student in students}
    days: dict[tuple[date, int], list[Subject]] = {}
    for student_id, day, subject in await queries.unexcused_absences(
        session, by_id, await _since(session, school, today), today
    ):
        days.setdefault((day, student_id), []).append(subject)
    missed = [MissedDay(by_id[student], day, tuple(subjects)) for (day, student), subjects in days.items()]
    return sorted(missed, key=lambda one: one.day, reverse=True)


async def recent_excuses(
    session: AsyncSession, *, school: School, students: Sequence[Student], now: datetime
) -> Sequence[Excuse]:
    """Excuses in force that still matter: of this term, the last 30 days, and coming."""
    since = await _since(session, school, school_day(school, now))
    return await queries.excuses_of(session, [student.id for student in students], since)


def _check(starts_on: date, ends_on: date, note: str, today: date) -> None:
    if not today - BACK <= starts_on <= today + AHEAD:
        raise WrongDay(first=today - BACK, last=today + AHEAD)
    if not starts_on <= ends_on <= starts_on + LONGEST:
        raise WrongDay(first=starts_on, last=starts_on + LONGEST)
    if len(note.strip()) > LONGEST_NOTE:
        raise EntryTooLong(limit=LONGEST_NOTE)


async def _require_class_of(
    session: AsyncSession, staff: StaffMember, student_id: int, now: datetime
) -> School:
    school = await members.school_of(session, staff.school_id)
    day = school_day(school, now)
    for group in await members.classes_of(session, student_id, day):
        await require_leading(session, staff=staff, group_id=group.id, day=day)
        return school
    raise Forbidden


async def _since(session: AsyncSession, school: School, today: date) -> date:
    term = await term_on(session, school.id, today)
    return min(term.starts_on, today - RECENT) if term else today - RECENT


async def _keep(
    session: AsyncSession, action: str, excuse: Excuse, staff: StaffMember, now: datetime
) -> Excuse:
    """Write the excuse down, and what was done to it in the audit."""
    session.add(excuse)
    await session.flush()
    audit.record(
        session,
        audit.About(excuse.school_id, "student", excuse.student_id),
        staff=staff,
        action=action,
        now=now,
        excuse_id=excuse.id,
        starts_on=excuse.starts_on.isoformat(),
        ends_on=excuse.ends_on.isoformat(),
        reason=excuse.reason.value,
    )
    return excuse
