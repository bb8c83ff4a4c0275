"""Who a message was for, and what became of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Account,
    Group,
    GroupMembership,
    Guardian,
    Guardianship,
    Message,
    MessageKind,
    MessageRecipient,
    OutboxItem,
    OutboxKind,
    OutboxStatus,
    StaffMember,
    Student,
)


async def message_by(session: AsyncSession, staff_ids: Iterable[int], message_id: int) -> Message | None:
    """The message, if one of these members of staff wrote it."""
    query = select(Message).where(Message.id == message_id, Message.staff_id.in_(list(staff_ids)))
    return (await session.scalars(query)).one_or_none()


async def group_and_child(session: AsyncSession, message_id: int) -> Row[Group | None, Student | None]:
    query = (
        select(Group, Student)
        .select_from(Message)
        .outerjoin(Group, Group.id == Message.group_id)
        .outerjoin(Student, Student.id == Message.student_id)
        .where(Message.id == message_id)
    )
    return (await session.execute(query)).one()


async def recipients_of(
    session: AsyncSession, message_id: int
) -> Sequence[Row[MessageRecipient, Guardian | None, Student | None]]:
    """Every recipient who is a guardian or a student, by name."""
    query = (
        select(MessageRecipient, Guardian, Student)
        .outerjoin(Guardian, Guardian.id == MessageRecipient.guardian_id)
        .outerjoin(Student, Student.id == MessageRecipient.addressed_student_id)
        .where(MessageRecipient.message_id == message_id, MessageRecipient.staff_id.is_(None))
        .order_by(
            func.coalesce(Guardian.last_name, Student.last_name),
            func.coalesce(Guardian.first_name, Student.first_name),
            MessageRecipient.id,
        )
    )
    return (await session.execute(query)).all()


async def children_of_guardians(
    session: AsyncSession, guardian_ids: Iterable[int], group_id: int
) -> Sequence[Row[int, Student]]:
    """``(guardian id, student)`` for the children these guardians have or had in the group."""
    query = (
        select(Guardianship.guardian_id, Student)
        .join(Student, Student.id == Guardianship.student_id)
        .join(GroupMembership, GroupMembership.student_id == Student.id)
        .where(Guardianship.guardian_id.in_(list(guardian_ids)), GroupMembership.group_id == group_id)
        .order_by(Student.birth_date, Student.id)
        .distinct()
    )
    return (await session.execute(query)).all()


async def waiting_for(session: AsyncSession, school_id: int, message_id: int) -> Sequence[dict[str, Any]]:
    """The facts of each copy of the message that has not left yet, to a chat that takes messages."""
    query = (
        select(OutboxItem.facts)
        .join(Account, Account.id == OutboxItem.account_id)
        .where(
            OutboxItem.school_id == school_id,
            OutboxItem.kind == OutboxKind.MESSAGE,
            OutboxItem.status == OutboxStatus.WAITING,
            OutboxItem.event.like(f"message:{message_id}:%"),
            Account.unreachable_at.is_(None),
        )
    )
    return (await session.scalars(query)).all()


async def sent_by(
    session: AsyncSession, staff_ids: Iterable[int], limit: int
) -> Sequence[Row[Message, Group | None, Student | None]]:
    """The latest announcements and letters by these members of staff, with group and child."""
    query = (
        select(Message, Group, Student)
        .outerjoin(Group, Group.id == Message.group_id)
        .outerjoin(Student, Student.id == Message.student_id)
        .where(Message.staff_id.in_(list(staff_ids)), Message.kind != MessageKind.REPLY)
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(limit)
    )
    return (await session.execute(query)).all()


async def counts_of(session: AsyncSession, message_ids: Iterable[int]) -> Sequence[Row[int, int, int, int]]:
    """``(message id, recipients, received, read)`` for each of the messages."""
    query = (
        select(
            MessageRecipient.message_id,
            func.count(MessageRecipient.id),
            func.count(MessageRecipient.received_at),
            func.count(MessageRecipient.read_at),
        )
        .where(MessageRecipient.message_id.in_(list(message_ids)))
        .group_by(MessageRecipient.message_id)
    )
    return (await session.execute(query)).all()


async def letters_about(
    session: AsyncSession, student_ids: Iterable[int]
) -> Sequence[Row[Message, StaffMember | None, Guardian | None, MessageRecipient]]:
    """Letters to the guardians of some students, a row for each guardian, the latest first."""
    query = (
        select(Message, StaffMember, Guardian, MessageRecipient)
        .join(MessageRecipient, MessageRecipient.message_id == Message.id)
        .outerjoin(StaffMember, StaffMember.id == Message.staff_id)
        .outerjoin(Guardian, Guardian.id == MessageRecipient.guardian_id)
        .where(Message.kind == MessageKind.LETTER, Message.student_id.in_(list(student_ids)))
        .order_by(Message.sent_at.desc(), Message.id.desc(), MessageRecipient.id)
    )
    return (await session.execute(query)).all()
