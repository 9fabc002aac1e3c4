"""What of an answer is one table of numbers, and what is several answers."""

import numpy as np
import pytest

from nnkata_plugin.speed.answers import table_of


@pytest.mark.parametrize(
    "table",
    [[1.0, 2], [[1, 2], [3, 4]], [True, False], [], [[]], [np.float64(1), np.float64(2)]],
    ids=["numbers", "rows", "truths", "nothing", "an empty row", "NumPy's float is a float"],
)
def test_lists_of_numbers_are_one_table(table):
    assert np.array_equal(table_of(table), np.asarray(table))


@pytest.mark.parametrize(
    "several",
    [[[1.0], [2.0, 3.0]], [np.ones(2), np.ones(2)], [np.float32(1)], ["a", 1.0], [None], [(1.0, 2.0)]],
    ids=["ragged", "arrays", "NumPy's scalars", "a word", "nothing", "a tuple"],
)
def test_anything_else_is_not(several):
    assert table_of(several) is None
