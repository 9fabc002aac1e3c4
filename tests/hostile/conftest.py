"""A learner's session that is given one hostile file after another, and all that it must not touch: `learner(tier)`."""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from nnkata_plugin.catalog import kata_of_day

from .corpus import programs
from .surroundings import SITE, Surroundings, descendants, state

DAY = kata_of_day(10)
PATIENCE = 90.0
"""Seconds for an answer, however busy the machine is."""
LINGER = 3.0
"""Seconds for killed processes to disappear."""
PR_SET_CHILD_SUBREAPER = 36

Fact = dict[str, Any]


class Learner:
    """A workspace with day 10, a home, a place for temporary files, an environment, and pytest running in it."""

    def __init__(self, folder: Path, tier: str, sessions: set[int]) -> None:
        self.folder = folder
        self.tier = tier
        self._sessions = sessions
        """The process numbers of all sessions: those of other tiers run beside this one's."""
        self._process: subprocess.Popen[bytes] | None = None
        self._states: dict[int, str] = {}
        self._settle()

    @property
    def kata(self) -> Path:
        return self.folder / "dojo" / DAY.name / "kata.py"

    def _settle(self) -> None:
        """Make everything anew."""
        for name in ("home", "tmp", "dojo"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "home" / ".profile").write_text("# the learner's own\n", encoding="utf-8")
        dojo = self.folder / "dojo"
        (dojo / "nnkata.toml").write_text('version = "0.1.0"\n', encoding="utf-8")
        (dojo / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n", encoding="utf-8")
        (dojo / DAY.name).mkdir()
        for name in ("kata.py", "lesson.md", "test_kata.py"):
            shutil.copyfile(DAY.folder / name, dojo / DAY.name / name)
        venv.EnvBuilder(symlinks=True, with_pip=False).create(self.folder / "env")
        # What this environment has is there too, but what is written into site-packages lands in the throwaway one.
        (site,) = self.folder.glob(SITE)
        sites = [entry for entry in sys.path if entry.endswith("site-packages")]
        lines = [f"import site; site.addsitedir({entry!r})\n" for entry in sites]
        (site / "outer.pth").write_text("".join(lines), encoding="utf-8")
        self._around = Surroundings(self.folder)

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(PATIENCE)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
        environment |= {"HOME": str(self.folder / "home"), "TMPDIR": str(self.folder / "tmp")}
        with (self.folder / "terminal").open("ab") as terminal:
            self._process = subprocess.Popen(
                [
                    self.folder / "env" / "bin" / "python",
                    Path(__file__).with_name("session.py"),
                    str(theirs.fileno()),
                    self.tier,
                ],
                stdin=subprocess.DEVNULL,
                stdout=terminal,
                stderr=terminal,
                cwd=self.folder / "dojo",
                env=environment,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._sessions.add(self._process.pid)
        theirs.close()
        self._lines = ours.makefile("rw", encoding="utf-8")
        ours.close()
        if not self._lines.readline():
            raise AssertionError(f"no session: {(self.folder / 'terminal').read_text(errors='replace')}")

    def checks(self, source: bytes, *checks: str, deadline: float | None = None) -> list[Fact] | None:
        """What the checks come to on this file; None where the session did not live to tell."""
        self.kata.write_bytes(source)
        if self._process is None:
            self._start()
        self._around.remember()
        self._states = self._own_states()
        with suppress(OSError):
            self._lines.write(json.dumps({"path": str(self.kata), "checks": checks, "deadline": deadline}) + "\n")
            self._lines.flush()
            if line := self._lines.readline():
                return json.loads(line)
        self._stop()
        return None

    def left_behind(self) -> list[str]:
        """Processes and files that were not there before the last file was checked."""
        until = time.monotonic() + LINGER
        while (strangers := self._strangers()) and time.monotonic() < until:
            time.sleep(0.01)
        now = self._own_states()
        changed = [
            f"process {process} is changed: {now[process]} (was {before})"
            for process, before in self._states.items()
            if process in now and now[process] != before
        ]
        return [*strangers.values(), *changed, *self._around.changes()]

    def _strangers(self) -> dict[int, str]:
        """Descendants that are neither a session nor its zygote, nor the one child that stands by in each zygote.

        What only pretends to stand by is found out: there are two then, at the latest when the next check has ended.
        """
        below = descendants(os.getpid())
        strangers = {
            process: f"process {process}: {command}"
            for process, (parent, command) in below.items()
            if process not in self._sessions and parent not in self._sessions
        }
        for zygote in [process for process, (parent, _) in below.items() if parent in self._sessions]:
            standing_by = [process for process in strangers if below[process] == (zygote, below[zygote][1])]
            if standing_by:
                del strangers[max(standing_by)]
        return strangers

    def _own_states(self) -> dict[int, str]:
        """How the kernel treats this session and its zygote."""
        me = self._process.pid if self._process else 0
        below = descendants(os.getpid())
        return {process: state(process) for process, (parent, _) in below.items() if me in (process, parent)}

    def cleans(self) -> None:
        """End and remove whatever a file that is not contained has left."""
        self._stop()
        self._around.remove()
        self._settle()

    def _stop(self) -> None:
        if self._process is None:
            return
        with suppress(OSError):
            self._lines.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait()
        self._sessions.discard(self._process.pid)
        self._process = None
        until = time.monotonic() + LINGER
        while (strangers := self._strangers()) and time.monotonic() < until:
            for stranger in strangers:
                with suppress(ProcessLookupError):
                    os.kill(stranger, signal.SIGKILL)
            time.sleep(0.01)

    def close(self) -> None:
        self._stop()
        self._around.remove()


@pytest.fixture(scope="module")
def adopting() -> Iterator[None]:
    """Whatever loses its parent below this process becomes its child, so that nothing that is left can hide."""
    if sys.platform != "linux":
        pytest.skip("processes are found on Linux only")
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    yield
    prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


@pytest.fixture(scope="module")
def learner(adopting: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Learner]]:
    """One session for each tier, which many files are given to."""
    opened: dict[str, Learner] = {}
    sessions: set[int] = set()

    def open_(tier: str) -> Learner:
        if tier not in opened:
            opened[tier] = Learner(tmp_path_factory.mktemp(tier), tier, sessions)
        return opened[tier]

    yield open_
    for one in opened.values():
        one.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each program in each tier that it may run in."""
    if {"program", "tier"} <= set(metafunc.fixturenames):
        pairs = [(program, tier) for program in programs() for tier in program.tiers]
        metafunc.parametrize(("program", "tier"), pairs, ids=[f"{tier}-{program.name}" for program, tier in pairs])


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say which programs the portable tier did not contain."""
    ran = {report.nodeid for report in terminalreporter.getreports("passed")}
    escaped = [program.name for program in programs() if program.escapes]
    if any("test_hostile.py" in node for node in ran):
        terminalreporter.write_line(f"not contained in the portable tier: {len(escaped)}: {', '.join(escaped)}")
