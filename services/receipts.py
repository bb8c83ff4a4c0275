"""What became of messages: who received and read them, and when parents were told (R9)."""

import enum
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Caller
from services.class_list import list_order
from services.errors import Forbidden
from services.messages import require_leading_student
from storage.models import (
    Group,
    Guardian,
    Message,
    MessageRecipient,
    StaffMember,
    Student,
)
from storage.queries import receipts as queries

SENT_SHOWN = 10


class State(enum.StrEnum):
    """How far a message has come with one person."""

    READ = "read"
    RECEIVED = "received"
    ON_THE_WAY = "on_the_way"
    NOT_REACHED = "not_reached"
    """No linked chat, or one that no longer takes messages."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One person and what became of the message there. ``children`` are a guardian's in the group."""

    person: Guardian | Student
    children: tuple[Student, ...]
    state: State
    received_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Receipts:
    """All of a message's receipts, by name."""

    message: Message
    group: Group | None
    child: Student | None
    people: tuple[Receipt, ...]

    def of(self, *states: State) -> list[Receipt]:
        return [receipt for receipt in self.people if receipt.state in states]


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of what somebody sent, with its totals."""

    message: Message
    group: Group | None
    child: Student | None
    recipients: int
    received: int
    read: int


@dataclass(frozen=True, slots=True)
class Told:
    """That a guardian was written to about a student, and whether it got there."""

    message: Message
    author: StaffMember | None
    guardian: Guardian | None
    received_at: datetime | None
    read_at: datetime | None


async def receipts(session: AsyncSession, *, staff: StaffMember, message_id: int) -> Receipts:
    """Who received and read a message; for its sender alone. Raises ``Forbidden``."""
    message = await queries.message_by(session, [staff.id], message_id)
    if message is None:
        raise Forbidden
    group, child = await queries.group_and_child(session, message.id)
    rows = await queries.recipients_of(session, message.id)
    children = await _children(session, message, rows)
    waiting = await _waiting(session, message)
    people = tuple(
        Receipt(
            person,
            tuple(children[guardian.id]) if guardian else (),
            state_of(recipient, recipient.id in waiting),
            recipient.received_at,
            recipient.read_at,
        )
        for recipient, guardian, student in rows
        if (person := guardian or student) is not None
    )
    return Receipts(message, group, child, tuple(sorted(people, key=lambda one: list_order(one.person))))


async def sender_among(session: AsyncSession, *, caller: Caller, message_id: int | None) -> StaffMember:
    """As which member of staff the caller wrote the message. Raises ``Forbidden``."""
    if message_id is not None:
        staff = {member.id: member for member in caller.staff}
        message = await queries.message_by(session, staff, message_id)
        if message is not None and message.staff_id is not None:
            return staff[message.staff_id]
    raise Forbidden


async def sent_by(session: AsyncSession, *, staff: Sequence[StaffMember]) -> list[Sent]:
    """The latest announcements and letters of somebody, who may be staff of several schools."""
    rows = await queries.sent_by(session, [member.id for member in staff], SENT_SHOWN)
    counted = await queries.counts_of(session, [message.id for message, _, _ in rows])
    counts = {message_id: (total, received, read) for message_id, total, received, read in counted}
    return [Sent(message, group, child, *counts.get(message.id, (0, 0, 0))) for message, group, child in rows]


async def told_about(
    session: AsyncSession, *, staff: StaffMember, student_id: int, now: datetime
) -> list[Told]:
    """Every letter to the guardians of a student, by whomever, the latest first (R9).

    For who leads a group of the student today. Raises ``Forbidden``.
    """
    await require_leading_student(session, staff=staff, student_id=student_id, now=now)
    return [
        Told(message, author, guardian, recipient.received_at, recipient.read_at)
        for message, author, guardian, recipient in await queries.letters_about(session, [student_id])
    ]


def state_of(recipient: MessageRecipient, is_waiting: bool) -> State:
    if recipient.read_at is not None:
        return State.READ
    if recipient.received_at is not None:
        return State.RECEIVED
    return State.ON_THE_WAY if is_waiting else State.NOT_REACHED


Rows = Sequence[tuple[MessageRecipient, Guardian | None, Student | None]]


async def _children(session: AsyncSession, message: Message, rows: Rows) -> dict[int, list[Student]]:
    children: dict[int, list[Student]] = defaultdict(list)
    if message.group_id is not None:
        guardian_ids = [guardian.id for _, guardian, _ in rows if guardian]
        for guardian_id, child in await queries.children_of_guardians(
            session, guardian_ids, message.group_id
        ):
            children[guardian_id].append(child)
    return children


async def _waiting(session: AsyncSession, message: Message) -> set[int]:
    """Recipients whose copy has not been sent yet; several who share a phone share a copy."""
    copies = await queries.waiting_for(session, message.school_id, message.id)
    return {recipient_id for copy in copies for recipient_id in (copy["recipient_id"], *copy["also"])}
