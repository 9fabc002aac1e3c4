"""Comparing what was drawn: which straight pieces lie on the axes, whichever way they came there."""

from collections.abc import Mapping, Sequence
from typing import Any

from nnkata_plugin.check.mismatch import Mismatch

ALIKE = 1e-5
"""Of the size of what is asked for: far below what an eye can see, far above what rounding does."""
SHOWN = 3
TINY = 1e-300
"""Stands in for the square of no length, so that nothing is divided by 0."""


def assert_drawn(drawing: Mapping[str, Any], lines: Sequence[Any]) -> None:
    """Assert that these lines are drawn, all of each of them, in view, and no other.

    One line may be drawn as several, or several as one; a filled area counts by its outline.

    Args:
        drawing: What a function of `kata.run` gets for the axes that it returns.
        lines: Each as its corners, f64 [points, 2], in order. One that is closed ends where it began.
    """
    import numpy as np

    corners = [np.asarray(line, np.float64) for line in lines]
    wanted = np.concatenate([np.stack([line[:-1], line[1:]], axis=1) for line in corners])
    pieces, (low, high) = drawing["pieces"], drawing["view"]
    close = ALIKE * np.abs(wanted).max()
    if not len(pieces):
        raise Mismatch("no line and no area lies on the axes that it was handed")
    if missing := _told(wanted[~_covered(wanted, pieces, close)]):
        raise Mismatch(f"of {len(wanted)} pieces that should be drawn, some are not, or not whole:\n{missing}")
    if strange := _told(pieces[~_covered(pieces, wanted, close)]):
        raise Mismatch(f"of {len(pieces)} pieces that are drawn, some should not be there:\n{strange}")
    if ((wanted < low - close) | (wanted > high + close)).any():
        x, y = (f"{start:g} to {end:g}" for start, end in zip(low, high, strict=True))
        raise Mismatch(f"all is drawn, but not all can be seen: the axes show x from {x}, y from {y}")


def _covered(pieces: Any, others: Any, close: float) -> Any:
    """Of each piece, whether every place along it lies on one of the others."""
    import numpy as np

    return np.array([_is_covered(start, end - start, others, close) for start, end in pieces], bool)


def _is_covered(start: Any, way: Any, others: Any, close: float) -> bool:
    import numpy as np

    # Between two neighbouring ends of the others, all places are covered or none is: one in the middle says which.
    marks = np.clip((others.reshape(-1, 2) - start) @ way / max(way @ way, TINY), 0, 1)
    marks = np.unique(np.concatenate([[0, 1], marks]))
    places = start + np.concatenate([[0, 1], (marks[1:] + marks[:-1]) / 2])[:, None] * way
    along = others[:, 1] - others[:, 0]
    away = places[:, None] - others[:, 0]
    share = np.clip((away * along).sum(axis=-1) / np.maximum((along**2).sum(axis=-1), TINY), 0, 1)
    distance = np.sqrt(((away - share[..., None] * along) ** 2).sum(axis=-1))
    return bool((distance.min(axis=-1) <= close).all())


def _told(pieces: Any) -> str:
    lines = [f"  from {_point(start)} to {_point(end)}" for start, end in pieces[:SHOWN]]
    return "\n".join(lines + [f"  and {len(pieces) - SHOWN} more"] * (len(pieces) > SHOWN))


def _point(place: Any) -> str:
    x, y = (f"{number + 0.0:.4g}" for number in place)
    return f"({x}, {y})"
