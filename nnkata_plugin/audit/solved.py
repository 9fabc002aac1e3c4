"""What the runs of the worked solution told of a day: how long its checks take, what they call, which find mistakes."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from nnkata_plugin.audit.survey import Survey
from nnkata_plugin.catalog import Kata
from nnkata_plugin.catalog.implementation import Implementation

STARTING = 0.1
"""Seconds of a check up to which most of its time is the start of the worker."""
PATIENCE = 10
"""Wrong code may take so many times the solution's own time."""
LEAST_DEADLINE = 0.5


class Solved:
    """Which checks to try first on changed code, and how long to wait for them."""

    def __init__(self, kata: Kata, solution: Implementation, times: Mapping[str, float], survey: Survey) -> None:
        self.kata = kata
        self.solution = solution
        self.times = times
        self.survey = survey
        longest = kata.facts.deadline
        self.deadlines = {check: min(longest, max(LEAST_DEADLINE, PATIENCE * time)) for check, time in times.items()}
        self._found: Counter[tuple[str, str]] = Counter()

    def order(self, function: str, checks: Iterable[str]) -> list[str]:
        """Cheap checks first; of those the ones that call what was changed; of those the one that found most there."""

        def rank(check: str) -> tuple[int, bool, int]:
            return _octave(self.times[check]), not self.survey.meets(check, function), -self._found[function, check]

        return sorted(checks, key=rank)

    def found(self, function: str, check: str) -> None:
        """Note that a check was red where a function was changed."""
        self._found[function, check] += 1


def _octave(seconds: float) -> int:
    """How costly a check is beyond its start, in powers of two."""
    return max(0, math.ceil(math.log2(max(seconds, STARTING) / STARTING)))
