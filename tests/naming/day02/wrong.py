"""Shapes and products of tables as beginners get them wrong."""


# shape


@variant("counts_columns_before_rows", of="right_comprehension")
def shape(table):
    if not table or not table[0]:
        raise ValueError("empty")
    if any(len(row) != len(table[0]) for row in table):
        raise ValueError("ragged")
    width, height = len(table[0]), len(table)
    return width, height


@variant("counts_columns_before_rows", of="right_generators")
def shape(table):
    flipped = list(zip(*table, strict=True))  # raises ValueError by itself where rows differ
    if not flipped:
        raise ValueError("empty")
    return len(flipped), len(flipped[0])


@variant("believes_the_first_row", of="right_while")
def shape(table):
    try:
        n_cols = len(table[0])
    except IndexError:
        raise ValueError("no rows")
    if n_cols == 0:
        raise ValueError("no columns")
    return (len(table), n_cols)


@variant("believes_the_first_row", of="right_recursion")
def shape(table):
    rows = 0
    for _ in table:
        rows += 1
    if rows == 0:
        raise ValueError
    cols = 0
    for _ in table[0]:
        cols += 1
    if cols == 0:
        raise ValueError
    return rows, cols


@variant("forgets_the_last_row_when_it_compares", of="right_while")
def shape(table):
    if len(table) == 0 or len(table[0]) == 0:
        raise ValueError("empty")
    for i in range(len(table) - 2):
        if len(table[i]) != len(table[i + 1]):
            raise ValueError("ragged")
    return len(table), len(table[0])


@variant("gives_nothing_a_shape", of="right_comprehension")
def shape(table):
    if len(table) == 0:
        return (0, 0)
    cols = len(table[0])
    for row in table:
        if len(row) != cols:
            raise ValueError("ragged")
    return (len(table), cols)


# matmul


@variant("multiplies_place_by_place", of="right_while")
def matmul(a, b):
    (n, m), (m2, p) = shape(a), shape(b)
    if m != m2:
        raise ValueError("shapes")
    if (n, m) != (m2, p):
        raise ValueError("shapes")
    return [[x * y for x, y in zip(r, s)] for r, s in zip(a, b)]


@variant("multiplies_place_by_place", of="right_float64")
def matmul(a, b):
    a, b = _as_matrix(a), _as_matrix(b)
    if a.shape[1] != b.shape[0]:
        raise ValueError("inner lengths differ")
    return (a * b).tolist()


@variant("multiplies_rows_by_rows", of="right_comprehension")
def matmul(a, b):
    if shape(a)[1] != shape(b)[0]:
        raise ValueError("inner")
    out = []
    for r in a:
        line = []
        for s in b:
            total = 0
            for x, y in zip(r, s):
                total += x * y
            line.append(total)
        out.append(line)
    return out


@variant("multiplies_rows_by_rows", of="right_float64")
def matmul(a, b):
    a, b = _as_matrix(a), _as_matrix(b)
    if a.shape[1] != b.shape[0]:
        raise ValueError("inner lengths differ")
    return a.dot(b.T).tolist()


@variant("swaps_the_two_tables", of="right_while")
def matmul(b, a):
    n, m = shape(a)
    m2, p = shape(b)
    if m2 and shape(b)[1] != shape(a)[0]:
        raise ValueError("inner")
    if m != m2:
        raise ValueError("inner")
    return [[sum(a[i][k] * b[k][j] for k in range(m)) for j in range(p)] for i in range(n)]


@variant("swaps_the_two_tables", of="right_float64")
def matmul(a, b):
    a, b = _as_matrix(a), _as_matrix(b)
    if a.shape[1] != b.shape[0]:
        raise ValueError("inner lengths differ")
    return (b @ a).tolist()


@variant("hands_back_the_transpose", of="right_comprehension")
def matmul(a, b):
    if shape(a)[1] != shape(b)[0]:
        raise ValueError("inner")
    return [[sum(x * y for x, y in zip(row, column)) for row in a] for column in zip(*b)]


@variant("hands_back_the_transpose", of="right_float64")
def matmul(a, b):
    a, b = _as_matrix(a), _as_matrix(b)
    if a.shape[1] != b.shape[0]:
        raise ValueError("inner lengths differ")
    return np.einsum("ik,kj->ji", a, b).tolist()


@variant("keeps_only_the_last_product", of="right_while")
def matmul(a, b):
    n, m = shape(a)
    if m != shape(b)[0]:
        raise ValueError("inner")
    p = len(b[0])
    c = [[None for _ in range(p)] for _ in range(n)]
    for k in range(m):
        for i in range(n):
            for j in range(p):
                c[i][j] = a[i][k] * b[k][j]
    return c


@variant("skips_the_last_product", of="right_while")
def matmul(a, b):
    rows, inner = shape(a)
    if inner != shape(b)[0]:
        raise ValueError("inner")
    cols = shape(b)[1]
    result = []
    for i in range(rows):
        result.append([])
        for j in range(cols):
            total, k = 0.0, 0
            while k < inner - 1:
                total += a[i][k] * b[k][j]
                k += 1
            result[-1].append(total)
    return result


@variant("carries_the_sum_along", of="right_comprehension")
def matmul(a, b):
    if shape(a)[1] != shape(b)[0]:
        raise ValueError("inner")
    c = []
    for row in a:
        total = 0
        c_row = []
        for column in zip(*b):
            for x, y in zip(row, column):
                total += x * y
            c_row.append(total)
        c.append(c_row)
    return c


@variant("carries_the_sum_along", of="right_while")
def matmul(a, b):
    if shape(a)[1] != shape(b)[0]:
        raise ValueError("inner")
    n, p = len(a), len(b[0])
    c = [[0.0] * p for _ in range(n)]
    total = 0.0  # for the whole table
    for i in range(n):
        for j in range(p):
            for k in range(len(b)):
                total += a[i][k] * b[k][j]
            c[i][j] = total
    return c


@variant("rows_share_one_list", of="right_while")
def matmul(a, b):
    n, m = shape(a)
    m2, p = shape(b)
    if m != m2:
        raise ValueError("inner")
    empty_row = [0.0 for _ in range(p)]
    c = [empty_row for _ in range(n)]
    for i in range(n):
        for j in range(p):
            for k in range(m):
                c[i][j] += a[i][k] * b[k][j]
    return c


@variant("rows_share_one_list_and_show_the_last", of="right_comprehension")
def matmul(a, b):
    if shape(a)[1] != shape(b)[0]:
        raise ValueError("inner")
    columns = list(zip(*b))
    line = [None] * len(columns)
    out = []
    for row in a:
        for j, column in enumerate(columns):
            line[j] = sum(x * y for x, y in zip(row, column))
        out.append(line)
    return out


@variant("works_for_squares_only", of="right_while")
def matmul(a, b):
    n, m = shape(a)
    if m != shape(b)[0]:
        raise ValueError("inner")
    return [[sum(a[i][k] * b[k][j] for k in range(n)) for j in range(n)] for i in range(n)]


@variant("passes_over_what_does_not_fit", of="right_comprehension")
def matmul(a, b):
    shape(a), shape(b)
    return [[sum(x * y for x, y in zip(row, col)) for col in zip(*b)] for row in a]


@variant("passes_over_what_does_not_fit", of="right_while")
def matmul(a, b):
    n, m = shape(a)
    m2, p = shape(b)
    c = [[0.0] * p for _ in range(n)]
    for i in range(n):
        for j in range(p):
            for k in range(min(m, m2)):
                c[i][j] += a[i][k] * b[k][j]
    return c


# matmul_array


@variant("multiplies_arrays_place_by_place", of="right_comprehension")
def matmul_array(a, b):
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError("shapes")
    return np.multiply(a, b)


@variant("multiplies_array_rows_by_rows", of="right_while")
def matmul_array(a, b):
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError("shapes")
    c = np.zeros((len(a), len(b)), a.dtype)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            c[i, j] = sum(x * y)
    return c


@variant("multiplies_array_rows_by_rows", of="right_float64")
def matmul_array(a, b):
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError("shapes")
    return np.inner(a, b)


@variant("keeps_only_the_last_product_in_the_array", of="right_while")
def matmul_array(a, b):
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError("shapes")
    c = np.empty((a.shape[0], b.shape[1])).astype(a.dtype)
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                c[i][j] = a[i][k] * b[k][j]
    return c


@variant("answers_in_float64", of="right_comprehension")
def matmul_array(a, b):
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError("shapes")
    return np.array(
        [
            [sum(float(a[i, k]) * float(b[k, j]) for k in range(len(b))) for j in range(b.shape[1])]
            for i in range(len(a))
        ]
    )


@variant("answers_in_float64", of="right_while")
def matmul_array(a, b):
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError("shapes")
    return (a @ b).astype("float64")


@variant("answers_in_whole_numbers", of="right_while")
def matmul_array(a, b):
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError("shapes")
    c = np.zeros((len(a), b.shape[1]), dtype=int)
    for i in range(len(a)):
        for j in range(b.shape[1]):
            c[i, j] = np.sum(a[i] * b[:, j])
    return c


@variant("passes_over_what_does_not_fit_in_arrays", of="right_comprehension")
def matmul_array(a, b):
    if a.ndim != 2 or b.ndim != 2:
        raise ValueError("axes")
    return np.array([[sum(x * y for x, y in zip(row, col)) for col in b.T] for row in a], dtype=a.dtype)


@variant("passes_over_what_does_not_fit_in_arrays", of="right_while")
def matmul_array(a, b):
    if a.ndim != 2 or b.ndim != 2:
        raise ValueError("axes")
    inner = min(a.shape[1], b.shape[0])
    return a[:, :inner] @ b[:inner]


# Mistakes without a name


@variant(None, of="right_while")
def matmul(a, b):  # the sums are made, and never kept
    n, m = shape(a)
    m2, p = shape(b)
    if m != m2:
        raise ValueError("inner")
    c = [[0.0] * p for _ in range(n)]
    for i in range(n):
        for j in range(p):
            total = 0.0
            for k in range(m):
                total += a[i][k] * b[k][j]
    return c


@variant(None, of="right_while")
def matmul(a, b):  # begins at 1
    n, m = shape(a)
    m2, p = shape(b)
    if m != m2:
        raise ValueError("inner")
    return [[sum(a[i][k] * b[k][j] for k in range(1, m)) for j in range(p)] for i in range(n)]


@variant(None, of="right_comprehension")
def matmul(a, b):  # adds where it should multiply
    if shape(a)[1] != shape(b)[0]:
        raise ValueError("inner")
    return [[sum(x + y for x, y in zip(row, col)) for col in zip(*b)] for row in a]


@variant(None, of="right_comprehension")
def matmul(a, b):  # counts from 1, not from 0
    if shape(a)[1] != shape(b)[0]:
        raise ValueError("inner")
    return [[1 + sum(x * y for x, y in zip(row, col)) for col in zip(*b)] for row in a]


@variant(None, of="right_while")
def matmul_array(a, b):  # returns after the first row
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError("shapes")
    c = np.zeros((a.shape[0], b.shape[1]), a.dtype)
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            c[i, j] = np.dot(a[i], b[:, j])
        return c


@variant(None, of="right_float64")
def matmul_array(a, b):  # the mean of the products instead of their sum
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError("shapes")
    return (a @ b) / a.dtype.type(a.shape[1])


@variant(None, of="right_while")
def shape(table):  # the number of all numbers
    if not table or not table[0] or any(len(row) != len(table[0]) for row in table):
        raise ValueError("no table")
    return (len(table), len(table) * len(table[0]))
