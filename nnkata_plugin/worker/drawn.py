"""What is drawn on matplotlib's axes, as plain arrays: this is how axes cross. No pixel is ever looked at.

There are many ways to draw one square: `plot`, `fill`, a patch, four lines. So a drawing is told by what all of them
have in common, the straight pieces of their lines and outlines. Positions are those of the data. What is placed
otherwise (`axhline`, text, arrows, the grid) is decoration, and so is what cannot be seen.
"""

from collections.abc import Iterator
from typing import Any

from . import arrays

DECIMALS = 9
"""Of a position: two ways to compute a corner differ after them, and the order of the pieces must not."""


def is_axes(value: Any) -> bool:
    matplotlib = arrays.loaded("matplotlib.axes")
    return matplotlib is not None and isinstance(value, matplotlib.Axes)


def on(axes: Any) -> dict[str, Any]:
    """All that a check may ask of a drawing.

    Returns:
        `pieces`: f64 [pieces, 2, 2], the straight pieces of lines and outlines, each from its left end to its right,
        sorted, without repetition. `contours`: for each `contour` or `contourf` its `levels` and its `points`,
        f64 [points, 2], the corners of its lines. `view`: f64 [2, 2], the lowest and the highest x and y that are
        shown. `equal`: whether a unit is as long across as up.
    """
    import numpy as np
    from matplotlib.contour import ContourSet

    seen = [artist for artist in axes.get_children() if artist.get_visible() and artist.get_alpha() != 0]
    maps = [artist for artist in seen if isinstance(artist, ContourSet)]
    lines = [line for artist in seen if artist not in maps for line in _lines(artist, axes)]
    ends = [np.stack([line[:-1], line[1:]], axis=1) for line in lines]
    contours = [
        {"levels": np.asarray(drawn.levels, np.float64), "points": _joined(_paths(drawn, axes, drawn.get_paths()))}
        for drawn in maps
    ]
    view = np.sort([axes.get_xlim(), axes.get_ylim()], axis=1).T
    return {"pieces": _sorted(ends), "contours": contours, "view": view, "equal": axes.get_aspect() == 1}


def _lines(artist: Any, axes: Any) -> Iterator[Any]:
    """The lines of an artist, or the outlines of its areas, each as an array of points."""
    from matplotlib.collections import Collection, QuadMesh
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if isinstance(artist, Line2D) and artist.get_linestyle() not in ("None", "none", " ", ""):
        if artist.get_linewidth():
            yield from _paths(artist, axes, [artist.get_path()])
    elif isinstance(artist, Patch) and artist is not axes.patch:
        yield from _paths(artist, axes, [artist.get_path()])
    elif isinstance(artist, Collection) and not isinstance(artist, QuadMesh):  # a mesh is a coloured ground
        is_scattered = artist.get_offset_transform().contains_branch(axes.transData)  # one shape again and again
        yield from _paths(artist, axes, [] if is_scattered else artist.get_paths())


def _paths(artist: Any, axes: Any, paths: Any) -> Iterator[Any]:
    placed = artist.get_transform()
    if placed.contains_branch(axes.transData):
        to_data = placed - axes.transData
        for path in paths:
            found = to_data.transform_path(path)
            found.should_simplify = (
                False  # it would drop what cannot be seen at a tenth of a unit, for pixels are meant
            )
            # Closed ones end where they began, whether or not their last corner says so.
            yield from found.to_polygons(closed_only=False)


def _joined(lines: Iterator[Any]) -> Any:
    import numpy as np

    return np.concatenate([np.empty((0, 2)), *lines])


def _sorted(ends: list[Any]) -> Any:
    import numpy as np

    pieces = np.concatenate([np.empty((0, 2, 2)), *ends]).round(DECIMALS) + 0.0  # there is no -0 on a page
    pieces = pieces[(pieces[:, 0] != pieces[:, 1]).any(axis=1) & np.isfinite(pieces).all(axis=(1, 2))]
    # The end that lies further left comes first; of two above each other, the lower one.
    (x, y), (to_x, to_y) = pieces[:, 0].T, pieces[:, 1].T
    turned = (to_x < x) | ((to_x == x) & (to_y < y))
    pieces[turned] = pieces[turned, ::-1]
    return np.unique(pieces.reshape(-1, 4), axis=0).reshape(-1, 2, 2)
