"""The mutants of a day, and which of them its checks kill."""

from collections.abc import Iterator, Sequence
from functools import partial

from nnkata_plugin.audit import survivors
from nnkata_plugin.audit.crew import Crew
from nnkata_plugin.audit.mutants import Mutant, mutants_of
from nnkata_plugin.audit.session import Fact, Job
from nnkata_plugin.audit.solved import Solved
from nnkata_plugin.audit.survivors import Survivor
from nnkata_plugin.audit.text import Problem
from nnkata_plugin.audit.verdicts import CHECKS, told
from nnkata_plugin.catalog.implementation import Implementation, program
from nnkata_plugin.check.context import Trial

BAR = 0.98
"""The share of the mutants that compute something else that the checks must kill."""
RAW_BAR = 0.93
"""The share of all mutants that they must kill: where more are excused, the solution holds what nobody needs."""


class Hunt:
    """Runs each mutant until a check is red."""

    def __init__(self, solved: Solved, listed: Sequence[Survivor]) -> None:
        self.mutants = mutants_of(solved.solution.source.decode("utf-8"))
        self.killed: set[str] = set()
        """Ids of mutants that a check made red."""
        self.broken: list[Problem] = []
        """What the harness could not run."""
        self._solved = solved
        self._listed = listed
        self._judged = 0

    def submit(self, crew: Crew, seed: int) -> None:
        """Put every mutant into the queue."""
        for mutant in self.mutants:
            crew.submit(partial(self._job, mutant, seed), partial(self._judge, mutant))

    def _job(self, mutant: Mutant, seed: int) -> Job:
        kata, path, source = self._solved.kata, self._solved.solution.path, mutant.source.encode()
        code = program(kata, source, str(path))
        trial = Trial(Implementation(f"mutant:{mutant.id}", path, source, code), naming=False)
        checks = self._solved.order(mutant.function, kata.checks)
        return Job(kata.day, trial, checks, seed, self._solved.deadlines, until_red=True)

    def _judge(self, mutant: Mutant, facts: list[Fact]) -> None:
        self._judged += 1
        self._solved.ran(mutant.function, facts)
        killed = any(fact["outcome"] == "red" for fact in facts)
        broken = next((fact for fact in facts if fact["outcome"] == "infra"), None)
        if killed:
            self.killed.add(mutant.id)
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
        if self.raw_score is not None and self.raw_score < RAW_BAR and not self.survivors:
            found = f"lists {len(self.equivalent)} of {len(self.mutants)} mutants, more than {1 - RAW_BAR:.0%}"
            yield survivors.NAME, f"{found}. Take out of the solution what makes no difference"
