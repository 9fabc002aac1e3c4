"""Day 4, worked: all of it is dot products; what needs care is rounding."""

import numpy as np


def normalize(x: np.ndarray) -> np.ndarray:
    length = np.sqrt(x @ x)
    # 0 / 0 would be nan in every place, and go on from there without a word.
    if length == 0:
        raise ValueError("a vector of zeros has no direction")
    return x / length


def cosine_similarity(a: np.ndarray, b: np.ndarray) -> float:
    # Of parallel vectors rounding may make 1.0000001, whose arccos is nan.
    return max(-1.0, min(1.0, normalize(a) @ normalize(b)))


def angle(a: np.ndarray, b: np.ndarray) -> float:
    return np.arccos(cosine_similarity(a, b))


def project(x: np.ndarray, onto: np.ndarray) -> np.ndarray:
    direction = normalize(onto)
    return (x @ direction) * direction


def gram_schmidt(a: np.ndarray) -> np.ndarray:
    q = a.copy()
    for j in range(q.shape[1]):
        # Both are views: columns before j are finished, and what happens to `rest` happens in q.
        earlier, rest = q[:, :j], q[:, j]
        before = np.sqrt(rest @ rest)
        # Where little is left of a column, its rounding errors are large beside what is left, and they point anywhere.
        # The second round takes their shadows away as well; a third would find nothing (Giraud and others 2005).
        for _ in range(2):
            rest -= earlier @ (earlier.T @ rest)
        if np.sqrt(rest @ rest) <= 100 * np.finfo(a.dtype).eps * before:
            raise ValueError(f"column {j} depends on the columns before it")
        q[:, j] = normalize(rest)
    return q
