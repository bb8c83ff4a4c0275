"""What was measured: ours beside the baseline of the same run."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Run = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Measure:
    """Ours and the baseline in the same unit, and the ratio we promise.

    Crossing it is a finding, not a test failure: no test asserts a time.
    """

    name: str
    baseline_name: str
    ours: float
    baseline: float
    at_most: float | None = None
    at_least: float | None = None
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.ours / self.baseline

    @property
    def verdict(self) -> str:
        if self.at_most is not None and self.ratio > self.at_most:
            return f"ABOVE {self.at_most:g}×"
        if self.at_least is not None and self.ratio < self.at_least:
            return f"BELOW {self.at_least:g}×"
        return "no promise" if self.at_most is None and self.at_least is None else "ok"

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.ours:.1f} {self.unit}; {self.baseline_name}: {self.baseline:.1f} {self.unit}; "
            f"ratio {self.ratio:.2f}× ({self.verdict})"
        )


async def milliseconds(ours: Run, baseline: Run, rounds: int = 15) -> tuple[float, float]:
    """Medians of both, run in turns, so that a busy minute slows both alike. The first is a warm-up."""
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds + 1):
        mine.append(await _timed(ours))
        theirs.append(await _timed(baseline))
    return statistics.median(mine[1:]) * 1000, statistics.median(theirs[1:]) * 1000


async def _timed(run: Run) -> float:
    start = time.perf_counter()
    await run()
    return time.perf_counter() - start
