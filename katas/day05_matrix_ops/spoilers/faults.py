"""Known wrong answers of day 5."""

import numpy as np

from nnkata_plugin.check import fault


def refuse_uneven(a, n=0):
    rows, cols = a.shape
    if rows != cols or n < 0:
        raise ValueError("no such power")


def refuse_strangers(a, b, block):
    (rows, inner), (partners, cols) = a.shape, b.shape
    if inner != partners or block < 1:
        raise ValueError("no such product")
    return rows, inner, cols


@fault("transpose", lesson="Turned over")
def only_changes_the_shape(a):
    """Changes the shape and leaves the numbers in their order in memory: a row stays a row, cut at other places."""
    rows, cols = a.shape
    return a.reshape(cols, rows).copy()


@fault("transpose", lesson="Turned over")
def hands_out_a_view(a):
    """Hands out the caller's own memory under another shape: whoever writes into the answer changes the question."""
    if a.ndim != 2:
        raise ValueError("no table")
    return a.T


@fault("transpose", lesson="Turned over")
def turns_both_axes_round(a):
    """Turns the table by a quarter instead of mirroring it: the first column has become the last row."""
    if a.ndim != 2:
        raise ValueError("no table")
    return np.rot90(a).copy()


@fault("trace", lesson="Turned over")
def adds_up_the_other_diagonal(a):
    """Walks from the top right to the bottom left: on the main diagonal both indices are equal."""
    refuse_uneven(a)
    return a[:, ::-1].diagonal().sum()


@fault("trace", lesson="Turned over")
def adds_up_everything(a):
    """Adds up the whole table: only the numbers whose two indices are equal count."""
    refuse_uneven(a)
    return a.sum()


@fault("trace", lesson="Task")
def takes_a_table_that_is_not_square(a):
    """Adds up as far as the shorter side goes: a table that is not square has no trace, and must be refused."""
    if a.ndim != 2:
        raise ValueError("no table")
    return a.diagonal().sum()


@fault("outer", lesson="Turned over")
def lets_the_second_vector_choose_the_row(x, y):
    """Lets `y` run down and `x` across: the first index belongs to the first vector."""
    if x.ndim != 1 or y.ndim != 1:
        raise ValueError("no vectors")
    return y[:, None] * x


@fault("matrix_power", lesson="Again and again")
def multiplies_once_too_few(a, n):
    """Makes one product too few: with n factors, there are n - 1 signs between them, but who begins with the
    identity needs n."""
    refuse_uneven(a, n)
    return kata_power(a, max(n - 1, 0))


@fault("matrix_power", lesson="Again and again")
def multiplies_once_too_often(a, n):
    """Makes one product too many: who begins with the matrix itself has the first factor already."""
    refuse_uneven(a, n)
    return kata_power(a, n + 1)


@fault("matrix_power", lesson="Again and again")
def raises_each_number(a, n):
    """Raises each number of the table to the power: a product of matrices is rows times columns."""
    refuse_uneven(a, n)
    with np.errstate(over="ignore"):
        return a**n


@fault("matrix_power", lesson="Again and again")
def starts_from_a_table_of_ones(a, n):
    """Starts from a table full of ones: what leaves each matrix as it is has ones on its diagonal only."""
    refuse_uneven(a, n)
    return np.ones_like(a) @ kata_power(a, n) if n else np.ones_like(a)


@fault("matrix_power", lesson="Again and again")
def does_not_know_the_power_of_nought(a, n):
    """Answers the matrix itself for the power 0: no factor at all is the identity, as 5 ** 0 is 1."""
    refuse_uneven(a, n)
    return kata_power(a, max(n, 1))


@fault("matrix_power", lesson="Again and again")
def squares_in_the_callers_array(a, n):
    """Writes its squares into the array that it was handed: the caller still needs it."""
    refuse_uneven(a, n)
    power = np.eye(len(a), dtype=a.dtype)
    while n > 0:
        if n % 2 == 1:
            power = power @ a
        n //= 2
        a[...] = a @ a
    return power


@fault("rotation", lesson="Where the columns go")
def rotates_clockwise(angle):
    """Turns clockwise: a quarter turn has to take (1, 0), which points east, to (0, 1), which points north."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


@fault("rotation", lesson="Where the columns go")
def takes_degrees(angle):
    """Takes the angle for degrees: a whole turn is 2 pi, about 6.28, not 360."""
    angle = np.radians(angle)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


@fault("rotation", lesson="Where the columns go")
def forgets_the_minus(angle):
    """Forgets the minus sign: (0, 1) lies a quarter turn ahead of (1, 0), so turning left moves it left."""
    return np.array([[np.cos(angle), np.sin(angle)], [np.sin(angle), np.cos(angle)]])


@fault("rotation", lesson="Where the columns go")
def mirrors(angle):
    """Mirrors instead of turning: with both sines of one sign, the picture comes out as if seen in a mirror."""
    return np.array([[np.cos(angle), np.sin(angle)], [np.sin(angle), -np.cos(angle)]])


@fault("blocked_matmul", lesson="Blocks")
def drops_the_edge_blocks(a, b, block=64):
    """Leaves out what is left at the edges when `block` does not divide the lengths."""
    rows, inner, cols = refuse_strangers(a, b, block)
    c = np.zeros((rows, cols), dtype=a.dtype)
    for i in range(0, rows - block + 1, block):
        for j in range(0, cols - block + 1, block):
            for k in range(0, inner - block + 1, block):
                c[i : i + block, j : j + block] += a[i : i + block, k : k + block] @ b[k : k + block, j : j + block]
    return c


@fault("blocked_matmul", lesson="Blocks")
def drops_the_edge_of_the_sum(a, b, block=64):
    """Fills the whole answer, but leaves out the last, shorter stretch of `inner`: each sum lacks its last terms."""
    rows, inner, cols = refuse_strangers(a, b, block)
    c = np.zeros((rows, cols), dtype=a.dtype)
    for k in range(0, inner - block + 1, block):
        c += a[:, k : k + block] @ b[k : k + block]
    return c


@fault("blocked_matmul", lesson="Blocks")
def keeps_only_the_last_product(a, b, block=64):
    """Keeps the product of the last pair of blocks: they have to be added up, for each is only a part of the sum."""
    rows, inner, cols = refuse_strangers(a, b, block)
    c = np.zeros((rows, cols), dtype=a.dtype)
    for i in range(0, rows, block):
        for j in range(0, cols, block):
            for k in range(0, inner, block):
                c[i : i + block, j : j + block] = a[i : i + block, k : k + block] @ b[k : k + block, j : j + block]
    return c


@fault("blocked_matmul", lesson="Blocks")
def adds_to_whatever_lay_there(a, b, block=64):
    """Adds to memory that nobody has set to 0: np.empty promises a shape, and no numbers."""
    rows, inner, cols = refuse_strangers(a, b, block)
    c = np.empty((rows, cols), dtype=a.dtype)
    for i in range(0, rows, block):
        for j in range(0, cols, block):
            for k in range(0, inner, block):
                c[i : i + block, j : j + block] += a[i : i + block, k : k + block] @ b[k : k + block, j : j + block]
    return c


@fault("blocked_matmul", lesson="Blocks")
def multiplies_all_at_once(a, b, block=64):
    """Takes the whole product in one step: each `@` is to meet two blocks, none of them longer than `block`."""
    refuse_strangers(a, b, block)
    return a @ b


@fault("blocked_matmul", lesson="Blocks")
def forgets_the_dtype(a, b, block=64):
    """Answers in float64, whatever came in: zeros have a dtype of their own unless they are told."""
    rows, inner, cols = refuse_strangers(a, b, block)
    c = np.zeros((rows, cols))
    for i in range(0, rows, block):
        for j in range(0, cols, block):
            for k in range(0, inner, block):
                c[i : i + block, j : j + block] += a[i : i + block, k : k + block] @ b[k : k + block, j : j + block]
    return c


def show(axes, *outlines):
    for outline in outlines:
        axes.plot(*np.array(outline).T)
    axes.set_aspect("equal")


SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])


@fault("draw", lesson="Seeing it")
def leaves_the_outlines_open(axes, matrix):
    """Leaves both outlines open: a line through four corners has three pieces. Which corner comes after the last?"""
    show(axes, SQUARE[:4], SQUARE[:4] @ matrix.T)


@fault("draw", lesson="Seeing it")
def multiplies_by_the_transpose(axes, matrix):
    """Draws the image under the transpose: with one corner a row, `corners @ matrix` is not `matrix @ corner`."""
    show(axes, SQUARE, SQUARE @ matrix)


@fault("draw", lesson="Seeing it")
def jumps_across_the_square(axes, matrix):
    """Jumps across the square: the corners come in the order in which you walk around it, not in that of counting."""
    crossed = SQUARE[[0, 1, 3, 2, 0]]
    show(axes, crossed, crossed @ matrix.T)


@fault("draw", lesson="Seeing it")
def draws_only_the_image(axes, matrix):
    """Draws the image alone: without the square beside it nobody sees what the matrix has done."""
    show(axes, SQUARE @ matrix.T)


@fault("draw", lesson="Seeing it")
def draws_somewhere_else(axes, matrix):
    """Draws on axes of its own: the ones to draw on are handed over, so call `axes.plot`, not `plt.plot`."""
    from matplotlib.figure import Figure

    show(Figure().add_subplot(), SQUARE, SQUARE @ matrix.T)


@fault("draw", lesson="Seeing it")
def lets_the_picture_stretch(axes, matrix):
    """Lets the picture stretch until it fills its frame: a square that is no square says little about a matrix."""
    for outline in (SQUARE, SQUARE @ matrix.T):
        axes.plot(*outline.T)


@fault("draw", lesson="Seeing it")
def lets_a_part_run_out_of_view(axes, matrix):
    """Adds shapes and leaves the view as it was: what reaches beyond it cannot be seen. `axes.autoscale()` moves it."""
    from matplotlib.patches import Polygon

    for outline in (SQUARE, SQUARE @ matrix.T):
        axes.add_patch(Polygon(outline, fill=False))
    axes.set_aspect("equal")


def kata_power(a, n):
    """The right power, for faults that ask for a wrong one."""
    power, square = np.eye(len(a), dtype=a.dtype), a
    while n > 0:
        power, square, n = (power @ square if n % 2 else power), square @ square, n // 2
    return power
