"""Writes down who did what, through which door (R24)."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import AuditEntry, Door, StaffMember


def record(
    session: AsyncSession,
    *,
    school_id: int,
    staff: StaffMember | None,
    door: Door,
    action: str,
    subject_kind: str,
    subject_id: int | None,
    now: datetime,
    **facts: Any,
) -> None:
    """Add an entry to the school's audit; it is saved with the change itself or not at all.

    ``action`` is a verb of the code (``revoke_link``), ``facts`` are ids and values, never secrets.
    """
    session.add(
        AuditEntry(
            school_id=school_id,
            at=now,
            staff_id=staff.id if staff else None,
            door=door,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            facts=facts,
        )
    )
