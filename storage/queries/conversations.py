"""A chat's unfinished conversation and the updates already seen."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Channel, Conversation, SeenUpdate
from storage.queries.insertion import insert_new


async def conversation_at(session: AsyncSession, channel: Channel, address: str) -> Conversation | None:
    query = select(Conversation).where(Conversation.channel == channel, Conversation.address == address)
    return (await session.scalars(query)).one_or_none()


async def note_update(session: AsyncSession, channel: Channel, update_key: str, now: datetime) -> bool:
    """Whether the update was new; it is noted now."""
    seen = [{"channel": channel, "update_key": update_key, "at": now}]
    return await insert_new(session, SeenUpdate, seen) == 1
