"""Sends what staff write and shows whom it went to: for tests of messages."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Caller, identify
from services.messages import announce, write_letter
from storage.models import (
    Account,
    Audience,
    Channel,
    Message,
    MessageRecipient,
    OutboxItem,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING as NOW


async def caller_at(session: AsyncSession, address: str) -> Caller:
    return await identify(session, channel=Channel.TELEGRAM, address=address, now=NOW)


async def recipients(session: AsyncSession, message: Message) -> list[MessageRecipient]:
    query = select(MessageRecipient).where(MessageRecipient.message_id == message.id)
    return list((await session.scalars(query.order_by(MessageRecipient.id))).all())


async def told(session: AsyncSession, message: Message) -> list[str]:
    """Addresses of the accounts that the message is queued for; twice if it is queued twice."""
    query = (
        select(Account.address)
        .join(OutboxItem, OutboxItem.account_id == Account.id)
        .where(OutboxItem.event.like(f"message:{message.id}:%"))
        .order_by(Account.address)
    )
    return list((await session.scalars(query)).all())


async def announced(session: AsyncSession, cast: Cast, audience: Audience = Audience.BOTH) -> Message:
    return await announce(
        session,
        staff=cast.class_teacher,
        group_id=cast.class_7a.id,
        audience=audience,
        text="Собрание в 18:00",
        now=NOW,
    )


async def lettered(session: AsyncSession, cast: Cast) -> Message:
    return await write_letter(
        session, staff=cast.curator, student_id=cast.son.id, text="Алихану нужна помощь", now=NOW
    )


async def of(session: AsyncSession, message: Message, **person: int) -> MessageRecipient:
    [(field, value)] = person.items()
    return next(row for row in await recipients(session, message) if getattr(row, field) == value)
