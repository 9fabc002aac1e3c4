"""Day 3, worked: strides do the work of a Matrix, and two axes of length 1 do the work of two loops."""

from __future__ import annotations

import numpy as np


class Matrix:
    """One block, and beside it what says where in the block each place lies."""

    def __init__(
        self, block: list[float], shape: tuple[int, int], strides: tuple[int, int] | None = None, start: int = 0
    ) -> None:
        self.block = block
        self.shape = shape
        self.strides = strides or (shape[1], 1)
        self.start = start

    def __repr__(self) -> str:
        return f"Matrix({self.block}, shape={self.shape}, strides={self.strides}, start={self.start})"

    def __setitem__(self, key: tuple[int, int], number: float) -> None:
        i, j = key
        self.block[self.place(i, j)] = number

    def inside(self, i: int, j: int) -> tuple[int, int]:
        rows, cols = self.shape
        if not (-rows <= i < rows and -cols <= j < cols):
            raise IndexError(f"no place ({i}, {j}) in a table of {rows} rows and {cols} columns")
        # -1 % rows is rows - 1, and 0, 1, 2 stay what they are.
        return i % rows, j % cols

    def place(self, i: int, j: int) -> int:
        # Without this look an index too large would land in the next row, or in a neighbour's part of the block.
        i, j = self.inside(i, j)
        down, right = self.strides
        return self.start + i * down + j * right

    def __getitem__(self, key: tuple[int, int] | int) -> float | Matrix:
        if isinstance(key, tuple):
            i, j = key
            return self.block[self.place(i, j)]
        # A row starts where its first number lies. From there on the way to the right is the same.
        return Matrix(self.block, (1, self.shape[1]), self.strides, self.place(key, 0))

    @property
    def T(self) -> Matrix:  # noqa: N802 - as NumPy calls it
        # Rows become columns: what led down now leads to the right. No number moves.
        return Matrix(self.block, self.shape[::-1], self.strides[::-1], self.start)

    def broadcast_to(self, shape: tuple[int, int]) -> Matrix:
        (rows, cols), (down, right) = self.shape, self.strides
        if rows not in (1, shape[0]) or cols not in (1, shape[1]):
            raise ValueError(f"{self.shape} cannot be stretched to {shape}")
        # A step of 0: the next row is the same row once more.
        return Matrix(self.block, shape, (down if rows > 1 else 0, right if cols > 1 else 0), self.start)

    def __add__(self, other: Matrix) -> Matrix:
        rows, cols = max(self.shape[0], other.shape[0]), max(self.shape[1], other.shape[1])
        # Where lengths differ and neither is 1, the shorter one is refused here.
        a, b = self.broadcast_to((rows, cols)), other.broadcast_to((rows, cols))
        return Matrix([a[i, j] + b[i, j] for i in range(rows) for j in range(cols)], (rows, cols))

    def __matmul__(self, other: Matrix) -> Matrix:
        rows, inner = self.shape
        partners, cols = other.shape
        if inner != partners:
            raise ValueError(f"rows of {inner} numbers do not fit columns of {partners}")
        # self[i, k], not self.block[...]: so it is right for views, too.
        block = [sum(self[i, k] * other[k, j] for k in range(inner)) for i in range(rows) for j in range(cols)]
        return Matrix(block, (rows, cols))


def pairwise_distances(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    # What has not two axes cannot be unpacked into two lengths: that is a ValueError already.
    _, features = x.shape
    _, others = y.shape
    # One feature against three would broadcast without a word.
    if features != others:
        raise ValueError(f"points with {features} and with {others} features")
    # [n, 1, features] against [1, m, features] is [n, m, features]: every row of x meets every row of y.
    # Not |x|^2 - 2 x y + |y|^2: for points near each other that is a small difference of large, rounded numbers.
    difference = x[:, None, :] - y[None, :, :]
    return np.sqrt((difference**2).sum(axis=2))
