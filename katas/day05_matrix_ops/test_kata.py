"""What day 5 asks for: tables turned and summed, powers, rotations, products by blocks, and a picture."""

import math

import pytest

from nnkata_plugin.check import assert_close, assert_drawn, assert_equal, bench, cases, np

KINDS = {"layouts": ("c", "fortran", "strided"), "dtypes": ("f32", "f64"), "scale": (1, 1e3)}
KINDS |= {"values": ("normal", "negative", "ties", "subnormal")}
SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


@bench("blocked_matmul")
def matrices(rng, rows, inner, cols):
    return rng.standard_normal((rows, inner), dtype=np.float32), rng.standard_normal((inner, cols), dtype=np.float32)


def drawn(module, matrix):
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    module.draw(axes, matrix)
    return axes


def largest_factors(module, a, b, *block):
    """The product, and the longest axes of the arrays that were multiplied on the way: rows, inner, cols."""
    seen = [[0, 0, 0]]

    class Watched(np.ndarray):
        def __array_ufunc__(self, function, method, *inputs, out=(), **words):
            plain = [np.asarray(each) for each in inputs]
            if function is np.matmul:
                seen.append([*plain[0].shape, plain[1].shape[1]])
            words |= {"out": tuple(np.asarray(each) for each in out)} if out else {}
            answer = getattr(function, method)(*plain, **words)
            return answer.view(Watched) if isinstance(answer, np.ndarray) else answer

        def __array_function__(self, function, types, args, kwargs):
            return np.matmul(*args) if function is np.dot else super().__array_function__(function, types, args, kwargs)

    product = module.blocked_matmul(a.view(Watched), b.view(Watched), *block)
    return np.array(product), np.array(seen).max(axis=0).tolist()


def test_transpose_makes_rows_of_the_columns(kata):
    table = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert_equal(kata.transpose(table), np.array([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]))
    assert_equal(kata.transpose(np.array([[1.0, 2.0], [3.0, 4.0]])), np.array([[1.0, 3.0], [2.0, 4.0]]))


def test_transpose_is_right_for_tables_of_any_shape(kata):
    for case in cases("rows", "cols", **KINDS):
        assert_equal(kata.transpose(case.x), case.x.T)


def test_a_transposed_table_is_an_array_of_its_own(kata):
    def write_into_the_answer(module, a):
        turned = module.transpose(a)
        turned[0, 0] = 99.0
        return a, turned

    table = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    changed = np.array([[99.0, 4.0], [2.0, 5.0], [3.0, 6.0]])
    assert_equal(kata.run(write_into_the_answer, table.copy()), (table, changed))


def test_transpose_refuses_what_has_not_two_axes(kata):
    for array in (np.ones(3), np.ones((2, 2, 2))):
        with pytest.raises(ValueError):
            kata.transpose(array)


def test_trace_adds_up_the_main_diagonal(kata):
    assert_close(kata.trace(np.array([[1.0, 20.0, 3.0], [40.0, 5.0, 60.0], [7.0, 80.0, 90.0]])), 96.0)


def test_trace_agrees_with_the_reference(kata, expected):
    for case in cases(x="size size", **KINDS):
        assert_close(kata.trace(case.x), expected.trace(case.x))


def test_trace_refuses_tables_that_are_not_square(kata):
    for array in (np.ones((2, 3)), np.ones((3, 2)), np.ones((1, 2)), np.ones(4), np.ones((2, 2, 2))):
        with pytest.raises(ValueError):
            kata.trace(array)


def test_outer_multiplies_each_by_each(kata):
    x, y = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0])
    assert_equal(kata.outer(x, y), np.array([[10.0, 20.0], [20.0, 40.0], [30.0, 60.0]]))


def test_outer_of_two_vectors_of_one_length_is_a_table(kata):
    x, y = np.array([1.0, 2.0, 3.0]), np.array([5.0, 7.0, 11.0])
    assert_equal(kata.outer(x, y), np.array([[5.0, 7.0, 11.0], [10.0, 14.0, 22.0], [15.0, 21.0, 33.0]]))


def test_outer_is_right_for_vectors_of_any_length(kata):
    for case in cases(x="rows", y="cols", **KINDS):
        product = np.array([[p * q for q in case.y.astype(float)] for p in case.x.astype(float)])
        assert_close(kata.outer(case.x, case.y), product, scale=np.abs(product), dtype=case.dtype)


def test_outer_refuses_what_is_no_vector(kata):
    vector, table = np.ones(2), np.ones((2, 1))
    for x, y in ((table, vector), (vector, table), (table, table), (vector, np.ones((1, 2)))):
        with pytest.raises(ValueError):
            kata.outer(x, y)


def test_a_third_power_is_the_one_worked_out_by_hand(kata):
    assert_equal(kata.matrix_power(np.array([[1.0, 2.0], [3.0, 1.0]]), 3), np.array([[19.0, 18.0], [27.0, 19.0]]))


def test_the_power_of_one_is_the_matrix_and_of_two_its_square(kata):
    a = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert_equal(kata.matrix_power(a, 1), a)
    assert_equal(kata.matrix_power(a, 2), np.array([[7.0, 10.0], [15.0, 22.0]]))


def test_the_power_of_nought_is_the_identity(kata):
    assert_equal(kata.matrix_power(np.array([[1.0, 2.0], [3.0, 4.0]]), 0), np.eye(2))


def test_matrix_power_agrees_with_the_reference(kata, expected):
    for case in cases(a="size size", choose={"n": (0, 1, 2, 3, 4, 5, 6, 7, 11, 12)}, **KINDS):
        assert_close(kata.matrix_power(case.a, case.n), expected.matrix_power(case.a, case.n))


def test_a_power_of_a_million_millions_is_taken_at_once(kata):
    shear = np.array([[1.0, 1.0], [0.0, 1.0]])
    assert_equal(kata.matrix_power(shear, 10**12), np.array([[1.0, 1e12], [0.0, 1.0]]))


def test_the_first_power_is_an_array_of_its_own(kata):
    def write_into_the_answer(module, a):
        power = module.matrix_power(a, 1)
        power[0, 0] = 99.0
        return a, power

    a = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert_equal(kata.run(write_into_the_answer, a.copy()), (a, np.array([[99.0, 2.0], [3.0, 4.0]])))


def test_matrix_power_refuses_what_has_no_such_power(kata):
    square = np.ones((2, 2))
    for a, n in (
        (np.ones((2, 3)), 2),
        (np.ones((3, 2)), 0),
        (np.ones((2, 3)), 0),
        (square, -1),
        (np.ones(2), 1),
        (np.ones((2, 2, 2)), 2),
    ):
        with pytest.raises(ValueError):
            kata.matrix_power(a, n)


def test_a_quarter_turn_takes_east_to_north(kata):
    assert_close(kata.rotation(math.pi / 2) @ np.array([1.0, 0.0]), np.array([0.0, 1.0]), scale=1.0)


def test_no_turn_at_all_is_the_identity(kata):
    assert_equal(kata.rotation(0.0), np.eye(2))


def test_rotation_is_made_of_sines_and_cosines(kata):
    for angle in (0.0, math.pi / 6, -math.pi / 3, 1.0, 2.5, -4.0, 100.0):
        cos, sin = math.cos(angle), math.sin(angle)
        assert_close(kata.rotation(angle), np.array([[cos, -sin], [sin, cos]]), scale=1.0)


def test_blocks_give_the_product_worked_out_by_hand(kata):
    a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
    b = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0], [3.0, 1.0, 0.0]])
    assert_equal(kata.blocked_matmul(a, b, 2), np.array([[10.0, 5.0, 4.0], [22.0, 11.0, 13.0], [34.0, 17.0, 22.0]]))


def test_sums_begin_at_nought_whatever_lay_in_the_memory(kata):
    def after_others(module, a, b):
        # Memory that was given back just now is what comes next.
        old = [np.full((len(a), b.shape[1]), 777.0) for _ in range(32)]
        del old
        return module.blocked_matmul(a, b, 2)

    a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert_equal(kata.run(after_others, a, a.T.copy()), np.array([[14.0, 32.0], [32.0, 77.0]]))


def test_blocked_matmul_agrees_with_the_reference(kata, expected):
    for case in cases(a="rows inner", b="inner cols", choose={"block": (2, 1, 3, 4, 8, 100)}, **KINDS):
        assert_close(kata.blocked_matmul(case.a, case.b, case.block), expected.blocked_matmul(case.a, case.b))


def test_no_product_is_larger_than_a_block(kata):
    rng = np.random.default_rng(5)
    for rows, inner, cols, block in ((5, 7, 6, 3), (9, 4, 3, 2), (3, 8, 9, 4)):
        a, b = rng.standard_normal((rows, inner)), rng.standard_normal((inner, cols))
        product, largest = kata.run(largest_factors, a, b, block)
        assert_close(product, a @ b, terms=inner, scale=np.abs(a) @ np.abs(b))
        assert max(largest), "no product of two arrays was seen: multiply blocks with @"
        told = f"rows, inner, cols of the products were up to {largest}, and block is {block}"
        assert largest == [min(block, rows), min(block, inner), min(block, cols)], told


def test_a_block_is_64_long_unless_told(kata):
    a, b = np.ones((70, 66)), np.ones((66, 65))
    product, largest = kata.run(largest_factors, a, b)
    assert_equal(product, np.full((70, 65), 66.0))
    assert largest == [64, 64, 64], f"rows, inner, cols of the products were up to {largest}, and block is 64"


def test_blocked_matmul_refuses_what_does_not_fit(kata):
    wide, square = np.ones((2, 3)), np.ones((2, 2))
    for a, b in ((wide, square), (square, np.ones((3, 1))), (wide, wide), (np.ones(2), square), (square, np.ones(2))):
        with pytest.raises(ValueError):
            kata.blocked_matmul(a, b, 2)


def test_a_block_has_at_least_one_row(kata):
    for block in (0, -1):
        with pytest.raises(ValueError):
            kata.blocked_matmul(np.ones((2, 2)), np.ones((2, 2)), block)


def test_draw_shows_the_unit_square_and_its_image(kata):
    matrix = np.array([[2.0, 1.0], [0.5, 1.5]])
    image = [[0, 0], [2, 0.5], [3, 2], [1, 1.5], [0, 0]]
    assert_drawn(kata.run(drawn, matrix), [SQUARE, image])


def test_draw_is_right_for_any_matrix(kata):
    for case in cases(matrix="2 2", choose={"turn": (0, 1, 2)}, dtypes=("f64", "f32"), scale=(1, 1e3)):
        assert_drawn(kata.run(drawn, case.matrix), [SQUARE, np.array(SQUARE) @ case.matrix.T])


def test_a_unit_is_as_long_across_as_up(kata):
    assert kata.run(drawn, np.array([[3.0, 0.0], [0.0, 1.0]]))["equal"], "a square does not look square: set the aspect"
