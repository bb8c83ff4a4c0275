"""When an entry is due, until when it may be made or changed, and why not: pure (R33).

The same answer for every way in. Nothing here knows who asks: whether a person may write the lesson at
all is asked before, in ``services.permissions``.
"""

import enum
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.errors import CorrectingClosed, EntriesClosed, EntriesNotOpen, SchoolError, YearClosed
from services.regulation.policy import Regulation

DAY = timedelta(days=1)


class Entry(enum.StrEnum):
    """What is written down of a lesson or a term."""

    MARKS = "marks"
    ATTENDANCE = "attendance"
    TOPIC = "topic"
    HOMEWORK = "homework"
    TERM_MARKS = "term_marks"
    COURSE_PAPERS = "course_papers"
    """The register of course papers. It is due and closes with the marks of its term."""


CORRECTED = frozenset({Entry.MARKS, Entry.ATTENDANCE, Entry.TERM_MARKS, Entry.COURSE_PAPERS})
"""What a regulation that knows no correcting means: topics and homework are written on till they close."""


@dataclass(frozen=True, slots=True)
class Closing:
    """That the school closed its year, whatever the regulation would leave open (R45)."""

    year: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A lesson, or a term, as its windows see it: days of the school's calendar, in its time zone then."""

    first: date
    last: date
    year_ends: date
    zone: ZoneInfo
    closing: Closing | None = None

    def year_closed(self, now: datetime) -> YearClosed | None:
        """That the whole year is closed by now; nothing while it is open."""
        if self.closing is None or now < self.closing.at:
            return None
        return YearClosed(name=self.closing.year, closed_on=self.closing.at.astimezone(self.zone).date())


@dataclass(frozen=True, slots=True)
class Windows:
    """A regulation over one lesson or one term.

    The zone and the regulation are those in force when the lesson or the term ended: neither a new rule
    nor a new zone opens what is closed, or closes what was promised to be open.
    """

    regulation: Regulation
    span: Span

    def closes_on(self, entry: Entry, kind: str = "") -> date:
        """The last day on which entries may be made; for marks of a kind of work, by its code."""
        locks = self.regulation.locks
        days: int | None = (
            locks.term_marks_days if entry is Entry.COURSE_PAPERS else getattr(locks, f"{entry}_days")
        )
        if days is None:
            return max(self.span.year_ends, self.span.last)
        # Marks of work that is taken home must not close before they are due.
        return self.span.last + max(days, _checking(self.regulation, entry, kind)) * DAY

    def closes_at(self, entry: Entry, kind: str = "") -> datetime:
        """The moment from which on entries are closed: the end of that day at the school."""
        return _midnight(self.closes_on(entry, kind) + DAY, self.span.zone)

    def opens_on(self, entry: Entry) -> date:
        """The first day on which entries of a term may be made."""
        days = self.regulation.term_marks.opens_days if entry is Entry.TERM_MARKS else None
        return self.span.first if days is None else self.span.last - days * DAY

    def refusal(
        self, entry: Entry, now: datetime, entered_at: datetime | None = None, kind: str = ""
    ) -> SchoolError | None:
        """Why the entry may not be made or, if it was at ``entered_at``, not be changed or removed now."""
        if closed := self.span.year_closed(now):
            return closed
        if entry is Entry.TERM_MARKS and now < _midnight(self.opens_on(entry), self.span.zone):
            return EntriesNotOpen(entry=entry.value, opens_on=self.opens_on(entry))
        if now >= self.closes_at(entry, kind):
            return EntriesClosed(entry=entry.value, day=self.span.last, closed_on=self.closes_on(entry, kind))
        locks = self.regulation.locks
        if entered_at is None or locks.correcting or entry not in CORRECTED:
            return None
        if now - entered_at <= timedelta(minutes=locks.slip_minutes):
            return None
        return CorrectingClosed(entry=entry.value, minutes=locks.slip_minutes)


def due_at(
    regulation: Regulation,
    entry: Entry,
    day: date,
    zone: ZoneInfo,
    *,
    last_lesson_ends: datetime | None = None,
    kind: str = "",
) -> datetime | None:
    """The moment by which an entry of a lesson on ``day`` is due; nothing where the regulation sets none.

    ``last_lesson_ends`` is the end of the group's last lesson of that day, for homework; ``kind`` the
    code of the kind of work, for marks: its checking time comes first (R31).
    """
    due = regulation.due
    days: int | None = due.term_marks_days if entry is Entry.COURSE_PAPERS else getattr(due, f"{entry}_days")
    if entry is Entry.HOMEWORK and due.homework_hours is not None and last_lesson_ends is not None:
        return last_lesson_ends + timedelta(hours=due.homework_hours)
    if entry is Entry.HOMEWORK and due.homework_by is not None:
        return _moment(day + (days or 0) * DAY, due.homework_by, zone)
    if days is None:
        return None
    return _midnight(day + (max(days, _checking(regulation, entry, kind)) + 1) * DAY, zone)


def _checking(regulation: Regulation, entry: Entry, kind: str) -> int:
    return regulation.works.checking_days.get(kind, 0) if entry is Entry.MARKS else 0


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return _moment(day, time(0), zone)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
