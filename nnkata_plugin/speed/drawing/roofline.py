"""The roofline of a day: how fast each rung is at each size, and what this machine can do for so many flops a byte."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from nnkata_plugin.speed.drawing.sheet import kind_of, line, sheet, shortened, text
from nnkata_plugin.speed.machine import machine_line
from nnkata_plugin.speed.timings import LEARNER, DayTiming, SizeTiming
from nnkata_plugin.speed.work import Roofline, Work

WIDTH, LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT = 1180, 84, 96, 640, 470
FOOT = 84
ASIDE = LEFT + PLOT_WIDTH + 36
APART = 22
"""Pixels between sizes of equal flops a byte."""
NEAR = 17
"""Pixels between two roofs that each have a name of their own."""
LEVELS = ("first level", "second level", "third level")
MARKS = {
    "learner": "M0 -8A8 8 0 1 1 0 8A8 8 0 1 1 0 -8Z",
    "numpy": "M-6 -6H6V6H-6Z",
    "rust": "M0 -8L8 0L0 8L-8 0Z",
    "torch": "M0 -7.5L7.5 6H-7.5Z",
    "naive": "M-7 -2.5H-2.5V-7H2.5V-2.5H7V2.5H2.5V7H-2.5V2.5H-7Z",
}
"""The learner's is the round one."""

Sized = tuple[SizeTiming, Work]


def drawn(day: DayTiming, works: Sequence[Sized], limits: Roofline) -> str:
    """The SVG of a day's roofline.

    Args:
        day: What was measured.
        works: The sizes whose work is known, each with it.
        limits: What the machine can do at best.
    """
    places = _Places(works, limits)
    parts = [
        text(LEFT, 42, shortened(f"Day {day.day} · {day.title}: under the roof", 78), "title"),
        text(LEFT, 66, machine_line(), "muted"),
        *_axes(places),
        *_roofs(places, limits),
        *(part for number, one in enumerate(works) for part in _column(places, number, one, limits)),
        *_aside(works, limits),
    ]
    height = max(TOP + PLOT_HEIGHT + FOOT, TOP + 60 + 24 * len(_rungs(works)) + 62 * len(works))
    return sheet(WIDTH, height, f"Roofline of day {day.day}: {day.title}", parts)


class _Places:
    """Where a number of flops a byte and a speed lie; both axes are logarithmic."""

    def __init__(self, works: Sequence[Sized], limits: Roofline) -> None:
        across = [work.intensity for _, work in works]
        speeds = [work.flops / rung.median / 1e9 for size, work in works for rung in size.rungs if rung.median]
        self.left, self.right = _decade(min(*across, 0.1), -1), _decade(max(*across, 100.0), 1)
        peak = limits.f32 / 1e9
        # Not to the next decade: a third of the picture would be sky.
        self.bottom, self.top = math.log10(min([*speeds, peak / 10]) / 4), math.log10(peak * 1.8)
        self._columns = self._side_by_side(across)
        self.moved = any(abs(self.x(value) - place) > 1 for value, place in zip(across, self._columns, strict=True))

    def x(self, flops_a_byte: float) -> float:
        return LEFT + PLOT_WIDTH * (math.log10(flops_a_byte) - self.left) / (self.right - self.left)

    def y(self, speed: float) -> float:
        return TOP + PLOT_HEIGHT * (self.top - math.log10(speed)) / (self.top - self.bottom)

    def column(self, number: int) -> float:
        """Where the marks of a size stand."""
        return self._columns[number]

    def _side_by_side(self, across: Sequence[float]) -> list[float]:
        """The places of the sizes, those that would cover each other moved apart."""
        order = sorted(range(len(across)), key=lambda number: (across[number], number))
        groups: list[list[int]] = []
        for number in order:
            if groups and self.x(across[number]) - self.x(across[groups[-1][-1]]) < APART:
                groups[-1].append(number)
            else:
                groups.append([number])
        found = [0.0] * len(across)
        for group in groups:
            middle = sum(self.x(across[number]) for number in group) / len(group)
            for place, number in enumerate(group):
                found[number] = middle + APART * (place - (len(group) - 1) / 2)
        return found


def _decade(value: float, direction: int) -> int:
    return (math.floor if direction < 0 else math.ceil)(math.log10(value))


def _axes(places: _Places) -> Iterator[str]:
    bottom, right = TOP + PLOT_HEIGHT, LEFT + PLOT_WIDTH
    for exponent in range(places.left, places.right + 1):
        x = places.x(10.0**exponent)
        yield line("grid", x, TOP, x, bottom)
        yield text(x, bottom + 20, f"{10.0**exponent:g}", "muted", "middle")
    for exponent in range(math.ceil(places.bottom), math.floor(places.top) + 1):
        y = places.y(10.0**exponent)
        yield line("grid", LEFT, y, right, y)
        yield text(LEFT - 10, y + 5, f"{10.0**exponent:g}", "muted", "end")
    yield text(LEFT + PLOT_WIDTH / 2, bottom + 46, "flops a byte that has to move", "", "middle")
    if places.moved:
        told = "Sizes of nearly as many flops a byte stand side by side."
        yield text(LEFT + PLOT_WIDTH, bottom + 70, told, "small muted", "end")
    middle = TOP + PLOT_HEIGHT / 2
    yield f'<text transform="translate(26 {middle:.0f}) rotate(-90)" text-anchor="middle">GFLOP/s</text>'


def _roofs(places: _Places, limits: Roofline) -> Iterator[str]:
    peak = limits.f32 / 1e9
    left, right = 10.0**places.left, 10.0**places.right
    named = [*zip(LEVELS, limits.levels, strict=True), ("memory", limits.memory)]
    for name, bandwidth in named:
        slope = bandwidth / 1e9
        start = max(left, 10.0**places.bottom / slope)
        ends = places.x(start), places.y(start * slope), places.x(peak / slope), places.y(peak)
        yield line("roof" if name == "memory" else "level", *ends)
    for number, words in _names(places, named):
        slope = named[number][1] / 1e9
        start = max(left, 10.0**places.bottom / slope)
        x1, y1, x2, y2 = places.x(start), places.y(start * slope), places.x(peak / slope), places.y(peak)
        angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
        place = f'transform="translate({x1 + 6:.1f} {y1 - 6:.1f}) rotate({angle:.1f})" y="-2"'
        yield f'<text class="tiny muted halo" {place}>{escape(words)}</text>'
    ridge = places.x(peak * 1e9 / max(*limits.levels, limits.memory))
    yield line("roof", ridge, places.y(peak), places.x(right), places.y(peak))
    yield text(places.x(right) - 6, places.y(peak) - 8, f"peak in float32, {peak:.3g} GFLOP/s", "small muted", "end")


def _names(places: _Places, named: Sequence[tuple[str, float]]) -> Iterator[tuple[int, str]]:
    """What to write along which roof: roofs that lie too near for two lines of text share one."""
    together: list[int] = []
    for number, (_, bandwidth) in enumerate(named):
        together.append(number)
        below = named[number + 1][1] if number + 1 < len(named) else 0.0
        if not below or places.y(below) - places.y(bandwidth) > NEAR:
            parts = [f"{named[one][0]} {named[one][1] / 1e9:.3g}" for one in together]
            yield together[0], f"{', '.join(parts)} GB/s"
            together = []


def _column(places: _Places, number: int, sized: Sized, limits: Roofline) -> Iterator[str]:
    size, work = sized
    x, roof = places.column(number), places.y(work.flops / work.floor(limits) / 1e9)
    yield line("stem", x, roof, x, TOP + PLOT_HEIGHT)
    yield line("limit", x - 9, roof, x + 9, roof)
    yield text(x, TOP + PLOT_HEIGHT - 7, str(number + 1), "strong halo", "middle")
    # The learner's mark last: it may cover others, and none covers it.
    for rung in sorted(size.rungs, key=lambda rung: rung.rung == LEARNER):
        if rung.median > 0:
            y = places.y(work.flops / rung.median / 1e9)
            yield _mark(rung.rung, x, y, f"{rung.label}, {size.function}: {_share(rung.median, work, limits)}")


def _mark(rung: str, x: float, y: float, told: str = "") -> str:
    kind = kind_of(rung)
    title = f"<title>{escape(told)}</title>" if told else ""
    path = MARKS.get(kind, MARKS["naive"])
    return f'<path class="{kind} edge" transform="translate({x:.1f} {y:.1f})" d="{path}">{title}</path>'


def _aside(works: Sequence[Sized], limits: Roofline) -> Iterator[str]:
    y = TOP + 10.0
    for rung, label in _rungs(works).items():
        yield _mark(rung, ASIDE + 9, y - 5)
        yield text(ASIDE + 28, y, label, "strong learner" if rung == LEARNER else "")
        y += 24
    yield line("limit", ASIDE, y - 5, ASIDE + 18, y - 5)
    yield text(ASIDE + 28, y, "the limit at this size")
    y += 42
    for number, (size, work) in enumerate(works, 1):
        yield text(ASIDE, y, f"{number}", "strong")
        yield text(ASIDE + 28, y, shortened(size.function, 44), "strong")
        yield text(ASIDE + 28, y + 17, shortened(size.size, 58), "small muted")
        yield text(ASIDE + 28, y + 34, _reached(size, work, limits), "small")
        y += 62


def _reached(size: SizeTiming, work: Work, limits: Roofline) -> str:
    """What the learner and the fastest come to."""
    told = {rung.label: _share(rung.median, work, limits) for rung in (size.learner, size.rungs[-1]) if rung}
    parts = [f"{label} {share}" for label, share in told.items()]
    return f"{work.bound(limits)} is the limit: {', '.join(parts)}"


def _share(seconds: float, work: Work, limits: Roofline) -> str:
    share = 100 * work.floor(limits) / seconds if seconds else 0.0
    return f"{share:.0f} %" if share >= 0.95 else f"{share:.1g} %" if share >= 0.095 else "< 0.1 %"


def _rungs(works: Sequence[Sized]) -> Mapping[str, str]:
    """The rungs that there are at any size, the fastest first."""
    return {rung.rung: rung.label for size, _ in works for rung in reversed(size.rungs)}
