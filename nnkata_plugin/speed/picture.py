"""The ladder as text: a table a size, for 80 columns and more, plain where there is no terminal."""

import io
import sys
from collections.abc import Iterator
from typing import Literal

from nnkata_plugin.speed.conclusions import BESIDE, CALL_OVERHEAD, INCREDIBLE, PARALLEL, SUSPICIOUS
from nnkata_plugin.speed.machine import machine_line
from nnkata_plugin.speed.roof import advice
from nnkata_plugin.speed.statistics import FEWEST
from nnkata_plugin.speed.timings import DayTiming, RungTiming, SizeTiming

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))
NARROW = 80
RUNG, CALL, PER_CENT, VERDICT, INTERVAL = 15, 9, 7, 22, 16
"""Columns of a line, beside the bar and two between each."""
WIDE = 100
"""From here on there is room for the intervals."""
EXPLAINED = {
    CALL_OVERHEAD: "call overhead: not ranked, because calling takes a good part of so short a time",
    PARALLEL: "more than one thread: not ranked, because all others here have one",
    BESIDE: "works beside the clock: not ranked, because its process is busy while no call is timed: an answer has to "
    "be whole when the call returns",
    SUSPICIOUS: f"suspicious: not ranked, because it is more than {INCREDIBLE} times faster than every reference",
}
COLOURS = {"faster": "green", "slower": "yellow"}


def drawn(day: DayTiming, width: int, colours: bool = False) -> str:
    """The ladder of a day.

    Args:
        day: What was measured.
        width: Columns that there are.
        colours: Whether the text goes to a terminal.
    """
    from rich.console import Console

    width = max(width, NARROW)
    out = io.StringIO()
    system: Literal["standard"] | None = "standard" if colours else None
    console = Console(file=out, width=width, force_terminal=colours, color_system=system, highlight=False, markup=False)
    whose = "kata.py" if day.implementation == "learner" else day.implementation
    console.print(f"day {day.day}  {day.title}  {whose} {day.digest}", style="bold")
    console.print(machine_line())
    functions = [size.function for size in day.sizes]
    for size in sorted(day.sizes, key=lambda size: functions.index(size.function)):
        console.print()
        console.print(f"{size.function}: {size.size}", style="bold", end="")
        console.print(f"  ({size.rounds} {'round' if size.rounds == 1 else 'rounds'})" if size.rungs else "")
        if size.rungs:
            console.print(_table(size, width))
        for line in _below(size):
            console.print(f"  {line}", soft_wrap=True)
        if size.cost and size.function not in functions[functions.index(size.function) : day.sizes.index(size)]:
            console.print(f"  {size.cost.words}", soft_wrap=True)
    console.print()
    for note in (*day.notes, *_explained(day)):
        console.print(note, soft_wrap=True)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _table(size: SizeTiming, width: int) -> object:
    from rich.table import Table
    from rich.text import Text

    wide = width >= WIDE
    verdict = VERDICT + (INTERVAL if wide else 0)
    bars = width - RUNG - CALL - PER_CENT - verdict - 6
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, header_style="dim", width=width)
    table.add_column("  rung", width=RUNG, no_wrap=True)
    table.add_column("a call", width=CALL, justify="right", no_wrap=True)
    table.add_column("share of the fastest", width=bars + PER_CENT, no_wrap=True)
    table.add_column(f"against {size.reference}" if size.reference else "", width=verdict, no_wrap=True)
    for timing in size.rungs:
        said = f"{said_of(timing):<{VERDICT}}{between(timing)}" if wide else said_of(timing)
        table.add_row(
            f"  {timing.label}",
            time_of(timing.median),
            bar(timing.share, bars) if timing.share is not None else "",
            Text(said, style=COLOURS.get(timing.verdict, "")),
            style="bold" if timing.rung == "learner" else "",
        )
    if size.floor is not None:
        table.add_row("  limit", time_of(size.floor), "", "this machine's", style="dim")
    return table


def said_of(timing: RungTiming) -> str:
    """The last column of a line: how it compares, or why it does not."""
    if timing.unranked:
        return timing.unranked
    ratio = timing.against_numpy
    if ratio is None or timing.verdict not in COLOURS:
        return timing.verdict
    return f"{_times(1 / ratio.middle if timing.verdict == 'faster' else ratio.middle)} times {timing.verdict}"


def between(timing: RungTiming) -> str:
    """The interval of what `said_of` says."""
    ratio = timing.against_numpy
    if ratio is None or timing.verdict not in COLOURS:
        return ""
    low, high = (1 / ratio.high, 1 / ratio.low) if timing.verdict == "faster" else (ratio.low, ratio.high)
    return f"{_times(low)} to {_times(high)}"


def _times(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"


def time_of(seconds: float) -> str:
    """Three digits and a unit."""
    scale, unit = next(((scale, unit) for scale, unit in UNITS if seconds >= scale), UNITS[-1])
    return f"{seconds / scale:#.3g}".rstrip(".") + f" {unit}"


def bar(share: float, width: int) -> str:
    """A bar, and the share in per cent; at least a sliver, so that slow is not nothing."""
    filled = max(1, round(share * width))
    hundredths = 100 * share
    per_cent = f"{hundredths:.0f}" if hundredths >= 0.95 else f"{hundredths:.1g}" if hundredths >= 0.095 else "<0.1"
    return f"{_block() * filled:<{width}} {per_cent:>4} %"


def _block() -> str:
    encoding = getattr(sys.__stdout__, "encoding", None) or "ascii"
    return "█" if "utf" in encoding.lower() else "#"


def _below(size: SizeTiming) -> Iterator[str]:
    if size.wrong:
        yield f"learner: {size.wrong}"
    yield from size.notes
    for timing in size.rungs:
        if timing.transfer is not None:
            yield f"{timing.label}: {time_of(timing.transfer)} more for the way to the device and back"
    for reason in dict.fromkeys(timing.unranked for timing in size.rungs):
        if reason in EXPLAINED:
            yield EXPLAINED[reason]
    if told := advice(size):
        yield told
    if size.is_noisy and size.noise:
        apart = f"{size.reference} against itself came to {size.noise.middle:.2f}"
        yield f"noisy: {apart}: another program was busy, so these figures are less sure"
    if size.rungs and size.rounds < FEWEST:
        yield "a verdict needs more rounds: give it more time with --kata-budget"


def _explained(day: DayTiming) -> Iterator[str]:
    calls = [size.null_call for size in day.sizes if size.rungs]
    if calls:
        asking = time_of(sum(calls) / len(calls))
        yield f"Medians; the rungs took turns; {asking} of asking is taken off each block."
    if noises := [abs(size.noise.middle - 1) for size in day.sizes if size.noise]:
        yield f"The reference against itself, in the same turns, differed by {100 * max(noises):.1f} % at most."
