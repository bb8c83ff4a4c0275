"""Adds what a save changed to the school's record (R34)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.history.chain import Head, tie
from services.history.difference import Difference
from storage.models import Door, StaffMember
from storage.queries import history as queries


async def note(
    session: AsyncSession,
    *,
    school_id: int,
    staff: StaffMember | None,
    door: Door,
    differences: Sequence[Difference],
    now: datetime,
) -> list[int]:
    """Put the differences on record, in their order; saved with the change itself or not at all.

    From here to the end of the transaction everybody else of the school who writes waits, so call
    it late. Three statements, however many differences; none without any. The entries' numbers come back.
    """
    if not differences:
        return []
    head = Head(*await queries.locked_head(session, school_id))
    about = {
        "school_id": school_id,
        "at": now,
        "staff_id": staff.id if staff else None,
        "author": staff.full_name if staff else "",
        "door": door,
    }
    entries = list(tie(({**about, **asdict(difference)} for difference in differences), head))
    await queries.add_entries(session, entries)
    return [entry["number"] for entry in entries]
