"""What the runs of the worked solution told of a day: how long its checks take, what they call, which find mistakes."""

from collections import Counter
from collections.abc import Iterable, Mapping

from nnkata_plugin.audit.session import Fact
from nnkata_plugin.audit.survey import Survey
from nnkata_plugin.catalog import Kata
from nnkata_plugin.catalog.implementation import Implementation

STARTING = 0.03
"""Seconds that a check costs beside its own time, such as for the end of its worker."""
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
        self._ran: Counter[tuple[str, str]] = Counter()
        self._found: Counter[tuple[str, str]] = Counter()

    def order(self, function: str, checks: Iterable[str]) -> list[str]:
        """First those that call what was changed: the others cannot see it. Of those the ones that find most a second.

        How likely a check finds a mistake in a function is told by what it has found there so far; one that has not
        run yet finds every other.
        """

        def rank(check: str) -> tuple[bool, float]:
            share = (self._found[function, check] + 1) / (self._ran[function, check] + 2)
            return not self.survey.meets(check, function), -share / (STARTING + self.times[check])

        return sorted(checks, key=rank)

    def ran(self, function: str, facts: Iterable[Fact]) -> None:
        """Note which checks ran where a function was changed, and which of them were red."""
        for fact in facts:
            self._ran[function, fact["check"]] += 1
            self._found[function, fact["check"]] += fact["outcome"] == "red"
