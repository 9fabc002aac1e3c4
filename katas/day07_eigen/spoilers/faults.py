"""Known wrong quotients, iterations and decompositions of day 7."""

import numpy as np

import kata
from nnkata_plugin.check import fault


def refuse(a, x):
    """What the worked functions refuse of a matrix and a vector."""
    if a.shape != (len(x), len(x)) or not x.any():
        raise ValueError("a and x")


def refuse_asymmetric(a):
    if a.shape != (len(a), len(a)) or (a != a.T).any():
        raise ValueError("symmetric")


def iterated(a, start, tolerance, max_steps, shorten=None, value_of=None, is_settled=None):
    """The worked iteration, with another way to make a vector 1 long, to find the value, or to stop."""
    refuse(a, start)
    shorten = shorten or (lambda x: x / np.linalg.norm(x))
    x = shorten(start)
    old = np.inf
    with np.errstate(all="ignore"):
        for _ in range(max_steps):
            y = a @ x
            value = x @ y / (x @ x)
            misfit = np.linalg.norm(y - value * x) / np.linalg.norm(x)
            if is_settled(x, y, value, old) if is_settled else misfit <= tolerance * abs(value):
                return value_of(x, y) if value_of else value, x
            old, x = value, shorten(y)
    raise RuntimeError("not settled")


def rotated(a, turn, sweeps=10):
    """The worked sweeps: ``turn(work, vectors, p, q, g)`` is what is done for each pair."""
    refuse_asymmetric(a)
    work, vectors = a.copy(), np.eye(len(a), dtype=a.dtype)
    with np.errstate(all="ignore"):
        for _ in range(sweeps):
            for p in range(len(a)):
                for q in range(p + 1, len(a)):
                    g = kata.jacobi_rotation(work[p, p], work[p, q], work[q, q]).astype(a.dtype)
                    turn(work, vectors, [p, q], g)
    return work.diagonal().copy(), vectors


def both_sides(work, vectors, pair, g):
    work[:, pair] = work[:, pair] @ g
    work[pair] = g.T @ work[pair]
    vectors[:, pair] = vectors[:, pair] @ g


def in_order(values, vectors):
    order = values.argsort()
    return values[order], vectors[:, order]


@fault("rayleigh_quotient", lesson="The best guess for the value")
def forgets_to_divide(a, x):
    """Forgets to divide by x . x: that may be left out for vectors that are 1 long, and only for these."""
    refuse(a, x)
    return x @ (a @ x)


@fault("rayleigh_quotient", lesson="The best guess for the value")
def divides_by_the_length(a, x):
    """Divides by the length of x once: x occurs twice above the line, and so it does below."""
    refuse(a, x)
    return x @ (a @ x) / np.sqrt(x @ x)


@fault("rayleigh_quotient", lesson="The best guess for the value")
def compares_the_lengths(a, x):
    """Divides one length by the other: that is never negative, and it is right for eigenvectors only."""
    refuse(a, x)
    return np.linalg.norm(a @ x) / np.linalg.norm(x)


@fault("rayleigh_quotient", lesson="The best guess for the value")
def averages_the_ratios(a, x):
    """Takes the mean of the ratios, number by number: one that is nearly 0 below the line outweighs all others."""
    refuse(a, x)
    with np.errstate(all="ignore"):
        return ((a @ x) / x).mean()


@fault("rayleigh_quotient", lesson="Task")
def makes_its_vector_short(a, x):
    """Makes the caller's own x 1 long: `x /= ...` writes into the array that was handed in."""
    refuse(a, x)
    x /= np.linalg.norm(x)
    return x @ (a @ x)


@fault("rayleigh_quotient", lesson="Task")
def divides_nought_by_nought(a, x):
    """Answers nan for a vector of zeros: it has no direction, and that is an error."""
    if a.shape != (len(x), len(x)):
        raise ValueError("a and x")
    with np.errstate(all="ignore"):
        return x @ (a @ x) / (x @ x)


@fault("power_iteration", lesson="Again and again")
def does_not_normalise(a, start, tolerance, max_steps):
    """Lets the vector grow or shrink with every product: make it 1 long again each time."""
    return iterated(a, start, tolerance, max_steps, shorten=lambda x: x)


@fault("power_iteration", lesson="Again and again")
def normalises_at_the_start_only(a, start, tolerance, max_steps):
    """Makes the start 1 long, and nothing after it: each product changes the length again."""
    return iterated(a, start / np.linalg.norm(start), tolerance, max_steps, shorten=lambda x: x)


@fault("power_iteration", lesson="Again and again")
def divides_by_the_sum(a, start, tolerance, max_steps):
    """Divides by the sum of the numbers, which is no length: it may be 0 for a vector that is long."""
    return iterated(a, start, tolerance, max_steps, shorten=lambda x: x / x.sum())


@fault("power_iteration", lesson="Again and again")
def divides_by_the_largest_number(a, start, tolerance, max_steps):
    """Makes the largest number of the vector 1, not its length."""
    return iterated(a, start, tolerance, max_steps, shorten=lambda x: x / np.abs(x).max())


@fault("power_iteration", lesson="The best guess for the value")
def takes_the_length_for_the_value(a, start, tolerance, max_steps):
    """Takes the length of the product for the eigenvalue: a length is never negative, an eigenvalue may be."""
    return iterated(a, start, tolerance, max_steps, value_of=lambda x, y: np.linalg.norm(y))


@fault("power_iteration", lesson="When has it settled?")
def waits_until_nothing_moves(a, start, tolerance, max_steps):
    """Waits until the vector itself no longer moves: with a negative eigenvalue it turns round at every step."""

    def is_settled(x, y, value, old):
        return np.linalg.norm(y / np.linalg.norm(y) - x) <= tolerance

    return iterated(a, start, tolerance, max_steps, is_settled=is_settled)


@fault("power_iteration", lesson="When has it settled?")
def stops_when_the_value_falls(a, start, tolerance, max_steps):
    """Stops as soon as the value falls: a difference below the tolerance may be a large one with a minus."""

    def is_settled(x, y, value, old):
        return np.isfinite(old) and value - old <= tolerance * abs(value)

    return iterated(a, start, tolerance, max_steps, is_settled=is_settled)


@fault("power_iteration", lesson="When has it settled?")
def stops_on_a_flip_of_the_sign(a, start, tolerance, max_steps):
    """Takes a flip of the sign for the end: a vector that turns round has not settled, and one that has may do so."""

    def is_settled(x, y, value, old):
        return x @ y < 0 or np.linalg.norm(y - value * x) <= tolerance * abs(value)

    return iterated(a, start, tolerance, max_steps, is_settled=is_settled)


@fault("power_iteration", lesson="When has it settled?")
def looks_at_the_value_only(a, start, tolerance, max_steps):
    """Stops when the value no longer changes: it settles twice as fast as the vector, which is not there yet."""

    def is_settled(x, y, value, old):
        return abs(value - old) <= tolerance * abs(value)

    return iterated(a, start, tolerance, max_steps, is_settled=is_settled)


@fault("power_iteration", lesson="When has it settled?")
def measures_against_one(a, start, tolerance, max_steps):
    """Compares the misfit with the tolerance as it is: among large eigenvalues no misfit is ever so small."""

    def is_settled(x, y, value, old):
        return np.linalg.norm(y - value * x) <= tolerance

    return iterated(a, start, tolerance, max_steps, is_settled=is_settled)


@fault("power_iteration", lesson="When has it settled?")
def answers_one_step_later(a, start, tolerance, max_steps):
    """Makes one product more than was needed: the answer is the x that fits, not the one after it."""
    _, x = iterated(a, start, tolerance, max_steps)
    y = a @ x
    x = y / np.linalg.norm(y)
    return x @ (a @ x), x


@fault("power_iteration", lesson="When has it settled?")
def answers_whatever_it_has(a, start, tolerance, max_steps):
    """Hands back what it has when the steps have run out, as if it had settled."""
    refuse(a, start)
    x = start / np.linalg.norm(start)
    for _ in range(max_steps):
        y = a @ x
        if np.linalg.norm(y - (x @ y) * x) <= tolerance * abs(x @ y):
            break
        x = y / np.linalg.norm(y)
    return x @ (a @ x), x


@fault("power_iteration", lesson="Again and again")
def multiplies_from_the_other_side(a, start, tolerance, max_steps):
    """Computes x @ a: that finds the eigenvectors of the transpose, which are others unless a is symmetric."""
    return iterated(a.T, start, tolerance, max_steps)


@fault("power_iteration", lesson="Task")
def overwrites_the_start(a, start, tolerance, max_steps):
    """Iterates in the caller's own start: `x = start` makes no copy, and `x /= ...` or `x[:] = ...` writes into it."""
    value, x = iterated(a, start, tolerance, max_steps)
    start[:] = x
    return value, start


@fault("power_iteration", lesson="Task")
def starts_from_nothing(a, start, tolerance, max_steps):
    """Takes a start of zeros: it has no direction, and a product will not give it one."""
    if a.shape != (len(start), len(start)):
        raise ValueError("a and start")
    if not start.any():
        return 0.0, start.copy()
    return iterated(a, start, tolerance, max_steps)


@fault("symmetric_eigen", lesson="All at once, by rotations")
def leaves_the_values_unsorted(a):
    """Leaves the eigenvalues as the rotations have left them: the smallest is to come first."""
    return rotated(a, both_sides)


@fault("symmetric_eigen", lesson="All at once, by rotations")
def sorts_the_values_only(a):
    """Sorts the eigenvalues, but leaves the vectors: each has to move with its value."""
    values, vectors = rotated(a, both_sides)
    return np.sort(values), vectors


@fault("symmetric_eigen", lesson="All at once, by rotations")
def puts_the_largest_first(a):
    """Puts the largest eigenvalue first: it is the other way round."""
    values, vectors = in_order(*rotated(a, both_sides))
    return values[::-1].copy(), vectors[:, ::-1].copy()


@fault("symmetric_eigen", lesson="All at once, by rotations")
def sorts_by_size(a):
    """Sorts by size, without the sign: -5 is smaller than 3."""
    values, vectors = rotated(a, both_sides)
    order = np.abs(values).argsort()
    return values[order], vectors[:, order]


@fault("symmetric_eigen", lesson="All at once, by rotations")
def puts_the_vectors_into_rows(a):
    """Puts the vectors into rows: column j belongs to value j."""
    values, vectors = in_order(*rotated(a, both_sides))
    return values, vectors.T.copy()


@fault("symmetric_eigen", lesson="All at once, by rotations")
def sorts_the_rows(a):
    """Sorts the rows of the matrix of vectors: the vectors are its columns."""
    values, vectors = rotated(a, both_sides)
    order = values.argsort()
    return values[order], vectors[order]


@fault("symmetric_eigen", lesson="All at once, by rotations")
def rotates_the_columns_only(a):
    """Rotates one side only, the columns: rows have to follow, or the eigenvalues become others."""

    def turn(work, vectors, pair, g):
        work[:, pair] = work[:, pair] @ g
        vectors[:, pair] = vectors[:, pair] @ g

    return in_order(*rotated(a, turn))


@fault("symmetric_eigen", lesson="All at once, by rotations")
def rotates_the_rows_only(a):
    """Rotates one side only, the rows: columns have to follow, or the eigenvalues become others."""

    def turn(work, vectors, pair, g):
        work[pair] = g.T @ work[pair]
        vectors[:, pair] = vectors[:, pair] @ g

    return in_order(*rotated(a, turn))


@fault("symmetric_eigen", lesson="All at once, by rotations")
def rotates_backwards(a):
    """Rotates the other way: g and its transpose have changed places."""

    def turn(work, vectors, pair, g):
        both_sides(work, vectors, pair, g.T)

    return in_order(*rotated(a, turn))


@fault("symmetric_eigen", lesson="All at once, by rotations")
def rotates_the_vectors_backwards(a):
    """Rotates the vectors the other way: they are gathered by the same g that turns the columns."""

    def turn(work, vectors, pair, g):
        work[:, pair] = work[:, pair] @ g
        work[pair] = g.T @ work[pair]
        vectors[:, pair] = vectors[:, pair] @ g.T

    return in_order(*rotated(a, turn))


@fault("symmetric_eigen", lesson="All at once, by rotations")
def sweeps_once(a):
    """Goes through all pairs once: a later rotation fills earlier zeros again, and they need more sweeps."""
    return in_order(*rotated(a, both_sides, sweeps=1))


@fault("symmetric_eigen", lesson="All at once, by rotations")
def does_not_gather_the_rotations(a):
    """Hands back the axes as vectors: each rotation of the matrix has to be gathered in them."""
    values, _ = in_order(*rotated(a, both_sides))
    return values, np.eye(len(a), dtype=a.dtype)


@fault("symmetric_eigen", lesson="Task")
def overwrites_its_input(a):
    """Rotates the caller's own matrix: work in a copy."""
    values, vectors = in_order(*rotated(a, both_sides))
    a[...] = np.diag(values)
    return values, vectors


@fault("symmetric_eigen", lesson="Task")
def answers_in_float64(a):
    """Answers in float64 when it was given float32: `np.eye` makes float64 unless told otherwise."""
    values, vectors = in_order(*rotated(a.astype(np.float64), both_sides))
    return values, vectors


@fault("symmetric_eigen", lesson="Task")
def believes_the_upper_half(a):
    """Takes the upper half for the whole: a matrix that is not symmetric is an error."""
    if a.shape != (len(a), len(a)):
        raise ValueError("square")
    upper = np.triu(a)
    return in_order(*rotated(upper + np.triu(a, 1).T, both_sides))
