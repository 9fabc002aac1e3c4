"""What day 2 asks for: the shape of a table, and the product of two tables, as lists and as arrays."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, bench, cases, np

LISTS = {"dtypes": ("f64",), "scale": (1, 1e3)}
A, B = [[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]


@bench("matmul")
def tables(rng, rows, inner, cols):
    return rng.standard_normal((rows, inner)).tolist(), rng.standard_normal((inner, cols)).tolist()


@bench("matmul_array")
def arrays(rng, rows, inner, cols):
    return rng.standard_normal((rows, inner), dtype=np.float32), rng.standard_normal((inner, cols), dtype=np.float32)


def test_shape_counts_the_rows_first(kata):
    assert_equal(kata.shape([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), (2, 3))


def test_shape_is_right_for_tables_of_any_size(kata):
    for case in cases("rows", "cols"):
        assert_equal(kata.shape(case.x.tolist()), (case.rows, case.cols))


def test_shape_refuses_rows_of_different_length(kata):
    for table in ([[1.0], [2.0, 3.0], [4.0]], [[1.0, 2.0], [3.0, 4.0], [5.0]], [[1.0, 2.0], [], [3.0, 4.0]]):
        with pytest.raises(ValueError):
            kata.shape(table)


def test_shape_refuses_a_table_with_nothing_in_it(kata):
    for table in ([], [[]], [[], []]):
        with pytest.raises(ValueError):
            kata.shape(table)


def test_matmul_gives_the_product_worked_out_by_hand(kata):
    assert_equal(kata.matmul(A, B), [[19.0, 22.0], [43.0, 50.0]])


def test_matmul_works_for_tables_that_are_not_square(kata):
    assert_equal(kata.matmul([[2.0, 3.0]], [[5.0, 7.0, 1.0], [1.0, 0.0, 4.0]]), [[13.0, 14.0, 14.0]])
    amounts = [[6.0, 1.0], [0.0, 2.0], [3.0, 3.0]]
    assert_equal(kata.matmul(amounts, [[2.0, 3.0], [5.0, 4.0]]), [[17.0, 22.0], [10.0, 8.0], [21.0, 21.0]])


def test_a_row_times_a_column_is_one_number(kata):
    assert_equal(kata.matmul([[1.0, 2.0, 3.0]], [[4.0], [5.0], [6.0]]), [[32.0]])


def test_a_column_times_a_row_is_a_whole_table(kata):
    assert_equal(kata.matmul([[1.0], [2.0]], [[3.0, 4.0, 5.0]]), [[3.0, 4.0, 5.0], [6.0, 8.0, 10.0]])


def test_matmul_agrees_with_the_reference(kata, expected):
    for case in cases(a="rows inner", b="inner cols", **LISTS):
        a, b = case.a.tolist(), case.b.tolist()
        assert_close(kata.matmul(a, b), expected.matmul(a, b))


def test_each_row_of_the_product_is_a_list_of_its_own(kata):
    def write_into_the_first_row(module, a, b):
        product = module.matmul(a, b)
        product[0][0] = 99.0
        return product

    same_rows = [[1.0, 2.0], [1.0, 2.0]]
    assert_equal(kata.run(write_into_the_first_row, same_rows, B), [[99.0, 22.0], [19.0, 22.0]])


def test_matmul_leaves_both_tables_alone(kata):
    for case in cases(a="rows inner", b="inner cols", **LISTS):
        a, b = case.a.tolist(), case.b.tolist()
        kata.matmul(a, b)
        assert_equal([a, b], [case.a.tolist(), case.b.tolist()])


def test_matmul_refuses_tables_that_do_not_fit(kata):
    wide, square = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [[1.0, 2.0], [3.0, 4.0]]
    for a, b in ((wide, square), (square, [[1.0], [2.0], [3.0]]), (wide, wide)):
        with pytest.raises(ValueError):
            kata.matmul(a, b)


def test_matmul_refuses_tables_that_have_no_shape(kata):
    ragged = [[1.0, 2.0], [3.0]]
    for a, b in ((ragged, A), (A, ragged), (A, [[1.0], [2.0, 3.0]]), ([], A), ([[]], [])):
        with pytest.raises(ValueError):
            kata.matmul(a, b)


def test_matmul_array_gives_the_product_worked_out_by_hand(kata):
    assert_equal(kata.matmul_array(np.array(A), np.array(B)), np.array([[19.0, 22.0], [43.0, 50.0]]))


def test_matmul_array_agrees_with_the_reference(kata, expected):
    for case in cases(
        a="rows inner",
        b="inner cols",
        scale=(1, 1e3),
        layouts=("c", "fortran", "strided"),
        dtypes=("f32", "f64"),
    ):
        assert_close(kata.matmul_array(case.a, case.b), expected.matmul_array(case.a, case.b))


def test_matmul_array_leaves_both_arrays_alone(kata):
    for case in cases(a="rows inner", b="inner cols", layouts=("c", "fortran", "strided")):
        a, b = case.a.copy(), case.b.copy()
        kata.matmul_array(case.a, case.b)
        assert_equal([case.a, case.b], [a, b])


def test_matmul_array_refuses_arrays_that_do_not_fit(kata):
    wide, square = np.ones((2, 3)), np.ones((2, 2))
    for a, b in ((wide, square), (square, np.ones((3, 1))), (wide, wide), (np.ones((2, 1)), square)):
        with pytest.raises(ValueError):
            kata.matmul_array(a, b)


def test_matmul_array_refuses_what_has_not_two_axes(kata):
    vector, square, stack = np.ones(2), np.ones((2, 2)), np.ones((2, 2, 2))
    for a, b in ((vector, square), (square, vector), (vector, vector), (stack, square), (square, stack)):
        with pytest.raises(ValueError):
            kata.matmul_array(a, b)
