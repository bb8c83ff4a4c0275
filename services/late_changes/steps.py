"""At which step an application is, and the trace that every step leaves (R24)."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.errors import LateChangeNotOpen
from services.late_changes.telling import tell_whose_turn_it_is
from storage.models import Door, LateChange, LateChangeStatus, StaffMember

EXPIRED = "expired"


def state_of(change: LateChange, now: datetime) -> str:
    """The status, and ``expired`` for an approval that was not used in time."""
    if change.status is not LateChangeStatus.APPROVED:
        return change.status.value
    return EXPIRED if change.valid_until is None or now >= change.valid_until else change.status.value


def require_state(change: LateChange, state: LateChangeStatus, now: datetime) -> None:
    """Raises ``LateChangeNotOpen``."""
    found = state_of(change, now)
    if found != state:
        raise LateChangeNotOpen(state=found)


async def take_step(
    session: AsyncSession, change: LateChange, staff: StaffMember, action: str, now: datetime, **facts: Any
) -> None:
    """Write the step into the audit, and tell whose turn it is now."""
    audit.record(
        session,
        audit.About(change.school_id, "late_change", change.id),
        staff=staff,
        action=action,
        now=now,
        door=Door.PERMISSION,
        lesson_id=change.lesson_id,
        **{"course_id": change.course_id, "term_id": change.term_id} if change.term_id else {},
        **{"attestation_id": change.attestation_id} if change.attestation_id else {},
        **facts,
    )
    await session.flush()
    await tell_whose_turn_it_is(session, change, now)
