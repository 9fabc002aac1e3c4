"""`nnkata bench DAY`: the ladder of one day, outside of pytest, with pictures of it."""

import json as json_library
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nnkata_plugin.catalog import Dojo, Kata, Refusal
from nnkata_plugin.catalog.implementation import LEARNER, Implementation
from nnkata_plugin.learn import files
from nnkata_plugin.speed import picture
from nnkata_plugin.speed.board.entries import entry_of
from nnkata_plugin.speed.board.player import player as player_of
from nnkata_plugin.speed.board.recording import record
from nnkata_plugin.speed.checked import Checked, checked
from nnkata_plugin.speed.ladder import Ladder
from nnkata_plugin.speed.progress import bar, notice
from nnkata_plugin.speed.roof import Roof
from nnkata_plugin.speed.terminal import columns
from nnkata_plugin.speed.timings import DayTiming, SizeTiming
from nnkata_plugin.speed.work import Roofline, Work, work_of

VERSION = 1
TIMED, NOT_TIMED = 0, 1
WORDS = ("learner", "solution", "naive")


def run(
    kata: Kata,
    dojo: Dojo | None,
    word: str = LEARNER,
    budget: float = 20.0,
    named: str | None = None,
    json: Path | None = None,
    svg: Path | None = None,
) -> int:
    """Check a day, time it, show its ladder, and put it on the board. Returns 0, or 1 where it is not green.

    Args:
        kata: The day.
        dojo: The workspace, if there is one.
        word: Whose code: ``learner``, ``solution``, ``naive`` or the path of a file.
        budget: Seconds for the ladder.
        named: The player.
        json: Where the figures go.
        svg: The folder for the pictures.

    Raises:
        Refusal: Wrong use, or a day without anything to time.
        KeyboardInterrupt: Stopped; what was measured has been shown.
    """
    _refuse_wrong(word, json, svg)
    player = player_of(named, dojo)
    with notice(f"checking day {kata.day}"):
        found = checked(kata, dojo, word)
    if not found.sizes:
        raise Refusal(f"day {kata.day}: there is nothing to time on this day")
    if not found.is_green:
        print(f"day {kata.day} is not green ({found.words}): not timed. pytest -m day{kata.day} says what is missing")
        return NOT_TIMED
    roof = Roof()
    timing = timed(kata, found, budget, roof)
    limits = roof.limits
    if json is not None:
        files.put(json, _written(kata, timing, found, player, limits))
    for path, text in _pictures(kata, timing, limits, svg) if svg is not None else ():
        path.parent.mkdir(parents=True, exist_ok=True)
        files.put(path, text.encode())
    if timing.wrong:
        return NOT_TIMED
    line = record(dojo, kata, timing, found.implementation, player, found.seed, found.isolation.tier)
    print(line, end="\n" * bool(line))
    return TIMED


def _refuse_wrong(word: str, json: Path | None, svg: Path | None) -> None:
    if word not in WORDS and not Path(word).is_file():
        raise Refusal(f"--impl {word}: not found. Give {', '.join(WORDS)} or the path of a Python file")
    if json is not None:
        files.refuse_unwritable("--json", json)
    if svg is not None and svg.exists() and not svg.is_dir():
        raise Refusal(f"--svg {svg}: this is a file. Give a folder")


def timed(
    kata: Kata, found: Checked, budget: float, roof: Roof | None = None, own: Implementation | None = None
) -> DayTiming:
    """Time what was checked, with one's `own` code beside it, and print the ladder."""
    ladder = Ladder(kata, found.implementation, found.isolation, own, roof)
    try:
        with bar(kata.day) as progress:
            return ladder.climb(found.sizes, budget, progress)
    finally:
        if ladder.timing.sizes:  # what was measured before Ctrl-C is worth showing
            print(picture.drawn(ladder.timing, columns(), sys.stdout.isatty()), end="")


def _works(kata: Kata, timing: DayTiming) -> list[tuple[SizeTiming, Work]]:
    return [(size, work) for size in timing.sizes if size.rungs and (work := work_of(kata, size))]


def _pictures(kata: Kata, timing: DayTiming, limits: Roofline | None, folder: Path) -> list[tuple[Path, str]]:
    from nnkata_plugin.speed.drawing import ladder, roofline

    pictures = [(folder / f"day{kata.day:02}-ladder.svg", ladder.drawn(timing))]
    works = _works(kata, timing)
    if limits and works:
        pictures.append((folder / f"day{kata.day:02}-roofline.svg", roofline.drawn(timing, works, limits)))
    else:
        why = "kata.toml names no flops and bytes for it" if limits else "there are no compiled kernels"
        print(f"no roofline of day {kata.day}: {why}")
    return pictures


def _written(kata: Kata, timing: DayTiming, found: Checked, player: str, limits: Roofline | None) -> bytes:
    """The JSON file: an entry as the board has it, with the machine's limits."""
    entry = entry_of(kata, timing, found.implementation, player, found.seed, found.isolation.tier)
    works = [
        {
            "function": size.function,
            "axes": size.axes,
            **asdict(work),
            "limit": work.floor(limits) if limits else None,
            "bound": work.bound(limits) if limits else None,
        }
        for size, work in _works(kata, timing)
    ]
    head: dict[str, Any] = {"version": VERSION, "command": "bench", "title": timing.title, "notes": timing.notes}
    whole = head | entry.figures() | {"limits": asdict(limits) if limits else None, "work": works}
    return (json_library.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()
