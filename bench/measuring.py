"""How a thing is measured: ours and the baseline in turns, the median of each."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Run = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Measure:
    """Median seconds of one run of ours and of the baseline, and how far ours may be from it."""

    name: str
    baseline_name: str
    ours: float
    baseline: float
    bound: float
    """The ratio we promise to stay under; crossing it is a finding, not a test failure."""

    @property
    def ratio(self) -> float:
        return self.ours / self.baseline

    def __str__(self) -> str:
        verdict = "ok" if self.ratio <= self.bound else f"ABOVE {self.bound:g}×"
        return (
            f"{self.name}: {self.ours * 1000:.1f} ms; {self.baseline_name}: {self.baseline * 1000:.1f} ms; "
            f"ratio {self.ratio:.2f}× ({verdict})"
        )


async def compare(
    name: str,
    ours: Run,
    baseline_name: str,
    baseline: Run,
    *,
    bound: float,
    rounds: int = 15,
    prepare: Run | None = None,
) -> Measure:
    """Run both once to warm up, then in turns, so that a busy minute slows both alike.

    ``prepare`` runs before each run of ours and is not counted.
    """
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds + 1):
        if prepare is not None:
            await prepare()
        mine.append(await _timed(ours))
        theirs.append(await _timed(baseline))
    return Measure(name, baseline_name, statistics.median(mine[1:]), statistics.median(theirs[1:]), bound)


async def _timed(run: Run) -> float:
    start = time.perf_counter()
    await run()
    return time.perf_counter() - start
