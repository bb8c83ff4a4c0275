"""A child's absences and late arrivals, with the excuses that cover them (R5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from services.calendar import begun, choose_term
from storage.models import Excuse, ExcuseReason, Presence, Subject, Term
from storage.queries import diary as queries


@dataclass(frozen=True, slots=True)
class Absence:
    """A lesson missed or come late to; ``reason`` is that of the excuse in force, if any."""

    lesson_id: int
    day: date
    number: int
    subject: Subject
    presence: Presence
    reason: ExcuseReason | None

    @property
    def is_late(self) -> bool:
        return self.presence is Presence.LATE

    @property
    def is_excused(self) -> bool:
        return not self.is_late and self.reason is not None


@dataclass(frozen=True, slots=True)
class Absences:
    """A term's absences, the latest first. Without a term the school year has not begun."""

    terms: tuple[Term, ...]
    term: Term | None
    items: tuple[Absence, ...]

    @property
    def excused(self) -> int:
        return sum(item.is_excused for item in self.items)

    @property
    def unexcused(self) -> int:
        return sum(not item.is_excused and not item.is_late for item in self.items)

    @property
    def late(self) -> int:
        return sum(item.is_late for item in self.items)


async def open_absences(
    session: AsyncSession, *, child: Child, today: date, term_id: int | None = None
) -> Absences:
    """The absences of a term: the one asked for if it is the school's, else the one to show today."""
    terms, term = await choose_term(session, child.school.id, today, term_id)
    if term is None:
        return Absences((), None, ())
    items = await absences_between(session, child=child, first=term.starts_on, last=term.ends_on)
    return Absences(begun(terms, today), term, items)


async def absences_between(
    session: AsyncSession, *, child: Child, first: date, last: date
) -> tuple[Absence, ...]:
    """Absences of these days, the latest first."""
    student_id = child.student.id
    entries = await queries.attendance_between(session, student_id, first, last)
    excuses = await queries.excuses_between(session, student_id, first, last)
    return tuple(
        Absence(
            lesson.id,
            lesson.on_day,
            lesson.number,
            subject,
            entry.presence,
            reason_on(lesson.on_day, excuses),
        )
        for entry, lesson, subject in entries
        if entry.presence is not None
    )


def reason_on(day: date, excuses: Sequence[Excuse]) -> ExcuseReason | None:
    """The reason of the excuse that covers the day; of several, the one written last."""
    covering = [excuse.reason for excuse in excuses if excuse.starts_on <= day <= excuse.ends_on]
    return covering[-1] if covering else None
