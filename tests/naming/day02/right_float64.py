"""NumPy for everything, in float64 inside, and the answer cast at the end."""

import numpy as np


def _as_matrix(table):
    lengths = [len(row) for row in table]
    if not lengths or min(lengths) == 0 or min(lengths) != max(lengths):
        raise ValueError("this is no table")
    return np.array(table, dtype=np.float64)


def shape(table):
    rows, cols = _as_matrix(table).shape
    return (int(rows), int(cols))


def matmul(a, b):
    a, b = _as_matrix(a), _as_matrix(b)
    if a.shape[1] != b.shape[0]:
        raise ValueError("inner lengths differ")
    return np.einsum("ik,kj->ij", a, b).tolist()


def matmul_array(a, b):
    if np.ndim(a) != 2 or np.ndim(b) != 2:
        raise ValueError("two axes each")
    if np.shape(a)[-1] != np.shape(b)[0]:
        raise ValueError("inner lengths differ")
    outer = a.astype(np.float64)[:, :, None] * b.astype(np.float64)[None, :, :]
    return outer.sum(axis=1).astype(a.dtype)
