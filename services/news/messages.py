"""Messages to and from families whose addressee may still open them when they are sent (R10, R20)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.inbox import Incoming, incoming
from services.news.prepared import Prepared
from services.screening import Addressed


async def messages_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[Incoming]]:
    """Each message as its addressee sees it; nothing where the account speaks for nobody it is for.

    A phone shared by several recipients keeps its copy while one of them is left.
    """
    copies = {
        (message.batch.account_id, recipient_id)
        for message in messages
        for recipient_id in _recipients(message)
    }
    opened = await incoming(session, copies=copies, now=now)
    return [_news(message, opened) for message in messages]


def _news(message: Addressed, opened: dict[tuple[int, int], Incoming]) -> Prepared[Incoming]:
    for recipient_id in _recipients(message):
        found = opened.get((message.batch.account_id, recipient_id))
        if found is not None:
            return Prepared(found)
    return Prepared(None, {item.id: "revoked" for item in message.batch.items})


def _recipients(message: Addressed) -> list[int]:
    return [
        recipient_id
        for item in message.batch.items
        for recipient_id in (item.facts["recipient_id"], *item.facts.get("also", ()))
    ]
