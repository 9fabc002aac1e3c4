"""Day 3: an array from the inside, as a class; then NumPy's own, used without a single loop."""

from __future__ import annotations

import numpy as np


class Matrix:
    """A table of numbers: one block, and beside it what says where in the block each place of the table lies.

    Attributes:
        block: A flat list of numbers. Several Matrix may share one block; then they are *views* of it.
        shape: (rows, cols), both >= 1.
        strides: (down, right): how far it is in the block to the next row, and to the next column.
        start: Where in the block place (0, 0) lies.
    """

    def __init__(
        self, block: list[float], shape: tuple[int, int], strides: tuple[int, int] | None = None, start: int = 0
    ) -> None:
        """Given. The block is taken as it is, not copied. Unless told otherwise, row lies behind row in it."""
        self.block = block
        self.shape = shape
        self.strides = strides or (shape[1], 1)
        self.start = start

    def __repr__(self) -> str:
        """Given. What `print` shows."""
        return f"Matrix({self.block}, shape={self.shape}, strides={self.strides}, start={self.start})"

    def __setitem__(self, key: tuple[int, int], number: float) -> None:
        """Given. ``m[i, j] = number`` writes into the block: whoever shares it sees the new number."""
        i, j = key
        self.block[self.place(i, j)] = number

    def inside(self, i: int, j: int) -> tuple[int, int]:
        """Given. Row i and column j counted from 0, so that -1 is the last one; an IndexError if there is none."""
        rows, cols = self.shape
        if not (-rows <= i < rows and -cols <= j < cols):
            raise IndexError(f"no place ({i}, {j}) in a table of {rows} rows and {cols} columns")
        # -1 % rows is rows - 1, and 0, 1, 2 stay what they are.
        return i % rows, j % cols

    def place(self, i: int, j: int) -> int:
        """Where in the block the number in row i and column j lies.

        Args:
            i: The row, counted from 0. Negative: counted from the end, -1 is the last. (`inside` sees to it.)
            j: The column, likewise.

        Returns:
            An index of the block.

        Raises:
            IndexError: There is no such row or no such column.
        """
        raise NotImplementedError("day 3: Matrix.place")

    def __getitem__(self, key: tuple[int, int] | int) -> float | Matrix:
        """``m[i, j]`` is a number; ``m[i]`` is row i, as a Matrix of shape (1, cols) and a view.

        Raises:
            IndexError: There is no such row or no such column.
        """
        raise NotImplementedError("day 3: Matrix.__getitem__")

    @property
    def T(self) -> Matrix:  # noqa: N802 - as NumPy calls it
        """The transpose, written ``m.T``: its place (j, i) is place (i, j) of this one. A view."""
        raise NotImplementedError("day 3: Matrix.T")

    def broadcast_to(self, shape: tuple[int, int]) -> Matrix:
        """The same numbers in a larger table: an axis of length 1 is met again and again. A view; nothing is repeated.

        Args:
            shape: (rows, cols). Each of the two is the length that the axis has, or the axis has length 1.

        Raises:
            ValueError: An axis has another length than that, and not 1.
        """
        raise NotImplementedError("day 3: Matrix.broadcast_to")

    def __add__(self, other: Matrix) -> Matrix:
        """``m + other``, place by place; where one of them has an axis of length 1, it is stretched to the other's.

        Returns:
            A Matrix with a block of its own. Both operands are left alone.

        Raises:
            ValueError: The lengths of an axis differ, and neither is 1.
        """
        raise NotImplementedError("day 3: Matrix.__add__")

    def __matmul__(self, other: Matrix) -> Matrix:
        """``m @ other``, the product of day 2: row times column.

        Returns:
            A Matrix with a block of its own. Both operands are left alone.

        Raises:
            ValueError: This one has not as many columns as `other` has rows.
        """
        raise NotImplementedError("day 3: Matrix.__matmul__")


def pairwise_distances(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How far each point of one set is from each point of another, with no Python loop.

    ``d[i, j] = sqrt(sum_k (x[i, k] - y[j, k]) ** 2)``. (``[... for x in ...]`` is a loop, too.)

    Args:
        x: f32 or f64 [n, features]. A point a row. Left alone.
        y: [m, features], with the dtype of `x`. A point a row. Left alone.

    Returns:
        [n, m], with the dtype of `x`. Exact to the last digits also where points are close to each other; 0 where they
        are equal.

    Raises:
        ValueError: `x` or `y` has not two axes, or they differ in their number of features.
    """
    raise NotImplementedError("day 3: pairwise_distances")
