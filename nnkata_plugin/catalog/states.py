"""The state of a day, counted from what was reported: todo, red, partial, green."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nnkata_plugin.catalog.kata import Kata
from nnkata_plugin.catalog.libraries import Library


@dataclass
class DayTally:
    """What the checks of one day came to."""

    kata: Kata
    implementation: str
    path: str
    digest: str
    tier: str
    worker: str | None = None
    opened: Sequence[str] = ()
    outcomes: dict[str, str] = field(default_factory=dict)
    """Check name to ``passed``, ``red``, ``todo``, ``infra`` or ``skipped``."""
    faults: list[str] = field(default_factory=list)
    lacks: dict[str, Library] = field(default_factory=dict)
    """Check name to the library for want of which it was skipped."""

    @property
    def passed(self) -> int:
        return sum(self.outcomes.get(check) == "passed" for check in self.kata.checks)

    @property
    def state(self) -> str:
        """``green`` only if all declared checks ran and passed, sealed; ``red`` if any is red; else how far it is.

        ``unjudged`` if the harness failed in a check: nothing is known of the learner's code there.
        """
        found = set(self.outcomes.values())
        if "red" in found:
            return "red"
        if "infra" in found:
            return "unjudged"
        if self.passed == len(self.kata.checks) and self.kata.checks and found == {"passed"}:
            return "green" if self.tier != "in process" else "partial"
        if found == {"skipped"}:
            return "skipped"
        return "todo" if "todo" in found else "partial"

    @property
    def words(self) -> str:
        """The state, with how many of the declared checks passed where that says more."""
        return self.state if self.state == "green" else f"{self.state} {self.passed}/{len(self.kata.checks)}"


class Tally:
    """All days of a run. Lives where the reports arrive: on the controller under xdist."""

    def __init__(self) -> None:
        self.days: dict[int, DayTally] = {}

    def add(self, kata: Kata, fact: Mapping[str, Any]) -> None:
        """Count one finished check; `fact` is what it recorded: whose code, which check, outcome, tier, fault."""
        whose = fact["implementation"], fact["path"], fact["digest"]
        kept_in = fact["tier"], fact.get("worker"), fact.get("opened", ())
        day = self.days.setdefault(kata.day, DayTally(kata, *whose, *kept_in))
        worst = ("passed", "skipped", "todo", "infra", "red")
        day.outcomes[fact["check"]] = max(day.outcomes.get(fact["check"], "passed"), fact["outcome"], key=worst.index)
        if library := fact.get("lacks"):
            day.lacks[fact["check"]] = library
        if fact["fault"] and fact["fault"] not in day.faults:
            day.faults.append(fact["fault"])

    def count(self, state: str) -> int:
        return sum(day.state == state for day in self.days.values())
