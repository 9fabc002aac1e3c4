"""One pytest session that runs the same checks again and again, each time on other code."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from nnkata_plugin import hooks
from nnkata_plugin.catalog import Refusal, all_katas, kata_of_day, suite
from nnkata_plugin.check.context import Trial

ALONE = ("-c", os.devnull, "--disable-plugin-autoload", "-p", "nnkata_plugin.plugin")
"""No settings and no plugins but ours: the verdict must not depend on where the audit runs."""
QUIET = ("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:logging", "--capture=sys")

LONGER = 5.0
"""How much longer a check is waited for before wrong code counts as killed by its deadline."""

Fact = dict[str, Any]
"""What a check recorded about itself (`hooks.fact_of`)."""


@dataclass(frozen=True)
class Job:
    """Some checks of a day, run on one piece of code."""

    day: int
    trial: Trial
    checks: Sequence[str]
    """In the order in which they are to run."""
    seed: int
    deadlines: Mapping[str, float] = field(default_factory=dict)
    """Seconds for a check, where not kata.toml's."""
    until_red: bool = False
    """Whether to stop at the first check that is red: one is enough to kill a mutant."""
    fault: str = ""
    """The fault that the code is, if it is one."""
    spare: frozenset[str] = frozenset()
    """Checks that run only as long as no assertion has rejected the fault, or nothing has named it: they come last."""
    listens: bool = False
    """Whether the facts say what the code printed."""


@dataclass(frozen=True)
class Ran:
    """What came of a job."""

    facts: list[Fact]
    seconds: float


class Runner:
    """Runs jobs with the items of a session."""

    def __init__(self, run: hooks.KataRun, items: Sequence[pytest.Item], refused: Mapping[int, str]) -> None:
        self._run = run
        self.refused = refused
        """Days whose test_kata.py could not be collected, and why."""
        self._items: dict[tuple[int, str], list[Any]] = {}
        for item in items:
            if kata := run.kata_of(item.path):
                self._items.setdefault((kata.day, getattr(item, "originalname", item.name)), []).append(item)

    def __call__(self, job: Job) -> Ran:
        """Run the checks of a job. What fails in the harness is tried once more."""
        began = time.monotonic()
        facts: list[Fact] = []
        self._run.seed = job.seed
        for check in job.checks:
            if check in job.spare and _is_settled(job, facts):
                continue
            found = self._check(job, check)
            if any(fact["outcome"] == "infra" for fact in found):
                found = self._check(job, check)
            if job.until_red and any(fact["verdict"] == "timeout" for fact in found):
                # On a machine that is busy with something else right code, too, may be late once.
                found = self._check(job, check, LONGER)
            facts += found
            if job.until_red and any(fact["outcome"] == "red" for fact in found):
                break
        self._run.trial = None
        return Ran(facts, time.monotonic() - began)

    def _check(self, job: Job, check: str, longer: float = 1.0) -> list[Fact]:
        asked = job.deadlines.get(check, job.trial.deadline)
        self._run.trial = replace(job.trial, deadline=asked and longer * asked)
        facts: list[Fact] = []
        for item in self._items.get((job.day, check), ()):
            item._initrequest()
            item._report_sections.clear()  # what it printed the last time; pytest runs an item once, and keeps it
            reports = runtestprotocol(item, log=False)
            found = [fact for report in reports if (fact := hooks.fact_of(report))]
            facts += [{**fact, "printed": reports[-1].capstdout} for fact in found] if job.listens else found
        return facts


def _is_settled(job: Job, facts: Sequence[Fact]) -> bool:
    return any(fact["by_assertion"] for fact in facts) and any(fact["fault"] == job.fault for fact in facts)


class _Held:
    """The plugin that takes the place of pytest's own loop over the items."""

    def __init__(self, use: Callable[[Runner], None]) -> None:
        self._use = use
        self._refused: dict[int, str] = {}
        self.reached = False
        self.error: BaseException | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        # Nobody reads pytest's own tracebacks here, and they cost more than the checks: each parses the file anew.
        config.option.tbstyle = "native"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        kata = next((kata for kata in all_katas() if f"/{kata.name}/" in f"/{report.nodeid}/"), None)
        if report.failed and kata is not None:
            lines = str(report.longrepr).strip().splitlines()
            self._refused[kata.day] = f"cannot be collected: {lines[-1].removeprefix('E').strip() if lines else ''}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.reached = True
        try:
            self._use(Runner(session.config.stash[hooks.RUN], session.items, self._refused))
        except BaseException as error:  # noqa: BLE001  (pytest would print it; it belongs to whoever asked for the session)
            self.error = error
        return True


def hold(days: Sequence[int], use: Callable[[Runner], None], *options: str) -> None:
    """Collect the checks of some days as any run would, hand over a runner of them, and end the session after that.

    Args:
        days: The days.
        use: What is done with the runner.
        options: More of what a user could ask of pytest, such as ``--kata-isolation=portable``.

    Raises:
        Refusal: pytest could not start, and said why.
    """
    plugin = _Held(use)
    paths = [str(kata_of_day(day).folder / "test_kata.py") for day in days]
    with _untouched():
        pytest.main(
            [*ALONE, *QUIET, "--rootdir", str(suite.root()), "--import-mode=importlib", *options, *paths],
            plugins=[plugin],
        )
    if plugin.error is not None:
        raise plugin.error
    if not plugin.reached:
        raise Refusal("pytest could not start; the line above says why")


@contextmanager
def _untouched() -> Iterator[None]:
    """Keep what the user asks of pytest by environment out, and modules of the days out of the next session's way."""
    before = set(sys.modules)
    asked = {name: os.environ.pop(name) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS") if name in os.environ}
    days = str(suite.root() / "katas") + os.sep
    try:
        yield
    finally:
        os.environ.update(asked)
        new = {name: sys.modules[name] for name in set(sys.modules) - before}
        checks = [name for name, module in new.items() if (getattr(module, "__file__", None) or "").startswith(days)]
        for name in checks:
            # katas.day10_x.test_kata brought katas and katas.day10_x along: modules without a file.
            parts = name.split(".")
            for end in range(1, len(parts) + 1):
                if ".".join(parts[:end]) in new:
                    sys.modules.pop(".".join(parts[:end]), None)
