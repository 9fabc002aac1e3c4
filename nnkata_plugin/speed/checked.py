"""The checks of a day, run quietly through pytest, for commands that time outside of it: only green code is timed."""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from nnkata_plugin.catalog import Dojo, Kata, Refusal
from nnkata_plugin.catalog.implementation import LEARNER, Implementation
from nnkata_plugin.learn import check
from nnkata_plugin.speed.ladder import Size, sizes_of
from nnkata_plugin.worker import Isolation


@dataclass
class Checked:
    """What the checks came to, and what is needed to time the same code."""

    implementation: Implementation
    isolation: Isolation
    seed: int
    sizes: list[Size] = field(repr=False)
    words: str
    """The state of the day: ``green``, ``todo 3/9``."""
    failures: Sequence[str]
    """The checks that did not pass."""

    @property
    def is_green(self) -> bool:
        return self.words == "green"


class _Watch:
    """Keeps of a pytest run what is gone when it has ended."""

    def __init__(self) -> None:
        self.module: Any = None
        self.run: Any = None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        from nnkata_plugin.hooks import RUN

        self.run = session.config.stash.get(RUN, None)
        found = (item.getparent(pytest.Module) for item in session.items if self.run and self.run.kata_of(item.path))
        self.module = next((module.obj for module in found if module), None)


def checked(kata: Kata, dojo: Dojo | None, word: str, isolation: str | None = None) -> Checked:
    """Run all checks of a day.

    Args:
        kata: The day.
        dojo: Where the learner's file lies.
        word: ``learner``, ``solution``, ``naive`` or the path of a file.
        isolation: What has to keep the code in, if it matters.

    Raises:
        Refusal: There is no such code, or no check of the day can run.
        KeyboardInterrupt: Stopped.
    """
    asked = check.of_dojo(kata, dojo) if word == LEARNER else check.of_suite(kata, word)
    asked += [f"--kata-isolation={isolation}"] * bool(isolation)
    watch, out = _Watch(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        status = pytest.main([*asked, *check.QUIET, "-q", "--color=no"], plugins=[watch])
    if status == pytest.ExitCode.INTERRUPTED and "KeyboardInterrupt" in out.getvalue():
        raise KeyboardInterrupt
    tally = watch.run.tally.days.get(kata.day) if watch.run else None
    if tally is None or watch.module is None:
        raise Refusal(f"day {kata.day}: its checks did not run: {_last_line(out.getvalue())}")
    return Checked(
        implementation=watch.run.implementation(kata),
        isolation=watch.run.isolation_of(kata),
        seed=watch.run.seed,
        sizes=sizes_of(kata, watch.module),
        words=tally.words,
        failures=[name for name, outcome in tally.outcomes.items() if outcome != "passed"],
    )


def _last_line(said: str) -> str:
    """Why pytest gave up, as it said it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return next(iter(errors or reversed(lines)), "pytest said nothing")
