"""Known wrong directions, angles, shadows and right angles of day 4."""

import numpy as np

import kata
from nnkata_plugin.check import fault


def length(x):
    """How long a vector is; refuses what has no direction, as the worked solution does."""
    found = np.sqrt(x @ x)
    if found == 0:
        raise ValueError("zeros")
    return found


def cosine(a, b):
    """The cosine as it comes, before it is kept within its bounds."""
    return (a / length(a)) @ (b / length(b))


def bounded(number):
    return max(-1.0, min(1.0, number))


def orthonormal(a, shadows, rounds=2, refuses=True):
    """Gram-Schmidt in which `shadows(earlier, column, rest)` is taken away from what is left of a column."""
    q = a.copy()
    for j in range(a.shape[1]):
        rest = honest = a[:, j]
        for _ in range(2):
            honest = honest - q[:, :j] @ (q[:, :j].T @ honest)
        if refuses and np.sqrt(honest @ honest) <= 100 * np.finfo(a.dtype).eps * np.sqrt(a[:, j] @ a[:, j]):
            raise ValueError("dependent")
        for _ in range(rounds):
            rest = rest - shadows(q[:, :j], a[:, j], rest)
        with np.errstate(all="ignore"):
            q[:, j] = rest / np.sqrt(rest @ rest)
    return q


def worked(a):
    return orthonormal(a, lambda earlier, column, rest: earlier @ (earlier.T @ rest))


@fault("normalize", lesson="What has no direction")
def divides_nothing_by_nothing(x):
    """Divides 0 by 0 for a vector of zeros: nan in every place, and no error. It has no direction, so say so."""
    with np.errstate(all="ignore"):
        return x / np.sqrt(x @ x)


@fault("normalize", lesson="What has no direction")
def gives_zeros_for_zeros(x):
    """Gives a vector of zeros back as it is: that is no direction, for it is not 1 long."""
    return x / length(x) if x.any() else x.copy()


@fault("normalize", lesson="Task")
def divides_by_the_square(x):
    """Divides by the sum of the squares: the length is its root."""
    length(x)
    return x / (x @ x)


@fault("normalize", lesson="Task")
def makes_the_sum_one(x):
    """Divides by the sum of the sizes: then these add up to 1, but the arrow is not 1 long."""
    length(x)
    return x / np.abs(x).sum()


@fault("normalize", lesson="Task")
def makes_the_largest_one(x):
    """Divides by the largest number: then that one is 1, but the arrow is longer."""
    length(x)
    return x / np.abs(x).max()


@fault("normalize", lesson="Task")
def changes_its_input(x):
    """Divides the caller's own array: `x /= ...` writes into what was handed in."""
    x /= length(x)
    return x


@fault("normalize", lesson="Task")
def answers_in_float64(x):
    """Answers in float64 when it was given float32: something on the way made wider numbers."""
    return (x / length(x)).astype(np.float64)


@fault("cosine_similarity", lesson="The cosine of an angle")
def forgets_the_lengths(a, b):
    """Stops at the dot product: a longer vector gets more, and the direction alone should count."""
    cosine(a, b)
    return bounded(a @ b)


@fault("cosine_similarity", lesson="The cosine of an angle")
def divides_by_one_length_only(a, b):
    """Divides by one of the two lengths only."""
    cosine(a, b)
    return bounded((a / length(a)) @ b)


@fault("cosine_similarity", lesson="The cosine of an angle")
def divides_by_the_squares(a, b):
    """Divides by the squares of the lengths: their roots are missing."""
    cosine(a, b)
    return bounded((a @ b) / ((a @ a) * (b @ b)))


@fault("cosine_similarity", lesson="The cosine of an angle")
def drops_the_sign(a, b):
    """Drops the sign: vectors that point in opposite directions have -1."""
    return abs(bounded(cosine(a, b)))


@fault("cosine_similarity", lesson="Beyond one")
def lets_rounding_go_beyond_one(a, b):
    """Comes out a little above 1 for some parallel vectors: rounding did that, and the arccos of it is nan."""
    return cosine(a, b)


@fault("angle", lesson="The cosine of an angle")
def counts_in_degrees(a, b):
    """Counts in degrees: the contract asks for radians, where half a turn is pi."""
    return np.degrees(np.arccos(kata.cosine_similarity(a, b)))


@fault("angle", lesson="The cosine of an angle")
def answers_with_the_cosine(a, b):
    """Answers with the cosine: the angle is what has that cosine."""
    return kata.cosine_similarity(a, b)


@fault("angle", lesson="The cosine of an angle")
def takes_the_arcsin(a, b):
    """Takes the angle that has this number as its sine: it is a cosine."""
    return np.arcsin(kata.cosine_similarity(a, b))


@fault("angle", lesson="The cosine of an angle")
def measures_between_lines(a, b):
    """Measures between two lines, never more than a quarter turn: arrows may point away from each other."""
    return np.arccos(abs(kata.cosine_similarity(a, b)))


@fault("project", lesson="A shadow")
def projects_the_other_way_round(x, onto):
    """Projects onto the wrong one: the shadow lies on the line through `onto`, so it is a multiple of that."""
    length(onto)
    x @ onto
    with np.errstate(all="ignore"):
        return (x @ onto) / (x @ x) * x


@fault("project", lesson="A shadow")
def forgets_to_divide(x, onto):
    """Does not divide by the length of `onto`: a longer one gives a longer shadow."""
    length(onto)
    x @ onto
    return (x @ onto) * onto


@fault("project", lesson="A shadow")
def divides_only_once_by_the_length(x, onto):
    """Divides only once by the length of `onto`, which stands in the product twice."""
    length(onto)
    x @ onto
    return (x @ onto) / np.sqrt(onto @ onto) * onto


@fault("project", lesson="A shadow")
def answers_with_what_is_left(x, onto):
    """Answers with what the shadow leaves of x, where the shadow itself is asked for."""
    return x - (x @ onto) / length(onto) ** 2 * onto


@fault("project", lesson="A shadow")
def divides_by_the_length_of_x(x, onto):
    """Divides by the length of x: it is that of `onto` that should not matter."""
    length(onto)
    x @ onto
    with np.errstate(all="ignore"):
        return (x @ onto) / (x @ x) * onto


@fault("gram_schmidt", lesson="Twice is enough")
def takes_all_shadows_of_the_column(a):
    """Loses the right angles between nearly dependent columns: it takes all shadows from the column as it came."""
    worked(a)
    return orthonormal(a, lambda earlier, column, rest: earlier @ (earlier.T @ column), rounds=1, refuses=False)


@fault("gram_schmidt", lesson="Twice is enough")
def takes_the_shadows_only_once(a):
    """Is nearly at right angles where columns are nearly dependent, but by far not to the last digits."""
    worked(a)
    q = a.copy()
    for j in range(a.shape[1]):
        rest = a[:, j]
        for k in range(j):
            rest = rest - (q[:, k] @ rest) * q[:, k]
        q[:, j] = rest / np.sqrt(rest @ rest)
    return q


@fault("gram_schmidt", lesson="Right angles, one after the other")
def leaves_the_lengths(a):
    """Leaves the columns as long as they came out: each has to be made 1 long."""
    q = worked(a)
    return q * (q * a).sum(axis=0)


@fault("gram_schmidt", lesson="Right angles, one after the other")
def looks_at_the_last_column_only(a):
    """Takes away the shadow on the column just before, and forgets the earlier ones."""
    worked(a)
    return orthonormal(a, lambda q, column, rest: q[:, -1:] @ (q[:, -1:].T @ rest), refuses=False)


@fault("gram_schmidt", lesson="Right angles, one after the other")
def only_normalizes(a):
    """Makes each column 1 long and leaves it where it points: the shadows are still in it."""
    worked(a)
    return orthonormal(a, lambda earlier, column, rest: 0 * rest, refuses=False)


@fault("gram_schmidt", lesson="Right angles, one after the other")
def adds_the_shadows(a):
    """Adds the shadows where they should be taken away."""
    worked(a)
    return orthonormal(a, lambda earlier, column, rest: -earlier @ (earlier.T @ rest), rounds=1, refuses=False)


@fault("gram_schmidt", lesson="Right angles, one after the other")
def starts_from_the_last_column(a):
    """Begins with the last column: it is the first one that keeps its direction, and the others give way to it."""
    worked(a)
    return np.ascontiguousarray(worked(a[:, ::-1])[:, ::-1])


@fault("gram_schmidt", lesson="What has no direction")
def makes_a_direction_of_rounding(a):
    """Makes a direction of what rounding left of a dependent column: that points anywhere. It should be refused."""
    return orthonormal(a, lambda earlier, column, rest: earlier @ (earlier.T @ rest), refuses=False)


@fault("gram_schmidt", lesson="What has no direction")
def leaves_zeros_for_dependent_columns(a):
    """Leaves a column of zeros where a column depends on others: that is no direction, and should be refused."""
    q = np.zeros_like(a)
    for j in range(a.shape[1]):
        rest = a[:, j]
        for _ in range(2):
            rest = rest - q[:, :j] @ (q[:, :j].T @ rest)
        if np.sqrt(rest @ rest) > 100 * np.finfo(a.dtype).eps * np.sqrt(a[:, j] @ a[:, j]):
            q[:, j] = rest / np.sqrt(rest @ rest)
    return q
