"""Whether families are being told: what waits, since when, and when somebody was last told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries import health as queries


@dataclass(frozen=True, slots=True)
class Health:
    waiting: int
    """Items whose time has come and that are not sent yet."""
    oldest_waiting_seconds: int | None
    """For how long the first of them could have been sent; empty when nothing waits."""
    last_delivered_at: datetime | None


async def look(session: AsyncSession, *, now: datetime) -> Health:
    """Ask the outbox, over all schools; nothing personal comes with it."""
    waiting, oldest = await queries.due_items(session, now)
    seconds = int((now - oldest).total_seconds()) if oldest else None
    return Health(waiting, seconds, await queries.last_sent_at(session))
