"""assert_distribution: whether samples come from a distribution, judged so that right code never fails by bad luck.

The share of `n` independent samples up to any point is nowhere further than `t` from the distribution function, but
with probability ``2 exp(-2 n t^2)``, whatever the distribution (Dvoretzky, Kiefer, Wolfowitz 1956; the constant is
Massart's). So a fixed `t` gives both: how rarely right code fails, and how large a deviation is surely seen.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nnkata_plugin.check.compare import Mismatch
from nnkata_plugin.check.mismatch import ROWS

FALSE_ALARM = 1e-9
"""The probability that right code fails."""
OVERLOOKED = 1e-3
"""The probability that a sampler passes which is as far off as the check says it sees."""


def assert_distribution(
    samples: Any,
    *,
    sees: float,
    cdf: Callable[[Any], Any] | None = None,
    probabilities: Mapping[Any, float] | Sequence[float] | None = None,
) -> None:
    """Compare independent samples with a distribution. Right code fails once in 10^9 runs.

    Args:
        samples: The learner's draws: an array or nested lists of numbers, or outcomes.
        sees: The least deviation that must not pass: how far the sampler's distribution function may at most lie from
            the right one. `enough_to_see` says how many samples that takes.
        cdf: The distribution function, continuous, for float64 arrays.
        probabilities: Instead: of each outcome, or of the outcomes 0, 1, 2, ...

    Raises:
        Mismatch: They come from another distribution, or hold what cannot occur.
        ValueError: There are too few samples to see so little, or the probabilities do not add up to 1.
    """
    __tracebackhide__ = True
    import numpy as np

    flat = np.asarray(samples).ravel()
    if flat.size < enough_to_see(sees):
        shown = f"{flat.size} samples show deviations of {visible(flat.size):.3g} or more"
        raise ValueError(f"{shown}. To see {sees:g}, draw {enough_to_see(sees)}")
    if (cdf is None) == (probabilities is None):
        raise ValueError("give cdf or probabilities")
    if probabilities is not None:
        _compare_outcomes(flat, probabilities)
    else:
        _compare_numbers(flat, cdf)


def enough_to_see(deviation: float) -> int:
    """How many samples it takes that a sampler so far off fails, but once in a thousand runs."""
    return math.ceil((_deviate(1, FALSE_ALARM) + _deviate(1, OVERLOOKED)) ** 2 / deviation**2)


def visible(count: int) -> float:
    """The least deviation that so many samples show."""
    return _deviate(count, FALSE_ALARM) + _deviate(count, OVERLOOKED) if count else math.inf


def _deviate(count: int, probability: float) -> float:
    """How far the share of so many samples strays with a probability."""
    return math.sqrt(math.log(2 / probability) / (2 * count))


def _compare_numbers(samples: Any, cdf: Any) -> None:
    __tracebackhide__ = True
    import numpy as np

    if samples.dtype.kind not in "fiub":
        raise Mismatch(f"the samples are of dtype {samples.dtype}, expected numbers")
    samples = samples.astype(np.float64)
    lost = int((~np.isfinite(samples)).sum())
    if lost:
        raise Mismatch(f"{lost} of {samples.size} samples are nan or infinite")
    ordered = np.sort(samples)
    right = np.asarray(cdf(ordered), np.float64)
    upto = np.arange(1, samples.size + 1) / samples.size
    # The share jumps at each sample: the distribution function may be too far from either end of the jump.
    off = np.maximum(np.abs(upto - right), np.abs(upto - 1 / samples.size - right))
    chance = _deviate(samples.size, FALSE_ALARM)
    worst = int(off.argmax())
    if off[worst] > chance:
        found = f"{upto[worst]:.2%} of {samples.size} samples are at most {ordered[worst]:.4g}"
        raise Mismatch(f"{found}, expected {right[worst]:.2%}; chance explains {chance:.2%}")


def _compare_outcomes(samples: Any, probabilities: Any) -> None:
    __tracebackhide__ = True
    import numpy as np

    known = dict(probabilities if isinstance(probabilities, Mapping) else enumerate(probabilities))
    right = np.array(list(known.values()), np.float64)
    if abs(right.sum() - 1) > 1e-6 or right.min() < 0:
        raise ValueError(f"the probabilities add up to {right.sum():.6g}; they are >= 0 and add up to 1")
    kinds, times = np.unique(samples, return_counts=True)
    counts = dict(zip(kinds.tolist(), times.tolist(), strict=True))
    impossible = {kind: count for kind, count in counts.items() if not known.get(kind)}
    if impossible:
        shown = ", ".join(map(repr, list(impossible)[:ROWS]))
        raise Mismatch(f"{sum(impossible.values())} of {samples.size} samples are what cannot occur: {shown}")
    share = np.array([counts.get(kind, 0) for kind in known]) / samples.size
    chance = _deviate(samples.size, FALSE_ALARM)
    if np.abs(np.cumsum(share) - np.cumsum(right)).max() > chance:
        worst = np.argsort(-np.abs(share - right), kind="stable")[:ROWS]
        names = list(known)
        rows = [("outcome", "yours", "expected")]
        rows += [(repr(names[i]), f"{share[i]:.2%}", f"{right[i]:.2%}") for i in sorted(worst)]
        width = [max(len(row[i]) for row in rows) for i in range(3)]
        lines = [f"  {row[0]:<{width[0]}}  {row[1]:>{width[1]}}  {row[2]:>{width[2]}}" for row in rows]
        head = f"the outcomes of {samples.size} samples are not as probable as they should be"
        raise Mismatch("\n".join([f"{head}; chance explains {chance:.2%}", *lines]))
