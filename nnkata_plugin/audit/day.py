"""The audit of one day: what must hold of its texts, stub, solution, faults, cheats, mutants, and whether it does."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from nnkata_plugin.audit import policy, survivors, text, verdicts
from nnkata_plugin.audit.cheats import Cheats
from nnkata_plugin.audit.crew import Crew
from nnkata_plugin.audit.hunt import Hunt
from nnkata_plugin.audit.proof import Proof
from nnkata_plugin.audit.session import LONGER, Fact, Job
from nnkata_plugin.audit.solved import Solved
from nnkata_plugin.audit.survey import Survey, changed_by, surveying
from nnkata_plugin.catalog import Kata, Refusal
from nnkata_plugin.catalog.implementation import Implementation, choose, faulty
from nnkata_plugin.catalog.kata import Fault
from nnkata_plugin.check.context import Trial

SEEDS = (1, 2, 3)
"""All runs use the first; the solution has to pass with each: a check that fails one time in three is no check."""
SLOW = 0.1
"""Seconds of the solution from which on a fault meets a check only where the quick ones leave a question: to name what
fails there, every fault is run through it."""
TOO_SLOW = 5.0
"""Seconds of the solution from which on a check is not run with the other seeds."""


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: where, what was found, what to do."""

    day: int
    where: str
    what: str

    def __str__(self) -> str:
        return f"day {self.day} · {self.where}: {self.what}"


@dataclass
class DayAudit:
    """What was found of a day; grows while the jobs come back."""

    kata: Kata
    faults: Sequence[Fault] = ()
    seconds: float = 0.0
    """Spent in its checks, in all processes together."""
    findings: list[Finding] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    """Faults that were rejected and named."""
    proof: Proof | None = None
    covered: tuple[int, int] | None = None
    """Lines of the case policy that its calls met, and all that can apply to it."""
    cheats: Cheats | None = None
    hunt: Hunt | None = None

    @property
    def holds(self) -> bool:
        return not self.findings

    def begin(self, crew: Crew) -> None:
        """Look at the texts, and submit the runs of stub and solution; the others follow once the solution passed."""
        try:
            self._note(text.problems(self.kata))
            self._note(policy.of_texts(self.kata))
            stub, solution = choose(self.kata, None, "learner"), choose(self.kata, None, "solution")
            if not self.kata.checks or self.kata.day in crew.refused:
                self._note([("test_kata.py", crew.refused.get(self.kata.day) or "declares no check. Write one")])
                return
            self.faults = self.kata.faults
            self._listed = survivors.read(self.kata)
        except Refusal as refusal:
            self._note([self._told(refusal)])
        except SyntaxError as error:
            self._note([(Path(error.filename or "").name, f"line {error.lineno}: {error.msg}")])
        else:
            self._run(crew, self._job(stub), self._judge_stub)
            self._run(crew, self._job(solution, prove=True), partial(self._judge_solution, crew, solution))

    def _told(self, refusal: Refusal) -> text.Problem:
        path, _, what = str(refusal).partition(": ")
        inside = path.startswith(f"{self.kata.folder}/")
        return (Path(path).relative_to(self.kata.folder).as_posix(), what) if inside else (self.kata.name, str(refusal))

    def _run(self, crew: Crew, job: Job, judge: Callable[[list[Fact]], None]) -> None:
        crew.submit(lambda: job, judge)

    def _job(self, implementation: Implementation, prove: bool = False) -> Job:
        return Job(self.kata.day, Trial(implementation, naming=False, prove=prove), self.kata.checks, SEEDS[0])

    def _judge_stub(self, facts: list[Fact]) -> None:
        self._note(verdicts.of_stub(self.kata, facts))

    def _judge_solution(self, crew: Crew, solution: Implementation, facts: list[Fact]) -> None:
        wrong = list(verdicts.of_solution(self.kata, facts, self.kata.checks))
        self._note(wrong)
        if wrong:
            return
        self.proof = Proof(facts)
        self._note(self.proof.problems())
        self.covered = policy.covered(facts)
        self._note(policy.problems(self.kata, facts))
        times = {check: sum(f["seconds"] for f in facts if f["check"] == check) for check in self.kata.checks}
        quick = [check for check, time in times.items() if time <= TOO_SLOW]
        for seed in SEEDS[1:] if quick else ():
            again = Job(self.kata.day, Trial(solution, naming=False), quick, seed)
            self._run(crew, again, partial(self._judge_again, quick))
        trial = Trial(surveying(self.kata, solution), naming=False)
        job = Job(self.kata.day, trial, self.kata.checks, SEEDS[0], listens=True)
        self._run(crew, job, partial(self._judge_survey, crew, solution, times))

    def _judge_again(self, checks: list[str], facts: list[Fact]) -> None:
        self._note(verdicts.of_solution(self.kata, facts, checks))

    def _judge_survey(self, crew: Crew, solution: Implementation, times: dict[str, float], facts: list[Fact]) -> None:
        wrong = [fact for fact in facts if fact["outcome"] != "passed"]
        if wrong:
            which = verdicts.few([fact["check"] for fact in wrong])
            what = f"{which} must not care by whom its functions are called. {verdicts.told(wrong[0])}"
            self._note([(verdicts.CHECKS, f"the solution fails when it is only watched: {what}")])
            return
        solved = Solved(self.kata, solution, times, Survey(solution, facts))
        for fault in self.faults:
            self._run(crew, self._fault_job(fault, solved), partial(self._judge_fault, fault))
        self.cheats = Cheats(solved, self._listed.cheat)
        self.cheats.submit(crew, SEEDS[0])
        self.hunt = Hunt(solved, self._listed.survivor)
        self.hunt.submit(crew, SEEDS[0])

    def _fault_job(self, fault: Fault, solved: Solved) -> Job:
        """What does not reach the fault, and what takes long, waits until the other checks have left a question."""
        changed = changed_by(self.kata, fault)
        spare = {
            check
            for check, time in solved.times.items()
            if time > SLOW or not any(solved.survey.meets(check, function) for function in changed)
        }
        checks = sorted(self.kata.checks, key=lambda check: check in spare)
        left = frozenset(spare if fault.probe is None else ())
        # Late is red, too, and nothing is tried again: so from the start it has what a mutant has in the end.
        deadlines = {check: LONGER * seconds for check, seconds in solved.deadlines.items()}
        trial = Trial(faulty(self.kata, fault.name))
        return Job(self.kata.day, trial, checks, SEEDS[0], deadlines, fault=fault.name, spare=left)

    def _judge_fault(self, fault: Fault, facts: list[Fact]) -> None:
        wrong = list(verdicts.of_fault(fault, facts))
        self._note(wrong)
        if not wrong:
            self.named.add(fault.name)

    def end(self, seconds: float) -> None:
        """Once every job is done: weigh the cheats and the mutants."""
        self.seconds = seconds
        for part in (self.cheats, self.hunt):
            if part is not None:
                self._note(part.problems())

    def _note(self, problems: Iterable[text.Problem]) -> None:
        for where, what in problems:
            finding = Finding(self.kata.day, where, " ".join(what.split()))
            if finding not in self.findings:
                self.findings.append(finding)
