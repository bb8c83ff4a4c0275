"""What a message was about, and the answers that wait for staff."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Row, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.models import (
    Group,
    Guardian,
    Guardianship,
    Message,
    MessageKind,
    MessageRecipient,
    Relation,
    School,
    StaffMember,
    Student,
)

Surroundings = Row[School, Group | None, StaffMember | None, Guardian | None, Student | None, str | None]


async def around(session: AsyncSession, message_id: int) -> Surroundings:
    """School, group, the author as staff, guardian or student, and the text it answers."""
    answered = aliased(Message)
    query = (
        select(School, Group, StaffMember, Guardian, Student, answered.text)
        .select_from(Message)
        .join(School, School.id == Message.school_id)
        .outerjoin(Group, Group.id == Message.group_id)
        .outerjoin(StaffMember, StaffMember.id == Message.staff_id)
        .outerjoin(Guardian, Guardian.id == Message.guardian_id)
        .outerjoin(Student, Student.id == Message.author_student_id)
        .outerjoin(answered, answered.id == Message.in_reply_to_id)
        .where(Message.id == message_id)
    )
    return (await session.execute(query)).one()


async def student_of_school(session: AsyncSession, school_id: int, student_id: int) -> Student | None:
    query = select(Student).where(Student.school_id == school_id, Student.id == student_id)
    return (await session.scalars(query)).one_or_none()


async def relation_between(session: AsyncSession, guardian_id: int, student_id: int) -> Relation | None:
    query = select(Guardianship.relation).where(
        Guardianship.guardian_id == guardian_id, Guardianship.student_id == student_id
    )
    return (await session.scalars(query)).one_or_none()


async def answers_to(
    session: AsyncSession, staff_ids: Iterable[int], limit: int
) -> Sequence[Row[MessageRecipient, Message, Guardian | None, Student | None, bool]]:
    """The latest answers written to staff, those they have not answered back first.

    Each with its author, the child it is about, and whether it was answered.
    """
    answered = _is_answered().label("is_answered")
    query = (
        select(MessageRecipient, Message, Guardian, Student, answered)
        .join(Message, Message.id == MessageRecipient.message_id)
        .outerjoin(Guardian, Guardian.id == Message.guardian_id)
        .outerjoin(Student, Student.id == func.coalesce(Message.student_id, Message.author_student_id))
        .where(
            MessageRecipient.staff_id.in_(list(staff_ids)),
            Message.kind == MessageKind.REPLY,
        )
        .order_by(answered, Message.sent_at.desc(), Message.id.desc())
        .limit(limit)
    )
    return (await session.execute(query)).all()


async def unread_by(session: AsyncSession, staff_ids: Iterable[int]) -> int:
    """How many answers to these members of staff are still unread."""
    query = select(func.count(MessageRecipient.id)).where(
        MessageRecipient.staff_id.in_(list(staff_ids)), MessageRecipient.read_at.is_(None)
    )
    return (await session.scalars(query)).one()


def _is_answered() -> ColumnElement[bool]:
    back = aliased(Message)
    return exists().where(back.in_reply_to_id == Message.id, back.staff_id == MessageRecipient.staff_id)
