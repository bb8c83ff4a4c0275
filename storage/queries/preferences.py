"""Alert kinds an account switched off or on again."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import AlertKind, Preference


async def preferences_of(session: AsyncSession, account_id: int) -> Sequence[Preference]:
    return (await session.scalars(select(Preference).where(Preference.account_id == account_id))).all()


async def preference(session: AsyncSession, account_id: int, kind: AlertKind) -> Preference | None:
    query = select(Preference).where(Preference.account_id == account_id, Preference.kind == kind)
    return (await session.scalars(query)).one_or_none()
