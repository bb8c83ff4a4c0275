"""Notes when a person blocks the bot or lets it in again."""

from aiogram import F, Router
from aiogram.filters import ChatMemberUpdatedFilter
from aiogram.filters.chat_member_updated import KICKED, MEMBER
from aiogram.types import ChatMemberUpdated

from handlers.telegram.chat import Edge
from services import reachability
from storage.models import Channel


def build_router(edge: Edge) -> Router:
    """Has its own transactions: these updates are nobody's message, and nothing is answered."""

    async def blocked(event: ChatMemberUpdated) -> None:
        async with edge.database.transaction() as session:
            await reachability.mark_unreachable(
                session, channel=Channel.TELEGRAM, address=str(event.from_user.id), now=edge.clock()
            )

    async def let_in(event: ChatMemberUpdated) -> None:
        async with edge.database.transaction() as session:
            await reachability.mark_reachable(
                session, channel=Channel.TELEGRAM, address=str(event.from_user.id)
            )

    router = Router(name="reachability")
    router.my_chat_member.filter(F.chat.type == "private")
    router.my_chat_member.register(blocked, ChatMemberUpdatedFilter(KICKED))
    router.my_chat_member.register(let_in, ChatMemberUpdatedFilter(MEMBER))
    return router
