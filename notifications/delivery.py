"""Sends what is due: claims it, asks whether it still holds, sends it, writes down what became of it."""

import asyncio
import logging
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from handlers.screens import Screen
from locales import plain
from locales.words import words_in
from notifications.channels import Carrier, CarrierError
from notifications.notices import NOTICES, Notice
from notifications.settling import Settling
from services.delivery import LEASE, Batch, Fate, Outcome, claim, is_anything_due, keep
from services.screening import Addressed, next_try, screen
from storage.database import Database, DatabaseBusy
from storage.models import Channel, OutboxKind

ROUND = 128
"""Accounts in one round: what is asked of the store once for all of them costs each of them little.
Two rounds leave within ``FRESH`` at Telegram's pace."""
FRESH = timedelta(seconds=10)
"""A message made longer ago goes back: since then a mark may have changed or a parent been revoked."""
IN_FLIGHT = 16
REST = 1.0
"""Seconds between two looks into an empty outbox."""
FAILURES_IN_A_ROW = 10
OUTAGE_PAUSE = timedelta(seconds=30)
"""So many faults and no success between them are an outage: everything waits, no attempts are spent."""
NEVER = datetime.min.replace(tzinfo=UTC)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """A message as it will be shown."""

    to: Addressed
    screen: Screen
    made_at: datetime


class Delivery:
    """Delivers the outbox. Several of them, in one process or in many, share the work without doubling it.

    No request to a messenger is made inside a transaction. A message counts as sent once the
    messenger has answered; a crash before that is noted sends it again, never loses it.
    """

    def __init__(
        self,
        database: Database,
        carriers: Mapping[Channel, Carrier],
        clock: Callable[[], datetime],
        *,
        notices: Mapping[OutboxKind, Notice[Any]] = NOTICES,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._carriers = carriers
        self._clock = clock
        self._notices = notices
        self._chance = chance
        self._settling = Settling(database, clock)
        self._in_flight: dict[int, Batch] = {}
        self._leasing = asyncio.Lock()
        self._paused_until = NEVER
        self._failures = 0
        self._stopping = False
        self._poked = asyncio.Event()

    async def run(self) -> None:
        """Deliver until ``stop()``. A fault costs one round, never the loop.

        While one round is on its way the next is made ready: a pause of a quarter of a second is
        seven messages that Telegram would have taken.
        """
        ready: list[Ready] = []
        while not self._stopping:
            taken, leaving, ready = 0, ready, []
            with _surviving():
                async with asyncio.TaskGroup() as both:
                    following = both.create_task(self._take_or_nothing())
                    await self._send(leaving)
                taken, ready = following.result()
                await self._settling.flush()
            if not taken:
                await self._rest()
        with _surviving():
            # What was made ready goes back; what was sent is written down.
            await self._send(ready)
            await self._settling.flush()

    def poke(self) -> None:
        """Look into the outbox now instead of in a second."""
        self._poked.set()

    def stop(self) -> None:
        """Let ``run()`` end once what is on its way has been answered and noted."""
        self._stopping = True
        self.poke()

    async def deliver_due(self) -> int:
        """One round; how many messages were taken in hand, 0 when nothing is due or all must wait.

        Raises ``DatabaseBusy``; the next round goes on where this one stopped.
        """
        await self._settling.flush()
        taken, ready = await self._take()
        await self._send(ready)
        await self._settling.flush()
        return taken

    async def _take_or_nothing(self) -> tuple[int, list[Ready]]:
        """A fault in what comes next must not cut short what is on its way."""
        with _surviving():
            return await self._take()
        return 0, []

    async def _take(self) -> tuple[int, list[Ready]]:
        """How many messages were taken in hand, and those that are to leave. Raises ``DatabaseBusy``."""
        now = self._clock()
        if now < self._paused_until:
            return 0, []
        batches = await self._claim(now)
        return len(batches), await self._prepare(batches, now) if batches else []

    async def _claim(self, now: datetime) -> list[Batch]:
        async with self._database.reading() as session:
            if not await is_anything_due(session, now=now):
                return []
        async with self._database.transaction() as session:
            return await claim(session, now=now, limit=ROUND)

    async def _prepare(self, batches: Sequence[Batch], now: datetime) -> list[Ready]:
        """What these batches look like now; those that need not leave are noted as such.

        One that cannot be loaded or rendered is our fault: it dies alone, the others go on.
        """
        try:
            ready, outcomes = await self._render_all(batches, now)
        except DatabaseBusy:
            raise
        except Exception as fault:
            if len(batches) > 1:
                return [ready for batch in batches for ready in await self._prepare([batch], now)]
            logger.exception("a message could not be made")
            ready, outcomes = [], [batches[0].outcome(Fate.DEAD, reason=repr(fault))]
        self._settling.note(outcomes)
        return ready

    async def _render_all(self, batches: Sequence[Batch], now: datetime) -> tuple[list[Ready], list[Outcome]]:
        ready: list[Ready] = []
        async with self._database.reading() as session:
            leaving, outcomes = await screen(session, batches, now=now)
            leaving.sort(key=lambda message: message.batch.kind)
            for kind, group in groupby(leaving, key=lambda message: message.batch.kind):
                messages = list(group)
                views = await self._notices[kind].load(session, messages, now)
                for message, prepared in zip(messages, views, strict=True):
                    outcomes += _dropped(message.batch, prepared.dropped)
                    if prepared.view is not None:
                        shown = self._notices[kind].render(words_in(message.language), prepared.view)
                        ready.append(Ready(_without(message, prepared.dropped), shown, now))
        return ready, outcomes

    async def _send(self, ready: Sequence[Ready]) -> None:
        messages = iter(ready)
        await asyncio.gather(*(self._work(messages) for _ in range(min(IN_FLIGHT, len(ready)))))

    async def _work(self, messages: Iterator[Ready]) -> None:
        for message in messages:
            self._settling.note([await self._carry(message)])

    async def _carry(self, message: Ready) -> Outcome:
        batch, now = message.to.batch, self._clock()
        if self._stopping or now < self._paused_until or now > message.made_at + FRESH:
            return batch.outcome(Fate.RELEASED)
        key = batch.items[0].id
        self._in_flight[key] = batch
        try:
            await self._carriers[message.to.channel].carry(message.to.address, message.screen)
        except CarrierError as fault:
            # One after another: a lease that is being lengthened must not be given back as the old one.
            async with self._leasing:
                if fault.retry_after is not None:
                    await self._pause(timedelta(seconds=fault.retry_after), fault.reason)
                return self._failed(self._in_flight[key], fault, message.screen)
        except Exception as fault:
            logger.exception("a message could not be sent")
            error = CarrierError(repr(fault), permanent=True)
            return self._failed(self._in_flight[key], error, message.screen)
        else:
            self._failures = 0
            return self._in_flight[key].outcome(Fate.SENT)
        finally:
            del self._in_flight[key]

    def _failed(self, batch: Batch, fault: CarrierError, shown: Screen) -> Outcome:
        if fault.retry_after is not None:
            return batch.outcome(Fate.RELEASED)
        if fault.moved_to is not None:
            return batch.outcome(Fate.MOVED, moved_to=fault.moved_to)
        if fault.unreachable:
            return batch.outcome(Fate.UNREACHABLE, reason=fault.reason)
        if fault.permanent:
            logger.error("a message was refused for good: %s", fault.reason)
            return batch.outcome(Fate.DEAD, reason=fault.reason, text=plain(shown.text))
        self._failures += 1
        if self._failures >= FAILURES_IN_A_ROW:
            logger.warning("nothing leaves, everything waits: %s", fault.reason)
            self._paused_until = self._clock() + OUTAGE_PAUSE
            self._failures = 0
        until = next_try(batch.attempts, self._clock(), self._chance())
        return batch.outcome(Fate.RETRY, reason=fault.reason, until=until)

    async def _pause(self, pause: timedelta, reason: str) -> None:
        """Let nothing out for so long, and keep what is waiting inside the messenger's own limiter."""
        logger.warning("told to wait %s: %s", pause, reason)
        until = self._clock() + pause
        if until <= self._paused_until:
            return
        self._paused_until = until
        lease = until + LEASE
        try:
            async with self._database.transaction() as session:
                await keep(session, self._in_flight.values(), until=lease)
        except DatabaseBusy:
            logger.warning("the store is busy; what is on its way may arrive twice")
        else:
            for key, batch in self._in_flight.items():
                self._in_flight[key] = replace(batch, leased_until=lease)

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._poked.wait(), REST)
        except TimeoutError:
            return
        finally:
            self._poked.clear()


@contextmanager
def _surviving() -> Iterator[None]:
    """What fails is told, and the loop goes on."""
    try:
        yield
    except DatabaseBusy:
        logger.warning("the store is busy; delivery tries again")
    except Exception:
        logger.exception("a round of delivery failed")


def _without(message: Addressed, dropped: Mapping[int, str]) -> Addressed:
    if not dropped:
        return message
    told = [item for item in message.batch.items if item.id not in dropped]
    return replace(message, batch=message.batch.of(told))


def _dropped(batch: Batch, reasons: Mapping[int, str]) -> list[Outcome]:
    return [
        batch.of([item]).outcome(Fate.DROPPED, reason=reasons[item.id])
        for item in batch.items
        if item.id in reasons
    ]
