"""What both pictures share: a paper of their own, colours for light and dark, text."""

from collections.abc import Iterable
from html import escape

LIGHT = {
    "ink": "#1c1e21", "muted": "#5f6670", "faint": "#e3e6ea", "paper": "#ffffff",
    "learner": "#d55e00", "numpy": "#0072b2", "rust": "#009e73", "torch": "#7b4f9d", "naive": "#8a9099",
}  # fmt: skip
DARK = {
    "ink": "#e6e8eb", "muted": "#a3abb5", "faint": "#343a42", "paper": "#15181c",
    "learner": "#ff9a3c", "numpy": "#56b4e9", "rust": "#2bc79a", "torch": "#c69ae6", "naive": "#7d858f",
}  # fmt: skip
"""Told apart by most people who see few colours, and never by colour alone."""
KINDS = {"torch_cpu": "torch", "torch_cuda": "torch", "solution": "numpy", "own": "naive"}
"""Rungs that have no colour of their own."""
SHAPES = """
  text { font: 14px system-ui, "Segoe UI", Roboto, Arial, "DejaVu Sans", sans-serif; }
  .title { font-size: 24px; font-weight: 700; }
  .head { font-size: 16px; font-weight: 600; }
  .strong { font-weight: 700; }
  .small { font-size: 12px; }
  .tiny { font-size: 11px; }
  .grid { stroke-width: 1; }
  .roof { stroke-width: 2.5; fill: none; }
  .level { stroke-width: 1.3; fill: none; stroke-dasharray: 6 4; }
  .whisker { stroke-width: 1.6; fill: none; }
  .limit { stroke-width: 3; }
  .stem { stroke-width: 1; stroke-dasharray: 2 3; }
"""
COLOURS = """
  text {{ fill: {ink}; }}
  text.muted {{ fill: {muted}; }}
  text.learner {{ fill: {learner}; }}
  .paper {{ fill: {paper}; }}
  .track {{ fill: {faint}; }}
  .grid {{ stroke: {faint}; }}
  .roof, .level, .whisker, .limit {{ stroke: {ink}; }}
  .halo {{ stroke: {paper}; stroke-width: 4; stroke-linejoin: round; paint-order: stroke; }}
  .stem {{ stroke: {muted}; }}
  .edge {{ stroke: {paper}; stroke-width: 1.2; }}
  rect.learner, path.learner {{ fill: {learner}; }}
  rect.numpy, path.numpy {{ fill: {numpy}; }}
  rect.rust, path.rust {{ fill: {rust}; }}
  rect.torch, path.torch {{ fill: {torch}; }}
  rect.naive, path.naive {{ fill: {naive}; }}
"""
# Colours in so many words, for not every viewer knows CSS variables.
STYLE = f"{SHAPES}{COLOURS.format(**LIGHT)}@media (prefers-color-scheme: dark) {{{COLOURS.format(**DARK)}}}\n"


def sheet(width: float, height: float, label: str, parts: Iterable[str]) -> str:
    """A whole SVG."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
    lines = [
        f'{head} height="{height:.0f}" role="img" aria-label="{escape(label)}">',
        f"<style>{STYLE}</style>",
        '<rect class="paper" width="100%" height="100%"/>',
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    given = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text{given} x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def kind_of(rung: str) -> str:
    """The class that gives a rung its colour."""
    return KINDS.get(rung, rung)


def shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
