"""`--benchmark`: times each day that is green in this run, shows its ladder, and fills pytest-benchmark's results."""

import importlib.util
import os
from collections.abc import Generator
from contextlib import suppress
from typing import Any

import pytest

from nnkata_plugin.catalog import Kata, Refusal
from nnkata_plugin.learn.days import told
from nnkata_plugin.speed import board, picture
from nnkata_plugin.speed.board.player import player
from nnkata_plugin.speed.board.recording import record
from nnkata_plugin.speed.environment import environment
from nnkata_plugin.speed.items import LadderItem, ReplayItem, node_of, replay_item
from nnkata_plugin.speed.ladder import Ladder, Size, sizes_of
from nnkata_plugin.speed.progress import progress_on
from nnkata_plugin.speed.timings import DayTiming

ONLY = "--benchmark-only"
FAMILY = "--benchmark-"
"""The options of pytest-benchmark; ours is just ``--benchmark``."""


class LadderRun:
    """The timing of one pytest run. `run` is the plugin's own part of it: the days, and what their checks came to."""

    def __init__(self, config: pytest.Config, run: Any) -> None:
        self.config = config
        self.run = run
        self.days: list[DayTiming] = []
        self.lines: list[str] = []
        """What was not timed, and why."""
        self.waiting: list[int] = []
        """Days that are not green."""
        self.recorded: list[str] = []
        """What is on the board now, or why not."""

    @property
    def timings(self) -> list[dict[str, Any]]:
        """The figures of every size that was timed, as plain values."""
        return [size.figures() for day in self.days for size in day.sizes]

    @property
    def environment(self) -> dict[str, Any]:
        """What the timings depend on; nothing where nothing was timed."""
        return environment() if self.days else {}

    @property
    def player(self) -> str:
        return player(self.config.option.kata_player, self.run.dojo, "--kata-player")

    def refuse_wrong_words(self) -> None:
        """Refuse what would only fail after an hour of timing."""
        self.player  # noqa: B018  (reading it is the point: a name that cannot stand on the board)
        absent = [name for name in ("pygal", "pygaljs") if importlib.util.find_spec(name) is None]
        if getattr(self.config.option, "benchmark_histogram", None) and absent:
            install = "pip install 'pytest-benchmark[histogram]'"
            raise Refusal(f"--benchmark-histogram needs {' and '.join(absent)}: {install}")

    def refusal(self) -> str | None:
        """Why this run times nothing, as a line."""
        option = self.config.option
        many = getattr(option, "numprocesses", None) or getattr(option, "dist", "no") != "no"
        if many or hasattr(self.config, "workerinput"):
            return "not timed: days that run beside each other slow each other down. --benchmark works without -n"
        if self.run.in_process:
            return "not timed: only sealed code is. --benchmark works without --kata-inprocess and --pdb"
        if getattr(option, "benchmark_skip", False) and not getattr(option, "benchmark_only", False):
            return "not timed: --benchmark-skip"
        return None

    # Collecting

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> Generator[None, None, None]:
        yield
        if self.refusal():
            return
        modules = {kata: item.getparent(pytest.Module) for item in items if (kata := self.run.kata_of(item.path))}
        sizes = {kata: sizes_of(kata, module.obj) for kata, module in modules.items() if module}
        if idle := [str(kata.day) for kata in sizes if not sizes[kata]]:
            self.lines.append(f"nothing to time on {'day' if len(idle) == 1 else 'days'} {', '.join(idle)}")
        for item in items:
            # What is not green is not timed, so the checks of a timed day run even where only benchmarks are asked for.
            if sizes.get(self.run.kata_of(item.path)):
                item.own_markers[:] = [mark for mark in item.own_markers if ONLY not in str(mark.kwargs.get("reason"))]
        for kata in sizes:
            if sizes[kata]:
                items += self._items(session, kata, sizes[kata])

    def _items(self, session: pytest.Session, kata: Kata, sizes: list[Size]) -> list[pytest.Item]:
        """The ladder of a day, and what tells pytest-benchmark of it, where that is active."""
        try:
            ladder = Ladder(kata, self.run.implementation(kata), self.run.isolation_of(kata))
        except Refusal:  # the checks say it
            return []
        node = node_of(session, self.run.dojo.folder(kata))
        item: LadderItem = LadderItem.from_parent(node, name=f"day{kata.day:02}")
        replays: dict[tuple[int, str], ReplayItem] = {}
        if hasattr(self.config.option, "benchmark_json"):
            for number, size in enumerate(sizes):
                for rung in ladder.rungs_at(size):
                    replays[number, rung.key] = replay_item(node, kata.day, size, rung.key)
        item.climb = lambda: self._climb(kata, ladder, sizes, replays)
        return [item, *replays.values()]

    # Running

    def _climb(self, kata: Kata, ladder: Ladder, sizes: list[Size], replays: dict[tuple[int, str], ReplayItem]) -> None:
        tally = self.run.tally.days.get(kata.day)
        if tally is None or tally.state != "green":
            self.waiting.append(kata.day)
            pytest.skip(f"day {kata.day} is not green: not timed")
        try:
            with progress_on(self.config, kata.day) as progress:
                ladder.climb(sizes, self.config.option.kata_budget, progress)
        finally:
            if ladder.timing.sizes:  # what was measured before Ctrl-C is worth showing
                self.days.append(ladder.timing)
        for number, size in enumerate(ladder.timing.sizes):
            for timing in size.rungs:
                if item := replays.get((number, timing.rung)):
                    item.size, item.timing = size, timing
        if ladder.timing.wrong:
            pytest.fail("\n".join(f"day {kata.day} · {wrong}" for wrong in ladder.timing.wrong), pytrace=False)
        implementation = self.run.implementation(kata)
        line = record(self.run.dojo, kata, ladder.timing, implementation, self.player, self.run.seed, tally.tier)
        self.recorded += [line] if line else []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Pass over what has nothing to tell: no report, so it counts as nothing."""
        if not isinstance(item, ReplayItem) or item.timing is not None:
            return None
        item.session._setupstate.teardown_exact(nextitem)  # what a day leaves set up would stop the next
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport | pytest.CollectReport) -> Any:
        """A ladder is no check: it is not counted among what passed."""
        if "/ladder::" in report.nodeid and report.when == "call" and report.passed:
            return "", "" if "[" in report.nodeid else ".", "TIMED"
        return None

    # Ending

    @pytest.hookimpl(wrapper=True, optionalhook=True)
    def pytest_benchmark_group_stats(self, benchmarks: list[Any]) -> Generator[None, Any, Any]:
        """Leave the ladder's rows out of pytest-benchmark's table unless its options are used: the ladder has them."""
        groups = yield
        if self._benchmark_options():
            return groups
        others = [(name, [row for row in rows if "/ladder::" not in row["fullname"]]) for name, rows in groups]
        return [(name, rows) for name, rows in others if rows]

    @pytest.hookimpl(optionalhook=True)
    def pytest_benchmark_update_machine_info(self, machine_info: dict[str, Any]) -> None:
        """The environment under the names of our own results, beside pytest-benchmark's."""
        machine_info["nnkata"] = environment()

    def _benchmark_options(self) -> bool:
        given = [*self.config.invocation_params.args, *self.config.getini("addopts")]
        given += os.environ.get("PYTEST_ADDOPTS", "").split()
        return any(str(word).startswith(FAMILY) for word in given)

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        waiting = f"{told(self.waiting)} {'is' if len(self.waiting) == 1 else 'are'} not green: not timed"
        lines = [waiting] * bool(self.waiting) + self.lines
        lines += filter(None, [self.refusal() if self.run.tally.days else None])
        if not self.days and not lines:
            return
        terminalreporter.section("ladder", sep="-")
        writer = self.config.get_terminal_writer()
        for number, day in enumerate(self.days):
            terminalreporter.write("\n" * bool(number) + picture.drawn(day, writer.fullwidth, writer.hasmarkup))
        for line in [*lines, *self.recorded]:
            terminalreporter.write_line(line)
        if self.days and not self.config.option.markexpr and (shown := self._board(writer)):
            terminalreporter.section("board", sep="-")
            terminalreporter.write(shown)

    def _board(self, writer: Any) -> str:
        """All days, after a run of all days; a day's own run has said its place."""
        dojo = self.run.dojo
        if not dojo.is_workspace or board.missing():
            return ""
        from nnkata_plugin.speed.board import command

        with suppress(Refusal):  # where it cannot be read, it could not be written, and that has been said
            return command.overview(dojo, self.player, writer.fullwidth, writer.hasmarkup)
        return ""
