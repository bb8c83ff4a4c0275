"""Which classes a caller leads, as which member of staff."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Caller
from services.calendar import school_day
from services.errors import Forbidden
from storage.models import Group, LeaderKind, School, StaffMember
from storage.queries import members
from storage.queries import messages as queries


@dataclass(frozen=True, slots=True)
class Led:
    """A group with who leads it and as what. ``staff`` has its roles loaded."""

    staff: StaffMember
    group: Group
    school: School
    kind: LeaderKind


async def groups_led(session: AsyncSession, *, caller: Caller, now: datetime) -> list[Led]:
    """The groups the caller leads on the school's day: over all schools, each once, youngest first."""
    staff = {member.id: member for member in caller.staff}
    if not staff:
        return []
    led: dict[int, Led] = {}
    # Around midnight it is already tomorrow in one school and still today in another.
    for day in await _days(session, caller, now):
        for member, group, school, kind in await queries.led_by(session, staff, day):
            if school_day(school, now) == day:
                led.setdefault(group.id, Led(staff[member.id], group, school, kind))
    return list(led.values())


async def leader_of(session: AsyncSession, *, caller: Caller, group_id: int | None, now: datetime) -> Led:
    """The caller as the leader of a group. Raises ``Forbidden`` when it isn't, or is no longer."""
    for led in await groups_led(session, caller=caller, now=now):
        if led.group.id == group_id:
            return led
    raise Forbidden


async def workplaces(session: AsyncSession, *, caller: Caller) -> list[tuple[StaffMember, School]]:
    """Each member of staff the caller may act as, with the school."""
    return [(member, await members.school_of(session, member.school_id)) for member in caller.staff]


async def _days(session: AsyncSession, caller: Caller, now: datetime) -> list[date]:
    return sorted({school_day(school, now) for _, school in await workplaces(session, caller=caller)})
