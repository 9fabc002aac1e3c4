"""A bar while a ladder is timed, on a terminal; nothing in a pipe."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest

from nnkata_plugin.speed.ladder import Progress


@contextmanager
def progress_on(config: pytest.Config, day: int) -> Iterator[Progress]:
    """A bar in the middle of a pytest run."""
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled() if capture else nullcontext():
        reporter = config.pluginmanager.getplugin("terminalreporter")
        if reporter and sys.stdout.isatty():
            reporter.ensure_newline()
        with bar(day) as progress:
            yield progress


@contextmanager
def bar(day: int) -> Iterator[Progress]:
    """What to call with the thing that is timed and the part of the day that is done. It leaves no trace."""
    if not sys.stdout.isatty():
        yield lambda what, part: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("timing day {task.fields[day]}"), BarColumn(), TextColumn("{task.description}")
    with Progress(*columns, TimeElapsedColumn(), console=Console(file=sys.stdout), transient=True) as shown:
        task = shown.add_task("", total=1.0, day=day)
        yield lambda what, part: shown.update(task, description=what, completed=part)


@contextmanager
def notice(words: str) -> Iterator[None]:
    """A line on a terminal while something goes on that cannot say how far it is."""
    if not sys.stdout.isatty():
        yield
        return
    print(words, end="\r", flush=True)
    try:
        yield
    finally:
        print(" " * len(words), end="\r", flush=True)
