"""What was written to somebody: opening it, having read it, the answers that wait for staff."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Caller
from services.messages import require_addressed
from storage.models import (
    Group,
    Guardian,
    LeaderKind,
    Message,
    MessageRecipient,
    Relation,
    School,
    StaffMember,
    Student,
)
from storage.queries import inbox as queries
from storage.queries import messages as addressing

ANSWERS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote: exactly one of the three, or nobody when the record is gone."""

    staff: StaffMember | None = None
    leads: LeaderKind | None = None
    """What the member of staff is or was to the group."""
    guardian: Guardian | None = None
    relation: Relation | None = None
    """What the guardian is to the child it is about."""
    student: Student | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a message is about, the same for all who get it."""

    school: School
    group: Group | None
    author: Author
    child: Student | None
    """The child it is about; empty for an announcement."""
    answers: str | None
    """The text that this one answers."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as one of its recipients sees it."""

    recipient: MessageRecipient
    message: Message
    setting: Setting

    @property
    def author(self) -> Author:
        return self.setting.author


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of the list of answers to staff."""

    recipient: MessageRecipient
    message: Message
    guardian: Guardian | None
    child: Student | None
    is_answered: bool


async def incoming(
    session: AsyncSession, *, copies: Collection[tuple[int, int]], now: datetime
) -> dict[tuple[int, int], Incoming]:
    """Messages by ``(account id, recipient id)``: those that the account may still open (R20)."""
    rows = await addressing.addressed(
        session, {account for account, _ in copies}, {recipient for _, recipient in copies}, now.date()
    )
    messages = {message.id: message for _, _, message in rows}
    opened = {message_id: await _setting(session, message) for message_id, message in messages.items()}
    return {
        (account_id, recipient.id): Incoming(recipient, message, opened[message.id])
        for account_id, recipient, message in rows
        if (account_id, recipient.id) in copies
    }


async def open_message(
    session: AsyncSession, *, caller: Caller, recipient_id: int | None, now: datetime
) -> Incoming:
    """The same for somebody who tapped. Raises ``Forbidden``."""
    recipient, message = await require_addressed(session, caller=caller, recipient_id=recipient_id, now=now)
    return Incoming(recipient, message, await _setting(session, message))


async def mark_read(
    session: AsyncSession, *, caller: Caller, recipient_id: int | None, now: datetime
) -> Incoming:
    """Note that the addressee has read it; a second time changes nothing. Raises ``Forbidden``.

    Counts for everybody the message went to who shares this account.
    """
    opened = await open_message(session, caller=caller, recipient_id=recipient_id, now=now)
    assert caller.account is not None
    for shared in await addressing.addressed_in(session, caller.account.id, opened.message.id, now.date()):
        shared.received_at = shared.received_at or now
        shared.read_at = shared.read_at or now
    return opened


async def answers(session: AsyncSession, *, caller: Caller) -> Sequence[Answer]:
    """What families answered to the caller as staff, in all its schools, not yet answered back first.

    Kept whether or not the chat was linked when they came.
    """
    staff_ids = [member.id for member in caller.staff]
    return [Answer(*row) for row in await queries.answers_to(session, staff_ids, ANSWERS_SHOWN)]


async def count_unread(session: AsyncSession, *, caller: Caller) -> int:
    """How many answers to the caller as staff wait to be read."""
    return await queries.unread_by(session, [member.id for member in caller.staff])


async def _setting(session: AsyncSession, message: Message) -> Setting:
    school, group, staff, guardian, student, answered = await queries.around(session, message.id)
    child_id = message.student_id or message.author_student_id
    child = await queries.student_of_school(session, school.id, child_id) if child_id else None
    leads = relation = None
    if staff is not None and group is not None:
        leads = next(iter(await addressing.leader_kinds(session, group.id, staff.id)), None)
    if guardian is not None and child is not None:
        relation = await queries.relation_between(session, guardian.id, child.id)
    return Setting(school, group, Author(staff, leads, guardian, relation, student), child, answered)
