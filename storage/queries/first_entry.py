"""Whether any administrator of a school can get in already."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from storage.models import Link, Role, StaffMember, StaffRole


def _administrators(school_id: int) -> Select[StaffMember]:
    return (
        select(StaffMember)
        .join(StaffRole, StaffRole.staff_id == StaffMember.id)
        .where(
            StaffMember.school_id == school_id,
            StaffRole.role == Role.ADMINISTRATOR,
            StaffMember.left_on.is_(None),
        )
        .order_by(StaffMember.id)
    )


async def administrators(session: AsyncSession, school_id: int) -> Sequence[StaffMember]:
    """With their roles."""
    query = _administrators(school_id).options(selectinload(StaffMember.roles))
    return (await session.scalars(query)).all()


async def administrator_can_enter(session: AsyncSession, school_id: int) -> bool:
    linked = exists().where(Link.staff_id == StaffMember.id, Link.revoked_at.is_(None))
    query = _administrators(school_id).where(or_(linked, StaffMember.password_hash.is_not(None)))
    return (await session.scalars(query.limit(1))).first() is not None
