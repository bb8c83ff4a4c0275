"""Failed tries to join, links, consents: what joining and leaving read and remove."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Channel,
    Consent,
    Guardianship,
    JoinAttempt,
    Link,
    SeenUpdate,
)
from storage.queries.codes import Person, is_any_of


async def attempts_of(
    session: AsyncSession, channel: Channel, address: str, since: datetime
) -> Sequence[datetime]:
    """When this address failed, the oldest first."""
    query = (
        select(JoinAttempt.at)
        .where(JoinAttempt.channel == channel, JoinAttempt.address == address, JoinAttempt.at > since)
        .order_by(JoinAttempt.at)
    )
    return (await session.scalars(query)).all()


async def attempts_since(session: AsyncSession, since: datetime) -> int:
    """How many tries failed over all addresses."""
    query = select(func.count()).select_from(JoinAttempt).where(JoinAttempt.at > since)
    return (await session.scalars(query)).one()


async def remove_attempts_before(session: AsyncSession, moment: datetime) -> None:
    await session.execute(delete(JoinAttempt).where(JoinAttempt.at <= moment))


async def remove_attempts_of(session: AsyncSession, channel: Channel, address: str) -> None:
    await session.execute(
        delete(JoinAttempt).where(JoinAttempt.channel == channel, JoinAttempt.address == address)
    )


async def remove_seen_messages(session: AsyncSession, channel: Channel, address: str) -> None:
    """Forget which messages of a chat were acted on: their keys hold the chat's id."""
    await session.execute(
        delete(SeenUpdate).where(
            SeenUpdate.channel == channel, SeenUpdate.update_key.startswith(f"m{address}:", autoescape=True)
        )
    )


async def link_between(session: AsyncSession, account_id: int, persons: Sequence[Person]) -> Link | None:
    """The account's link to one of these persons, if there is one in force."""
    query = select(Link).where(
        Link.account_id == account_id, is_any_of(Link, persons), Link.revoked_at.is_(None)
    )
    return (await session.scalars(query)).first()


async def links_of_account(session: AsyncSession, account_id: int) -> Sequence[Link]:
    """Every link of the account, revoked ones included."""
    return (await session.scalars(select(Link).where(Link.account_id == account_id).order_by(Link.id))).all()


async def link_of_school(session: AsyncSession, school_id: int, link_id: int) -> Link | None:
    query = select(Link).where(Link.id == link_id, Link.school_id == school_id)
    return (await session.scalars(query)).one_or_none()


async def persons_of_guardian(session: AsyncSession, guardianship_id: int) -> list[Person]:
    """The guardianship together with the same guardian's others: one person with several children."""
    guardian_id = select(Guardianship.guardian_id).where(Guardianship.id == guardianship_id)
    query = select(Guardianship.id).where(Guardianship.guardian_id == guardian_id.scalar_subquery())
    return [Person(guardianship_id=found) for found in (await session.scalars(query)).all()]


async def consents_of_account(session: AsyncSession, account_id: int) -> Sequence[Consent]:
    """The account's consents that have not been withdrawn."""
    query = select(Consent).where(Consent.account_id == account_id, Consent.withdrawn_at.is_(None))
    return (await session.scalars(query)).all()


async def has_consented(
    session: AsyncSession, account_id: int, persons: Sequence[Person], version: str
) -> bool:
    """Whether the account's consent to this version is in force for one of these persons."""
    query = select(Consent.id).where(
        Consent.account_id == account_id,
        Consent.version == version,
        Consent.withdrawn_at.is_(None),
        is_any_of(Consent, persons),
    )
    return (await session.scalars(query.limit(1))).first() is not None
