"""Who a message is for, and which messages an account may open."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from storage.models import (
    Account,
    Group,
    GroupLeader,
    GroupMembership,
    Guardianship,
    LeaderKind,
    Link,
    Message,
    MessageRecipient,
    School,
    StaffMember,
    Student,
)


async def guardianships_of(session: AsyncSession, student_ids: Iterable[int]) -> Sequence[Guardianship]:
    """Guardianships in force of some students, with guardian and student."""
    query = (
        select(Guardianship)
        .where(Guardianship.student_id.in_(list(student_ids)), Guardianship.revoked_at.is_(None))
        .options(
            joinedload(Guardianship.guardian, innerjoin=True),
            joinedload(Guardianship.student, innerjoin=True),
        )
        .order_by(Guardianship.student_id, Guardianship.id)
    )
    return (await session.scalars(query)).all()


async def led_by(
    session: AsyncSession, staff_ids: Iterable[int], day: date
) -> Sequence[Row[StaffMember, Group, School, LeaderKind]]:
    """The groups that some staff lead on a day, each with who leads it as what. A leader who is both
    class teacher and curator of a group comes twice, the class teacher first."""
    query = (
        select(StaffMember, Group, School, GroupLeader.kind)
        .select_from(GroupLeader)
        .join(StaffMember, StaffMember.id == GroupLeader.staff_id)
        .join(Group, Group.id == GroupLeader.group_id)
        .join(School, School.id == Group.school_id)
        .where(
            GroupLeader.staff_id.in_(list(staff_ids)),
            _in_force(GroupLeader.starts_on, GroupLeader.ends_on, day),
        )
        .order_by(School.id, Group.grade, Group.name, StaffMember.id, GroupLeader.kind)
    )
    return (await session.execute(query)).all()


async def leader_kinds(session: AsyncSession, group_id: int, staff_id: int) -> Sequence[LeaderKind]:
    """What a person is or was to a group, class teacher first."""
    query = (
        select(GroupLeader.kind)
        .where(GroupLeader.group_id == group_id, GroupLeader.staff_id == staff_id)
        .order_by(GroupLeader.kind)
    )
    return (await session.scalars(query)).all()


async def student_led_by(
    session: AsyncSession, staff_id: int, student_id: int, day: date
) -> Row[Student, Group] | None:
    """The student with a group it is in on a day and that this person leads then."""
    query = (
        select(Student, Group)
        .join(GroupMembership, GroupMembership.student_id == Student.id)
        .join(Group, Group.id == GroupMembership.group_id)
        .join(GroupLeader, GroupLeader.group_id == Group.id)
        .where(
            Student.id == student_id,
            or_(Student.left_on.is_(None), Student.left_on >= day),
            GroupLeader.staff_id == staff_id,
            _in_force(GroupMembership.joined_on, GroupMembership.left_on, day),
            _in_force(GroupLeader.starts_on, GroupLeader.ends_on, day),
        )
        .order_by(Group.id)
    )
    return (await session.execute(query)).first()


async def languages_of(session: AsyncSession, account_ids: Iterable[int]) -> Sequence[str]:
    query = select(Account.language).where(Account.id.in_(list(account_ids))).order_by(Account.id)
    return (await session.scalars(query)).all()


async def working_staff(session: AsyncSession, staff_id: int, day: date) -> StaffMember | None:
    """The member of staff, unless they have left the school by a day."""
    query = select(StaffMember).where(
        StaffMember.id == staff_id, or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day)
    )
    return (await session.scalars(query)).one_or_none()


async def children_addressed(session: AsyncSession, recipient_id: int) -> Sequence[Student]:
    """The children on whose account a guardian was written to, eldest first."""
    query = (
        select(Student)
        .join(Guardianship, Guardianship.student_id == Student.id)
        .join(MessageRecipient, MessageRecipient.guardian_id == Guardianship.guardian_id)
        .join(Message, Message.id == MessageRecipient.message_id)
        .where(
            MessageRecipient.id == recipient_id,
            Guardianship.revoked_at.is_(None),
            _concerns(Guardianship.student_id),
        )
        .order_by(Student.birth_date, Student.id)
    )
    return (await session.scalars(query)).all()


async def addressed(
    session: AsyncSession, account_ids: Iterable[int], recipient_ids: Iterable[int], day: date
) -> Sequence[Row[int, MessageRecipient, Message]]:
    """``(account id, recipient, message)`` for those of the accounts that may act as one of the
    recipients now; a row for each of its links that lets it."""
    query = _addressed(day).where(
        Link.account_id.in_(list(account_ids)), MessageRecipient.id.in_(list(recipient_ids))
    )
    return (await session.execute(query)).all()


async def addressed_in(
    session: AsyncSession, account_id: int, message_id: int, day: date
) -> Sequence[MessageRecipient]:
    """Every recipient of a message that the account may act as: a phone can be shared."""
    query = _addressed(day).where(Link.account_id == account_id, Message.id == message_id)
    return [recipient for _, recipient, _ in (await session.execute(query)).all()]


def _addressed(day: date) -> Select[int, MessageRecipient, Message]:
    """Recipients by the links that speak for them, as they are now, whatever they were before."""
    works = exists().where(
        StaffMember.id == Link.staff_id, or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day)
    )
    as_guardian = exists().where(
        Guardianship.id == Link.guardianship_id,
        Guardianship.guardian_id == MessageRecipient.guardian_id,
        Guardianship.revoked_at.is_(None),
        _concerns(Guardianship.student_id),
    )
    speaks_for = or_(
        and_(Link.staff_id == MessageRecipient.staff_id, works),
        Link.student_id == MessageRecipient.addressed_student_id,
        as_guardian,
    )
    return (
        select(Link.account_id, MessageRecipient, Message)
        .select_from(MessageRecipient)
        .join(Message, Message.id == MessageRecipient.message_id)
        .join(Link, and_(Link.revoked_at.is_(None), speaks_for))
        .order_by(MessageRecipient.id, Link.id)
    )


def _concerns(student_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether the message is about that student: named in it, else of the group it was written to.

    The guardian of two children who has lost the one in this class hears no more of this class.
    """
    in_group = exists().where(
        GroupMembership.group_id == Message.group_id, GroupMembership.student_id == student_id
    )
    return or_(
        MessageRecipient.about_student_id == student_id,
        and_(MessageRecipient.about_student_id.is_(None), in_group),
    )


def _in_force(
    starts: InstrumentedAttribute[date], ends: InstrumentedAttribute[date | None], day: date
) -> ColumnElement[bool]:
    return and_(starts <= day, or_(ends.is_(None), ends >= day))
