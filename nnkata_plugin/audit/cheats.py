"""The universal cheats of a day: wrong for any function, and each of them to be rejected by some check.

They are made from the worked solution: one function or method of what the learner writes is wrapped (`cheating`), and
the checks run until one is red. A survey comes first: the solution runs with everything wrapped by code that only
notes what is called, how often, with what, and what comes back. What it noted says which cheats there are at all:

* zeros and a constant (1), where the answer holds numbers; half precision and 1.001 times the answer, where it holds
  floats; an argument handed back, where one has the shape of the answer;
* the first answer again, whatever is asked or whatever of this shape is asked, where a check asks twice; right for the
  first k calls and zeros from then on, for k up to 3, where a check calls more often than that;
* an argument changed, under a right answer, where the solution leaves it as it is in every call.

A check in which a cheat has nothing to do is not run for it: there it is the solution. A cheat that does the same as
the solution wherever it can goes into survivors.toml, with its reason. Where zeros are right for such a reason, so are
they in half precision, times 1.001, after k calls and the next time: that is said once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from nnkata_plugin.audit import survivors
from nnkata_plugin.audit.crew import Crew
from nnkata_plugin.audit.session import Fact, Job
from nnkata_plugin.audit.solved import Solved
from nnkata_plugin.audit.survey import Survey, beside
from nnkata_plugin.audit.survivors import Excuse
from nnkata_plugin.audit.text import Problem
from nnkata_plugin.audit.verdicts import CHECKS, few, told
from nnkata_plugin.catalog import Kata
from nnkata_plugin.catalog.implementation import Implementation
from nnkata_plugin.check.context import Trial

SURE_FOR = (1, 2, 3)
"""Calls for which a cheat is right before it answers zeros."""


@dataclass(frozen=True)
class Cheat:
    """One function of the solution, wrapped."""

    function: str
    """What is wrapped: ``softmax``, ``Dense.backward``."""
    part: str
    """What is replaced: what it ``returned``, what it ``left`` behind in place; or the argument that is changed."""
    kind: str

    @property
    def does(self) -> str:
        """In words: ``zeros``, ``float16 in place``, ``changes x``."""
        if self.kind == "argument":
            return f"changes {self.part}"
        return self.kind + (" in place" if self.part == "left" else "")

    def __str__(self) -> str:
        return f"{self.function}: {self.does}"

    @property
    def place(self) -> tuple[str, str]:
        return self.function, self.part

    @property
    def keeps_zeros(self) -> bool:
        """Whether it is right where the answer is always zero."""
        return self.kind not in ("constant", "echo", "argument")

    def applies(self, noted: Mapping[str, Any]) -> bool:
        """Whether it would do something else than the solution in a check, after what the survey noted there."""
        can, calls = noted["can"], int(noted["calls"])
        if self.kind == "argument":
            return self.part in noted["kept"]
        if self.kind == "echo":
            return f"{self.part} echo" in can
        if self.kind in ("float16", "scaled"):
            return f"{self.part} floats" in can
        least = 2 if self.kind.startswith("first") else 1
        if self.kind.startswith("calls "):
            least = 1 + int(self.kind.split()[1])
        return f"{self.part} numbers" in can and calls >= least


LATER = tuple(f"calls {k}" for k in SURE_FOR)
KINDS = ("zeros", "constant", "echo", "first", "first of its shape", "float16", "scaled", *LATER)


def cheats_of(kata: Kata, survey: Survey) -> dict[Cheat, list[str]]:
    """Every cheat that does something to what the learner writes, with the checks in which it does."""
    found: dict[Cheat, list[str]] = {}
    for name in dict.fromkeys(name for functions in survey.noted.values() for name in functions):
        if name.partition(".")[0] not in kata.signatures or _is_private(name.rpartition(".")[2]):
            continue
        seen = {check: functions[name] for check, functions in survey.noted.items() if name in functions}
        changed = {argument for one in seen.values() for argument in one["changed"]}
        kept = dict.fromkeys(argument for one in seen.values() for argument in one["kept"])
        cheats = [Cheat(name, part, kind) for part in ("returned", "left") for kind in KINDS]
        cheats += [Cheat(name, argument, "argument") for argument in kept if argument not in changed]
        for cheat in cheats:
            checks = [check for check, one in seen.items() if cheat.applies(one)]
            if checks:
                found[cheat] = checks
    return found


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def wrapped(kata: Kata, solution: Implementation, cheat: Cheat) -> Implementation:
    """The solution with one cheat in it."""
    lines = [f"wrap(kata, {cheat.function!r}, Cheat({cheat.part!r}, {cheat.kind!r}))"]
    return Implementation(f"cheat:{cheat}", solution.path, solution.source, beside(kata, solution, lines))


class Cheats:
    """Runs each cheat until a check is red."""

    def __init__(self, solved: Solved, listed: Sequence[Excuse]) -> None:
        self.all = cheats_of(solved.kata, solved.survey)
        self.rejected: set[Cheat] = set()
        self.broken: list[Problem] = []
        """What the harness could not run."""
        self._solved = solved
        self._listed = listed

    def submit(self, crew: Crew, seed: int) -> None:
        """Put every cheat into the queue."""
        for cheat in self.all:
            crew.submit(partial(self._job, cheat, seed), partial(self._judge, cheat))

    def _job(self, cheat: Cheat, seed: int) -> Job:
        solved = self._solved
        trial = Trial(wrapped(solved.kata, solved.solution, cheat), naming=False)
        checks = solved.order(cheat.function, self.all[cheat])
        return Job(solved.kata.day, trial, checks, seed, solved.deadlines, until_red=True)

    def _judge(self, cheat: Cheat, facts: list[Fact]) -> None:
        self._solved.ran(cheat.function, facts)
        rejected = any(fact["outcome"] == "red" for fact in facts)
        broken = next((fact for fact in facts if fact["outcome"] == "infra"), None)
        if rejected:
            self.rejected.add(cheat)
        elif broken is not None:
            self.broken.append((CHECKS, f"{cheat} breaks {broken['check']} instead of failing it. {told(broken)}"))

    # What came of it, once all are judged

    @property
    def excused(self) -> dict[Cheat, str]:
        """Those that no check rejects and the day lists, each with its reason."""
        left = [cheat for cheat in self.all if cheat not in self.rejected]
        found = {cheat: entry.reason for cheat in left for entry in self._listed if _is_of(entry, cheat)}
        zeros = {cheat.place: why for cheat, why in found.items() if cheat.kind == "zeros"}
        found |= {cheat: zeros[cheat.place] for cheat in left if cheat.keeps_zeros and cheat.place in zeros}
        return found

    @property
    def survivors(self) -> list[Cheat]:
        """Those that no check rejects and no reason excuses."""
        excused = self.excused
        return [cheat for cheat in self.all if cheat not in self.rejected and cheat not in excused]

    def problems(self) -> Iterator[Problem]:
        """What does not hold of them."""
        yield from self.broken
        for cheat in self.survivors:
            checks = f"it meets {few(self.all[cheat])}"
            yield CHECKS, f"no check rejects the cheat {cheat} ({checks}). Sharpen one, or list it: {survivors.NAME}"
        if self.broken:
            return
        for number, entry in enumerate(self._listed, 1):
            found = [cheat for cheat in self.all if _is_of(entry, cheat)]
            if not found or found[0] in self.rejected:
                why = "is rejected by a check" if found else "does not exist"
                yield survivors.NAME, f"cheat {number} ({entry.function}: {entry.does}) {why}. Remove it"


def _is_of(entry: Excuse, cheat: Cheat) -> bool:
    return (entry.function, entry.does) == (cheat.function, cheat.does)
