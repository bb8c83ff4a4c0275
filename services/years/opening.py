"""Opening a school year with its terms, in one transaction and once (R45)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.calendar import school_day, terms_of_year
from services.errors import Forbidden, SchoolError
from services.permissions import require_role
from services.regulation import in_force
from services.years.checking import wrong_with
from services.years.proposing import PastYear, TermDraft, YearDraft, next_year
from storage.models import Role, School, SchoolYear, StaffMember, Term, TermKind
from storage.queries import calendar as calendar_queries
from storage.queries import regulation as regulation_queries
from storage.queries import years as queries


def require_keeper(staff: StaffMember) -> None:
    """Who opens and closes years and promotes classes. Raises ``Forbidden`` for all but administrator and director."""
    require_role(staff, Role.ADMINISTRATOR, Role.DIRECTOR)


@dataclass(frozen=True, slots=True)
class Opening:
    """What became of an attempt to open a year: the year, or what is wrong by field."""

    year: SchoolYear | None = None
    faults: Mapping[str, SchoolError] = field(default_factory=dict)


async def years_for(session: AsyncSession, *, staff: StaffMember) -> Sequence[SchoolYear]:
    """Every year of the school, the latest first. Raises ``Forbidden``."""
    require_keeper(staff)
    return await calendar_queries.years_of_school(session, staff.school_id)


async def own_year(session: AsyncSession, staff: StaffMember, year_id: int) -> SchoolYear:
    """A year of one's own school, for who keeps its years. Raises ``Forbidden``."""
    require_keeper(staff)
    year = await queries.year_of_school(session, staff.school_id, year_id)
    if year is None:
        raise Forbidden
    return year


async def propose_year(session: AsyncSession, *, staff: StaffMember, now: datetime) -> YearDraft:
    """The year after the school's latest, divided as its regulation says. Raises ``Forbidden``."""
    years = await years_for(session, staff=staff)
    school = await session.get_one(School, staff.school_id)
    kinds = (await in_force(session, school, now)).regulation.terms.kinds
    past = await _past(session, years[0]) if years else None
    return next_year(past, kinds, school_day(school, now))


async def open_year(session: AsyncSession, *, staff: StaffMember, draft: YearDraft, now: datetime) -> Opening:
    """Open the year with the terms that have days; the same one twice is one. Raises ``Forbidden``."""
    require_keeper(staff)
    await regulation_queries.school_for_update(session, staff.school_id)
    others = await calendar_queries.years_of_school(session, staff.school_id)
    for other in others:
        if (other.name, other.starts_on, other.ends_on) == (draft.name, draft.starts_on, draft.ends_on):
            return Opening(other)
    if faults := wrong_with(draft, others):
        return Opening(faults=faults)
    year = await _keep(session, staff.school_id, draft)
    audit.record(
        session,
        audit.About(staff.school_id, "school_year", year.id),
        staff=staff,
        action="open_year",
        now=now,
        name=year.name,
    )
    return Opening(year)


async def _past(session: AsyncSession, year: SchoolYear) -> PastYear:
    terms = sorted(await terms_of_year(session, year.id), key=lambda term: term.number)
    drafts = tuple(TermDraft(term.kind, term.starts_on, term.ends_on) for term in terms)
    return PastYear(year.name, year.starts_on, year.ends_on, drafts)


async def _keep(session: AsyncSession, school_id: int, draft: YearDraft) -> SchoolYear:
    year = SchoolYear(school_id=school_id, name=draft.name, starts_on=draft.starts_on, ends_on=draft.ends_on)
    session.add(year)
    await session.flush()
    numbers: dict[TermKind, int] = {}
    for term in draft.terms:
        if term.is_left_out:
            continue
        numbers[term.kind] = numbers.get(term.kind, 0) + 1
        session.add(
            Term(
                school_id=school_id,
                school_year_id=year.id,
                kind=term.kind,
                number=numbers[term.kind],
                starts_on=term.starts_on,
                ends_on=term.ends_on,
            )
        )
    await session.flush()
    return year
