"""How fast the machine is at a moment: rounds that ran while others slowed it down do not count."""

from collections.abc import Callable, Sequence
from time import perf_counter

from nnkata_plugin.speed.statistics import FEWEST

STEADY = 0.95
"""Of the machine's best speed."""
EDGE, PRODUCTS, TRIES = 48, 8, 3
"""Products of matrices that the nearest cache holds: some forty microseconds a try."""


class Pulse:
    """Feels, between two blocks, how fast this machine is.

    Args:
        probe: The speed right now, in any unit; small products of matrices, where none is given.
    """

    def __init__(self, probe: Callable[[], float] | None = None) -> None:
        self._probe = probe or products()
        self.best = 0.0
        """The fastest that was felt since the beginning."""

    def felt(self) -> float:
        """The speed right now."""
        speed = self._probe()
        self.best = max(self.best, speed)
        return speed

    def steady(self, speeds: Sequence[float], here: bool = False) -> list[int]:
        """The rounds in which the machine was as fast as it can be, where they are the half of all at least.

        Where most were slow, all count: to leave out half of what other processes did makes the answer less sure and no
        truer, for the ratios of the faster half vary as much as all of them (measured).

        Args:
            speeds: What was felt in each round.
            here: What is timed runs in this very process, and what was felt is its own speed: where most rounds were
                slow, the fastest half counts.
        """
        good = [number for number, speed in enumerate(speeds) if speed >= STEADY * self.best]
        fewest = max(FEWEST, (len(speeds) + 1) // 2)
        if len(good) >= fewest:
            return good
        by_speed = sorted(range(len(speeds)), key=lambda number: -speeds[number])
        return sorted(by_speed[:fewest] if here else by_speed)


def products() -> Callable[[], float]:
    """How many small products of matrices a second this process does right now."""
    import numpy as np

    a = np.ones((EDGE, EDGE), np.float32)
    out = np.empty_like(a)

    def once() -> float:
        start = perf_counter()
        for _ in range(PRODUCTS):
            np.matmul(a, a, out=out)
        return PRODUCTS / (perf_counter() - start)

    return lambda: max(once() for _ in range(TRIES))
