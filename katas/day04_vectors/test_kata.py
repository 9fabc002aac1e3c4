"""What day 4 asks for: directions, cosines, angles, shadows, and columns at right angles, also where it is hard."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, cases, np

# Not "ties": whole halves, all of which may be 0, and zeros have no direction.
NOT_ZERO = {"values": ("normal", "negative", "positive")}
KINDS = {"layouts": ("c", "strided"), "dtypes": ("f32", "f64"), **NOT_ZERO}
MANY = {"count": (50,), "n": (2, 3, 5, 17)}
MATRICES = {"dtypes": ("f32", "f64"), "values": ("normal", "negative"), "layouts": ("c", "fortran", "strided")}


def tall(case):
    return case.rows >= case.cols


def eps(dtype):
    return float(np.finfo(dtype).eps)


def laeuchli(cols, dtype):
    """A row of ones above a small multiple of the identity, whose square is lost beside a 1."""
    return np.concatenate([np.ones((1, cols)), np.sqrt(eps(dtype)) * np.eye(cols)]).astype(dtype)


def with_angle(case, size):
    """Two vectors with about this angle between them."""
    return case.a, (case.a + size * np.linalg.norm(case.a) / np.linalg.norm(case.b) * case.b).astype(case.dtype)


def close_angle(actual, a, b, truth):
    """A right cosine has a rounding error; near 0 and pi, where the cosine is flat, an angle suffers from it."""
    flat = max(abs(np.sin(float(truth))), eps(a.dtype) ** 0.5)
    assert_close(actual, truth, scale=1.0, terms=len(a), condition=4 / flat, dtype=a.dtype)


def test_a_direction_is_what_was_worked_out_by_hand(kata):
    assert_close(kata.normalize(np.array([3.0, 4.0])), np.array([0.6, 0.8]))
    assert_close(kata.normalize(np.array([2.0, -1.0, 2.0])), np.array([2 / 3, -1 / 3, 2 / 3]))
    assert_close(kata.normalize(np.array([-2.0, 3.0, -6.0])), np.array([-2 / 7, 3 / 7, -6 / 7]))


def test_directions_agree_with_the_reference(kata, expected):
    for case in cases("n", scale=(1, 1e3, 1e-3), **KINDS):
        assert_close(kata.normalize(case.x), expected.normalize(case.x))


def test_zeros_have_no_direction(kata):
    for n in (1, 2, 5):
        with pytest.raises(ValueError):
            kata.normalize(np.zeros(n))


def test_a_direction_is_a_new_array(kata):
    for case in cases("n", layouts=("c", "strided"), **NOT_ZERO):
        x = case.x.copy()
        kata.normalize(case.x)
        assert_equal(case.x, x)


def test_the_cosine_is_what_was_worked_out_by_hand(kata):
    assert_close(kata.cosine_similarity(np.array([3.0, 4.0]), np.array([2.0, 0.0])), 0.6)
    assert_close(kata.cosine_similarity(np.array([1.0, 2.0, 2.0]), np.array([-4.0, 0.0, 3.0])), 2 / 15)


def test_cosines_agree_with_the_reference(kata, expected):
    for case in cases(a="n", b="n", scale=(1, 1e3, 1e-3), **KINDS):
        assert_close(kata.cosine_similarity(case.a, case.b), expected.cosine_similarity(case.a, case.b))


def test_lengths_do_not_count_in_a_cosine(kata, expected):
    for case in cases(a="n", b="n", choose={"longer": (8.0, 0.125)}, **NOT_ZERO):
        truth = expected.cosine_similarity(case.a, case.b)
        assert_close(kata.cosine_similarity(np.float32(case.longer) * case.a, case.b), truth)
        assert_close(kata.cosine_similarity(case.a, np.float32(case.longer) * case.b), truth)


def test_a_cosine_is_never_beyond_one(kata):
    def cosines(module, vectors):
        same = [float(module.cosine_similarity(x, 3 * x)) for x in vectors]
        opposite = [float(module.cosine_similarity(x, -x)) for x in vectors]
        return same, opposite

    for case in cases("count", "n", sizes=MANY, dtypes=("f32", "f64"), **NOT_ZERO):
        same, opposite = kata.run(cosines, case.x)
        largest, least = max(same), min(opposite)
        assert largest <= 1, "no angle has a cosine above 1"
        assert least >= -1, "no angle has a cosine below -1"
        assert_close([same, opposite], [[1.0] * 50, [-1.0] * 50], terms=case.n, dtype=case.dtype)


def test_a_vector_of_zeros_has_no_cosine(kata):
    x, zeros = np.array([1.0, -2.0, 3.0]), np.zeros(3)
    for a, b in ((x, zeros), (zeros, x), (zeros, zeros)):
        with pytest.raises(ValueError):
            kata.cosine_similarity(a, b)


def test_angles_are_those_worked_out_by_hand(kata):
    x, y = np.array([2.0, 0.0]), np.array([0.0, 5.0])
    assert_close(kata.angle(x, y), np.pi / 2)
    assert_close(kata.angle(x, np.array([3.0, 3.0])), np.pi / 4)
    assert_close(kata.angle(np.array([1.0, 3**0.5]), -x), 2 * np.pi / 3)


def test_angles_agree_with_the_reference(kata, expected):
    for case in cases(a="n", b="n", scale=(1, 1e3), **KINDS, where=lambda case: case.n > 1):
        close_angle(kata.angle(case.a, case.b), case.a, case.b, expected.angle(case.a, case.b))


def test_small_and_flat_angles_are_as_right_as_their_cosine(kata, expected):
    sizes = {"size": (0.1, 1e-2, 1e-3, 1e-4, 1e-6)}
    for case in cases(a="n", b="n", choose=sizes, dtypes=("f32", "f64"), **NOT_ZERO, where=lambda case: case.n > 1):
        a, b = with_angle(case, case.size)
        close_angle(kata.angle(a, b), a, b, expected.angle(a, b))
        close_angle(kata.angle(-a, b), a, b, expected.angle(-a, b))


def test_parallel_vectors_have_an_angle(kata):
    def angles(module, vectors):
        return [[float(module.angle(x, 3 * x)), float(module.angle(x, -x))] for x in vectors]

    for case in cases("count", "n", sizes=MANY, dtypes=("f32",), **NOT_ZERO):
        # The float32 next to pi is a little larger than pi.
        lost = sum(not 0 <= found <= np.float32(np.pi) for pair in kata.run(angles, case.x) for found in pair)
        assert lost == 0, f"{lost} of 100 angles between parallel vectors are none: nan, or not in [0, pi]"
    for case in cases("count", "n", sizes=MANY, dtypes=("f64",), **NOT_ZERO):
        assert_close(kata.run(angles, case.x), [[0.0, np.pi]] * 50, condition=4 / eps("f8") ** 0.5, dtype="f8")


def test_a_vector_of_zeros_has_no_angle(kata):
    x, zeros = np.array([1.0, -2.0, 3.0]), np.zeros(3)
    for a, b in ((x, zeros), (zeros, x)):
        with pytest.raises(ValueError):
            kata.angle(a, b)


def test_a_shadow_falls_on_the_line(kata):
    x = np.array([3.0, 4.0])
    assert_close(kata.project(x, np.array([2.0, 0.0])), np.array([3.0, 0.0]))
    assert_close(kata.project(x, np.array([1.0, 1.0])), np.array([3.5, 3.5]))
    assert_close(kata.project(x, np.array([-10.0, 5.0])), np.array([0.8, -0.4]))


def test_shadows_agree_with_the_reference(kata, expected):
    for case in cases(x="n", onto="n", scale=(1, 1e3, 1e-3), **KINDS):
        assert_close(kata.project(case.x, case.onto), expected.project(case.x, case.onto))


def test_what_the_shadow_leaves_is_at_a_right_angle(kata):
    for case in cases(x="n", onto="n", dtypes=("f64",), **NOT_ZERO):
        rest = case.x - kata.project(case.x, case.onto)
        lean = abs(float(rest @ case.onto)) / float(np.linalg.norm(case.x) * np.linalg.norm(case.onto))
        assert lean < 1e-13, "x less its shadow stands at a right angle"


def test_a_shadow_of_nothing_is_nothing(kata):
    assert_equal(kata.project(np.zeros(3), np.array([1.0, 2.0, 2.0])), np.zeros(3))


def test_nothing_falls_on_a_line_without_direction(kata):
    with pytest.raises(ValueError):
        kata.project(np.array([1.0, 2.0]), np.zeros(2))


def test_vectors_of_different_length_are_refused(kata):
    x, y = np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0])
    for a, b in ((x, y), (y, x), (x, np.array([2.0])), (np.array([2.0]), x)):
        for refuse in (kata.cosine_similarity, kata.angle, kata.project):
            with pytest.raises(ValueError):
                refuse(a, b)


def test_gram_schmidt_gives_the_columns_worked_out_by_hand(kata):
    a = np.array([[3.0, 1.0], [4.0, 7.0]])
    assert_close(kata.gram_schmidt(a), np.array([[0.6, -0.8], [0.8, 0.6]]), terms=4)
    b = np.array([[2.0, 1.0, 5.0], [0.0, -3.0, 1.0], [0.0, 0.0, -4.0]])
    assert_close(kata.gram_schmidt(b), np.diag([1.0, -1.0, -1.0]), terms=9)


def test_columns_are_at_right_angles_and_one_long(kata):
    for case in cases(a="rows cols", **MATRICES, where=tall):
        q = kata.gram_schmidt(case.a)
        assert_close(q.T @ q, np.eye(case.cols), terms=4 * case.rows, dtype=case.dtype)


def test_columns_agree_with_the_reference(kata, expected):
    for case in cases(a="rows cols", scale=(1, 1e6, 1e-6), **MATRICES, where=tall):
        assert_close(kata.gram_schmidt(case.a), expected.gram_schmidt(case.a))


def test_nearly_dependent_columns_come_out_at_right_angles(kata):
    for dtype in ("float64", "float32"):
        for cols in (3, 2, 4, 8):
            q = kata.gram_schmidt(laeuchli(cols, dtype))
            assert_close(q.T @ q, np.eye(cols), terms=4 * cols, dtype=dtype)


def test_columns_hardly_different_come_out_at_right_angles(kata):
    for case in cases(a="rows cols", **MATRICES, where=tall):
        near = (case.a[:, :1] + 30 * eps(case.dtype) ** 0.5 * case.a).astype(case.dtype)
        q = kata.gram_schmidt(near)
        assert_close(q.T @ q, np.eye(case.cols), terms=4 * case.rows, dtype=case.dtype)


def test_dependent_columns_are_refused(kata):
    for case in cases(a="rows cols", scale=(1, 1e6, 1e-6), dtypes=("f32", "f64"), values=("normal", "negative")):
        twice = np.concatenate([case.a[:, :1], 3 * case.a[:, :1]], axis=1)
        both = np.concatenate([case.a[:, :2], case.a[:, :2].sum(axis=1, keepdims=True)], axis=1)
        nothing = np.concatenate([case.a[:, :1], 0 * case.a[:, :1]], axis=1)
        for dependent in (twice, both, nothing, 0 * case.a):
            with pytest.raises(ValueError):
                kata.gram_schmidt(dependent)


def test_a_column_counts_if_more_than_a_hundred_eps_is_left_of_it(kata):
    for dtype in ("f4", "f8"):
        for size in (1.0, 1024.0):
            for left in (100.5, 200.0):
                a = size * np.array([[1, 1], [0, left * eps(dtype)]], dtype)
                assert_close(kata.gram_schmidt(a), np.eye(2), dtype=dtype)
            for left in (99.5, 50.0, 5.0, 0.0):
                with pytest.raises(ValueError):
                    kata.gram_schmidt(size * np.array([[1, 1], [0, left * eps(dtype)]], dtype))


def test_more_columns_than_rows_are_refused(kata):
    for shape in ((1, 2), (2, 3), (3, 5)):
        with pytest.raises(ValueError):
            kata.gram_schmidt(np.random.default_rng(4).standard_normal(shape))


def test_vectors_and_matrices_are_left_alone(kata):
    for case in cases(a="rows cols", x="rows", y="rows", layouts=("c", "strided"), values=("normal",), where=tall):
        before = case.a.copy(), case.x.copy(), case.y.copy()
        kata.gram_schmidt(case.a)
        kata.project(case.x, case.y)
        kata.cosine_similarity(case.x, case.y)
        kata.angle(case.x, case.y)
        assert_equal((case.a, case.x, case.y), before)
