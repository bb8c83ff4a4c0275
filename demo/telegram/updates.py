"""Updates waiting for the bot: numbered, kept until confirmed, asked for by one process at a time."""

import asyncio
from collections.abc import Sequence

from aiogram.types import Update

from demo.telegram.answers import Refusal

FIRST_UPDATE = 100_000_001
MOST_AT_ONCE = 100
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class UpdateQueue:
    """What the bot has not confirmed yet, oldest first."""

    def __init__(self) -> None:
        self.pending: list[Update] = []
        self.allowed: list[str] = []
        """Kinds of updates the bot asked for; empty means all."""
        self._next_id = FIRST_UPDATE
        self._changed = asyncio.Event()
        self._emptied = asyncio.Event()
        self.polls = 0
        """How often it was asked so far; the newest poll is the one that may wait."""
        self._closed = False

    def add(self, **event: object) -> Update | None:
        """Queue one update, unless the bot does not want its kind."""
        kind = next(iter(event))
        if self.allowed and kind not in self.allowed:
            return None
        update = Update.model_validate({"update_id": self._next_id, **event})
        self._next_id += 1
        self.pending.append(update)
        self._changed.set()
        return update

    async def get(self, *, offset: int, limit: int, seconds: float) -> Sequence[Update]:
        """Long polling: confirm everything below ``offset``, then wait for something to give.

        A negative ``offset`` keeps that many of the newest. A second process that asks ends the
        first one's waiting: that one gets ``Refusal`` 409.
        """
        self.polls += 1
        mine = self.polls
        self._changed.set()
        self._confirm(offset)
        try:
            async with asyncio.timeout(seconds):
                while not self.pending and not self._closed:
                    self._changed.clear()
                    await self._changed.wait()
                    self._check(mine)
        except TimeoutError:
            self._check(mine)
        return self.pending[: max(1, min(limit, MOST_AT_ONCE))]

    def forget(self) -> None:
        """Drop everything that waits, as ``drop_pending_updates`` asks."""
        self.pending.clear()

    def close(self) -> None:
        self._closed = True
        self._changed.set()

    def confirm(self, update_id: int) -> None:
        self._confirm(update_id + 1)

    async def wait(self) -> Update | None:
        """The oldest update, as soon as there is one; it stays until confirmed. None after ``close``."""
        while not self.pending and not self._closed:
            self._changed.clear()
            await self._changed.wait()
        return None if self._closed else self.pending[0]

    async def until_confirmed(self) -> None:
        """Return once the bot has confirmed everything that waits."""
        while self.pending:
            self._emptied.clear()
            await self._emptied.wait()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending[:] = self.pending[offset:]
        else:
            self.pending[:] = [update for update in self.pending if update.update_id >= offset]
        if not self.pending:
            self._emptied.set()

    def _check(self, mine: int) -> None:
        if self.polls != mine:
            raise Refusal(409, CONFLICT)
