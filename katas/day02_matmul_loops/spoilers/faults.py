"""Known wrong shapes and products of day 2."""

import numpy as np

import kata
from nnkata_plugin.check import fault


def fitting(a, b):
    """What the worked `matmul` refuses; else its three lengths."""
    rows, inner = kata.shape(a)
    partners, cols = kata.shape(b)
    if inner != partners:
        raise ValueError("inner")
    return rows, inner, cols


def fitting_arrays(a, b):
    """What the worked `matmul_array` refuses; else its three lengths."""
    rows, inner = a.shape
    partners, cols = b.shape
    if inner != partners:
        raise ValueError("inner")
    return rows, inner, cols


@fault("shape", lesson="A table and its shape")
def counts_columns_before_rows(table):
    """Says the columns first: a shape counts the rows, then the numbers in a row."""
    if not table or not table[0] or any(len(row) != len(table[0]) for row in table):
        raise ValueError("no shape")
    return len(table[0]), len(table)


@fault("shape", lesson="A table and its shape")
def believes_the_first_row(table):
    """Believes the first row: whether the others are as long was not looked at."""
    if not table or not table[0]:
        raise ValueError("no shape")
    return len(table), len(table[0])


@fault("shape", lesson="A table and its shape")
def forgets_the_last_row_when_it_compares(table):
    """Compares the lengths of all rows but the last."""
    if not table or not table[0] or any(len(row) != len(table[0]) for row in table[:-1]):
        raise ValueError("no shape")
    return len(table), len(table[0])


@fault("shape", lesson="Task")
def gives_nothing_a_shape(table):
    """Gives an empty table a shape: there is no row whose length could be counted."""
    cols = len(table[0]) if table else 0
    if any(len(row) != cols for row in table):
        raise ValueError("no shape")
    return len(table), cols


@fault("matmul", lesson="Rows meet columns")
def multiplies_place_by_place(a, b):
    """Multiplies place by place: a product of tables takes a whole row and a whole column for each number."""
    fitting(a, b)
    return [[x * y for x, y in zip(first, second, strict=False)] for first, second in zip(a, b, strict=False)]


@fault("matmul", lesson="Rows meet columns")
def multiplies_rows_by_rows(a, b):
    """Multiplies by the transpose: it goes along a row of b where it should go down a column."""
    rows, inner, cols = fitting(a, b)
    return [[sum(a[i][k] * b[j][k] for k in range(inner)) for j in range(cols)] for i in range(rows)]


@fault("matmul", lesson="Rows meet columns")
def swaps_the_two_tables(a, b):
    """Computes b times a: the order of the two matters."""
    fitting(a, b)
    return [[sum(b[i][k] * a[k][j] for k in range(len(a))) for j in range(len(a[0]))] for i in range(len(b))]


@fault("matmul", lesson="Rows meet columns")
def hands_back_the_transpose(a, b):
    """Hands the answer back on its side: rows and columns of the result are swapped."""
    rows, inner, cols = fitting(a, b)
    return [[sum(a[i][k] * b[k][j] for k in range(inner)) for i in range(rows)] for j in range(cols)]


@fault("matmul", lesson="Rows meet columns")
def keeps_only_the_last_product(a, b):
    """Keeps only the last product of each sum: every step writes over the one before."""
    rows, inner, cols = fitting(a, b)
    return [[a[i][inner - 1] * b[inner - 1][j] for j in range(cols)] for i in range(rows)]


@fault("matmul", lesson="Rows meet columns")
def skips_the_last_product(a, b):
    """Leaves the last product of each sum out: the innermost loop stops one step early."""
    rows, inner, cols = fitting(a, b)
    return [[sum((a[i][k] * b[k][j] for k in range(inner - 1)), 0.0) for j in range(cols)] for i in range(rows)]


@fault("matmul", lesson="Rows meet columns")
def carries_the_sum_along(a, b):
    """Carries the sum of one place into the next: each place of a row has to start from 0."""
    rows, inner, cols = fitting(a, b)
    c = []
    for i in range(rows):
        total, row = 0.0, []
        for j in range(cols):
            for k in range(inner):
                total += a[i][k] * b[k][j]
            row.append(total)
        c.append(row)
    return c


@fault("matmul", lesson="One list, many names")
def rows_share_one_list(a, b):
    """Adds into one and the same row all the time: `[[0.0] * cols] * rows` is a single list, named many times."""
    rows, inner, cols = fitting(a, b)
    c = [[0.0] * cols] * rows
    for i in range(rows):
        for j in range(cols):
            for k in range(inner):
                c[i][j] += a[i][k] * b[k][j]
    return c


@fault("matmul", lesson="One list, many names")
def rows_share_one_list_and_show_the_last(a, b):
    """Ends with the last row everywhere: all rows are a single list, and each row was written over the one before."""
    rows, inner, cols = fitting(a, b)
    c = [[0.0] * cols] * rows
    for i in range(rows):
        for j in range(cols):
            c[i][j] = sum(a[i][k] * b[k][j] for k in range(inner))
    return c


@fault("matmul", lesson="Rows meet columns")
def works_for_squares_only(a, b):
    """Takes one length for all three loops: it is right for squares only."""
    n = fitting(a, b)[0]
    return [[sum((a[i][k] * b[k][j] for k in range(n)), 0.0) for j in range(n)] for i in range(n)]


@fault("matmul", lesson="Task")
def passes_over_what_does_not_fit(a, b):
    """Passes over numbers that have no partner: lengths that differ are an error, not something to cut to size."""
    kata.shape(a)
    cols = kata.shape(b)[1]
    inner = min(len(a[0]), len(b))
    return [[sum(a[i][k] * b[k][j] for k in range(inner)) for j in range(cols)] for i in range(len(a))]


@fault("matmul_array", lesson="Rows meet columns")
def multiplies_arrays_place_by_place(a, b):
    """Multiplies the arrays place by place, as `*` does: each number needs a whole row and a whole column."""
    rows, inner, cols = fitting_arrays(a, b)
    small, common = min(rows, inner), min(inner, cols)
    return a[:small, :common] * b[:small, :common]


@fault("matmul_array", lesson="Rows meet columns")
def multiplies_array_rows_by_rows(a, b):
    """Multiplies by the transpose: it reads b[j, k] where b[k, j] is asked for."""
    rows, inner, cols = fitting_arrays(a, b)
    c = np.zeros((rows, cols), dtype=a.dtype)
    for i in range(rows):
        for j in range(cols):
            for k in range(inner):
                c[i, j] += a[i, k] * b[j, k]
    return c


@fault("matmul_array", lesson="Rows meet columns")
def keeps_only_the_last_product_in_the_array(a, b):
    """Keeps only the last product of each sum: `=` stands where `+=` should."""
    inner = fitting_arrays(a, b)[1]
    return a[:, inner - 1 :] * b[inner - 1 :, :]


@fault("matmul_array", lesson="What an array is")
def answers_in_float64(a, b):
    """Answers in float64 when it was given float32: `np.zeros` makes float64 unless it is told otherwise."""
    rows, inner, cols = fitting_arrays(a, b)
    c = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            for k in range(inner):
                c[i, j] += a[i, k] * b[k, j]
    return c


@fault("matmul_array", lesson="What an array is")
def answers_in_whole_numbers(a, b):
    """Drops everything after the decimal point: the answer was made as an array of whole numbers."""
    fitting_arrays(a, b)
    return (a @ b).astype(np.int64)


@fault("matmul_array", lesson="Task")
def passes_over_what_does_not_fit_in_arrays(a, b):
    """Passes over numbers that have no partner: lengths that differ are an error, not something to cut to size."""
    if a.ndim != 2 or b.ndim != 2:
        raise ValueError("axes")
    inner = min(a.shape[1], b.shape[0])
    return a[:, :inner] @ b[:inner, :]
