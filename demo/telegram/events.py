"""Tells everybody who listens what has just happened in the chats."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import contextmanager
from typing import Any

Event = dict[str, Any]
QUEUE_SIZE = 10_000


class Events:
    """One stream of events for the phone page and for tests that wait for something to become true."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Event | None]] = set()

    def publish(self, kind: str, **facts: Any) -> None:
        for queue in self._listeners:
            queue.put_nowait({"kind": kind, **facts})

    @contextmanager
    def _listening(self) -> Any:
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    async def stream(self) -> AsyncIterator[Event]:
        """Events from now on, until ``close``."""
        with self._listening() as queue:
            while (event := await queue.get()) is not None:
                yield event

    async def until(self, is_true: Callable[[], bool], *, seconds: float = 10.0) -> None:
        """Return as soon as it is true, asked again after every event. Raises ``TimeoutError``."""
        with self._listening() as queue:
            async with asyncio.timeout(seconds):
                while not is_true():
                    await queue.get()

    def close(self) -> None:
        for queue in self._listeners:
            queue.put_nowait(None)
