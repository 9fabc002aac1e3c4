"""What became of each day: `.nnkata/progress.jsonl`, one event a line, only ever appended to.

A run appends its lines with one write, so two runs at once do not mix theirs. Each write begins with a line end: what a
kill cut off spoils only itself, and reading skips every line that does not fit.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from nnkata_plugin.catalog import Dojo
from nnkata_plugin.catalog.states import DayTally, Tally
from nnkata_plugin.learn import state
from nnkata_plugin.learn.events import READ, Again, AnyEvent, Event, Hint, Lesson, Reset, Run, Stop

FILE = "progress.jsonl"


@dataclass
class Day:
    """What is known about one day."""

    state: str = "new"
    """``new``, ``todo``, ``partial``, ``red`` or ``green``."""
    passed: int = 0
    declared: int = 0
    digest: str = ""
    when: datetime | None = None
    was_green: bool = False
    """Whether it has ever been green; a reset does not take that back."""
    hint: int = 0
    """The last step of the hints that was shown."""

    def learn(self, event: AnyEvent) -> None:
        match event:
            case Run():
                if self._is_told_more_by(event):
                    self.state, self.passed, self.declared = event.state, event.passed, event.declared
                    self.digest, self.when = event.digest, event.when
                self.was_green |= event.state == "green"
            case Hint():
                self.hint = max(self.hint, event.step)
            case Reset() | Again() | Stop():
                self.state, self.passed, self.digest, self.hint = "new", 0, "", 0

    def _is_told_more_by(self, run: Run) -> bool:
        """A run of some checks (`-k`, `-x`) on the same file does not take back what a run of all of them found."""
        if run.digest != self.digest or run.state in ("green", "red"):
            return True
        return self.state not in ("green", "red") and run.passed >= self.passed


@dataclass
class Progress:
    """All days, and the one that was worked on last."""

    days: dict[int, Day] = field(default_factory=dict)
    latest: int | None = None

    def of(self, day: int) -> Day:
        return self.days.setdefault(day, Day())

    def learn(self, event: AnyEvent) -> None:
        self.of(event.day).learn(event)
        if not isinstance(event, Lesson):  # who reads ahead still works where they were
            self.latest = event.day


def read(dojo: Dojo) -> Progress:
    """What is known about the days of a workspace; nothing at all if nothing was recorded."""
    progress = Progress()
    for event in events(dojo):
        progress.learn(event)
    return progress


def events(dojo: Dojo) -> Iterator[AnyEvent]:
    """What happened in a workspace, in order."""
    try:
        lines = _file(dojo).read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    for line in lines:
        if line:
            try:
                yield READ.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue  # cut off by a kill, or not ours: one line lost, not the file


def append(dojo: Dojo, news: Iterable[Event]) -> None:
    """Add events to the file.

    Raises:
        OSError: It cannot be written.
    """
    lines = [msgspec.json.encode(event) for event in news]
    if not lines:
        return
    state.folder(dojo)
    content = b"\n" + b"\n".join(lines) + b"\n"
    descriptor = os.open(_file(dojo), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        if os.write(descriptor, content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(descriptor)


def record(dojo: Dojo, tally: Tally) -> str | None:
    """Remember what a run of the learner's files came to: sealed, in a workspace, and of no other code.

    Returns:
        None, or one line that says why it could not be recorded: a run's result is worth more than its record.
    """
    if not dojo.is_workspace:
        return None
    try:
        known = read(dojo)
        append(dojo, [run for day in tally.days.values() if (run := _run(day)) and _is_news(known, run)])
    except OSError as error:
        return f"{_file(dojo)}: {error.strerror}; the progress of this run is not recorded"
    return None


def _run(day: DayTally) -> Run | None:
    if day.implementation != "learner" or day.tier == "in process" or day.state in ("skipped", "unjudged"):
        return None
    declared = len(day.kata.checks)
    return Run(day=day.kata.day, state=day.state, passed=day.passed, declared=declared, digest=day.digest)


def _is_news(known: Progress, run: Run) -> bool:
    """The same again on the same date says nothing, and 84 days run a thousand times would. Nor does a stub's run."""
    day = known.of(run.day)
    if day.state == "new" and run.state in ("todo", "partial") and not run.passed:
        return False
    same = (day.state, day.passed, day.declared, day.digest) == (run.state, run.passed, run.declared, run.digest)
    return not same or day.when is None or day.when.date() != run.when.date()


def _file(dojo: Dojo) -> Path:
    return dojo.state_folder / FILE
