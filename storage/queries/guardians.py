"""Who answers for a child, and the links and codes that hang on it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from storage.models import Guardian, Guardianship, Link


async def guardianships_of(session: AsyncSession, student_id: int) -> Sequence[Guardianship]:
    """Of a student, with the guardians; those that have ended too."""
    query = select(Guardianship).where(Guardianship.student_id == student_id)
    query = query.options(joinedload(Guardianship.guardian)).order_by(Guardianship.id)
    return (await session.scalars(query)).all()


async def guardianship_for_update(
    session: AsyncSession, school_id: int, guardianship_id: int
) -> Guardianship | None:
    """A guardianship of the school, locked until the transaction ends."""
    query = select(Guardianship).where(
        Guardianship.school_id == school_id, Guardianship.id == guardianship_id
    )
    return (await session.scalars(query.with_for_update())).one_or_none()


async def guardianship_between(
    session: AsyncSession, guardian_id: int, student_id: int
) -> Guardianship | None:
    query = select(Guardianship).where(
        Guardianship.guardian_id == guardian_id, Guardianship.student_id == student_id
    )
    return (await session.scalars(query)).one_or_none()


async def guardian_by_number(session: AsyncSession, school_id: int, number: str) -> Guardian | None:
    query = select(Guardian).where(Guardian.school_id == school_id, Guardian.number == number)
    return (await session.scalars(query)).one_or_none()


async def numbers_like(session: AsyncSession, school_id: int, beginning: str) -> set[str]:
    """Numbers of guardians that begin so."""
    query = select(Guardian.number).where(
        Guardian.school_id == school_id, Guardian.number.startswith(beginning, autoescape=True)
    )
    return set(await session.scalars(query))


async def revoke_links(session: AsyncSession, guardianship_id: int, now: datetime) -> None:
    """End every link in force that stands on a guardianship."""
    statement = (
        update(Link)
        .where(Link.guardianship_id == guardianship_id, Link.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    await session.execute(statement)


async def entered_at(session: AsyncSession, guardianship_ids: Collection[int]) -> dict[int, datetime]:
    """Since when these guardianships are on record, as far as it is known."""
    query = select(Guardianship.id, Guardianship.entered_at).where(Guardianship.id.in_(guardianship_ids))
    return {row[0]: row[1] for row in await session.execute(query) if row[1] is not None}
