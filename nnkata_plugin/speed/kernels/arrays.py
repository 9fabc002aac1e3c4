"""Inputs ready to be timed: aligned as both libraries like it, and so many of them that no cache holds them all."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnkata_plugin.speed.kernels.rows import Row

ALIGNED = 64
ROTATED = 96 << 20
"""Bytes of inputs that are gone through when they have to come from memory."""
FEWEST_SETS, MOST_SETS = 4, 2048
ARITHMETIC = 50
"""Flops a byte from which on it hardly matters where the bytes come from."""

Arrays = dict[str, np.ndarray]


def drawn(row: Row, seed: int = 7041) -> Arrays:
    """The inputs of a row, the same ones each time."""
    rng = np.random.default_rng(seed)
    return {name: _drawn(row, name, shape, rng) for name, shape in row.inputs.items()}


def _drawn(row: Row, name: str, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    if name in row.below:
        return aligned(rng.integers(0, row.below[name], shape))
    values = rng.standard_normal(shape, np.float64 if row.dtype == "f64" else np.float32)
    if name in row.positive:
        values *= values
    if name in row.small:
        values /= 16
    return aligned(values)


def aligned(values: Any) -> np.ndarray:
    """A copy whose memory begins at a whole cache line."""
    values = np.asarray(values)
    memory = np.empty(values.nbytes + ALIGNED, np.uint8)
    start = -memory.ctypes.data % ALIGNED
    copy: np.ndarray = memory[start : start + values.nbytes].view(values.dtype).reshape(values.shape)
    copy[...] = values
    return copy


def copied(arrays: Mapping[str, np.ndarray]) -> Arrays:
    return {name: aligned(values) for name, values in arrays.items()}


def size_of(arrays: Mapping[str, np.ndarray]) -> int:
    return sum(values.nbytes for values in arrays.values())


def sets_for_memory(arrays: Mapping[str, np.ndarray], flops: float, moved: float) -> int:
    """How many sets of inputs keep them out of the caches; 0 where being out of them says nothing new."""
    size = size_of(arrays)
    count = -(-ROTATED // max(1, size))
    return count if FEWEST_SETS <= count <= MOST_SETS and flops < ARITHMETIC * moved else 0
