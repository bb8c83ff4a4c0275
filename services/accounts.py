"""Who an account is: the children it may see and the staff it may act as."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.conversations import unless_forgotten
from services.errors import Forbidden, NotLinked
from storage.models import Account, Channel, Conversation, Group, Guardianship, School, StaffMember, Student
from storage.queries import accounts as queries
from storage.queries.conversations import conversation_at

A_DAY = timedelta(days=1)
"""No school's day is farther than this from the day in UTC."""


@dataclass(frozen=True, slots=True)
class Child:
    """A student whose record the caller may see, with the school it belongs to.

    ``guardianship`` is empty when the caller is the student.
    """

    student: Student
    school: School
    group: Group | None
    guardianship: Guardianship | None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.school.time_zone)

    def today(self, now: datetime) -> date:
        """The school's day, which is not the server's."""
        return school_day(self.school, now)


@dataclass(frozen=True, slots=True)
class Caller:
    """Everything an account may act as at this moment, loaded anew for every update (R20)."""

    channel: Channel
    address: str
    account: Account | None
    children: tuple[Child, ...]
    staff: tuple[StaffMember, ...]
    conversation: Conversation | None = None
    """What the chat is in the middle of, if anything."""

    @property
    def is_linked(self) -> bool:
        return bool(self.children or self.staff)

    def child(self, student_id: int | None) -> Child:
        """The child of that id; without an id the one last chosen, else the first.

        Raises ``NotLinked`` without any child, ``Forbidden`` for somebody else's.
        """
        if not self.children:
            raise NotLinked
        if student_id is None:
            chosen = self.account.current_student_id if self.account else None
            return next((c for c in self.children if c.student.id == chosen), self.children[0])
        for child in self.children:
            if child.student.id == student_id:
                return child
        raise Forbidden


async def identify(session: AsyncSession, *, channel: Channel, address: str, now: datetime) -> Caller:
    """The caller behind an address, known or not. Revoked links are as if they never were."""
    day = now.date()
    rows = await queries.behind(session, channel, address, day - A_DAY, day + A_DAY)
    if not rows:
        joining = unless_forgotten(await conversation_at(session, channel, address), now)
        return Caller(channel, address, None, (), (), joining)
    account, conversation, *_ = rows[0]
    is_staff = any(row[2] is not None for row in rows)
    staff = _staff(await queries.staff_of(session, account.id), now) if is_staff else ()
    return Caller(channel, address, account, _children(rows, now), staff, unless_forgotten(conversation, now))


def revive(caller: Caller) -> None:
    """The person wrote ``/start``: a chat that was blocked or gone can be reached again."""
    if caller.account is not None:
        caller.account.unreachable_at = None


def choose_child(caller: Caller, student_id: int | None) -> Child:
    """The child every screen opens with from now on. Raises ``Forbidden`` or ``NotLinked``."""
    child = caller.child(student_id)
    if caller.account is not None:
        caller.account.current_student_id = child.student.id
    return child


def _children(rows: queries.Behind, now: datetime) -> tuple[Child, ...]:
    """Each student once, in the class of the school's own day."""
    children: dict[int, Child] = {}
    for _account, _conversation, _staff_id, student, school, guardianship, group, joined_on, left_on in rows:
        if student is None or school is None:
            continue
        child = children.setdefault(student.id, Child(student, school, None, guardianship))
        day = child.today(now)
        if (
            group is not None
            and joined_on is not None
            and joined_on <= day
            and (left_on is None or left_on >= day)
        ):
            children[student.id] = replace(child, group=child.group or group)
    return tuple(children.values())


def _staff(rows: Iterable[Row[StaffMember, School]], now: datetime) -> tuple[StaffMember, ...]:
    """Each member of staff once who has not left by the school's own day."""
    staff = {
        member.id: member
        for member, school in rows
        if member.left_on is None or member.left_on >= school_day(school, now)
    }
    return tuple(staff.values())
