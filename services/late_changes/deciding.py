"""The director's decision about an application (R35)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import end_of_day, school_day
from services.errors import DecisionIncomplete, EntryTooLong, Forbidden, TextEmpty, WrongDay, WrongNumber
from services.late_changes.steps import require_state, take_step
from services.permissions import require_role
from storage.models import LateChange, LateChangeStatus, Role, School, StaffMember
from storage.queries import late_changes as queries
from storage.queries import members

USUAL_DAYS = 3
MOST_DAYS = 30
LONGEST_NUMBER = 40
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Approval:
    """The registered decision, and for how many days after today it opens the lesson."""

    number: str
    on_day: date
    days: int = USUAL_DAYS


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: str


async def decide(
    session: AsyncSession,
    *,
    staff: StaffMember,
    change_id: int,
    decision: Approval | Refusal,
    now: datetime,
) -> LateChange:
    """Approve an application or refuse it, once.

    Raises ``Forbidden`` for all but the director, ``LateChangeNotOpen``, and what ``require_complete``
    raises.
    """
    require_role(staff, Role.DIRECTOR)
    change = await queries.late_change_for_update(session, staff.school_id, change_id)
    if change is None:
        raise Forbidden
    require_state(change, LateChangeStatus.FILED, now)
    school = await members.school_of(session, staff.school_id)
    require_complete(decision, school_day(school, change.filed_at), school_day(school, now))
    change.decided_by_id, change.decided_at = staff.id, now
    if isinstance(decision, Approval):
        _approve(change, decision, school, now)
    else:
        change.status, change.refusal = LateChangeStatus.REFUSED, decision.reason.strip()
    await take_step(session, change, staff, "decide_late_change", now, status=change.status.value)
    return change


def require_complete(decision: Approval | Refusal, filed_on: date, today: date) -> None:
    """Raises ``TextEmpty`` for a refusal without a reason, ``DecisionIncomplete``, ``EntryTooLong``,
    ``WrongDay`` for a date before the application or to come, ``WrongNumber`` of days."""
    if isinstance(decision, Refusal):
        if not decision.reason.strip():
            raise TextEmpty
        if len(decision.reason.strip()) > LONGEST_REASON:
            raise EntryTooLong(limit=LONGEST_REASON)
        return
    if not decision.number.strip():
        raise DecisionIncomplete
    if len(decision.number.strip()) > LONGEST_NUMBER:
        raise EntryTooLong(limit=LONGEST_NUMBER)
    if not filed_on <= decision.on_day <= today:
        raise WrongDay(first=filed_on, last=today)
    if not 1 <= decision.days <= MOST_DAYS:
        raise WrongNumber(highest=MOST_DAYS)


def _approve(change: LateChange, approval: Approval, school: School, now: datetime) -> None:
    change.status = LateChangeStatus.APPROVED
    change.decision_number = approval.number.strip()
    change.decision_on = approval.on_day
    # To the end of a school day: "until the 26th" is what people read, not an hour of it.
    change.valid_until = end_of_day(school, school_day(school, now) + timedelta(days=approval.days))
