"""Whether a chat can be written to: lost when its person blocks the bot, found when they let it in again."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.losses import tell_of_unreachable
from storage.models import Channel
from storage.queries import accounts as queries


async def mark_unreachable(session: AsyncSession, *, channel: Channel, address: str, now: datetime) -> None:
    """The person blocked the bot: nothing is sent there any more, and the class teacher learns of it, once."""
    account = await queries.account_at(session, channel, address)
    if account is None or account.unreachable_at is not None:
        return
    account.unreachable_at = now
    await session.flush()
    await tell_of_unreachable(session, [account.id], now)


async def mark_reachable(session: AsyncSession, *, channel: Channel, address: str) -> None:
    """The person let the bot in again. Unknown addresses are nobody's concern."""
    account = await queries.account_at(session, channel, address)
    if account is not None:
        account.unreachable_at = None
