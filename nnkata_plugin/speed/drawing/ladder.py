"""The ladder as a picture: a panel a size, a bar a rung as long as its share of the fastest, with its interval."""

import math
from collections.abc import Iterator

from nnkata_plugin.speed.drawing.sheet import kind_of, line, sheet, shortened, text
from nnkata_plugin.speed.machine import machine_line
from nnkata_plugin.speed.picture import said_of, time_of
from nnkata_plugin.speed.statistics import Interval, median_interval
from nnkata_plugin.speed.timings import LEARNER, DayTiming, RungTiming, SizeTiming

MARGIN, HEAD, FOOT = 36, 92, 56
PANEL, GAP = 648, 48
NAME, BAR, SHARE, CALL = 108, 256, 72, 84
"""Columns of a panel; the verdict has the rest."""
ROW, TITLE, BELOW = 27, 34, 26
THICK = 15
COLUMNS = 2


def drawn(day: DayTiming) -> str:
    """The SVG of a day's ladder."""
    sizes = [size for size in day.sizes if size.rungs]
    columns = min(COLUMNS, max(1, math.ceil(len(sizes) / 2)))
    rows = [sizes[at : at + columns] for at in range(0, len(sizes), columns)]
    width = 2 * MARGIN + columns * PANEL + (columns - 1) * GAP
    parts = list(_head(day, columns))
    y = float(HEAD)
    for row in rows:
        for column, size in enumerate(row):
            parts += _panel(size, MARGIN + column * (PANEL + GAP), y)
        y += TITLE + ROW * max(map(_lines, row)) + BELOW
    parts += _foot(day, y + 8, columns)
    return sheet(width, y + FOOT, f"Ladder of day {day.day}: {day.title}", parts)


def _head(day: DayTiming, columns: int) -> Iterator[str]:
    whose = "kata.py" if day.implementation == LEARNER else day.implementation
    yield text(MARGIN, 42, shortened(f"Day {day.day} · {day.title}", 50 * columns), "title")
    yield text(MARGIN, 66, f"{whose} {day.digest} · {machine_line()}", "muted")


def _panel(size: SizeTiming, x: float, y: float) -> Iterator[str]:
    yield text(x, y + 18, shortened(f"{size.function}: {size.size}", 78), "head")
    fastest = next((rung for rung in reversed(size.rungs) if rung.share is not None), None)
    for number, rung in enumerate(size.rungs):
        yield from _bar(size, rung, fastest, x, y + TITLE + ROW * number)
    if size.floor is not None:
        yield from _limit(size, size.floor, x, y + TITLE + ROW * len(size.rungs))


def _lines(size: SizeTiming) -> int:
    return len(size.rungs) + (size.floor is not None)


def _limit(size: SizeTiming, floor: float, x: float, y: float) -> Iterator[str]:
    """What no program can be under; it has no bar, for the fastest rung is the measure of all bars."""
    base, start = y + 14, x + NAME + 10
    yield text(x + NAME, base, "limit", "muted", "end")
    yield text(start + BAR + SHARE + CALL - 8, base, time_of(floor), "muted", "end")
    said = f"by {size.bound}" if size.bound in ("memory", "compute") else "this machine's"
    yield text(start + BAR + SHARE + CALL + 8, base, said, "small muted")


def _bar(size: SizeTiming, rung: RungTiming, fastest: RungTiming | None, x: float, y: float) -> Iterator[str]:
    strong = " strong learner" if rung.rung == LEARNER else ""
    base, start = y + 14, x + NAME + 10
    yield text(x + NAME, base, shortened(rung.label, 14), strong.strip(), "end")
    yield f'<rect class="track" x="{start}" y="{y + 2:.1f}" width="{BAR}" height="{THICK}" rx="3"/>'
    if rung.share is None:
        yield text(start + 8, base - 1, rung.unranked, "small muted")
    else:
        long = max(2.0, BAR * rung.share)
        shape = f'x="{start}" y="{y + 2:.1f}" width="{long:.1f}" height="{THICK}" rx="{min(3.0, long / 2):.1f}"'
        yield f'<rect class="{kind_of(rung.rung)}" {shape}/>'
        if fastest and fastest is not rung and (share := _share_interval(rung, fastest)):
            yield from _whisker(share, start, y + 2 + THICK / 2)
        yield text(start + BAR + SHARE - 8, base, _per_cent(rung.share), strong.strip(), "end")
    yield text(start + BAR + SHARE + CALL - 8, base, time_of(rung.median), ("muted" + strong).strip(), "end")
    # What is said of an unranked rung stands in its bar.
    said = "" if rung.unranked else said_of(rung) or ("the reference" if rung.label == size.reference else "")
    yield text(start + BAR + SHARE + CALL + 8, base, said.replace("too few rounds to say", "too few rounds"), "small")


def _share_interval(rung: RungTiming, fastest: RungTiming) -> Interval | None:
    """Where the share lies, round by round."""
    shares = [a / b for a, b in zip(fastest.seconds, rung.seconds, strict=False) if b > 0]
    return median_interval(shares) if len(shares) > 1 else None


def _whisker(share: Interval, start: float, y: float) -> Iterator[str]:
    low, high = (start + BAR * min(1.0, end) for end in (share.low, share.high))
    if high - low >= 2:  # narrower would only be a blot
        yield line("whisker", low, y, high, y)
        yield line("whisker", low, y - 4, low, y + 4)
        yield line("whisker", high, y - 4, high, y + 4)


def _per_cent(share: float) -> str:
    hundredths = 100 * share
    return f"{hundredths:.0f} %" if hundredths >= 0.95 else f"{hundredths:.1g} %" if hundredths >= 0.095 else "< 0.1 %"


def _foot(day: DayTiming, y: float, columns: int) -> Iterator[str]:
    yield text(
        MARGIN, y, "A bar: the share of the fastest rung's speed, with its 95 % interval; medians.", "small muted"
    )
    noises = [abs(size.noise.middle - 1) for size in day.sizes if size.noise]
    noise = (
        f"The reference against itself, in the same turns, differed by {100 * max(noises):.1f} % at most."
        if noises
        else ""
    )
    yield text(MARGIN, y + 18, noise, "small muted")
    yield text(MARGIN + columns * PANEL + (columns - 1) * GAP, y + 18, "nnkata bench", "small muted", "end")
