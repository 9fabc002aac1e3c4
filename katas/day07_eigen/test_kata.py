"""What day 7 asks for: the quotient, then one eigenvector by repetition, then all of them by rotations."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, assert_residual, cases, np

LAYOUTS = ("c", "fortran", "strided")
DTYPES = ("f32", "f64")
SIZES = {"size": (1, 2, 3, 5, 8, 9)}
NOT_SQUARE = ((1, 3), (2, 3), (3, 2), (3,), (2, 2, 2))


def mixer():
    return np.array([[2.0, 1.0], [1.0, 2.0]])


def blocks():
    return np.array([[2.0, 0.0, 0.0], [0.0, 3.0, 4.0], [0.0, 4.0, 9.0]])


def equal():
    """Some of their eigenvalues are equal, so that many vectors are right."""
    yield np.eye(3)
    yield np.zeros((2, 2))
    yield 4 * np.eye(4) - 1
    yield np.array([[0.0, 2.0, 2.0], [2.0, 0.0, 2.0], [2.0, 2.0, 0.0]])
    yield np.kron(mixer(), np.eye(2))


def symmetric(a):
    """The upper triangle, and its mirror image, in the layout of `a`."""
    rows, cols = np.tril_indices(len(a), -1)
    a[rows, cols] = a[cols, rows]
    return a


def with_eigenvalues(values, a):
    """A symmetric matrix with these eigenvalues, and its eigenvectors, drawn from the numbers of `a`."""
    vectors = np.linalg.qr(a.astype(np.float64))[0]
    return symmetric(vectors * values @ vectors.T), vectors


def settled(kata, a, start, tolerance, max_steps=150):
    try:
        return kata.power_iteration(a, start, tolerance, max_steps)
    except RuntimeError as error:
        pytest.fail(f"the direction has settled long before {max_steps} steps, but power_iteration says: {error}")


# The quotient


def test_the_quotient_is_the_number_worked_out_by_hand(kata):
    assert_close(kata.rayleigh_quotient(mixer(), np.array([2.0, 1.0])), 2.8)


def test_the_quotient_of_an_eigenvector_is_its_eigenvalue(kata):
    assert_close(kata.rayleigh_quotient(blocks(), np.array([0.0, 3.0, 6.0])), 11.0)
    assert_close(kata.rayleigh_quotient(np.array([[1.0, 2.0], [2.0, -2.0]]), np.array([-1.0, 2.0])), -3.0)


def test_the_quotient_agrees_with_the_reference(kata, expected):
    kinds = {"scale": (1, 1e3), "layouts": LAYOUTS, "dtypes": DTYPES, "values": ("normal", "negative")}
    for case in cases(a="size size", x="size", **kinds):
        assert_close(kata.rayleigh_quotient(case.a, case.x), expected.rayleigh_quotient(case.a, case.x))


def test_the_quotient_does_not_ask_how_long_the_vector_is(kata):
    for case in cases(a="size size", x="size", values=("normal", "negative"), dtypes=DTYPES):
        long, short = (kata.rayleigh_quotient(case.a, factor * case.x) for factor in (64, 0.125))
        assert_close(long, short, terms=case.size, scale=np.abs(case.a).sum())


def test_the_quotient_leaves_its_arguments_alone(kata):
    for case in cases(a="size size", x="size", values=("normal", "negative"), layouts=LAYOUTS):
        a, x = case.a.copy(), case.x.copy()
        kata.rayleigh_quotient(case.a, case.x)
        assert_equal([case.a, case.x], [a, x])


def test_the_quotient_refuses_a_vector_without_a_direction(kata):
    with pytest.raises(ValueError):
        kata.rayleigh_quotient(mixer(), np.zeros(2))


def test_the_quotient_refuses_what_does_not_fit(kata):
    not_square = [(np.ones(shape), np.ones(shape[0])) for shape in NOT_SQUARE]
    for a, x in [(mixer(), np.ones(1)), (mixer(), np.ones(3)), *not_square]:
        with pytest.raises(ValueError):
            kata.rayleigh_quotient(a, x)


# One eigenvector


def test_power_iteration_takes_the_steps_worked_out_by_hand(kata):
    first, second = np.array([1.0, 0.0]), np.array([2.0, 1.0]) / np.sqrt(5)
    third = np.array([5.0, 4.0]) / np.sqrt(41)
    steps = ((0.6, 2.0, first), (0.48, 2.8, second), (0.4, 2.8, second), (0.2, 122 / 41, third))
    for tolerance, value, vector in steps:
        found, x = settled(kata, mixer(), np.array([3.0, 0.0]), tolerance)
        assert_close(found, value)
        assert_close(x, vector, up_to="sign")


def test_power_iteration_finds_the_largest_eigenvalue(kata):
    value, vector = settled(kata, blocks(), np.ones(3), 1e-14)
    assert_close(value, 11.0)
    assert_close(vector, np.array([0.0, 1.0, 2.0]) / np.sqrt(5), up_to="sign", condition=10)


def test_a_negative_eigenvalue_keeps_its_sign(kata):
    value, vector = settled(kata, np.array([[1.0, 2.0], [2.0, -2.0]]), np.ones(2), 1e-14)
    assert_close(value, -3.0)
    assert_close(vector, np.array([1.0, -2.0]) / np.sqrt(5), up_to="sign", condition=10)


def test_power_iteration_works_for_matrices_that_are_not_symmetric(kata):
    value, vector = settled(kata, np.array([[0.75, 1.5], [0.25, 0.5]]), np.ones(2), 1e-14)
    assert_close(value, 1.25)
    assert_close(vector, np.array([3.0, 1.0]) / np.sqrt(10), up_to="sign", condition=10)


def test_power_iteration_settles_on_the_dominant_vector(kata):
    tolerance = {np.dtype(np.float32): 3e-6, np.dtype(np.float64): 1e-9}
    for case in cases(a="size size", start="size", sizes=SIZES, values=("normal", "negative"), dtypes=DTYPES):
        for largest in (7.0, -7.0, 7000.0, -0.007):
            values = largest * np.append(1.0, np.linspace(-0.5, 0.6, case.size)[1:])
            a, vectors = with_eigenvalues(values, case.a)
            limit = tolerance[case.dtype]
            value, vector = settled(kata, a.astype(case.dtype), case.start, limit)
            wide = 4 * limit / np.finfo(case.dtype).eps
            assert_close(value, largest, condition=10, terms=case.size)
            assert_close(vector, vectors[:, 0], up_to="sign", condition=wide, dtype=case.dtype)


def test_the_vector_is_one_long(kata):
    for case in cases(a="size size", start="size", sizes=SIZES, values=("normal", "negative"), dtypes=DTYPES):
        a, _ = with_eigenvalues(np.append(3.0, np.ones(case.size - 1)), case.a)
        _, vector = settled(kata, a.astype(case.dtype), case.start, 1e-3)
        assert_close(np.sqrt((vector**2).sum()), 1.0, terms=case.size, dtype=case.dtype)


def test_power_iteration_gives_up_after_so_many_products(kata):
    start = np.array([3.0, 0.0])
    assert_close(kata.power_iteration(mixer(), start, 0.4, 2)[0], 2.8)
    for steps in (0, 1):
        with pytest.raises(RuntimeError):
            kata.power_iteration(mixer(), start, 0.4, steps)


def test_power_iteration_gives_up_where_nothing_settles(kata):
    for a in (np.array([[0.0, -1.0], [1.0, 0.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])):
        with pytest.raises(RuntimeError):
            kata.power_iteration(a, np.array([1.0, 0.0]), 1e-3, 50)


def test_power_iteration_leaves_its_arguments_alone(kata):
    for case in cases(start="size", sizes=SIZES, values=("normal", "negative"), layouts=LAYOUTS):
        a = np.diag(np.append(2.0, np.ones(case.size - 1))).astype(np.float32)
        matrix, start = a.copy(), case.start.copy()
        settled(kata, a, case.start, 1e-3)
        assert_equal([a, case.start], [matrix, start])


def test_power_iteration_refuses_a_start_without_a_direction(kata):
    with pytest.raises(ValueError):
        kata.power_iteration(mixer(), np.zeros(2), 1e-3, 10)


def test_power_iteration_refuses_what_does_not_fit(kata):
    not_square = [(np.ones(shape), np.ones(shape[0])) for shape in NOT_SQUARE]
    for a, start in [(mixer(), np.ones(1)), (mixer(), np.ones(3)), *not_square]:
        with pytest.raises(ValueError):
            kata.power_iteration(a, start, 1e-3, 10)


def test_what_is_only_stretched_settles_at_once(kata):
    value, vector = settled(kata, np.diag([2.0, 1.0]), np.array([3.0, 0.0]), 0.0, 1)
    assert_close(value, 2.0)
    assert_close(vector, np.array([1.0, 0.0]), up_to="sign")


# All of them


def test_two_by_two_is_the_answer_worked_out_by_hand(kata):
    values, vectors = kata.symmetric_eigen(np.array([[6.0, 2.0], [2.0, 3.0]]))
    assert_close(values, np.array([2.0, 7.0]))
    assert_close(vectors, np.array([[1.0, 2.0], [-2.0, 1.0]]) / np.sqrt(5), up_to="sign", axis=0)


def test_three_eigenvalues_come_in_order_with_their_vectors(kata):
    values, vectors = kata.symmetric_eigen(blocks())
    assert_close(values, np.array([1.0, 2.0, 11.0]))
    third = np.array([[0.0, np.sqrt(5), 0.0], [-2.0, 0.0, 1.0], [1.0, 0.0, 2.0]]) / np.sqrt(5)
    assert_close(vectors, third, up_to="sign", axis=0)


def test_the_smallest_comes_first_and_negative_is_smaller_than_none(kata):
    values, vectors = kata.symmetric_eigen(np.diag([3.0, -5.0, 0.0, 4.0]))
    assert_close(values, np.array([-5.0, 0.0, 3.0, 4.0]))
    assert_close(vectors, np.eye(4)[:, [1, 2, 0, 3]], up_to="sign", axis=0)


def test_the_given_rotation_is_as_it_was(kata, expected):
    kata.symmetric_eigen(mixer())
    blocks = [(6.0, 2.0, 3.0), (3.0, 2.0, 6.0), (3.0, -2.0, 6.0), (-1.0, 1e-3, 1.0)]
    blocks += [(1.0, 2.0, 1.5), (1.5, -2.0, 1.0), (2.0, 0.5, 2.0), (2.0, 0.0, 2.0)]
    for pp, pq, qq in blocks:
        assert_close(kata.jacobi_rotation(pp, pq, qq), expected.jacobi_rotation(pp, pq, qq))


def test_the_values_agree_with_the_reference(kata, expected):
    kinds = {"scale": (1, 1e3), "layouts": LAYOUTS, "dtypes": DTYPES, "values": ("normal", "negative", "ties")}
    for case in cases(a="size size", sizes=SIZES, **kinds):
        right, _ = expected.symmetric_eigen(symmetric(case.a))
        values, _ = kata.symmetric_eigen(case.a)
        assert_close(values, right)


def test_the_vectors_agree_with_the_reference(kata, expected):
    for case in cases(a="size size", sizes=SIZES, scale=(1, 1e-3), dtypes=DTYPES, values=("normal", "negative")):
        _, right = expected.symmetric_eigen(symmetric(case.a))
        _, vectors = kata.symmetric_eigen(case.a)
        assert_close(vectors, right, up_to="sign", axis=0)


def test_values_and_vectors_fit_the_matrix(kata):
    for case in cases(a="size size", sizes={"size": (1, 3, 4, 17)}, dtypes=DTYPES, values=("normal", "ties")):
        values, vectors = kata.symmetric_eigen(symmetric(case.a))
        assert_residual(case.a, vectors, np.asarray(vectors) * values)
        assert_close(np.asarray(vectors).T @ vectors, np.eye(case.size), terms=case.size, condition=2)


def test_equal_eigenvalues_have_perpendicular_vectors(kata):
    for a in equal():
        values, vectors = kata.symmetric_eigen(a)
        assert_close(values, np.linalg.eigvalsh(a), terms=len(a), scale=4)
        assert_residual(a, vectors, np.asarray(vectors) * values, dtype=np.float64)
        assert_close(np.asarray(vectors).T @ vectors, np.eye(len(a)), terms=len(a))
        assert (np.diff(values) >= 0).all(), "the smallest comes first"


def test_symmetric_eigen_leaves_the_matrix_alone(kata):
    for case in cases(a="size size", sizes=SIZES, layouts=LAYOUTS):
        before = symmetric(case.a).copy()
        kata.symmetric_eigen(case.a)
        assert_equal(case.a, before)


def test_symmetric_eigen_refuses_what_is_not_symmetric(kata):
    for a in (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [1.5, 1.0]]), blocks() + np.eye(3)[[1, 2, 0]]):
        with pytest.raises(ValueError):
            kata.symmetric_eigen(a)


def test_symmetric_eigen_refuses_what_is_not_square(kata):
    for a in map(np.ones, NOT_SQUARE):
        with pytest.raises(ValueError):
            kata.symmetric_eigen(a)
