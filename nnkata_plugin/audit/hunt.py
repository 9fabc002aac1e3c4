"""The mutants of a day, and which of them its checks kill."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from nnkata_plugin.audit import survivors
from nnkata_plugin.audit.crew import Crew
from nnkata_plugin.audit.mutants import Mutant, mutants_of
from nnkata_plugin.audit.reach import Reach
from nnkata_plugin.audit.session import Fact, Job
from nnkata_plugin.audit.survivors import Survivor
from nnkata_plugin.audit.text import Problem
from nnkata_plugin.audit.verdicts import CHECKS, told
from nnkata_plugin.catalog import Kata
from nnkata_plugin.catalog.implementation import Implementation, program
from nnkata_plugin.check.context import Trial

BAR = 0.98
"""The share of the mutants that compute something else that the checks must kill."""
PATIENCE = 10
"""A mutant may take so many times the solution's own time."""
LEAST_DEADLINE = 0.5
STARTING = 0.1
"""Seconds of a check up to which most of its time is the start of the worker."""


class Hunt:
    """Runs each mutant until a check is red."""

    def __init__(
        self, kata: Kata, solution: Implementation, listed: Sequence[Survivor], times: Mapping[str, float]
    ) -> None:
        text = solution.source.decode("utf-8")
        self.mutants = mutants_of(text)
        self.killed: set[str] = set()
        """Ids of mutants that a check made red."""
        self.broken: list[Problem] = []
        """What the harness could not run."""
        self._kata = kata
        self._solution = solution
        self._listed = listed
        self._times = times
        self._judged = 0
        self._reach = Reach(kata, text)
        self._kills: Counter[tuple[str, str]] = Counter()
        longest = kata.facts.deadline
        self._deadlines = {check: min(longest, max(LEAST_DEADLINE, PATIENCE * time)) for check, time in times.items()}

    def submit(self, crew: Crew, seed: int) -> None:
        """Put every mutant into the queue."""
        for mutant in self.mutants:
            crew.submit(partial(self._job, mutant, seed), partial(self._judge, mutant))

    def _job(self, mutant: Mutant, seed: int) -> Job:
        source = mutant.source.encode()
        code = program(self._kata, source, str(self._solution.path))
        trial = Trial(Implementation(f"mutant:{mutant.id}", self._solution.path, source, code), naming=False)
        checks = sorted(self._kata.checks, key=partial(self._rank, mutant))
        return Job(self._kata.day, trial, checks, seed, self._deadlines, until_red=True)

    def _rank(self, mutant: Mutant, check: str) -> tuple[int, bool, int]:
        """Cheap checks first; of those the ones that call what was changed; of those the one that killed most."""
        untouched = not self._reach.touches(check, mutant.function)
        return _octave(self._times[check]), untouched, -self._kills[mutant.function, check]

    def _judge(self, mutant: Mutant, facts: list[Fact]) -> None:
        self._judged += 1
        killer = next((fact["check"] for fact in facts if fact["outcome"] == "red"), None)
        broken = next((fact for fact in facts if fact["outcome"] == "infra"), None)
        if killer is not None:
            self.killed.add(mutant.id)
            self._kills[mutant.function, killer] += 1
        elif broken is not None:
            what = f"{mutant.id} ({mutant.operator}: {mutant.becomes}) breaks {broken['check']} instead of failing it"
            self.broken.append((CHECKS, f"{what}. {told(broken)}"))

    # What came of it, once all are judged

    @property
    def is_over(self) -> bool:
        return self._judged == len(self.mutants)

    @property
    def equivalent(self) -> dict[str, str]:
        """Ids of the survivors that the day lists, each with its reason."""
        lived = [mutant for mutant in self.mutants if mutant.id not in self.killed]
        return {mutant.id: entry.reason for mutant in lived for entry in self._listed if entry.is_of(mutant)}

    @property
    def survivors(self) -> list[Mutant]:
        """Mutants that no check killed and no reason excuses."""
        if not self.is_over:
            return []
        excused = self.equivalent
        return [mutant for mutant in self.mutants if mutant.id not in self.killed and mutant.id not in excused]

    @property
    def raw_score(self) -> float | None:
        """The share of all mutants that was killed."""
        return len(self.killed) / len(self.mutants) if self.mutants else None

    @property
    def score(self) -> float | None:
        """The share of the mutants that compute something else."""
        different = len(self.mutants) - len(self.equivalent)
        return len(self.killed) / different if different else None

    def problems(self) -> Iterator[Problem]:
        """What does not hold of them."""
        yield from self.broken
        for what in survivors.stale(self._listed, self.mutants, self.killed):
            yield survivors.NAME, what
        if self.score is not None and self.score < BAR:
            found = f"kills {self.score:.1%} of the mutants, the bar is {BAR:.0%}"
            what = f"Kill survivors below by better checks, or prove that they compute the same: {survivors.NAME}"
            yield CHECKS, f"{found}. {what}"


def _octave(seconds: float) -> int:
    """How costly a check is beyond its start, in powers of two."""
    return max(0, math.ceil(math.log2(max(seconds, STARTING) / STARTING)))
