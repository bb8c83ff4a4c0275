"""Writes down who did what, through which door (R24)."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import AuditEntry, Door, StaffMember


class About(NamedTuple):
    """What an entry is about: a row of the school's, by its kind."""

    school_id: int
    kind: str
    id: int | None


def record(
    session: AsyncSession,
    about: About,
    *,
    staff: StaffMember | None,
    action: str,
    now: datetime,
    door: Door = Door.WEB,
    **facts: Any,
) -> None:
    """Add an entry to the school's audit; it is saved with the change itself or not at all.

    ``action`` is a verb of the code (``revoke_link``), ``facts`` are ids and values, never secrets.
    """
    session.add(
        AuditEntry(
            school_id=about.school_id,
            at=now,
            staff_id=staff.id if staff else None,
            door=door,
            action=action,
            subject_kind=about.kind,
            subject_id=about.id,
            facts=facts,
        )
    )
