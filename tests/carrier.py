"""A messenger made by hand: keeps what it was given and fails when a test says so."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

from handlers.screens import Screen
from notifications.channels import CarrierError
from tests.eyes import as_seen


class FakeCarrier:
    """``sent`` lists what arrived, in order. ``fail(...)`` makes the next requests fail."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Screen]] = []
        self.faults: defaultdict[str | None, list[Exception]] = defaultdict(list)
        self.on_carry: Callable[[str], None] = lambda address: None
        self.requests = 0
        self.most_at_once = 0
        self._now = 0

    def fail(self, fault: Exception, times: int = 1, address: str | None = None) -> None:
        """Let the next requests, to one address or to any, fail with this."""
        self.faults[address] += [fault] * times

    async def carry(self, address: str, screen: Screen) -> None:
        self.requests += 1
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            await asyncio.sleep(0)
            self.on_carry(address)
            for faults in (self.faults[address], self.faults[None]):
                if faults:
                    raise faults.pop(0)
            self.sent.append((address, screen))
        finally:
            self._now -= 1

    def texts(self, address: str) -> list[str]:
        return [as_seen(screen.text) for to, screen in self.sent if to == address]

    @property
    def addresses(self) -> list[str]:
        return sorted(to for to, _ in self.sent)


PASSING = CarrierError("connection reset")
BLOCKED = CarrierError("bot was blocked by the user", unreachable=True)
REFUSED = CarrierError("can't parse entities", permanent=True)


def told_to_wait(seconds: float) -> CarrierError:
    return CarrierError("Too Many Requests", retry_after=seconds)
