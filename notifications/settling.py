"""Writes down what became of messages while others are still on their way."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime

from services.delivery import Outcome, settle
from storage.database import Database

TOGETHER = 0.05
"""Seconds in which outcomes gather: after a crash no more than these are sent twice."""


class Settling:
    """Outcomes are saved as they come, those of a moment together.

    An outcome that could not be saved is kept and saved next time: forgetting that a message was
    sent would send it again.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._unsaved: list[Outcome] = []
        self._saving: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    def note(self, outcomes: Iterable[Outcome]) -> None:
        """Save these soon."""
        self._unsaved += outcomes
        if self._unsaved and (self._saving is None or self._saving.done()):
            self._saving = asyncio.create_task(self._save_soon())

    async def flush(self) -> None:
        """Return when everything noted is saved. Raises what kept it from being saved."""
        self._hurry.set()
        if self._saving is not None:
            # What kept it from saving is raised below, when it is tried again.
            await asyncio.gather(self._saving, return_exceptions=True)
            self._saving = None
        self._hurry.clear()
        if self._unsaved:
            await self._save()

    async def _save_soon(self) -> None:
        while self._unsaved:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), TOGETHER)
            await self._save()

    async def _save(self) -> None:
        taken, self._unsaved = self._unsaved, []
        try:
            async with self._database.transaction() as session:
                await settle(session, taken, now=self._clock())
        except BaseException:
            self._unsaved = taken + self._unsaved
            raise
