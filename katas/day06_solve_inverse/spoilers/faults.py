"""Known wrong eliminations, solutions, inverses and determinants of day 6."""

import numpy as np

import kata
from nnkata_plugin.check import fault


def refuse(a):
    """What the worked `lu` refuses."""
    if a.shape != (len(a), len(a)):
        raise ValueError("square")


def refuse_equations(a, b):
    """What the worked `solve` refuses."""
    refuse(a)
    if len(b) != len(a) or (kata.lu(a)[2].diagonal() == 0).any():
        raise ValueError("equations")


def eliminated(a, best):
    """The worked elimination, with another choice of the row that moves up: ``best(work, k)``."""
    refuse(a)
    work, order = a.copy(), np.arange(len(a))
    for k in range(len(a)):
        chosen = best(work, k)
        for part in (work, order):
            part[[k, chosen]] = part[[chosen, k]]
        clear(work, k)
    return order, np.tril(work, -1) + np.eye(len(a), dtype=a.dtype), np.triu(work)


def clear(work, k):
    with np.errstate(all="ignore"):
        if work[k:, k].any():
            work[k + 1 :, k] /= work[k, k]
            work[k + 1 :, k + 1 :] -= np.outer(work[k + 1 :, k], work[k, k + 1 :])


def largest(work, k):
    return k + np.abs(work[k:, k]).argmax()


@fault("lu", lesson="The largest moves up")
def does_not_pivot(a):
    """Divides by whatever stands on the diagonal: a 0 there ends it, and a tiny number ruins the rows below."""
    return eliminated(a, lambda work, k: k)


@fault("lu", lesson="The largest moves up")
def pivots_only_where_it_must(a):
    """Swaps rows only where the pivot is exactly 0: a tiny one is as bad, for what it leaves is rounding."""
    return eliminated(a, lambda work, k: k + (work[k:, k] != 0).argmax())


@fault("lu", lesson="The largest moves up")
def forgets_that_minus_nine_is_large(a):
    """Takes the largest number for the pivot, where the largest in size is asked for: -9 is larger than 2."""
    return eliminated(a, lambda work, k: k + work[k:, k].argmax())


@fault("lu", lesson="The largest moves up")
def takes_the_smallest_pivot(a):
    """Moves the smallest number of the column up: dividing by it makes the largest multipliers there can be."""

    def smallest(work, k):
        sizes = np.abs(work[k:, k])
        return k + np.where(sizes > 0, sizes, np.inf).argmin()

    return eliminated(a, smallest)


@fault("lu", lesson="The largest moves up")
def counts_from_the_top(a):
    """Counts the place of the largest from the top: in a slice that begins at k, place 0 is row k."""
    return eliminated(a, lambda work, k: np.abs(work[k:, k]).argmax())


@fault("lu", lesson="The largest moves up")
def disturbs_finished_rows(a):
    """Looks for the pivot in the whole column: the rows above k are finished, and must stay where they are."""
    return eliminated(a, lambda work, k: np.abs(work[:, k]).argmax())


@fault("lu", lesson="What elimination remembers")
def leaves_the_multipliers_behind(a):
    """Swaps the rows, but not the multipliers that belong to them: those of earlier columns have to move along."""
    refuse(a)
    order, upper, lower = np.arange(len(a)), a.copy(), np.eye(len(a), dtype=a.dtype)
    for k in range(len(a)):
        best = largest(upper, k)
        for part in (upper, order):
            part[[k, best]] = part[[best, k]]
        if upper[k, k] != 0:
            lower[k + 1 :, k] = upper[k + 1 :, k] / upper[k, k]
            upper[k + 1 :] -= np.outer(lower[k + 1 :, k], upper[k])
            upper[k + 1 :, k] = 0
    return order, lower, upper


@fault("lu", lesson="The largest moves up")
def loses_a_row_in_the_swap(a):
    """Has one row twice and another not at all: a row of an array is a view, and was written over in the swap."""
    refuse(a)
    work, order = a.copy(), np.arange(len(a))
    for k in range(len(a)):
        best = largest(work, k)
        work[k], work[best] = work[best], work[k]
        order[[k, best]] = order[[best, k]]
        clear(work, k)
    return order, np.tril(work, -1) + np.eye(len(a), dtype=a.dtype), np.triu(work)


@fault("lu", lesson="The largest moves up")
def forgets_the_order(a):
    """Swaps rows and does not say so: the order that it hands back is still 0, 1, 2, ..."""
    _, lower, upper = eliminated(a, largest)
    return np.arange(len(a)), lower, upper


@fault("lu", lesson="The largest moves up")
def tells_where_rows_went(a):
    """Tells for each row where it went; asked for is, for each place, which row has come there."""
    order, lower, upper = eliminated(a, largest)
    return np.argsort(order), lower, upper


@fault("lu", lesson="What elimination remembers")
def has_no_ones_on_the_diagonal(a):
    """Leaves the diagonal of the lower triangle at 0: each row of a has itself in it, once."""
    order, lower, upper = eliminated(a, largest)
    return order, np.tril(lower, -1), upper


@fault("lu", lesson="What elimination remembers")
def keeps_the_multipliers_in_the_upper_triangle(a):
    """Hands the multipliers back below the diagonal of the upper triangle, too: there it has to be 0."""
    order, lower, upper = eliminated(a, largest)
    return order, lower, upper + np.tril(lower, -1)


@fault("lu", lesson="What elimination remembers")
def turns_the_multipliers_round(a):
    """Has every multiplier with the wrong sign: what was subtracted to clear a row is added to put it together."""
    order, lower, upper = eliminated(a, largest)
    return order, 2 * np.eye(len(a), dtype=a.dtype) - lower, upper


@fault("lu", lesson="What elimination remembers")
def puts_the_pivots_into_the_lower_triangle(a):
    """Divides each pivot row by its pivot: the ones belong to the lower triangle, the pivots to the upper."""
    order, lower, upper = eliminated(a, largest)
    pivots = upper.diagonal()
    return order, lower * pivots, upper / np.where(pivots == 0, 1, pivots)[:, None]


@fault("lu", lesson="Task")
def overwrites_its_input(a):
    """Eliminates in the caller's own matrix: `a -= ...` and `a[i] = ...` write into the array that was handed in."""
    answer = eliminated(a, largest)
    a[...] = np.tril(answer[1], -1) + answer[2]
    return answer


@fault("lu", lesson="Task")
def answers_in_float64(a):
    """Answers in float64 when it was given float32: `np.eye` and `np.zeros` make float64 unless told otherwise."""
    order, lower, upper = eliminated(a, largest)
    return order, np.tril(lower, -1) + np.eye(len(a)), upper


@fault("solve", lesson="Two triangles, one answer")
def leaves_the_right_side_in_its_old_order(a, b):
    """Leaves b as it was while the rows of a were put into another order: each number has to move with its row."""
    refuse_equations(a, b)
    _, lower, upper = kata.lu(a)
    return kata.solve_upper(upper, kata.solve_lower(lower, b))


@fault("solve", lesson="Two triangles, one answer")
def orders_the_answer_instead(a, b):
    """Puts the answer into the order of the rows: rows are equations, and their order is none of the unknowns'."""
    refuse_equations(a, b)
    order, lower, upper = kata.lu(a)
    return kata.solve_upper(upper, kata.solve_lower(lower, b))[order]


@fault("solve", lesson="Two triangles, one answer")
def orders_the_right_side_backwards(a, b):
    """Moves the numbers of b the other way: place i gets number order[i], not number i the place order[i]."""
    refuse_equations(a, b)
    order, lower, upper = kata.lu(a)
    return kata.solve_upper(upper, kata.solve_lower(lower, b[np.argsort(order)]))


@fault("solve", lesson="Two triangles, one answer")
def solves_with_the_upper_triangle_only(a, b):
    """Solves with the upper triangle only: what was done to the rows of a was never done to b."""
    refuse_equations(a, b)
    order, _, upper = kata.lu(a)
    return kata.solve_upper(upper, b[order])


@fault("solve", lesson="Two triangles, one answer")
def solves_with_the_lower_triangle_only(a, b):
    """Stops half way: what the lower triangle gives is the right side for the upper one."""
    refuse_equations(a, b)
    order, lower, _ = kata.lu(a)
    return kata.solve_lower(lower, b[order])


@fault("solve", lesson="Two triangles, one answer")
def takes_the_triangles_in_the_wrong_order(a, b):
    """Solves with the upper triangle first: the lower one stands on the outside, so it comes off first."""
    refuse_equations(a, b)
    order, lower, upper = kata.lu(a)
    return kata.solve_lower(lower, kata.solve_upper(upper, b[order]))


@fault("solve", lesson="How sure is the answer?")
def multiplies_by_the_inverse(a, b):
    """Multiplies by the inverse: where a is nearly singular, that answer no longer fits the equation."""
    refuse_equations(a, b)
    order, lower, upper = kata.lu(a)
    return kata.solve_upper(upper, kata.solve_lower(lower, np.eye(len(a), dtype=a.dtype)[order])) @ b


@fault("solve", lesson="Two triangles, one answer")
def solves_with_the_transpose(a, b):
    """Solves with the transpose of a: rows and columns were taken for each other."""
    refuse_equations(a, b)
    order, lower, upper = kata.lu(a.T)
    return kata.solve_upper(upper, kata.solve_lower(lower, b[order]))


@fault("solve", lesson="Task")
def overwrites_the_right_side(a, b):
    """Writes the answer into the caller's right side, which is still needed, if only to see whether it fits."""
    refuse_equations(a, b)
    order, lower, upper = kata.lu(a)
    b[...] = kata.solve_upper(upper, kata.solve_lower(lower, b[order]))
    return b


@fault("solve", lesson="Task")
def divides_by_a_pivot_of_nought(a, b):
    """Divides by a pivot of 0: a singular matrix gets an answer of inf and nan, where an error is asked for."""
    refuse(a)
    if len(b) != len(a):
        raise ValueError("rows")
    order, lower, upper = kata.lu(a)
    with np.errstate(all="ignore"):
        return kata.solve_upper(upper, kata.solve_lower(lower, b[order]))


@fault("solve", lesson="Task")
def looks_at_the_last_pivot_only(a, b):
    """Looks at the last pivot only: a matrix is singular if any of them is 0."""
    refuse(a)
    order, lower, upper = kata.lu(a)
    if len(b) != len(a) or upper[-1, -1] == 0:
        raise ValueError("equations")
    with np.errstate(all="ignore"):
        return kata.solve_upper(upper, kata.solve_lower(lower, b[order]))


@fault("solve", lesson="Task")
def passes_over_rows_that_are_too_many(a, b):
    """Passes over rows of b that belong to no equation: lengths that differ are an error."""
    refuse_equations(a, b[: len(a)])
    order, lower, upper = kata.lu(a)
    return kata.solve_upper(upper, kata.solve_lower(lower, b[order]))


@fault("inverse", lesson="The inverse, column by column")
def takes_one_over_each_number(a):
    """Takes 1 over each number: that undoes `*`, place by place, and not the product of matrices."""
    refuse_equations(a, a)
    with np.errstate(all="ignore"):
        return 1 / a


@fault("inverse", lesson="The inverse, column by column")
def hands_back_the_transpose(a):
    """Hands the inverse back on its side: what was solved for are its columns, not its rows."""
    refuse_equations(a, a)
    return kata.solve(a, np.eye(len(a), dtype=a.dtype)).T


@fault("inverse", lesson="The inverse, column by column")
def inverts_the_rows_in_order(a):
    """Inverts the matrix with its rows in another order: the rows of the identity have to move along."""
    refuse_equations(a, a)
    _, lower, upper = kata.lu(a)
    return kata.solve_upper(upper, kata.solve_lower(lower, np.eye(len(a), dtype=a.dtype)))


@fault("det", lesson="The determinant falls out")
def forgets_the_swaps(a):
    """Leaves the sign as the pivots give it: each swap of two rows turns it round."""
    return kata.lu(a)[2].diagonal().prod()


@fault("det", lesson="The determinant falls out")
def counts_rows_that_moved(a):
    """Counts rows that are not in their place: three rows that changed places in a ring took two swaps, not three."""
    order, _, upper = kata.lu(a)
    return (-1) ** int((order != np.arange(len(a))).sum()) * upper.diagonal().prod()


@fault("det", lesson="The determinant falls out")
def turns_the_sign_at_most_once(a):
    """Turns the sign once if any rows were swapped: a second swap turns it back."""
    order, _, upper = kata.lu(a)
    return (-1 if (order != np.arange(len(a))).any() else 1) * upper.diagonal().prod()


@fault("det", lesson="The determinant falls out")
def is_never_negative(a):
    """Loses the sign: a matrix that mirrors has a negative determinant."""
    return abs(kata.lu(a)[2].diagonal().prod())


@fault("det", lesson="The determinant falls out")
def adds_the_pivots(a):
    """Adds the pivots up, where they are to be multiplied: each stretches what the others have stretched already."""
    return kata.lu(a)[2].diagonal().sum()


@fault("det", lesson="The determinant falls out")
def multiplies_the_diagonal_of_the_matrix(a):
    """Multiplies the diagonal of the matrix itself: only a triangle has its determinant there."""
    refuse(a)
    return a.diagonal().prod()
