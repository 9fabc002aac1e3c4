"""The samples of a rung, told to pytest-benchmark as if they were taken now."""

from collections.abc import Mapping, Sequence
from typing import Any


class Clock:
    """A timer that stands still until `advance` moves it by the next sample."""

    def __init__(self) -> None:
        self._samples: list[float] = []
        self._now = 0.0
        self.__name__ = "nnkata_clock"  # what pytest-benchmark writes as the timer

    def load(self, samples: Sequence[float]) -> None:
        self._samples = list(reversed(samples))

    def __call__(self) -> float:
        return self._now

    def advance(self) -> None:
        if self._samples:
            self._now += self._samples.pop()


def replay(benchmark: Any, clock: Clock, samples: Sequence[float], figures: Mapping[str, Any]) -> None:
    """Hand the samples to pytest-benchmark's fixture, and our own figures for its files."""
    benchmark.extra_info.update(figures)
    clock.load(samples)
    benchmark.pedantic(clock.advance, rounds=len(samples))
