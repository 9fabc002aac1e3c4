"""The naming corpus: right solutions in many styles, and known mistakes spelt in other words than faults.py.

`right_*.py` are whole kata.py files. A variant in wrong.py is a function or class that takes its target's place in one
of them; wrong.py is read as syntax and never imported, so the same name may stand there many times.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from time import perf_counter

from nnkata_plugin.audit.session import Fact, Job, Runner, hold
from nnkata_plugin.catalog import Kata, kata_of_day
from nnkata_plugin.catalog.implementation import Implementation, program
from nnkata_plugin.check import message
from nnkata_plugin.check.context import Trial
from nnkata_plugin.check.reach import Reach

HERE = Path(__file__).resolve().parent
SEED = 7041
SLOW = 0.3
"""Seconds of a right solution from which on a check is not for every variant."""


@dataclass(frozen=True)
class Entry:
    """A whole solution of a day, and what must be said about it."""

    day: int
    title: str
    """Where its own part stands: a file, and for a variant the line."""
    path: Path
    source: str
    expected: tuple[str, ...] = ()
    """Names of faults, each of them right. None: nothing may be named."""
    target: str = ""
    """What a variant replaces; empty for a right solution."""
    base: str = ""
    """The text of the right solution that a variant was built on."""

    @property
    def is_right(self) -> bool:
        return not self.target

    @cached_property
    def kata(self) -> Kata:
        return kata_of_day(self.day)

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The names that are right: what is expected, and other spellings of the same mistake, which tell the same."""
        wanted = {(fault.target, fault.tells) for fault in self.kata.faults if fault.name in self.expected}
        return frozenset(fault.name for fault in self.kata.faults if (fault.target, fault.tells) in wanted)

    @property
    def implementation(self) -> Implementation:
        raw = self.source.encode()
        return Implementation(self.title, self.path, raw, program(self.kata, raw, str(self.path)))

    def checks(self) -> list[str]:
        """The checks that can tell it from its right solution, as far as the texts say."""
        reach = Reach(self.kata, self.base) if self.target else None
        return [check for check in self.kata.checks if reach is None or reach.touches(check, self.target)]


@dataclass
class Result:
    """What the checks of its day came to for one entry."""

    entry: Entry
    facts: list[Fact] = field(default_factory=list)

    @property
    def red(self) -> list[Fact]:
        return [fact for fact in self.facts if fact["outcome"] != "passed"]

    @property
    def said(self) -> dict[str, list[str]]:
        """What was named, and by which checks."""
        found: dict[str, list[str]] = {}
        for fact in self.facts:
            if fact["fault"]:
                found.setdefault(fact["fault"], []).append(fact["check"])
        return found

    @property
    def verdict(self) -> str:
        """``right``, ``wrong``, ``either``, ``silent``, ``green``; for what has no name, ``right`` is silence."""
        entry, right = self.entry, self.entry.accepted
        if bool(self.red) is entry.is_right or any(fact["outcome"] in ("infra", "todo") for fact in self.facts):
            return "red" if entry.is_right else "green"
        said = [set(name.split(" or ")) for name in self.said]
        if any(not names & right for names in said):
            return "wrong"
        if not right or any(names <= right for names in said):
            return "right"
        return "either" if said else "silent"


def days() -> list[int]:
    """The days that have a corpus."""
    return sorted(int(folder.name.removeprefix("day")) for folder in HERE.glob("day[0-9][0-9]") if folder.is_dir())


def rights(day: int) -> list[Entry]:
    """The right solutions of a day."""
    paths = sorted((HERE / f"day{day:02}").glob("right_*.py"))
    return [Entry(day, path.name, path, path.read_text("utf-8")) for path in paths]


def variants(day: int) -> list[Entry]:
    """The wrong solutions of a day.

    Raises:
        ValueError: wrong.py says something that does not fit; where, and what.
    """
    path = HERE / f"day{day:02}" / "wrong.py"
    if not path.is_file():
        return []
    text = path.read_text("utf-8")
    bases = {entry.path.stem: entry for entry in rights(day)}
    known = {fault.name for fault in kata_of_day(day).faults}
    return [_variant(day, path, text, node, bases, known) for node in ast.parse(text).body if _is_definition(node)]


def _is_definition(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.ClassDef)


def _variant(day: int, path: Path, text: str, node: ast.stmt, bases: dict[str, Entry], known: set[str]) -> Entry:
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    where = f"{path.parent.name}/{path.name}:{node.lineno}"
    mark = next((mark for mark in node.decorator_list if isinstance(mark, ast.Call)), None)
    if mark is None or not isinstance(mark.func, ast.Name) or mark.func.id != "variant" or len(mark.args) != 1:
        raise ValueError(f'{where}: {node.name} has no mark. Write @variant("fault_name", of="right_...") above it')
    words = {word.arg: ast.literal_eval(word.value) for word in mark.keywords}
    name = ast.literal_eval(mark.args[0])
    expected = tuple(name.split(" or ")) if name else ()
    if unknown := set(expected) - known:
        raise ValueError(f"{where}: day {day} has no fault {', '.join(sorted(unknown))}")
    base = bases.get(words.get("of", ""))
    if base is None:
        raise ValueError(f"{where}: of={words.get('of')!r} is no file here. There are {', '.join(bases)}")
    own = "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])
    title = f"{path.name}:{node.lineno}"
    return Entry(day, title, path, f"{base.source}\n\n{own}\n", expected, node.name, base.source)


def judge(
    entries: Sequence[Entry], done: Callable[[Result], None] = lambda result: None, seed: int = SEED, limit: float = 5
) -> list[Result]:
    """Run the checks on each entry of one day, in one pytest session, and collect what was named.

    Checks that take a right solution long come last, and only where the others have left a variant without its name.

    Args:
        entries: Of one day, the right solutions first.
        done: Told of each result as it comes.
        seed: The run's seed.
        limit: Seconds that naming a failure may take: more than a learner's 2, so that load does not count here.
    """
    results: list[Result] = []

    def use(run: Runner) -> None:
        slow: set[str] = set()
        for entry in entries:
            trial = Trial(entry.implementation, naming_seconds=limit)
            checks = sorted(entry.checks(), key=lambda check: check in slow)
            spare = frozenset() if entry.is_right else frozenset(slow)
            wanted = " or ".join(entry.expected)
            results.append(Result(entry, run(Job(entry.day, trial, checks, seed, fault=wanted, spare=spare)).facts))
            if entry.is_right:
                slow |= {fact["check"] for fact in results[-1].facts if fact["seconds"] > SLOW}
            done(results[-1])

    hold([entries[0].day], use)
    return results


@contextmanager
def timed() -> Iterator[list[float]]:
    """Collects the seconds that each search for a name takes."""
    seconds: list[float] = []
    search = message.name_fault

    def measured(check):
        began = perf_counter()
        try:
            return search(check)
        finally:
            seconds.append(perf_counter() - began)

    message.name_fault = measured
    try:
        yield seconds
    finally:
        message.name_fault = search
