"""Known wrong arrays and distances of day 3."""

import numpy as np

import kata
from nnkata_plugin.check import fault


def refuse(x, y):
    """What the worked `pairwise_distances` refuses, so that a fault is rejected for its own mistake."""
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1]:
        raise ValueError("points")


def copied(m):
    """A Matrix with the same numbers, row behind row in a block of its own."""
    rows, cols = m.shape
    return kata.Matrix([m[i, j] for i in range(rows) for j in range(cols)], (rows, cols))


def together(a, b):
    """The lengths of a sum; refuses what the worked sum refuses."""
    rows, cols = (max(lengths) for lengths in zip(a.shape, b.shape, strict=True))
    a.broadcast_to((rows, cols))
    b.broadcast_to((rows, cols))
    return rows, cols


def products(a, b, number):
    """A product whose places are `number(i, j, k)` summed over k; refuses what the worked product refuses."""
    (rows, inner), (partners, cols) = a.shape, b.shape
    if inner != partners:
        raise ValueError("inner")
    block = [sum(number(i, j, k) for k in range(inner)) for i in range(rows) for j in range(cols)]
    return kata.Matrix(block, (rows, cols))


@fault("Matrix", lesson="Where a number lies")
class counts_rows_without_the_strides(kata.Matrix):
    """Takes for granted that row lies behind row: how far it is to the next one is what the strides say."""

    def place(self, i, j):
        super().place(i, j)
        rows, cols = self.shape
        return self.start + i % rows * cols + j % cols


@fault("Matrix", lesson="Where a number lies")
class forgets_the_start(kata.Matrix):
    """Begins at the beginning of the block: place (0, 0) lies at `start`."""

    def place(self, i, j):
        return super().place(i, j) - self.start


@fault("Matrix", lesson="Where a number lies")
class swaps_the_strides(kata.Matrix):
    """Takes the stride of the columns for the rows and that of the rows for the columns."""

    def place(self, i, j):
        super().place(i, j)
        (rows, cols), (right, down) = self.shape, self.strides
        return self.start + i % rows * down + j % cols * right


@fault("Matrix", lesson="Where a number lies")
class runs_on_into_the_next_row(kata.Matrix):
    """Answers for a place that does not exist: behind the last column, the block goes on with something else."""

    def place(self, i, j):
        (rows, cols), (down, right) = self.shape, self.strides
        i, j = (i + rows if i < 0 else i), (j + cols if j < 0 else j)
        return self.start + i * down + j * right


@fault("Matrix", lesson="Where a number lies")
class walks_backwards_for_negative_indices(kata.Matrix):
    """Walks to before the start for a negative index: -1 is the last row or column of the table."""

    def place(self, i, j):
        super().place(i, j)
        down, right = self.strides
        return self.start + i * down + j * right


@fault("Matrix", lesson="Views")
class copies_the_row(kata.Matrix):
    """Copies the row: what is written into it does not reach the table."""

    def __getitem__(self, key):
        if isinstance(key, tuple):
            return super().__getitem__(key)
        return copied(super().__getitem__(key))


@fault("Matrix", lesson="Views")
class takes_a_column_for_the_row(kata.Matrix):
    """Reads a column where one index was given: `m[i]` is row i."""

    def __getitem__(self, key):
        if isinstance(key, tuple):
            return super().__getitem__(key)
        super().__getitem__(key)
        rows, cols = self.shape
        return kata.Matrix(self.block, (1, rows), self.strides[::-1], self.start + key % cols * self.strides[1])


@fault("Matrix", lesson="Views")
class copies_the_transpose(kata.Matrix):
    """Copies the numbers into a new block: what is written into the transpose does not reach the table."""

    @property
    def T(self):  # noqa: N802
        return copied(super().T)


@fault("Matrix", lesson="Where a number lies")
class reshapes_instead_of_transposing(kata.Matrix):
    """Gives the transpose its shape but reads the numbers in the old order: the strides change places, too."""

    @property
    def T(self):  # noqa: N802
        flat = copied(self)
        return kata.Matrix(flat.block, self.shape[::-1])


@fault("Matrix", lesson="Where a number lies")
class swaps_only_the_strides(kata.Matrix):
    """Turns the strides round, and leaves the shape as it was."""

    @property
    def T(self):  # noqa: N802
        return kata.Matrix(self.block, self.shape, self.strides[::-1], self.start)


@fault("Matrix", lesson="Where a number lies")
class transposes_from_the_beginning(kata.Matrix):
    """Lets the transpose begin at the beginning of the block: its place (0, 0) is the same, and lies at `start`."""

    @property
    def T(self):  # noqa: N802
        return kata.Matrix(self.block, self.shape[::-1], self.strides[::-1])


@fault("Matrix", lesson="Views")
class turns_itself(kata.Matrix):
    """Turns the table itself: `m.T` is another Matrix, and m stays what it is."""

    @property
    def T(self):  # noqa: N802
        self.shape, self.strides = self.shape[::-1], self.strides[::-1]
        return self


@fault("Matrix", lesson="Where a number lies")
class stretches_from_the_beginning(kata.Matrix):
    """Lets the stretched table begin at the beginning of the block: its place (0, 0) lies where it lay, at `start`."""

    def broadcast_to(self, shape):
        return kata.Matrix(self.block, shape, super().broadcast_to(shape).strides)


@fault("Matrix", lesson="Broadcasting")
class repeats_the_numbers(kata.Matrix):
    """Repeats the numbers in a new block: a stride of 0 meets the same one again and costs nothing."""

    def broadcast_to(self, shape):
        return copied(super().broadcast_to(shape))


@fault("Matrix", lesson="Broadcasting")
class repeats_whatever_divides(kata.Matrix):
    """Repeats two rows to fill four: only an axis of length 1 is stretched, for else it is a guess what was meant."""

    def broadcast_to(self, shape):
        lengths = list(zip(self.shape, shape, strict=True))
        if any(wanted % have for have, wanted in lengths):
            raise ValueError("shape")
        if all(have in (1, wanted) for have, wanted in lengths):
            return super().broadcast_to(shape)
        block = [self[i % self.shape[0], j % self.shape[1]] for i in range(shape[0]) for j in range(shape[1])]
        return kata.Matrix(block, shape)


@fault("Matrix", lesson="Broadcasting")
class cuts_down_to_the_shape(kata.Matrix):
    """Cuts off what is too much: a longer axis does not fit a shorter one, and that is an error."""

    def broadcast_to(self, shape):
        for have, wanted in zip(self.shape, shape, strict=True):
            if have != 1 and have < wanted:
                raise ValueError("shape")
        strides = tuple(0 if have == 1 else stride for have, stride in zip(self.shape, self.strides, strict=True))
        return kata.Matrix(self.block, shape, strides, self.start)


@fault("Matrix", lesson="Broadcasting")
class stretches_the_wrong_axis(kata.Matrix):
    """Stretches along the wrong axis: a column has to be met again in every column, not in every row."""

    def broadcast_to(self, shape):
        seen = super().broadcast_to(shape)
        if 1 in self.shape and shape[0] == shape[1] > 1:
            return kata.Matrix(self.block, shape, seen.strides[::-1], self.start)
        return seen


@fault("Matrix", lesson="Views")
class adds_in_place(kata.Matrix):
    """Adds into the left operand: a sum is a new table, with a block of its own."""

    def __add__(self, other):
        rows, cols = together(self, other)
        if (rows, cols) != self.shape:
            return super().__add__(other)
        wide = other.broadcast_to((rows, cols))
        for i in range(rows):
            for j in range(cols):
                self[i, j] += wide[i, j]
        return self


@fault("Matrix", lesson="Where a number lies")
class adds_block_to_block(kata.Matrix):
    """Adds the blocks number by number: in a view they are not in the order of the table."""

    def __add__(self, other):
        rows, cols = together(self, other)
        if self.shape != other.shape or min(len(self.block), len(other.block)) < rows * cols:
            return super().__add__(other)
        return kata.Matrix([p + q for p, q in zip(self.block, other.block, strict=False)], (rows, cols))


@fault("Matrix", lesson="Task")
class multiplies_place_by_place(kata.Matrix):
    """Multiplies place by place: `@` is the product of day 2, row times column."""

    def __matmul__(self, other):
        products(self, other, lambda i, j, k: 0)
        rows, cols = min(self.shape[0], other.shape[0]), min(self.shape[1], other.shape[1])
        return kata.Matrix([self[i, j] * other[i, j] for i in range(rows) for j in range(cols)], (rows, cols))


@fault("Matrix", lesson="Task")
class multiplies_rows_by_rows(kata.Matrix):
    """Goes along a row of the right operand where it should go down a column."""

    def __matmul__(self, other):
        return products(self, other, lambda i, j, k: self[i, k] * other[j, k])


@fault("Matrix", lesson="Where a number lies")
class multiplies_block_by_block(kata.Matrix):
    """Reads both blocks as if row lay behind row: in a view they are not in the order of the table."""

    def __matmul__(self, other):
        cols, inner = other.shape[1], self.shape[1]
        left, right = self.block, other.block
        return products(
            self, other, lambda i, j, k: left[(i * inner + k) % len(left)] * right[(k * cols + j) % len(right)]
        )


@fault("pairwise_distances", lesson="All pairs at once")
def forgets_the_root(x, y):
    """Stops at the sum of the squares: the distance is its root."""
    refuse(x, y)
    return ((x[:, None] - y) ** 2).sum(axis=2)


@fault("pairwise_distances", lesson="The shortcut that loses digits")
def takes_the_root_of_a_negative_number(x, y):
    """Takes the root of a number that should be 0 and came out negative: large squares cancelled, and left rounding."""
    refuse(x, y)
    with np.errstate(invalid="ignore"):
        return np.sqrt((x**2).sum(axis=1, keepdims=True) - 2 * (x @ y.T) + (y**2).sum(axis=1))


@fault("pairwise_distances", lesson="The shortcut that loses digits")
def cancels_below_the_root(x, y):
    """Loses its digits below the root: no negative number is left there, but what large squares cancelled is gone."""
    refuse(x, y)
    return np.sqrt(np.maximum((x**2).sum(axis=1, keepdims=True) - 2 * (x @ y.T) + (y**2).sum(axis=1), 0))


@fault("pairwise_distances", lesson="All pairs at once")
def lets_y_run_down_the_rows(x, y):
    """Comes out on its side: the points of x choose the row, the points of y the column."""
    refuse(x, y)
    return np.sqrt(((x[:, None] - y) ** 2).sum(axis=2)).T


@fault("pairwise_distances", lesson="All pairs at once")
def adds_up_the_sizes(x, y):
    """Adds up the differences without their signs: that is the way along the streets, not the straight line."""
    refuse(x, y)
    return np.abs(x[:, None] - y).sum(axis=2)


@fault("pairwise_distances", lesson="All pairs at once")
def takes_the_root_of_each_square(x, y):
    """Takes the root before the sum: then it only undoes the squares."""
    refuse(x, y)
    return np.sqrt((x[:, None] - y) ** 2).sum(axis=2)


@fault("pairwise_distances", lesson="Axis")
def averages_the_features(x, y):
    """Takes the mean over the features where the sum is asked for."""
    refuse(x, y)
    return np.sqrt(((x[:, None] - y) ** 2).mean(axis=2, dtype=x.dtype))


@fault("pairwise_distances", lesson="Axis")
def sums_over_the_wrong_axis(x, y):
    """Sums over an axis of points: the one that has to go is the axis of the features, the last."""
    refuse(x, y)
    return np.sqrt(((x[:, None] - y) ** 2).sum(axis=1))


@fault("pairwise_distances", lesson="Broadcasting")
def stretches_a_single_feature(x, y):
    """Stretches a single feature over three: broadcasting has no objection, so you have to look at the shapes first."""
    if x.ndim != 2 or y.ndim != 2:
        raise ValueError("points")
    return np.sqrt(((x[:, None] - y) ** 2).sum(axis=2))


@fault("pairwise_distances", lesson="Task")
def answers_in_float64(x, y):
    """Answers in float64 when it was given float32: something on the way made wider numbers."""
    refuse(x, y)
    return np.sqrt(((x[:, None].astype(np.float64) - y) ** 2).sum(axis=2))


@fault("pairwise_distances", probe="test_ten_times_as_many_points_take_no_more_steps", lesson="Broadcasting")
def loops_over_the_points(x, y):
    """Loops over the points: every turn costs as much as a hundred distances, and broadcasting does all in one step."""
    refuse(x, y)
    return np.stack([np.sqrt(((point - y) ** 2).sum(axis=1)) for point in x])
