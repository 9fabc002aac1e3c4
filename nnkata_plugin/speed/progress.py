"""A bar while a ladder is timed, on a terminal; nothing in a pipe."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest

from nnkata_plugin.speed.ladder import Progress


@contextmanager
def progress_on(config: pytest.Config, day: int) -> Iterator[Progress]:
    """What to call with the thing that is timed and the part of the day that is done. It leaves no trace."""
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled() if capture else nullcontext():
        if not sys.stdout.isatty():
            yield lambda what, part: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        reporter = config.pluginmanager.getplugin("terminalreporter")
        if reporter:
            reporter.ensure_newline()
        console = Console(file=sys.stdout)
        columns = TextColumn("timing day {task.fields[day]}"), BarColumn(), TextColumn("{task.description}")
        with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
            task = bar.add_task("", total=1.0, day=day)
            yield lambda what, part: bar.update(task, description=what, completed=part)
