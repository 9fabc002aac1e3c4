"""What may be said from a few dozen noisy ratios: their median, an interval for it, and a verdict."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FEWEST = 3
"""Rounds that a verdict needs."""
RESAMPLES = 2000
CLOSE = 0.05
"""Closer than this is too close to say: two runs of the same code differ by as much on a busy machine."""

Verdict = Literal["faster", "slower", "too close to say"]


@dataclass(frozen=True)
class Interval:
    """A median with its 95 % bootstrap interval."""

    low: float
    middle: float
    high: float

    @property
    def spread(self) -> float:
        """Half the interval, relative to the median."""
        return (self.high - self.low) / 2 / self.middle if self.middle > 0 else float("inf")

    def excludes_a_factor_of_two(self) -> bool:
        return self.high < 0.5 or self.low > 2


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def median_interval(ratios: Sequence[float]) -> Interval:
    """The median of the ratios, and where it would lie in 95 of 100 repetitions of the measurement.

    The resamples are drawn from a fixed seed: the same samples always give the same interval.
    """
    import numpy as np

    values = np.asarray(ratios, np.float64)
    drawn = np.random.default_rng(0).choice(values, (RESAMPLES, len(values)))
    low, high = np.quantile(np.median(drawn, axis=1), (0.025, 0.975))
    return Interval(float(low), float(np.median(values)), float(high))


def geometric_mean_interval(groups: Sequence[Sequence[float]]) -> Interval:
    """The geometric mean of the medians of several sizes' ratios, with its interval."""
    import numpy as np

    rng = np.random.default_rng(0)
    drawn = [np.log(np.median(rng.choice(np.asarray(group), (RESAMPLES, len(group))), axis=1)) for group in groups]
    low, high = np.exp(np.quantile(np.mean(drawn, axis=0), (0.025, 0.975)))
    return Interval(float(low), statistics.geometric_mean(map(median, groups)), float(high))


def verdict(time_ratio: Interval, noise: Interval | None = None) -> Verdict:
    """Judge a time divided by the reference's time: only an interval that keeps clear of 1 says anything.

    Args:
        noise: The reference's time divided by its own, of a second process in the same run: what that is off by, this
            may be off by, too, and a verdict has to keep clear of it as well.
    """
    close = 1 + CLOSE
    if noise is not None and noise.middle > 0:
        close = max(close, noise.middle, 1 / noise.middle)
    if time_ratio.high < 1 / close:
        return "faster"
    if time_ratio.low > close:
        return "slower"
    return "too close to say"
