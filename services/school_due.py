"""What the school owes by its regulation, for its heads: the facts from the store, the rule beside them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.permissions import require_head
from services.regulation import SchoolDue, TermFacts, YearFacts, in_force, school_due
from storage.models import StaffMember
from storage.queries import members
from storage.queries import school_due as queries


async def due_at_school(session: AsyncSession, *, staff: StaffMember, now: datetime) -> list[SchoolDue]:
    """What is due within a month or late, the earliest first. Raises ``Forbidden`` for all but heads."""
    require_head(staff)
    school = await members.school_of(session, staff.school_id)
    rules = await in_force(session, school, now)
    today = school_day(school, now)
    years = [
        YearFacts(
            starts_on=year.starts_on,
            ends_on=year.ends_on,
            terms=await _terms(session, year.id),
            courses_without_plan=await queries.courses_without_plan(session, year.id),
        )
        for year in await queries.years_around(session, school.id, today)
    ]
    return school_due(rules.regulation, years, today)


async def _terms(session: AsyncSession, year_id: int) -> tuple[TermFacts, ...]:
    return tuple(
        TermFacts(term.kind, term.number, term.starts_on, term.ends_on, has_lessons, without)
        for term, has_lessons, without in await queries.terms_with_what_lacks(session, year_id)
    )
