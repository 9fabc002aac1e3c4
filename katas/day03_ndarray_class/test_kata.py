"""What day 3 asks for: where a number lies, views, broadcasting, sum and product of a Matrix; then all distances."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, bench, cases, np

LAYOUTS = {"layout": ("rows", "columns", "gaps", "backwards")}
SIZES = {"sizes": {"rows": (1, 2, 3, 5, 8, 9), "cols": (1, 2, 3, 5, 8, 9)}}
KINDS = {"dtypes": ("f64",), "values": ("normal", "negative", "ties", "subnormal")}


def laid_out(table, layout):
    """A table as what a Matrix is made of: the same numbers, in different ways one behind the other in a block.

    A 99 or -99 lies beside the table: whoever reads one was at a wrong place.
    """
    rows, cols = table.shape
    if layout == "rows":
        return table.ravel().tolist(), (rows, cols), (cols, 1), 0
    if layout == "columns":
        return table.T.ravel().tolist(), (rows, cols), (1, rows), 0
    if layout == "backwards":
        return [-99.0, *table[::-1].ravel().tolist()], (rows, cols), (-cols, 1), 1 + (rows - 1) * cols
    wide = np.full((rows, 2 * cols + 1), 99.0)
    wide[:, 1::2] = table
    return wide.ravel().tolist(), (rows, cols), (2 * cols + 1, 2), 1


def places(module, matrix, pairs):
    m = module.Matrix(*matrix)
    return [m.place(i, j) for i, j in pairs]


def numbers(module, matrix):
    m = module.Matrix(*matrix)
    rows, cols = m.shape
    return [[m[i, j] for j in range(cols)] for i in range(rows)]


def rows(module, matrix, indices):
    found = [module.Matrix(*matrix)[i] for i in indices]
    return [(row.shape, [row[0, j] for j in range(row.shape[1])]) for row in found]


def transposed(module, matrix):
    m = module.Matrix(*matrix).T
    rows, cols = m.shape
    return (rows, cols), [[m[i, j] for j in range(cols)] for i in range(rows)]


def stretched(module, matrix, shape):
    m = module.Matrix(*matrix).broadcast_to(shape)
    rows, cols = m.shape
    return (rows, cols), [[m[i, j] for j in range(cols)] for i in range(rows)]


def added(module, left, *rights):
    tables = []
    for right in rights:
        m = module.Matrix(*left) + module.Matrix(*right)
        tables.append([[m[i, j] for j in range(m.shape[1])] for i in range(m.shape[0])])
    return tables


def multiplied(module, left, *rights):
    tables = []
    for right in rights:
        m = module.Matrix(*left) @ module.Matrix(*right)
        tables.append([[m[i, j] for j in range(m.shape[1])] for i in range(m.shape[0])])
    return tables


@bench("pairwise_distances")
def two_sets_of_points(rng, n, m, features):
    return rng.standard_normal((n, features), dtype=np.float32), rng.standard_normal((m, features), dtype=np.float32)


def test_place_goes_row_by_row_through_a_plain_block(kata):
    pairs = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
    assert_equal(kata.run(places, ([5.0] * 6, (2, 3)), pairs), [0, 1, 2, 3, 4, 5])


def test_place_follows_the_strides_and_the_start(kata):
    pairs = [[0, 0], [0, 1], [1, 0], [2, 1]]
    assert_equal(kata.run(places, ([5.0] * 6, (3, 2), (1, 3), 0), pairs), [0, 3, 1, 5])
    assert_equal(kata.run(places, ([5.0] * 40, (3, 2), (10, 4), 7), pairs), [7, 11, 17, 31])


def test_place_counts_negative_indices_from_the_end(kata):
    pairs = [[-1, 0], [0, -1], [-2, -3], [1, -2], [-1, -1]]
    assert_equal(kata.run(places, ([5.0] * 6, (2, 3)), pairs), [3, 2, 0, 4, 5])


def test_place_refuses_what_lies_outside_of_the_table(kata):
    def place(module, shape, i, j):
        return module.Matrix([5.0] * 20, shape).place(i, j)

    for i, j in ((2, 0), (0, 3), (-3, 0), (0, -4), (5, 5), (1, 3), (-3, -1)):
        with pytest.raises(IndexError):
            kata.run(place, (2, 3), i, j)


def test_two_indices_read_one_number(kata):
    for case in cases(a="rows cols", choose=LAYOUTS, **SIZES, **KINDS):
        assert_equal(kata.run(numbers, laid_out(case.a, case.layout)), case.a.tolist())


def test_one_index_reads_a_row(kata):
    for case in cases(a="rows cols", choose=LAYOUTS, dtypes=("f64",), **SIZES):
        indices = list(range(-case.rows, case.rows))
        answer = [((1, case.cols), case.a[i].tolist()) for i in indices]
        assert_equal(kata.run(rows, laid_out(case.a, case.layout), indices), answer)


def test_an_index_outside_of_the_table_is_refused(kata):
    def read(module, shape, key):
        return repr(module.Matrix([5.0] * 20, shape)[key])

    for key in (2, -3, (2, 0), (0, 3), (-1, -4)):
        with pytest.raises(IndexError):
            kata.run(read, (2, 3), key)


def test_a_row_is_a_view(kata):
    def write_through_a_row(module, block, shape):
        m = module.Matrix(block, shape)
        m[1][0, 2] = 60.0
        m[-2][0, 0] = 10.0
        return m.block, repr(m[1])

    blocks = [10.0, 2.0, 3.0, 4.0, 5.0, 60.0]
    seen = "Matrix([10.0, 2.0, 3.0, 4.0, 5.0, 60.0], shape=(1, 3), strides=(3, 1), start=3)"
    assert_equal(kata.run(write_through_a_row, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], (2, 3)), (blocks, seen))


def test_the_transpose_has_columns_for_rows(kata):
    for case in cases(a="rows cols", choose=LAYOUTS, dtypes=("f64",), **SIZES):
        answer = (case.cols, case.rows), case.a.T.tolist()
        assert_equal(kata.run(transposed, laid_out(case.a, case.layout)), answer)


def test_the_transpose_is_a_view(kata):
    def write_through_the_transpose(module, block, shape):
        m = module.Matrix(block, shape)
        m.T[2, 0] = 30.1
        seen = m.shape, m.strides
        m.T[1][0, 1] = 50.1
        return m.block, seen

    answer = [1.0, 2.0, 30.1, 4.0, 50.1, 6.0], ((2, 3), (3, 1))
    assert_equal(kata.run(write_through_the_transpose, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], (2, 3)), answer)


def test_a_row_is_stretched_down_and_a_column_to_the_right(kata):
    assert_equal(kata.run(stretched, ([1.0, 2.0], (1, 2)), (2, 2)), ((2, 2), [[1.0, 2.0], [1.0, 2.0]]))
    assert_equal(kata.run(stretched, ([1.0, 2.0], (2, 1)), (2, 2)), ((2, 2), [[1.0, 1.0], [2.0, 2.0]]))
    assert_equal(kata.run(stretched, ([7.0], (1, 1)), (3, 2)), ((3, 2), [[7.0, 7.0]] * 3))


def test_a_table_of_the_right_shape_stays_as_it_is(kata):
    for case in cases(a="rows cols", choose=LAYOUTS, dtypes=("f64",), **SIZES):
        answer = (case.rows, case.cols), case.a.tolist()
        assert_equal(kata.run(stretched, laid_out(case.a, case.layout), (case.rows, case.cols)), answer)


def test_stretching_repeats_no_number(kata):
    def write_into_the_stretched(module, block, shape):
        m = module.Matrix(block, shape, (2, 1), 1).broadcast_to((3, 2))
        m[2, 1] = 50.0
        return m.block, block, m[0, 1]

    kept = [1.0, 2.0, 50.0, 4.0]
    assert_equal(kata.run(write_into_the_stretched, [1.0, 2.0, 3.0, 4.0], (1, 2)), (kept, kept, 50.0))


def test_what_cannot_be_stretched_is_refused(kata):
    def stretch(module, have, want):
        return repr(module.Matrix([5.0] * 6, have).broadcast_to(want))

    for have, want in (((2, 3), (4, 3)), ((2, 3), (2, 6)), ((2, 3), (1, 3)), ((2, 3), (2, 1)), ((1, 3), (2, 2))):
        with pytest.raises(ValueError):
            kata.run(stretch, have, want)


def test_a_sum_adds_place_by_place(kata):
    left, right = ([1.0, 2.0, 3.0, 4.0], (2, 2)), ([10.0, 20.0, 30.0, 50.0], (2, 2))
    assert_equal(kata.run(added, left, right), [[[11.0, 22.0], [33.0, 54.0]]])


def test_a_row_is_added_to_every_row(kata):
    left, right = ([1.0, 2.0, 3.0, 4.0], (2, 2)), ([10.0, 20.0], (1, 2))
    assert_equal(kata.run(added, left, right), [[[11.0, 22.0], [13.0, 24.0]]])
    assert_equal(kata.run(added, right, left), [[[11.0, 22.0], [13.0, 24.0]]])


def test_a_column_is_added_to_every_column(kata):
    left, right = ([1.0, 2.0, 3.0, 4.0], (2, 2)), ([10.0, 20.0], (2, 1))
    assert_equal(kata.run(added, left, right), [[[11.0, 12.0], [23.0, 24.0]]])
    assert_equal(kata.run(added, right, left), [[[11.0, 12.0], [23.0, 24.0]]])


def test_a_column_and_a_row_add_up_to_a_table(kata):
    answer = [[11.0, 21.0, 31.0], [12.0, 22.0, 32.0]]
    assert_equal(kata.run(added, ([1.0, 2.0], (2, 1)), ([10.0, 20.0, 30.0], (1, 3))), [answer])


def test_sums_are_right_for_any_shapes_and_layouts(kata):
    for case in cases(a="rows cols", b="rows cols", choose=LAYOUTS, **SIZES, **KINDS):
        others = case.b, case.b[:1], case.b[:, :1], case.b[:1, :1]
        laid = [laid_out(other, layout) for other in others for layout in ("rows", "gaps")]
        answers = [(case.a + other).tolist() for other in others for _ in range(2)]
        assert_equal(kata.run(added, laid_out(case.a, case.layout), *laid), answers)


def test_a_sum_has_a_block_of_its_own(kata):
    def write_into_the_sum(module, left, right):
        a, b = module.Matrix(*left), module.Matrix(*right)
        total = a + b
        total[0, 0] = 99.0
        total[1, 1] = 99.0
        return total.block, a.block, b.block, a.shape, b.shape, b.strides

    left, right = ([1.0, 2.0, 3.0, 4.0], (2, 2)), ([0.0, 0.0], (1, 2))
    answer = [99.0, 2.0, 3.0, 99.0], [1.0, 2.0, 3.0, 4.0], [0.0, 0.0], (2, 2), (1, 2), (2, 1)
    assert_equal(kata.run(write_into_the_sum, left, right), answer)


def test_tables_that_do_not_fit_are_not_added(kata):
    def add(module, left, right):
        return repr(module.Matrix([5.0] * 12, left) + module.Matrix([5.0] * 12, right))

    for left, right in (((2, 3), (3, 2)), ((2, 3), (4, 3)), ((2, 4), (2, 2)), ((3, 1), (2, 3)), ((2, 6), (1, 3))):
        with pytest.raises(ValueError):
            kata.run(add, left, right)


def test_a_product_is_row_times_column(kata):
    left, right = ([1.0, 2.0, 3.0, 4.0], (2, 2)), ([5.0, 6.0, 7.0, 8.0], (2, 2))
    assert_equal(kata.run(multiplied, left, right), [[[19.0, 22.0], [43.0, 50.0]]])


def test_products_agree_with_the_reference_in_any_layout(kata, expected):
    for case in cases(a="rows inner", b="inner cols", scale=(1, 1e3), dtypes=("f64",), choose=LAYOUTS, **SIZES):
        truth = expected.matmul(case.a, case.b)
        rights = [laid_out(case.b, layout) for layout in ("rows", "columns")]
        assert_close(kata.run(multiplied, laid_out(case.a, case.layout), *rights), [truth] * 2)


def test_a_product_has_a_block_of_its_own(kata):
    def write_into_the_product(module, left, right):
        a, b = module.Matrix(*left), module.Matrix(*right)
        product = a @ b
        product[0, 1] = 99.0
        return product.block, product.shape, a.block, b.block

    left, right = ([2.0, 3.0], (1, 2)), ([1.0, 0.0, 0.0, 1.0], (2, 2))
    answer = [2.0, 99.0], (1, 2), [2.0, 3.0], [1.0, 0.0, 0.0, 1.0]
    assert_equal(kata.run(write_into_the_product, left, right), answer)


def test_tables_that_do_not_fit_are_not_multiplied(kata):
    def multiply(module, left, right):
        return repr(module.Matrix([5.0] * 12, left) @ module.Matrix([5.0] * 12, right))

    for left, right in (((2, 3), (2, 3)), ((2, 3), (4, 2)), ((3, 1), (2, 3)), ((2, 2), (1, 2))):
        with pytest.raises(ValueError):
            kata.run(multiply, left, right)


def test_distances_are_those_worked_out_by_hand(kata):
    x, y = np.array([[0.0, 0.0], [3.0, 0.0]]), np.array([[3.0, 4.0], [3.0, -5.0], [0.0, 8.0]])
    assert_close(kata.pairwise_distances(x, y), np.array([[5.0, 34**0.5, 8.0], [4.0, 5.0, 73**0.5]]))


def test_distances_agree_with_the_reference(kata, expected):
    kinds = {"scale": (1, 1e3), "layouts": ("c", "fortran", "strided"), "dtypes": ("f32", "f64")}
    for case in cases(x="n features", y="m features", **kinds):
        assert_close(kata.pairwise_distances(case.x, case.y), expected.pairwise_distances(case.x, case.y))


def test_every_point_is_at_distance_nought_from_itself(kata):
    for case in cases("n", "features", scale=(1, 1e3), dtypes=("f32", "f64")):
        d = kata.pairwise_distances(case.x, case.x.copy())
        assert_equal(d.diagonal(), np.zeros(case.n, case.dtype))


def test_points_near_each_other_keep_their_distance(kata, expected):
    for case in cases(x="n features", y="m features", dtypes=("f32", "f64"), values=("normal", "ties")):
        # Far from the origin, near each other: these sums and steps are exact in float32.
        x, y = (1000 + np.round(8 * points) / 8 for points in (case.x, case.y))
        assert_close(kata.pairwise_distances(x, y), expected.pairwise_distances(x, y))


def test_distances_leave_the_points_alone(kata):
    for case in cases(x="n features", y="m features", layouts=("c", "fortran", "strided")):
        x, y = case.x.copy(), case.y.copy()
        kata.pairwise_distances(case.x, case.y)
        assert_equal([case.x, case.y], [x, y])


def test_ten_times_as_many_points_take_no_more_steps(kata):
    def steps(module, x, y):
        """How many arrays are made on the way, slices included: a loop makes some in each turn."""
        made = []

        class Counted(np.ndarray):
            def __array_finalize__(self, parent):
                made.append(1)

        points, others = x.view(Counted), y.view(Counted)
        made.clear()
        module.pairwise_distances(points, others)
        return len(made)

    rng = np.random.default_rng(3)
    x, y = rng.standard_normal((40, 3)), rng.standard_normal((30, 3))
    few = kata.run(steps, x[:4], y[:3])
    more = max(kata.run(steps, x, y[:3]), kata.run(steps, x[:4], y))
    assert more < few + 20, "a loop over the points, where one step would do for all of them"


def test_points_that_do_not_fit_are_refused(kata):
    for x, y in (
        ((4, 3), (5, 2)),
        ((4, 1), (5, 3)),
        ((4, 3), (5, 1)),
        ((3,), (5, 3)),
        ((4, 3), (3,)),
        ((2, 2, 2), (2, 2)),
    ):
        with pytest.raises(ValueError):
            kata.pairwise_distances(np.ones(x), np.ones(y))
