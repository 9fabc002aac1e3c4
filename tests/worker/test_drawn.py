"""Axes cross as what is drawn on them: the same for every way to draw it."""

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="needs matplotlib: pip install 'nnkata[plot]'")

from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from nnkata_plugin.worker import drawn
from nnkata_plugin.worker.values import Encoder, UncrossableError

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
CLOSED = np.vstack([CORNERS, CORNERS[:1]])
SIDES = [[[0, 0], [0, 1]], [[0, 0], [1, 0]], [[0, 1], [1, 1]], [[1, 0], [1, 1]]]

SQUARES = {
    "plot": lambda axes: axes.plot(*CLOSED.T),
    "plot, the other way round": lambda axes: axes.plot(*CLOSED[::-1].T),
    "plot, from another corner": lambda axes: axes.plot(*CLOSED[[2, 3, 0, 1, 2]].T),
    "four lines": lambda axes: [axes.plot(*CLOSED[i : i + 2].T) for i in range(4)],
    "fill": lambda axes: axes.fill(*CORNERS.T),
    "polygon": lambda axes: axes.add_patch(Polygon(CORNERS)),
    "rectangle": lambda axes: axes.add_patch(Rectangle((0, 0), 1, 1, fill=False)),
    "line collection": lambda axes: axes.add_collection(LineCollection([CLOSED])),
    "polygon collection": lambda axes: axes.add_collection(PolyCollection([CORNERS])),
    "fill_between": lambda axes: axes.fill_between([0, 1], [0, 0], [1, 1]),
    "hlines and vlines": lambda axes: (axes.hlines([0, 1], 0, 1), axes.vlines([0, 1], 0, 1)),
}
DECORATIONS = {
    "grid": lambda axes: axes.grid(),
    "axhline": lambda axes: axes.axhline(0.5),
    "axline": lambda axes: axes.axline((0, 0), slope=1),
    "scatter": lambda axes: axes.scatter([0, 1], [1, 0]),
    "dots": lambda axes: axes.plot([0, 1], [1, 0], "o"),
    "arrows": lambda axes: axes.quiver([0], [0], [1], [1], angles="xy", scale_units="xy", scale=1),
    "text": lambda axes: axes.annotate("here", (0, 0), (1, 1), arrowprops={"arrowstyle": "->"}),
    "invisible": lambda axes: axes.plot([0, 1], [1, 0], visible=False),
    "transparent": lambda axes: axes.plot([0, 1], [1, 0], alpha=0),
    "without width": lambda axes: axes.plot([0, 1], [1, 0], linewidth=0),
    "picture": lambda axes: axes.imshow(np.eye(3)),
    "coloured ground": lambda axes: axes.pcolormesh(np.eye(3)),
    "a line of no length": lambda axes: axes.plot([1, 1], [2, 2]),
}


def axes_with(*steps):
    axes = Figure().add_subplot()
    for step in steps:
        step(axes)
    return axes


@pytest.mark.parametrize("way", SQUARES)
def test_every_way_to_draw_a_square_has_the_same_pieces(way):
    assert drawn.on(axes_with(SQUARES[way]))["pieces"].tolist() == SIDES


def test_an_open_square_has_three_pieces():
    assert len(drawn.on(axes_with(lambda axes: axes.plot(*CORNERS.T)))["pieces"]) == 3


@pytest.mark.parametrize("way", DECORATIONS)
def test_decoration_is_no_line(way):
    assert drawn.on(axes_with(DECORATIONS[way]))["pieces"].tolist() == []


def test_a_long_line_keeps_all_its_corners():
    t = np.linspace(0, 1, 300)
    assert len(drawn.on(axes_with(lambda axes: axes.plot(t, t**2 / 100)))["pieces"]) == 299


def test_a_line_is_told_where_it_is_in_the_data():
    def scaled(axes):
        axes.set_xscale("log")
        axes.plot([1, 100], [2, 3])

    assert drawn.on(axes_with(scaled))["pieces"].tolist() == [[[1, 2], [100, 3]]]


@pytest.mark.parametrize("kind", ["contour", "contourf"])
def test_contours_are_told_apart_from_lines(kind):
    x, y = np.meshgrid(np.linspace(-2, 2, 101), np.linspace(-1, 1, 81))
    found = drawn.on(axes_with(lambda axes: getattr(axes, kind)(x, y, x + 2 * y, levels=[-1.0, 0.5, 1.0])))
    (contours,) = found["contours"]
    assert found["pieces"].shape == (0, 2, 2) and contours["levels"].tolist() == [-1.0, 0.5, 1.0]
    heights = contours["points"] @ [1, 2]
    inside = (np.abs(contours["points"]) < [2, 1]).all(axis=1)
    assert inside.sum() > 50 and np.abs(heights[inside, None] - [-1.0, 0.5, 1.0]).min(axis=1).max() < 1e-9


def test_the_view_and_the_aspect_are_told():
    def framed(axes):
        axes.set(xlim=(4, -1), ylim=(0, 2))
        axes.set_aspect("equal")

    found = drawn.on(axes_with(framed))
    assert found["view"].tolist() == [[-1, 0], [4, 2]] and found["equal"]
    assert not drawn.on(axes_with())["equal"]


def test_axes_cross_as_an_answer_and_never_as_an_argument():
    axes = axes_with(SQUARES["fill"])
    assert Encoder(answers=True).encode(axes)[0] == "dict"
    with pytest.raises(UncrossableError, match="Axes"):
        Encoder(answers=False).encode(axes)
