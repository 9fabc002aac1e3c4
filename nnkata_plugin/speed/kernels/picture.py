"""The roofline as a picture: how fast each kernel is, and how fast it could be, by flops a byte.

A hand-written SVG: it follows the reader's light or dark theme, and needs no library. Blue and orange are told apart by
everybody, and by shape as well.
"""

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from nnkata_plugin.speed.kernels.limits import Bandwidth
from nnkata_plugin.speed.kernels.results import Report, RowResult

PLOT_WIDTH, PLOT_HEIGHT = 640, 520
LEFT, TOP = 70, 56
LINE = 15
COLUMNS = 2
LETTER = 5.4
"""Units that a small letter takes, on average."""
ROOM = 0.05
"""Flops a byte that the picture begins below: the roofs are named there."""
LIGHT = {"ink": "#222", "faint": "#ddd", "paper": "#fff", "ours": "#0072b2", "theirs": "#d55e00"}
DARK = {"ink": "#ddd", "faint": "#3a3d42", "paper": "#16181c", "ours": "#56b4e9", "theirs": "#e69f00"}
SHAPES = """
  text { font: 12px system-ui, "Segoe UI", Arial, "DejaVu Sans", sans-serif; }
  .title { font-size: 15px; font-weight: 600; }
  .small { font-size: 10px; }
  .named { paint-order: stroke; stroke-width: 3px; stroke-linejoin: round; }
  .number { font-size: 9px; }
  .grid { stroke-width: 1; }
  .roof { stroke-width: 1.5; fill: none; }
  .cache { stroke-width: 1; fill: none; stroke-dasharray: 5 4; }
  .theirs { stroke-width: 1.8; }
  .gap { stroke-width: 0.7; opacity: 0.5; }
"""
COLOURS = """
  text {{ fill: {ink}; }}
  .paper {{ fill: {paper}; }}
  .named {{ stroke: {paper}; }}
  .grid {{ stroke: {faint}; }}
  .roof, .cache, .gap {{ stroke: {ink}; }}
  .ours {{ fill: {ours}; }}
  .theirs {{ fill: {paper}; stroke: {theirs}; }}
"""
# Colours in so many words, for not every viewer knows CSS variables.
STYLE = f"{SHAPES}{COLOURS.format(**LIGHT)}@media (prefers-color-scheme: dark) {{{COLOURS.format(**DARK)}}}\n"
ROOFS = ("first level", "second level", "third level", "memory")
NAMED = ((8, -4), (150, -4), (8, 11), (8, 11))
"""How many pixels along each roof and below it its name begins: roofs may lie close, and their names need room."""


def drawn(report: Report) -> str:
    """The SVG of a run."""
    rows = [row for row in report.rows if row.hot and not row.wrong and row.bytes]
    scale = _Scale(rows, report.limits)
    height = max(TOP + PLOT_HEIGHT + 60, TOP + LINE * (math.ceil(len(rows) / COLUMNS) + 4))
    width = LEFT + PLOT_WIDTH + 30 + COLUMNS * _legend_column(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img" '
        f'aria-label="Roofline of the nnkata kernels on {escape(report.machine)}">',
        f"<style>{STYLE}</style>",
        '<rect class="paper" width="100%" height="100%"/>',
        _text(LEFT, 24, f"nnkata kernels and {report.reference} on {report.machine}", "title"),
        _text(LEFT, 42, f"{report.threads} {'thread' if report.threads == 1 else 'threads'}, {report.isa}"),
        *_axes(scale),
        *(_roofs(scale, report.limits) if report.limits else ()),
        *_points(scale, rows),
        *_legend(rows, report),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Scale:
    """Where a number of flops a byte and a speed lie; both axes are logarithmic."""

    def __init__(self, rows: Sequence[RowResult], limits: Any) -> None:
        across = [intensity(row) for row in rows] or [1.0]
        speeds = [speed for row in rows for speed in speeds_of(row) if speed] or [1.0]
        tops = [max(limits["f32"], limits["f64"]) / 1e9] if limits else []
        self.left, self.right = _decade(min(*across, ROOM), -1), _decade(max(*across, 100.0), 1)
        self.bottom, self.top = _decade(min(speeds), -1), _decade(max(speeds + tops) * 1.2, 1)

    def x(self, flops_a_byte: float) -> float:
        return LEFT + PLOT_WIDTH * (math.log10(flops_a_byte) - self.left) / (self.right - self.left)

    def y(self, speed: float) -> float:
        return TOP + PLOT_HEIGHT * (self.top - math.log10(speed)) / (self.top - self.bottom)


def _decade(value: float, direction: int) -> int:
    exponent = math.log10(value)
    return math.floor(exponent) if direction < 0 else math.ceil(exponent)


def intensity(row: RowResult) -> float:
    """Flops for each byte that has to move."""
    return row.flops / row.bytes


def speeds_of(row: RowResult) -> tuple[float, float | None]:
    """GFLOP/s of our kernel, and of what it was compared with."""
    assert row.hot is not None, "rows without figures are left out"
    called = row.hot.called
    return row.flops / row.hot.seconds / 1e9, row.flops / called.seconds / 1e9 if called else None


def _axes(scale: _Scale) -> Iterator[str]:
    bottom, right = TOP + PLOT_HEIGHT, LEFT + PLOT_WIDTH
    for exponent in range(scale.left, scale.right + 1):
        x = scale.x(10.0**exponent)
        yield f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}"/>'
        yield _text(x, bottom + 18, f"{10.0**exponent:g}", anchor="middle")
    for exponent in range(scale.bottom, scale.top + 1):
        y = scale.y(10.0**exponent)
        yield f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>'
        yield _text(LEFT - 8, y + 4, f"{10.0**exponent:g}", anchor="end")
    yield _text(LEFT + PLOT_WIDTH / 2, bottom + 40, "flops a byte", anchor="middle")
    x, y = 18, TOP + PLOT_HEIGHT / 2
    yield f'<text transform="translate({x} {y:.0f}) rotate(-90)" text-anchor="middle">GFLOP/s</text>'


def _roofs(scale: _Scale, limits: Any) -> Iterator[str]:
    peak = limits["f32"] / 1e9
    left, right = 10.0**scale.left, 10.0**scale.right
    roofs = [Bandwidth(**level) for level in (*limits["levels"], limits["memory"])]
    names = []
    for name, (along, below), bandwidth in zip(ROOFS, NAMED, roofs, strict=True):
        slope = bandwidth.most / 1e9
        start = max(left, 10.0**scale.bottom / slope)
        if start >= peak / slope:
            continue
        ridge = (scale.x(peak / slope), scale.y(peak))
        begin = (scale.x(start), scale.y(start * slope))
        kind = "roof" if name == "memory" else "cache"
        yield f'<line class="{kind}" x1="{begin[0]:.1f}" y1="{begin[1]:.1f}" x2="{ridge[0]:.1f}" y2="{ridge[1]:.1f}"/>'
        angle = math.degrees(math.atan2(ridge[1] - begin[1], ridge[0] - begin[0]))
        names.append(
            f'<text class="small named" x="{along}" y="{below}" '
            f'transform="translate({begin[0]:.1f} {begin[1]:.1f}) rotate({angle:.1f})">{name}, {bandwidth} GB/s</text>'
        )
    yield from names
    first = min(roofs[0].most, peak * 1e9 / left) / 1e9
    y = scale.y(peak)
    yield f'<line class="roof" x1="{scale.x(peak / first):.1f}" y1="{y:.1f}" x2="{scale.x(right):.1f}" y2="{y:.1f}"/>'
    yield _text(scale.x(right) - 4, y - 6, f"f32 peak, {peak:.3g} GFLOP/s", "small", "end")


def _points(scale: _Scale, rows: Sequence[RowResult]) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        x, (ours, theirs) = scale.x(intensity(row)), speeds_of(row)
        y = scale.y(ours)
        if theirs:
            other = scale.y(theirs)
            yield f'<line class="gap" x1="{x:.1f}" y1="{y:.1f}" x2="{x:.1f}" y2="{other:.1f}"/>'
            yield f'<rect class="theirs" x="{x - 3.5:.1f}" y="{other - 3.5:.1f}" width="7" height="7"/>'
        share = f", {100 * row.hot.share:.0f} % of the limit" if row.hot and row.hot.share else ""
        told = escape(f"{row.label}: {ours:.3g} GFLOP/s{share}")
        yield f'<circle class="ours" cx="{x:.1f}" cy="{y:.1f}" r="4.5"><title>{told}</title></circle>'
        yield _text(x + 6, y + 3, str(number), "number")


def _labels(rows: Sequence[RowResult]) -> list[str]:
    short = (row.label.replace("scaled_dot_product_attention", "attention") for row in rows)
    return [f"{number}  {label}" for number, label in enumerate(short, 1)]


def _legend_column(rows: Sequence[RowResult]) -> float:
    """As wide as the longest label."""
    return 20 + LETTER * max(map(len, _labels(rows)), default=40)


def _legend(rows: Sequence[RowResult], report: Report) -> Iterator[str]:
    x, y = LEFT + PLOT_WIDTH + 30, TOP + 4
    yield f'<circle class="ours" cx="{x + 4}" cy="{y}" r="4.5"/>'
    yield _text(x + 16, y + 4, "nnkata")
    yield f'<rect class="theirs" x="{x + 90}" y="{y - 4}" width="7" height="7"/>'
    yield _text(x + 104, y + 4, report.reference + (" as called" if report.reference == "PyTorch" else ""))
    each, wide = math.ceil(len(rows) / COLUMNS), _legend_column(rows)
    for number, label in enumerate(_labels(rows)):
        column, place = divmod(number, each)
        yield _text(x + column * wide, y + LINE * (place + 2), label, "small")


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    given = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text{given} x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'
