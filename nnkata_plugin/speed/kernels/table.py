"""The figures as a table: coloured on a terminal, plain in a pipe."""

import io
from collections.abc import Iterator
from typing import Any, Literal

from nnkata_plugin.speed.kernels.limits import Bandwidth
from nnkata_plugin.speed.kernels.results import Against, Report, RowResult, State
from nnkata_plugin.speed.picture import time_of

NARROW, MIDDLE, WIDE = 80, 112, 140
"""From `MIDDLE` columns on there is room for speeds and for an interval, from `WIDE` on for both."""
COLOURS = {"faster": "green", "slower": "yellow", "met": "green", "missed": "red", "beyond": "dim"}
ENCODED = {"GFLOP/s": "GF/s", "GB/s": "GB/s"}


def drawn(report: Report, width: int, colours: bool = False) -> str:
    """The table of a run.

    Args:
        report: What was measured.
        width: Columns that there are.
        colours: Whether the text goes to a terminal.
    """
    from rich.console import Console

    width = max(width, NARROW)
    out = io.StringIO()
    system: Literal["standard"] | None = "standard" if colours else None
    console = Console(file=out, width=width, force_terminal=colours, color_system=system, highlight=False, markup=False)
    for line in _head(report):
        console.print(line, soft_wrap=True)
    if report.rows:
        console.print()
        console.print(_table(report, width))
    console.print()
    for line in _below(report):
        console.print(line, soft_wrap=True)
    console.print(summary_line(report), style="bold", soft_wrap=True)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _head(report: Report) -> Iterator[str]:
    counted = f"{report.threads} {'thread' if report.threads == 1 else 'threads'}"
    yield f"{report.machine}; {counted}, {report.threads_are}"
    versions = ", ".join(f"{name} {version}" for name, version in report.libraries.items())
    yield f"kernels for {report.isa}; {versions}"
    if report.limits:
        limits = report.limits
        *caches, memory = (Bandwidth(**level) for level in (*limits["levels"], limits["memory"]))
        peaks = f"{limits['f32'] / 1e9:.0f} GF/s in f32, {limits['f64'] / 1e9:.0f} in f64"
        sizes = ", ".join(f"{cache} up to {_size(size)}" for cache, size in zip(caches, limits["sizes"], strict=True))
        yield f"limits: {peaks}; GB/s, from reading alone to the best mix: {sizes}, {memory} beyond"


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count >> 10} KiB"


def _table(report: Report, width: int) -> object:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, header_style="dim")
    called = f"against {report.reference}" if width >= MIDDLE else report.reference
    titles = width - NARROW + 26 if width < MIDDLE else None
    table.add_column("", no_wrap=width < MIDDLE, overflow="ellipsis", max_width=titles)
    table.add_column("a call", justify="right", no_wrap=True, min_width=7)
    if width >= MIDDLE:
        table.add_column("speed", justify="right", no_wrap=True, min_width=10)
    table.add_column("limit", justify="right", no_wrap=True, min_width=5)
    table.add_column(called, no_wrap=True, min_width=9)
    table.add_column("at its best" if width >= MIDDLE else "best", no_wrap=True, min_width=9)
    if width >= MIDDLE:
        table.add_column("at most", no_wrap=True, min_width=7)
    if report.kind:
        table.add_column("floor", min_width=11)
    op = ""
    for row in report.rows:
        if row.op != op:
            op = row.op
            name = op if width >= MIDDLE else op.replace("scaled_dot_product_", "")
            table.add_row(name, style="bold")
        for words in _lines(row, width, bool(report.kind)):
            table.add_row(*words)
    return table


def _lines(row: RowResult, width: int, floors: bool) -> Iterator[list[Any]]:
    from rich.text import Text

    form = f" ({row.form})" if row.form else ""
    title = f"  {row.title}{form}"
    if row.wrong or row.hot is None:
        blank = [""] * (2 if width >= MIDDLE else 1)
        yield [title, Text("WRONG", style="red"), *blank, Text("not ranked", style="red")]
        return
    for state, label in ((row.hot, title), (row.memory, "    from memory")):
        if state is None:
            continue
        speed = [_speed(state)] if width >= MIDDLE else []
        words = [label, time_of(state.seconds), *speed, _of_limit(state.share)]
        if row.unranked:
            words += ["not ranked"]
        else:
            words += [_against(state.called, width >= MIDDLE), _against(state.best, width >= WIDE)]
            words += [_at_most(state)] if width >= MIDDLE else []
            if floors and state is row.hot:
                words.append(_floor(row))
        yield words


def _of_limit(share: float | None) -> str:
    if share is None:
        return "-"
    return f"{100 * share:.0f} %" if share >= 0.005 else "<1 %"


def _speed(state: State) -> str:
    return f"{state.rate:#.3g}".rstrip(".") + f" {ENCODED[state.unit]}"


def _against(other: Against | None, wide: bool) -> Any:
    from rich.text import Text

    if other is None:
        return "-"
    ratio = other.speedup
    between = f" ({times(ratio.low)} to {times(ratio.high)})" if wide else ""
    tie = " tie" if other.verdict == "too close to say" else ""
    return Text(f"{times(ratio.middle)}x{tie}{between}", style=COLOURS.get(other.verdict, ""))


def times(ratio: float) -> str:
    """A ratio with as many digits as it deserves."""
    return f"{ratio:.2f}" if 0.1 <= ratio < 10 else f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2g}"


def _at_most(state: State) -> str:
    ratios = ((state.called, ""), (state.best, "*"))
    return ", ".join(f"{times(other.at_most)}{which}" for other, which in ratios if other and other.at_most) or "-"


def _floor(row: RowResult) -> Any:
    from rich.text import Text

    words = Text()
    for floor, met, which in (
        (row.floor, row.floor_met, ""),
        (row.floor_best, row.floor_best_met, "*"),
    ):
        if met:
            words.append(", " if words else "")
            words.append(f"{floor:g}{which} {met}", style=COLOURS.get(met, ""))
    return words


def _below(report: Report) -> Iterator[str]:
    for row in report.rows:
        if row.wrong:
            yield f"WRONG: {row.label}: {row.wrong}"
        if row.unranked:
            yield f"not ranked: {row.label}: {row.unranked}"
        for note in row.notes:
            yield f"{row.label}: {note}"
    forms: dict[str, list[str]] = {}
    for row in report.rows:
        if row.hot and row.hot.best:
            ops = forms.setdefault(row.hot.best.name, [])
            ops += [row.op] if row.op not in ops else []
    for form, ops in forms.items():
        yield f"PyTorch at its best: {form}: {', '.join(ops)}"
    for op, ways in report.paths.items():
        yield f"PyTorch's way: {op}: {', '.join(ways)}"
    if noisy := [row.label for row in report.rows if row.hot and row.hot.is_noisy]:
        yield f"noisy: the kernel differed from itself by more than 5 %: {len(noisy)} of {len(report.rows)} rows"
    if any(row.hot and row.hot.best for row in report.rows):
        yield f"* against {report.reference} at its best"
    if report.limits:
        yield "at most: how many times faster a call at the limit would be, the empty call from Python included"
    if any("beyond" in (row.floor_met, row.floor_best_met) for row in report.rows):
        yield "beyond: a floor that no kernel reaches on this machine, for it lies above what is possible at most"
    yield from report.notes
    yield "Medians; the interval holds 95 of 100 repetitions; closer than 5 % is a tie."


def summary_line(report: Report) -> str:
    """What it all comes to, in one line."""
    said = report.summary()
    parts = []
    if said["geometric_mean"] is not None:
        parts.append(f"{times(said['geometric_mean'])}x {report.reference} as called in the geometric mean")
        parts.append(f"fast_1 {_per_cent(said['fast_1'])}, fast_2 {_per_cent(said['fast_2'])}")
    if said["above_50"] is not None:
        over = f"{_per_cent(said['above_50'])} of rows above 50 %, {_per_cent(said['above_80'])} above 80 %"
        parts.append(f"{over} of the limit")
    if said["floors"]:
        beyond = f", {said['floors_beyond']} beyond reach" if said["floors_beyond"] else ""
        parts.append(f"{said['floors_met']} of {said['floors']} floors met{beyond}")
    if said["wrong"]:
        parts.append(f"{said['wrong']} WRONG")
    counted = f"{said['ranked']} of {report.expected} rows ranked"
    return "; ".join([counted, *parts])


def _per_cent(share: float) -> str:
    return f"{100 * share:.0f} %"
