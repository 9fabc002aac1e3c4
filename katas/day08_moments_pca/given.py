"""Day 8: what day 7 taught, ready to use. NumPy's own routine does the work: nothing here needs your file of day 7."""

import numpy as np


def symmetric_eigen(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues and eigenvectors of a symmetric matrix.

    Args:
        a: f32 or f64 [n, n], symmetric.

    Returns:
        (values, vectors) with the dtype of `a`. The values, [n], are in rising order. The vectors, [n, n], are the
        columns, each of length 1, in the order of the values.
    """
    values, vectors = np.linalg.eigh(a)
    return values, vectors
