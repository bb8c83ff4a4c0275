"""How much of a child's name an alert shows on a lock screen: the school's choice."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.permissions import require_administrator
from storage.models import NameOnScreen, School, StaffMember


async def choose_name_on_screen(
    session: AsyncSession, *, staff: StaffMember, choice: NameOnScreen, now: datetime
) -> None:
    """Set it for the whole school; alerts not sent yet follow. Raises ``Forbidden``."""
    require_administrator(staff)
    school = await session.get_one(School, staff.school_id)
    if school.name_on_screen is choice:
        return
    audit.record(
        session,
        audit.About(school.id, "school", school.id),
        staff=staff,
        action="choose_name_on_screen",
        now=now,
        before=school.name_on_screen.value,
        after=choice.value,
    )
    school.name_on_screen = choice
