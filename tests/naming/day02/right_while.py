"""Counters and while, as somebody writes who comes from C."""

import numpy as np


def shape(table):
    rows = len(table)
    if rows == 0:
        raise ValueError("no rows")
    cols = len(table[0])
    if cols == 0:
        raise ValueError("no columns")
    r = 1
    while r < rows:
        if len(table[r]) != cols:
            raise ValueError("row " + str(r) + " has another length")
        r += 1
    return rows, cols


def matmul(a, b):
    n, m = shape(a)
    m2, p = shape(b)
    if m != m2:
        raise ValueError("does not fit")
    c = []
    i = 0
    while i < n:
        c.append([0.0] * p)
        j = 0
        while j < p:
            k = 0
            while k < m:
                c[i][j] = c[i][j] + a[i][k] * b[k][j]
                k += 1
            j += 1
        i += 1
    return c


def matmul_array(a, b):
    if len(a.shape) != 2 or len(b.shape) != 2:
        raise ValueError("two axes, please")
    if a.shape[1] != b.shape[0]:
        raise ValueError("does not fit")
    c = np.zeros((a.shape[0], b.shape[1]), dtype=a.dtype)
    i = 0
    while i < a.shape[0]:
        j = 0
        while j < b.shape[1]:
            k = 0
            while k < a.shape[1]:
                c[i, j] += a[i, k] * b[k, j]
                k += 1
            j += 1
        i += 1
    return c
