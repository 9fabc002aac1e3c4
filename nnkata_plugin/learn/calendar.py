"""Twelve weeks of seven days in one look, and what to do next."""

import shlex
import sys

from rich.text import Text

import nnkata_plugin
from nnkata_plugin.catalog import Dojo, Kata, all_katas
from nnkata_plugin.catalog.kata import LAST_WEEK_OF_PHASE
from nnkata_plugin.learn import progress as progress_file
from nnkata_plugin.learn import workspace
from nnkata_plugin.learn.progress import Day, Progress

WEEKS = LAST_WEEK_OF_PHASE[-1]
MARKS = {"green": "✓", "red": "✗", "todo": "~", "new": "·", "absent": " "}
PLAIN_MARKS = {"green": "+", "red": "x", "todo": "~", "new": ".", "absent": " "}
STYLES = {"green": "bold green", "red": "bold red", "todo": "yellow", "new": "", "absent": "dim"}
MEANINGS = {"green": "green", "red": "red", "todo": "begun", "new": "not begun"}


def picture() -> Text:
    """Where you are: the dojo around the current directory, its 84 days, what is next."""
    dojo = workspace.here()
    progress = progress_file.read(dojo) if dojo else Progress()
    ahead = workspace.next_day(dojo, progress) if dojo else None
    cells = {kata.day: _cell(kata, dojo, progress) for kata in all_katas()}
    marks = _marks()
    grid = [*_weeks(cells, marks, ahead), _legend(marks)]
    return Text("\n").join([*_heading(dojo, cells), Text(), *grid, Text(), *_next(dojo, progress, ahead)])


def done_mark() -> str:
    """What a green day is marked with, on this terminal."""
    return _marks()["green"]


def _marks() -> dict[str, str]:
    return MARKS if _can_be_shown("".join(MARKS.values())) else PLAIN_MARKS


def _cell(kata: Kata, dojo: Dojo | None, progress: Progress) -> str:
    if dojo and not dojo.folder(kata).is_dir():
        return "absent"
    state = progress.of(kata.day).state
    return "todo" if state == "partial" else state


def _heading(dojo: Dojo | None, cells: dict[int, str]) -> list[Text]:
    name = Text.assemble(("nnkata", "bold"), f" {nnkata_plugin.__version__} · ")
    if dojo is None:
        return [name.append(f"{len(cells)} days, and no workspace here yet")]
    if not dojo.is_workspace:
        name.append(f"the clone: {len(cells)} of {7 * WEEKS} days are written")
    else:
        name.append(f"{sum(cell == 'green' for cell in cells.values())} of {len(cells)} days green")
    return [name, Text(str(dojo.root), style="dim")]


def _weeks(cells: dict[int, str], marks: dict[str, str], ahead: Kata | None) -> list[Text]:
    lines = []
    for week in range(1, WEEKS + 1):
        line = Text(f"week {week:>2} ")
        for day in range(7 * week - 6, 7 * week + 1):
            cell = cells.get(day, "absent")
            is_next = ahead is not None and day == ahead.day
            line.append("  " if not is_next else " >", style="bold")
            line.append(f"{day:>2} {marks[cell]}", style=STYLES[cell] + (" bold underline" if is_next else ""))
        line.rstrip()
        lines.append(line)
        if week in LAST_WEEK_OF_PHASE:
            lines.append(Text())
    return lines


def _legend(marks: dict[str, str]) -> Text:
    legend = Text()
    for cell, meaning in MEANINGS.items():
        legend.append(f"{marks[cell]} {meaning}", style=STYLES[cell]).append("   ")
    return legend.append("no mark: not there yet", style=STYLES["absent"])


def _next(dojo: Dojo | None, progress: Progress, ahead: Kata | None) -> list[Text]:
    if dojo is None:
        return [Text("begin    nnkata start my-dojo")]
    if not dojo.is_workspace:
        return [Text("To practise, make a workspace outside of the clone: nnkata start ../my-dojo")]
    lines = []
    missing = len(all_katas()) - len(workspace.days(dojo))
    if missing:
        said = f"{missing} {'day is' if missing == 1 else 'days are'} not in this workspace yet"
        lines.append(Text(f"{said}: nnkata start {shlex.quote(str(dojo.root))}"))
    if ahead is None:
        return [*lines, Text("All days are green.")]
    known = progress.of(ahead.day)
    title = f"day {ahead.day}: {ahead.facts.title}"
    lines.append(Text.assemble("next     ", (title, "bold"), f", {_how_far(ahead, known)}"))
    lines.append(Text(f"  read   nnkata lesson {ahead.day}"))
    lines.append(Text(f"  write  {shlex.quote(str((dojo.folder(ahead) / 'kata.py').relative_to(dojo.root)))}"))
    lines.append(Text(f"  check  pytest -m day{ahead.day}"))
    return lines


def _how_far(kata: Kata, known: Day) -> str:
    if known.state == "new":
        return f"about {kata.facts.minutes} minutes"
    return f"{known.state} {known.passed}/{known.declared}"


def _can_be_shown(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
