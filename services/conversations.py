"""What a chat is in the middle of, and which updates were already acted on."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Channel, Conversation
from storage.queries import conversations as queries

FORGOTTEN_AFTER = timedelta(days=1)
"""An unfinished conversation older than this is over: nobody remembers what it was about."""


def unless_forgotten(found: Conversation | None, now: datetime) -> Conversation | None:
    """The conversation, if it is still under way."""
    if found is None or now - found.updated_at > FORGOTTEN_AFTER:
        return None
    return found


async def begin(
    session: AsyncSession, *, channel: Channel, address: str, step: str, facts: dict[str, Any], now: datetime
) -> None:
    """Put the chat at ``step`` with what is known so far, in place of whatever it was doing."""
    found = await queries.conversation_at(session, channel, address)
    if found is None:
        session.add(Conversation(channel=channel, address=address, step=step, facts=facts, updated_at=now))
    else:
        found.step, found.facts, found.updated_at = step, facts, now


async def end(session: AsyncSession, *, channel: Channel, address: str) -> None:
    found = await queries.conversation_at(session, channel, address)
    if found is not None:
        await session.delete(found)


async def first_time(session: AsyncSession, *, channel: Channel, update_key: str, now: datetime) -> bool:
    """Note an update as acted on. False when it was before: the messenger sent it twice."""
    return await queries.note_update(session, channel, update_key, now)
