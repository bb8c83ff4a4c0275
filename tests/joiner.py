"""Somebody who joins: ``joiner.opens(code)``, ``.chooses("kk")``, ``.consents()``, ``.is_born(day)``."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import joining
from services.accounts import Caller, identify
from services.join_steps import Outcome
from storage.models import Channel, Conversation
from tests.chat import SECRET
from tests.clock import Clock
from tests.factories.codes import CODE

SON_BORN = date(2013, 3, 14)
"""The cast's son."""


class Joiner:
    """One address that joins, step by step, each step as an update of its own."""

    def __init__(self, session: AsyncSession, address: str, clock: Clock | None = None) -> None:
        self.session = session
        self.address = address
        self.clock = clock or Clock()

    async def caller(self) -> Caller:
        return await identify(self.session, channel=Channel.TELEGRAM, address=self.address, now=self.clock())

    async def conversation(self) -> Conversation | None:
        return (await self.caller()).conversation

    async def _known(self) -> dict[str, Any]:
        return {
            "caller": await self.caller(),
            "conversation": await self.conversation(),
            "now": self.clock(),
        }

    async def opens(self, text: str = CODE) -> Outcome:
        caller = await self.caller()
        return await joining.open_code(
            self.session, caller=caller, text=text, secret=SECRET, now=self.clock()
        )

    async def chooses(self, language: str) -> Outcome:
        return await joining.choose_language(self.session, language=language, **await self._known())

    async def consents(self) -> Outcome:
        return await joining.give_consent(self.session, **await self._known())

    async def declines(self) -> str | None:
        return await joining.decline(
            self.session, caller=await self.caller(), conversation=await self.conversation()
        )

    async def is_born(self, day: date) -> Outcome:
        return await joining.confirm_birthday(self.session, birth_date=day, **await self._known())

    async def joins(self, text: str = CODE, born: date = SON_BORN) -> Outcome:
        await self.opens(text)
        await self.chooses("kk")
        await self.consents()
        return await self.is_born(born)


async def count(session: AsyncSession, model: type[Any], *conditions: Any) -> int:
    return (await session.scalars(select(func.count()).select_from(model).where(*conditions))).one()
