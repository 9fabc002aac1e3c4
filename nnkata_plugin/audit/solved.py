"""What the runs of the worked solution told of a day: how long its checks take, what they call, which find mistakes."""

from collections import Counter
from collections.abc import Iterable, Mapping

from nnkata_plugin.audit.session import Fact
from nnkata_plugin.audit.survey import Survey
from nnkata_plugin.catalog import Kata
from nnkata_plugin.catalog.implementation import Implementation

STARTING = 0.03
"""Seconds that a check costs beside its own time, such as for the end of its worker."""
GUESS = 0.25
"""How likely a check that has not run yet finds a mistake in what it calls."""
FAR = 0.02
"""The same where it was not seen to call it: then only a call that is refused can reach it."""
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
        """First the checks that are likely to find a mistake in a function, for what they cost.

        How likely that is is told by what a check has found there so far.
        """

        def rank(check: str) -> float:
            guess = GUESS if self.survey.meets(check, function) else FAR
            share = (self._found[function, check] + guess) / (self._ran[function, check] + 1)
            return -share / (STARTING + self.times[check])

        return sorted(checks, key=rank)

    def ran(self, function: str, facts: Iterable[Fact]) -> None:
        """Note which checks ran where a function was changed, and which of them were red."""
        for fact in facts:
            self._ran[function, fact["check"]] += 1
            self._found[function, fact["check"]] += fact["outcome"] == "red"
