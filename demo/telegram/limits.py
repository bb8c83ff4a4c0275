"""Telegram's limits on sending: about 30 a second for a bot, one a second in one chat."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from demo.telegram.answers import too_many

BOT_PER_SECOND = 30
CHAT_PER_SECOND = 1
CHAT_BURST = 5


@dataclass(slots=True)
class Bucket:
    """Lets ``rate`` a second through and a burst of ``size``; once overrun, shut for a while."""

    rate: float
    size: float
    level: float = 0.0
    seen_at: float = 0.0
    shut_until: float = 0.0

    def drip(self, now: float) -> None:
        self.level = max(0.0, self.level - (now - self.seen_at) * self.rate)
        self.seen_at = now

    def wait(self, now: float) -> int:
        """Whole seconds until another may pass; 0 when one may now."""
        self.drip(now)
        if now < self.shut_until:
            return max(1, math.ceil(self.shut_until - now))
        if self.level + 1 <= self.size + 1e-6:
            return 0
        seconds = max(1, math.ceil((self.level + 1 - self.size) / self.rate))
        self.shut_until = now + seconds
        return seconds


@dataclass(slots=True)
class Limits:
    """Counts what a bot sends. Whoever goes on after a 429 is refused until the time is over."""

    enabled: bool = True
    timer: Callable[[], float] = time.monotonic
    per_second: float = BOT_PER_SECOND
    bot: Bucket = field(init=False)
    chats: dict[int, Bucket] = field(default_factory=dict)
    refusals: int = 0
    """How many requests were answered 429 so far."""

    def __post_init__(self) -> None:
        self.bot = Bucket(self.per_second, self.per_second)

    def count(self, chat_id: int, *, is_new_message: bool) -> None:
        """Count one message. Raises ``Refusal`` 429 when there were too many."""
        if not self.enabled:
            return
        now = self.timer()
        buckets = [self.bot]
        if is_new_message:
            buckets.append(self.chats.setdefault(chat_id, Bucket(CHAT_PER_SECOND, CHAT_BURST)))
        seconds = max(bucket.wait(now) for bucket in buckets)
        if seconds:
            self.refusals += 1
            raise too_many(seconds)
        for bucket in buckets:
            bucket.level += 1
