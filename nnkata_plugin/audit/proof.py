"""The tolerance proof: the bounds of each `assert_close` on floats refuse four wrong answers, or the day does not hold.

The answers are zeros, an argument of the shape of the answer, the right answer in half precision, and the right answer
times 1.001. What one run of the solution met is counted a *site*: a line of a check, a part of what it compares, a
dtype. Each site has to refuse each of the four in at least one of its cases.

Where a wrong answer was the right one in every case, no bound could refuse it: zeros where zeros are right, an argument
that is the answer. Such a site is let off, for that answer alone, if another site of the same check refuses it: then
the code that gives it does not pass the check. Alone in its check it is no proof of anything.

Where no argument has the answer's shape, there is nothing to hand back. Exact comparisons prove themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nnkata_plugin.audit.session import Fact
from nnkata_plugin.audit.text import Problem
from nnkata_plugin.audit.verdicts import CHECKS

CALLED = {
    "zeros": "zeros",
    "echo": "an argument handed back",
    "float16": "the answer in half precision",
    "scaled": "1.001 times the answer",
}


@dataclass(frozen=True)
class Proof:
    """What a run of the solution proved about the bounds of its checks."""

    facts: Sequence[Fact]

    @property
    def total(self) -> int:
        """How many sites the run met."""
        return sum(len(_sites(fact)) for fact in self.facts)

    @property
    def proven(self) -> int:
        """How many of them refuse all that they have to."""
        return self.total - sum(len({id(site) for site, *_ in _failures(fact)}) for fact in self.facts)

    def problems(self) -> Iterator[Problem]:
        """The sites that prove too little, a line each."""
        for fact in self.facts:
            told: dict[str, list[str]] = {}
            for site, change, why in _failures(fact):
                told.setdefault(f"{_where(fact, site)} lets {{}} pass: {why}", []).append(CALLED[change])
            for line, changes in told.items():
                yield CHECKS, line.format(" and ".join(changes))


def _sites(fact: Fact) -> list[dict[str, Any]]:
    return list(fact.get("evidence", {}).get("sites", ()))


def _failures(fact: Fact) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    sites = _sites(fact)
    for site in sites:
        for change, shown in site["shown"].items():
            if not shown["tried"] or shown["refused"]:
                continue
            if shown["differing"]:
                bound = f"the bound is {site['bound']:.2g} for answers up to {site['size']:.2g} in {site['dtype']}"
                yield site, change, f"{bound}. Give a smaller scale or fewer terms, or a case with larger answers"
            elif not any(other["shown"][change]["refused"] for other in sites):
                why = "that is right in every case, and nothing else in this check refuses it"
                yield site, change, f"{why}. Add a case where it is wrong, or compare with assert_equal"


def _where(fact: Fact, site: Mapping[str, Any]) -> str:
    part = f", the answer{site['part']}" if site["part"] else ""
    return f"line {site['line']} of {fact['check']}{part}"
