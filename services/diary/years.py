"""Which school year of a child is open, and the way to the one before it (R45)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from services.calendar import begun, choose_term
from storage.models import Group, SchoolYear, Term
from storage.queries import diary_marks as queries


@dataclass(frozen=True, slots=True)
class ChildYear:
    """A year in which the child had a class, the last one if there were several."""

    year: SchoolYear
    group: Group
    term_id: int | None
    """What it is opened with; nothing where the year has no terms."""
    is_earlier: bool
    """Whether another year of the school has begun since."""


@dataclass(frozen=True, slots=True)
class Years:
    """Of an earlier year, which it is; and the one before what is shown."""

    earlier: ChildYear | None = None
    before: ChildYear | None = None


NO_OTHER = Years()


@dataclass(frozen=True, slots=True)
class OpenTerm:
    """The term to show, among those of its year. Without one the school year has not begun."""

    terms: Sequence[Term]
    term: Term | None
    years: Years


async def open_term(session: AsyncSession, child: Child, today: date, term_id: int | None) -> OpenTerm:
    """The term asked for, if it is of this year or of one in which the child had a class; else today's."""
    found: dict[int, ChildYear] = {}
    for row in await queries.years_of_student(session, child.student.id, today):
        found.setdefault(row[0].id, ChildYear(row[0], row[1], row[2], row[3]))
    terms, term = await choose_term(session, child.school.id, today, term_id)
    if term is not None and term.school_year_id not in found and not _is_running(terms, today):
        terms, term = await choose_term(session, child.school.id, today, None)
    shown = found.get(term.school_year_id) if term else None
    begins = min((one.starts_on for one in terms), default=today)
    before = next((one for one in found.values() if one.term_id and one.year.ends_on < begins), None)
    return OpenTerm(terms, term, Years(shown if shown and shown.is_earlier else None, before))


def _is_running(terms: Sequence[Term], today: date) -> bool:
    return bool(begun(terms, today)) and any(today <= term.ends_on for term in terms)
