"""Lines that were drawn, against lines that should have been."""

import numpy as np
import pytest

from nnkata_plugin.check import assert_drawn

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
VIEW = np.array([[-0.1, -0.1], [1.1, 1.1]])


def drawing(*lines, view=VIEW):
    pieces = [np.stack([line[:-1], line[1:]], axis=1) for line in map(np.float64, lines)]
    return {"pieces": np.concatenate([np.empty((0, 2, 2)), *pieces]), "view": view}


def test_one_line_may_be_drawn_as_several_and_several_as_one():
    halves = [[0, 0], [0.5, 0], [1, 0], [1, 1], [0, 1], [0, 0.25], [0, 0]]
    assert_drawn(drawing(halves), [SQUARE])
    assert_drawn(drawing(SQUARE), [halves])


def test_lines_that_are_not_drawn_are_named():
    with pytest.raises(AssertionError, match=r"(?s)of 4 pieces.*from \(0, 1\) to \(0, 0\)"):
        assert_drawn(drawing(SQUARE[:4]), [SQUARE])


def test_a_line_that_ends_too_early_is_not_whole():
    with pytest.raises(AssertionError, match=r"from \(0, 0\) to \(1, 0\)"):
        assert_drawn(drawing([[0, 0], [0.98, 0]], SQUARE[1:]), [SQUARE])


def test_lines_that_should_not_be_there_are_named_with_an_end():
    rays = [[[0, 0], [1, height]] for height in (0.2, 0.4, 0.6, 0.8)]
    with pytest.raises(AssertionError, match=r"(?s)should not be there.*to \(1, 0.2\).*and 1 more"):
        assert_drawn(drawing(SQUARE, *rays), [SQUARE])


def test_a_thousandth_beside_is_beside():
    with pytest.raises(AssertionError):
        assert_drawn(drawing(np.array(SQUARE) * 1.001), [SQUARE])


def test_what_is_out_of_view_is_told():
    with pytest.raises(AssertionError, match=r"x from 0 to 1, y from 0 to 0.5"):
        assert_drawn(drawing(SQUARE, view=np.array([[0, 0], [1, 0.5]])), [SQUARE])


def test_empty_axes_are_told():
    with pytest.raises(AssertionError, match="no line and no area"):
        assert_drawn(drawing(), [SQUARE])
