"""What waits in the outbox, and since when."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import OutboxItem, OutboxStatus


async def waiting_since(
    session: AsyncSession, batches: Iterable[str], after: datetime
) -> Mapping[str, datetime]:
    """When the first item still waiting in each batch was made, of those made later than ``after``."""
    query = (
        select(OutboxItem.batch, func.min(OutboxItem.created_at).label("first"))
        .where(
            OutboxItem.batch.in_(list(batches)),
            OutboxItem.status == OutboxStatus.WAITING,
            OutboxItem.created_at > after,
        )
        .group_by(OutboxItem.batch)
    )
    return {row.batch: row.first for row in await session.execute(query)}


async def put_off(
    session: AsyncSession, batches: Iterable[str], after: datetime, not_before: datetime
) -> None:
    """Let what waits in these batches, made later than ``after``, wait until ``not_before``.

    What is on its way already goes on; what waits longer for another reason keeps waiting.
    """
    statement = (
        update(OutboxItem)
        .where(
            OutboxItem.batch.in_(list(batches)),
            OutboxItem.status == OutboxStatus.WAITING,
            OutboxItem.created_at > after,
            OutboxItem.leased_until.is_(None),
            OutboxItem.not_before < not_before,
        )
        .values(not_before=not_before)
        .execution_options(synchronize_session=False)
    )
    await session.execute(statement)
