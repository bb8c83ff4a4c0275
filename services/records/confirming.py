"""The class teacher's word that the records were checked (R44)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.calendar import school_day
from services.errors import AlreadyChecked
from services.permissions import require_leading
from services.records.checking import check_states
from services.records.keeping import open_records
from storage.models import Group, RecordCheck, School, StaffMember
from storage.queries import members
from storage.queries.insertion import insert_new


async def confirm_check(session: AsyncSession, *, staff: StaffMember, group_id: int, now: datetime) -> None:
    """Put on record that the class's records were checked in this period, and how many are incomplete.

    Raises ``Forbidden`` for all but the class's leaders, ``AlreadyChecked`` when there is nothing to confirm.
    """
    school = await members.school_of(session, staff.school_id)
    await require_leading(session, staff=staff, group_id=group_id, day=school_day(school, now))
    page = await open_records(session, staff=staff, group_id=group_id, now=now)
    if not page.check.is_due:
        raise AlreadyChecked
    check = {"period": page.check.period, "checked_at": now, "incomplete": page.incomplete}
    row = {"school_id": school.id, "group_id": group_id, "staff_id": staff.id, **check}
    # Of two leaders who press at the same moment one is on record.
    if not await insert_new(session, RecordCheck, [row]):
        raise AlreadyChecked
    audit.record(
        session,
        audit.About(school.id, "group", group_id),
        staff=staff,
        action="confirm_records",
        now=now,
        incomplete=page.incomplete,
    )


async def checks_due(
    session: AsyncSession, *, school: School, groups: Sequence[Group], now: datetime
) -> list[Group]:
    """Which of the classes that somebody leads are to be checked now."""
    classes = [group for group in groups if group.kind in members.CLASS_KINDS]
    if not classes:
        return []
    ids = [group.id for group in classes]
    states = await check_states(session, school=school, group_ids=ids, now=now)
    return [group for group in classes if states[group.id].is_due]
