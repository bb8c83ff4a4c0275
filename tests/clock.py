"""Time that moves only when a test says so."""

from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Monday, 23 November 2026, 09:00 in Almaty and 07:00 in Moscow."""
SETTLE = timedelta(minutes=5)
"""How long a mark must stand before families are told."""


class Clock:
    """Called, it tells the moment: ``clock()``. Passed wherever production passes its own."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> datetime:
        """Move on by ``timedelta(**delta)`` and tell the new moment."""
        self.now += timedelta(**delta)
        return self.now
