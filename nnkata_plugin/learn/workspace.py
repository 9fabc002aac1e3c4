"""The dojo that a command is about, and the day that comes next in it."""

from pathlib import Path

from nnkata_plugin.catalog import Dojo, Kata, Refusal, all_katas
from nnkata_plugin.learn.progress import Progress, read


def here() -> Dojo | None:
    """The dojo around the current directory."""
    return Dojo.around(Path.cwd())


def needed() -> Dojo:
    """The workspace around the current directory.

    Raises:
        Refusal: There is none; the clone is none, for its kata.py files are the stubs.
    """
    dojo = here()
    if dojo is None:
        raise Refusal(f"{Path.cwd()}: no workspace here. Go to yours, or make one: nnkata start my-dojo")
    if not dojo.is_workspace:
        raise Refusal(
            f"{dojo.root}: the clone, whose kata.py files stay stubs. Make a workspace: nnkata start ../my-dojo"
        )
    return dojo


def days(dojo: Dojo) -> list[Kata]:
    """The katas whose folder is there."""
    return [kata for kata in all_katas() if dojo.folder(kata).is_dir()]


def next_day(dojo: Dojo, progress: Progress) -> Kata | None:
    """The day to go on with: the last one worked on until it is green, then the first after it that is not.

    None when all are green, or when there are none.
    """
    waiting = [kata for kata in days(dojo) if progress.of(kata.day).state != "green"]
    from_here = [kata for kata in waiting if kata.day >= (progress.latest or 0)]
    return next(iter(from_here or waiting), None)


def go_on_with(dojo: Dojo | None) -> Kata | None:
    """The next day of the dojo, or the first of all where there is none."""
    if dojo is None:
        return next(iter(all_katas()), None)
    return next_day(dojo, read(dojo)) or next(reversed(days(dojo)), None)
