"""Who is told of a step: the person whose turn it is."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.outbox import tell
from storage.models import LateChange, LateChangeStatus, OutboxKind, Role
from storage.queries import late_changes as queries
from storage.queries.recipients import accounts_of_staff

LASTS = timedelta(days=7)
TURNS = {LateChangeStatus.FILED: Role.DIRECTOR, LateChangeStatus.APPROVED: Role.DEPUTY_HEAD}
"""Whose turn it is. What is refused or done goes back to the applicant."""


async def tell_whose_turn_it_is(session: AsyncSession, change: LateChange, now: datetime) -> None:
    """Queue the step for the chats of whoever acts next, or of the applicant at the end."""
    await tell(
        session,
        kind=OutboxKind.LATE_CHANGE,
        account_ids=await accounts_concerned(session, change, now.date()),
        event=f"late_change:{change.id}:{change.status}",
        facts={"late_change": change.id, "status": change.status.value},
        school_id=change.school_id,
        now=now,
        lasts=LASTS,
    )


async def accounts_concerned(session: AsyncSession, change: LateChange, day: date) -> set[int]:
    """The chats that the application's present step is news for."""
    if change.status in TURNS:
        return await queries.accounts_in_office(session, change.school_id, TURNS[change.status], day)
    applicants = {change.applicant_id} if change.applicant_id else set()
    return {account_id for account_id, _ in await accounts_of_staff(session, applicants)}
