"""Who of a class has neither a link nor a code that can still be used (R21)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage.models import AccessCode, GroupMembership, Guardian, Guardianship, Link, Student


async def students_without_codes(
    session: AsyncSession, group_ids: Collection[int], day: date, now: datetime
) -> Sequence[Row[int, Student, date]]:
    """``(group id, student, joined on)`` of students of these groups on a day who have no chat and no code."""
    query = (
        select(GroupMembership.group_id, Student, GroupMembership.joined_on)
        .join(Student, Student.id == GroupMembership.student_id)
        .where(*_here(group_ids, day), *_without(Link.student_id, AccessCode.student_id, Student.id, now))
    )
    return (await session.execute(query)).all()


async def guardians_without_codes(
    session: AsyncSession, group_ids: Collection[int], day: date, now: datetime
) -> Sequence[Row[int, Student, date, Guardianship, Guardian]]:
    """``(group id, student, joined on, guardianship, guardian)`` of guardianships in force that have neither."""
    query = (
        select(GroupMembership.group_id, Student, GroupMembership.joined_on, Guardianship, Guardian)
        .join(Student, Student.id == GroupMembership.student_id)
        .join(Guardianship, Guardianship.student_id == Student.id)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .where(
            *_here(group_ids, day),
            Guardianship.revoked_at.is_(None),
            *_without(Link.guardianship_id, AccessCode.guardianship_id, Guardianship.id, now),
        )
    )
    return (await session.execute(query)).all()


def _here(group_ids: Collection[int], day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        GroupMembership.group_id.in_(group_ids),
        GroupMembership.joined_on <= day,
        or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
        or_(Student.left_on.is_(None), Student.left_on >= day),
    )


def _without(
    linked: InstrumentedAttribute[int | None],
    invited: InstrumentedAttribute[int | None],
    person: InstrumentedAttribute[int],
    now: datetime,
) -> tuple[ColumnElement[bool], ...]:
    code_is_open = (
        AccessCode.used_at.is_(None),
        AccessCode.revoked_at.is_(None),
        AccessCode.expires_at > now,
    )
    return (
        ~exists().where(linked == person, Link.revoked_at.is_(None)),
        ~exists().where(invited == person, *code_is_open),
    )
