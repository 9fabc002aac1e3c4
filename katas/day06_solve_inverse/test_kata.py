"""What day 6 asks for: a matrix taken apart, then equations, then the inverse and the determinant."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, assert_residual, bench, cases, np

KINDS = {"scale": (1, 1e3), "layouts": ("c", "fortran", "strided"), "dtypes": ("f32", "f64")}
REGULAR = {"values": ("normal", "negative")}
"""Among numbers that repeat, singular matrices would be."""
SINGULAR = (
    [[1.0, 2.0], [2.0, 4.0]],
    [[0.0, 0.0], [0.0, 0.0]],
    [[0.0, 2.0, 1.0], [0.0, 1.0, 4.0], [0.0, 4.0, 2.0]],
    [[2.0, 4.0, 1.0], [1.0, 2.0, 1.0], [-1.0, -2.0, 3.0]],
    [[0.0]],
)
"""The last pivot is 0; both are; the first; the one in the middle; the only one. Nothing is rounded on the way."""
NOT_SQUARE = ((1, 3), (2, 3), (3, 2), (2,), (2, 2, 2))

# Worked out by hand in the lesson.
A = [[-2.0, -5.0, 10.0], [4.0, 8.0, -4.0], [1.0, 0.0, 5.0]]
ORDER = [1, 2, 0]
LOWER = [[1.0, 0.0, 0.0], [0.25, 1.0, 0.0], [-0.5, 0.5, 1.0]]
UPPER = [[4.0, 8.0, -4.0], [0.0, -2.0, 6.0], [0.0, 0.0, 5.0]]


@bench("solve")
def equations(rng, size):
    # Far from singular, so that right answers agree; and in need of swaps, so that there is no way round them.
    a = rng.standard_normal((size, size)) + 4 * np.sqrt(size) * np.eye(size)[rng.permutation(size)]
    return a.astype(np.float32), rng.standard_normal(size, dtype=np.float32)


def hilbert(size):
    """1 / (i + j + 1): the best known matrix that is nearly singular."""
    return 1 / (np.arange(size)[:, None] + np.arange(size) + 1)


# The two triangles


def test_lu_takes_the_matrix_of_the_lesson_apart(kata):
    assert_equal(kata.lu(np.array(A)), tuple(map(np.array, (ORDER, LOWER, UPPER))))


def test_lu_swaps_rows_where_a_zero_is_on_the_diagonal(kata):
    swapped = np.array([1, 0]), np.eye(2), np.array([[1.0, 3.0], [0.0, 2.0]])
    assert_equal(kata.lu(np.array([[0.0, 2.0], [1.0, 3.0]])), swapped)


def test_lu_leaves_rows_in_place_that_are_in_order(kata):
    assert_equal(kata.lu(np.array(A)[ORDER]), (np.arange(3), np.array(LOWER), np.array(UPPER)))


def test_the_triangles_multiply_to_the_rows_in_order(kata):
    for case in cases(a="size size", values=("normal", "negative", "ties", "subnormal"), **KINDS):
        order, lower, upper = kata.lu(case.a)
        lower, upper = np.asarray(lower, np.float64), np.asarray(upper, np.float64)
        assert_close(lower @ upper, case.a[order], terms=case.size, scale=np.abs(lower) @ np.abs(upper))


def test_the_order_holds_every_row_once(kata):
    for case in cases(a="size size"):
        order, _, _ = kata.lu(case.a)
        assert_equal(np.sort(order), np.arange(case.size))


def test_the_lower_triangle_has_ones_on_its_diagonal(kata):
    for case in cases(a="size size", dtypes=("f32", "f64")):
        _, lower, _ = kata.lu(case.a)
        assert_equal(lower.diagonal(), np.ones(case.size, case.dtype))
        assert_equal(np.triu(lower, 1), np.zeros((case.size, case.size), case.dtype))


def test_no_multiplier_is_larger_than_one(kata):
    for case in cases(a="size size", values=("normal", "negative", "ties"), dtypes=("f32", "f64")):
        _, lower, _ = kata.lu(case.a)
        assert np.abs(lower).max() <= 1, "the largest of what is left of the column is the one to divide by"


def test_the_upper_triangle_is_exactly_zero_below_its_diagonal(kata):
    for case in cases(a="size size", dtypes=("f32", "f64")):
        _, _, upper = kata.lu(case.a)
        assert_equal(np.tril(upper, -1), np.zeros((case.size, case.size), case.dtype))


def test_lu_takes_singular_matrices_apart_too(kata):
    for a in map(np.array, SINGULAR):
        order, lower, upper = kata.lu(a)
        assert_equal(lower @ upper, a[order])
        assert upper.diagonal().prod() == 0, "a singular matrix has a 0 among its pivots"


def test_lu_leaves_the_matrix_alone(kata):
    for case in cases(a="size size", layouts=("c", "fortran", "strided")):
        before = case.a.copy()
        kata.lu(case.a)
        assert_equal(case.a, before)


def test_lu_refuses_what_is_not_square(kata):
    for a in map(np.ones, NOT_SQUARE):
        with pytest.raises(ValueError):
            kata.lu(a)


# Equations


def test_the_given_functions_solve_with_the_triangles(kata):
    _, lower, upper = kata.lu(np.array(A))
    # A wrong triangle is not the fault of those who solve with it.
    assert_equal([lower, upper], [np.array(LOWER), np.array(UPPER)])
    b, c = np.array([[2.0, 4.0], [1.0, 0.0], [8.0, 1.0]]), np.array([[-72.0, 14.0], [46.0, -2.0], [25.0, 2.5]])
    right = [b.copy(), c.copy()]
    assert_equal(kata.solve_lower(lower, right[0]), np.array([[2.0, 4.0], [0.5, -1.0], [8.75, 3.5]]))
    assert_equal(kata.solve_upper(upper, right[1]), np.array([[3.0, -1.0], [-8.0, 2.5], [5.0, 0.5]]))
    assert_equal([lower, upper, *right], [np.array(LOWER), np.array(UPPER), b, c])


def test_solve_finds_the_answer_worked_out_by_hand(kata):
    assert_close(kata.solve(np.array(A), np.array([31.0, -12.0, 17.0])), np.array([2.0, -1.0, 3.0]), scale=10)


def test_solve_answers_several_equations_at_once(kata):
    b = np.array([[-2.0, 31.0], [4.0, -12.0], [1.0, 17.0]])
    assert_close(kata.solve(np.array(A), b), np.array([[1.0, 2.0], [0.0, -1.0], [0.0, 3.0]]), scale=10)


def test_a_tiny_pivot_does_not_wipe_out_the_rest(kata):
    a, b = np.array([[1e-20, 1.0], [1.0, 1.0]]), np.array([1.0, 2.0])
    assert_close(kata.solve(a, b), np.array([1.0, 1.0]))


def test_the_solution_fits_the_equation(kata):
    for case in cases(a="size size", b="size cols", **REGULAR, **KINDS):
        assert_residual(case.a, kata.solve(case.a, case.b), case.b)


def test_the_solution_is_as_near_to_the_truth_as_the_condition_allows(kata, expected):
    for case in cases(a="size size", b="size", dtypes=("f32", "f64"), **REGULAR):
        case.a[:, -1] += 30 * case.a[:, 0]  # two columns that nearly point the same way
        assert_close(kata.solve(case.a, case.b), expected.solve(case.a, case.b))


def test_the_solution_fits_a_nearly_singular_equation_as_well(kata):
    for size in (6, 9, 12):
        a = hilbert(size)
        truth = np.arange(1.0, size + 1)
        x = kata.solve(a, a @ truth)
        assert_residual(a, x, a @ truth, dtype=np.float64)
        assert_close(x, truth, terms=size, condition=np.linalg.cond(a))


def test_solve_leaves_both_sides_alone(kata):
    for case in cases(a="size size", b="size cols", layouts=("c", "fortran", "strided"), **REGULAR):
        a, b = case.a.copy(), case.b.copy()
        kata.solve(case.a, case.b)
        assert_equal([case.a, case.b], [a, b])


def test_solve_refuses_a_singular_matrix(kata):
    for a in map(np.array, SINGULAR):
        with pytest.raises(ValueError):
            kata.solve(a, np.ones(len(a)))


def test_solve_refuses_a_right_side_of_another_length(kata):
    for length in (1, 2, 4):
        for b in (np.ones(length), np.ones((length, 3))):
            with pytest.raises(ValueError):
                kata.solve(np.array(A), b)


def test_solve_refuses_a_matrix_that_is_not_square(kata):
    for a in map(np.ones, NOT_SQUARE):
        with pytest.raises(ValueError):
            kata.solve(a, np.ones(len(a)))


# The inverse


def test_inverse_gives_the_matrix_worked_out_by_hand(kata):
    a = np.array([[2.0, 1.0], [7.0, 4.0]])
    assert_close(kata.inverse(a), np.array([[4.0, -1.0], [-7.0, 2.0]]), condition=70)


def test_the_inverse_undoes_the_matrix(kata):
    for case in cases(a="size size", **REGULAR, **KINDS):
        assert_residual(case.a, kata.inverse(case.a), np.eye(case.size))


def test_inverse_leaves_the_matrix_alone(kata):
    for case in cases(a="size size", layouts=("c", "fortran", "strided"), **REGULAR):
        before = case.a.copy()
        kata.inverse(case.a)
        assert_equal(case.a, before)


def test_inverse_refuses_a_singular_matrix(kata):
    for a in map(np.array, SINGULAR):
        with pytest.raises(ValueError):
            kata.inverse(a)


def test_inverse_refuses_what_is_not_square(kata):
    for a in map(np.ones, NOT_SQUARE):
        with pytest.raises(ValueError):
            kata.inverse(a)


# The determinant


def test_det_gives_the_numbers_worked_out_by_hand(kata):
    assert_close(kata.det(np.array([[2.0, 1.0], [7.0, 4.0]])), 1.0, scale=8)
    assert_close(kata.det(np.array(A)), -40.0)


def test_the_determinant_of_swapped_axes_is_minus_one(kata):
    assert_equal(float(kata.det(np.array([[0.0, 1.0], [1.0, 0.0]]))), -1.0)


def test_the_sign_counts_swaps_in_any_order_of_rows(kata):
    for rows, sign in (([0, 1, 2], 1), ([1, 2, 0], 1), ([2, 1, 0], -1), ([1, 0, 3, 2], 1), ([1, 2, 3, 0], -1)):
        assert_equal(float(kata.det(np.eye(len(rows))[rows])), float(sign))


def test_the_determinant_of_a_singular_matrix_is_zero(kata):
    for a in map(np.array, SINGULAR):
        assert_equal(abs(float(kata.det(a))), 0.0)


def test_det_agrees_with_the_reference(kata, expected):
    for case in cases(a="size size", sizes={"size": (1, 2, 3, 5, 8)}, values=("normal", "negative", "ties"), **KINDS):
        assert_close(kata.det(case.a), expected.det(case.a))


def test_det_leaves_the_matrix_alone(kata):
    for case in cases(a="size size", layouts=("c", "fortran", "strided")):
        before = case.a.copy()
        kata.det(case.a)
        assert_equal(case.a, before)


def test_det_refuses_what_is_not_square(kata):
    for a in map(np.ones, NOT_SQUARE):
        with pytest.raises(ValueError):
            kata.det(a)
