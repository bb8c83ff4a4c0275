"""Tells everybody who listens what has just happened in the chats."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Event = dict[str, Any]


class Events:
    """One stream of events for every phone page that is open."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Event | None]] = set()

    @property
    def has_listeners(self) -> bool:
        return bool(self._listeners)

    def publish(self, kind: str, **facts: Any) -> None:
        for queue in self._listeners:
            queue.put_nowait({"kind": kind, **facts})

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Event | None]]:
        """Everything from now on; None when there will be no more."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        for queue in self._listeners:
            queue.put_nowait(None)
