"""`nnkata watch`: the checks of a day run each time its kata.py is saved.

The runs share one process, which has its libraries loaded and keeps the worker's zygote: the first takes a second or
two, the others what the checks take. Nothing of the learner's is ever imported here, so nothing can go stale.
"""

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from nnkata_plugin.catalog import Dojo, Kata, Refusal
from nnkata_plugin.hooks import KEEP_WARM, fact_of
from nnkata_plugin.learn import check, hint, reveal, workspace
from nnkata_plugin.learn.keys import Keys

SLOW = 0.5
"""Seconds from which on a check waits until the others have passed."""
KEYS = "h hint · r reveal · b benchmark · a all checks · n next day · q quit"
LOOK = 0.05
"""Seconds between two looks at the file. A look costs microseconds, and sees changes on every file system."""
QUIET = ("-q", "--no-header", "--tb=no", "-rN")
"""pytest says nothing of its own about what is red: `Short` does."""


class Short:
    """A pytest plugin for a reader who comes back in a minute: of what is red only the first, and, if it is told to,
    without the checks that were slow the last time.
    """

    def __init__(self) -> None:
        self.whole = True
        self.left_out = self.failed = 0
        self._seconds: dict[str, float] = {}
        self._runs = 0
        self._first: pytest.TestReport | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[KEEP_WARM] = True
        self.left_out = self.failed = 0
        self._first = None
        self._runs += 1

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        slow = [item for item in items if not self.whole and self._seconds.get(item.nodeid, 0) > SLOW]
        self.left_out = len(slow)
        if slow:
            config.hook.pytest_deselected(items=slow)
            items[:] = [item for item in items if item not in slow]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed += not report.passed
        if report.when == "call" and self._runs > 1:  # the first run starts the worker, too
            self._seconds[report.nodeid] = report.duration
        fact = fact_of(report)
        if self._first is None and report.failed and not (fact and fact["outcome"] == "todo"):
            self._first = report

    @pytest.hookimpl(tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self._first is not None:
            terminalreporter.write_sep("_", self._first.nodeid.rpartition("::")[2], red=True, bold=True)
            terminalreporter.write_line(self._first.longreprtext)


class Watch:
    """One learner, at one day at a time."""

    def __init__(self, dojo: Dojo, kata: Kata, say: Callable[[str], None], keys: Keys) -> None:
        self._dojo, self._kata, self._say, self._keys = dojo, kata, say, keys
        self._checked: tuple[int, ...] = ()
        self._short = Short()

    def go_on(self) -> None:
        """Run the checks now and after each change, until q is pressed."""
        self.check()
        while (key := self._keys.pressed(LOOK)) != "q":
            if key:
                self.answer(key)
            elif self._stamp() != self._checked:
                self.check(whole=False)

    def _stamp(self) -> tuple[int, ...]:
        """Changes when the file is written, in place or by a new one in its place; empty while there is none."""
        try:
            status = (self._dojo.folder(self._kata) / "kata.py").stat()
        except OSError:
            return ()
        return status.st_ino, status.st_mtime_ns, status.st_size

    def check(self, whole: bool = True, options: Sequence[str] = ()) -> None:
        """Run the checks; the slow ones, unless all are wanted, only once the others have passed."""
        if sys.stdout.isatty():
            print("\033[2J\033[H", end="")
        begin = time.monotonic()
        self._checked = self._stamp()  # before the run: what is saved during it is checked after it
        self._short.whole = whole
        status = check.run(self._kata, [*QUIET, *options], [self._short])
        if self._short.left_out and status != check.STOPPED and not self._short.failed:
            self._short.whole = True
            check.run(self._kata, [*QUIET, *options], [self._short])
        left = f", {self._short.left_out} slow left out: a runs all" if self._short.left_out else ""
        self._tell(f"day {self._kata.day}, {time.monotonic() - begin:.1f} s{left}")

    def answer(self, key: str) -> None:
        """Do what a key asks for."""
        try:
            match key:
                case "h":
                    self._say(hint.show(self._kata, None))
                case "r":
                    self._say(f"```python\n{reveal.solution(self._kata, give_up=False)}```")
                case "b":
                    self.check(options=["--benchmark"])
                    return
                case "a":
                    self.check()
                    return
                case "n":
                    self._next()
                    return
                case _:
                    pass
        except Refusal as refusal:
            print(refusal)
        self._tell(f"day {self._kata.day}")

    def _next(self) -> None:
        days = workspace.days(self._dojo)
        self._kata = next((kata for kata in days if kata.day > self._kata.day), days[0])
        self._short = Short()
        self.check()

    def _tell(self, line: str) -> None:
        keys = KEYS if self._keys.there else "Ctrl-C ends it"
        print(f"\n{line} · waiting for {self._kata.name}/kata.py\n{keys}", flush=True)


def watch(kata: Kata | None, say: Callable[[str], None]) -> None:
    """Watch a day of the workspace around the current directory; without one, the day that comes next.

    Args:
        kata: Which day.
        say: Shows Markdown.

    Raises:
        Refusal: There is no workspace here, or no such day in it.
    """
    dojo = workspace.needed()
    chosen = kata or workspace.go_on_with(dojo)
    if chosen is None or not dojo.folder(chosen).is_dir():
        raise Refusal(f"{dojo.root}: {f'no day {chosen.day}' if chosen else 'no days'} here yet: nnkata start .")
    with Keys() as keys:
        Watch(dojo, chosen, say, keys).go_on()
