"""The outbox as monitoring sees it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import OutboxItem, OutboxStatus


async def due_items(session: AsyncSession, now: datetime) -> tuple[int, datetime | None]:
    """How many items could be sent now, and since when the first of them could."""
    query = select(func.count(), func.min(OutboxItem.not_before)).where(
        OutboxItem.status == OutboxStatus.WAITING,
        OutboxItem.not_before <= now,
        OutboxItem.expires_at > now,
    )
    count, oldest = (await session.execute(query)).one()
    return count, oldest


async def last_sent_at(session: AsyncSession) -> datetime | None:
    return await session.scalar(select(func.max(OutboxItem.sent_at)))
