"""What the stub promises of `conv2d(..., winograd=True)` and the cases of all operations are too small to show."""

import numpy as np
import pytest

from nnkata_plugin.catalog import suite
from nnkata_plugin.check import tolerance

kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
HEADROOM = 0.5
"""Of the policy's bound: what the stub says is half of it."""


@pytest.mark.parametrize(("channels", "side"), [(64, 56), (128, 28)])
def test_the_layers_of_a_resnet_are_within_what_the_stub_says(channels, side):
    x, w, b = drawn(channels, side)
    oracle = suite.reference("oracle", "conv2d")
    exact = [value.astype(np.float64) for value in (x, w, b)]
    truth = kernels.conv2d(*exact, padding=1)
    terms, scale = oracle.error_scale(*exact, padding=1, winograd=True)
    bound = tolerance.bound(np.float32, terms, scale, factor=HEADROOM)
    found, direct = (kernels.conv2d(x, w, b, padding=1, winograd=winograd) for winograd in (True, False))
    assert (np.abs(found - truth) <= bound).all()
    mean = [np.sqrt(np.mean((answer - truth) ** 2)) for answer in (found, direct)]
    assert mean[1] < mean[0] < 3 * mean[1], "of numbers of one size, twice what it is otherwise"


def test_it_is_used_where_it_is_asked_for_and_nowhere_else():
    x, w, b = drawn(32, 16)
    plain, direct, found = (
        kernels.conv2d(x, w, b, padding=1, **how) for how in ({}, {"winograd": False}, {"winograd": True})
    )
    assert plain.tobytes() == direct.tobytes()
    assert found.tobytes() != direct.tobytes()
    np.testing.assert_allclose(found, direct, rtol=1e-4, atol=1e-4)


def test_it_writes_to_out_and_the_number_of_threads_changes_no_bit():
    x, w, b = drawn(40, 30)
    answers = []
    before = kernels.threads()
    try:
        for count in (1, 2):
            kernels.set_threads(count)
            out = np.full((1, 40, 30, 30), np.nan, np.float32)
            assert kernels.conv2d(x, w, b, padding=1, winograd=True, out=out) is out
            answers.append(out.tobytes())
    finally:
        kernels.set_threads(before)
    assert answers[0] == answers[1]


def test_nan_stays_within_the_tiles_that_see_it():
    x, w, b = drawn(3, 20)
    clean = kernels.conv2d(x, w, b, padding=1, winograd=True)
    x[0, 1, 9, 2] = np.nan
    found = kernels.conv2d(x, w, b, padding=1, winograd=True)
    assert np.isnan(found[0, :, 8:11, 1:4]).all(), "the formula's"
    # With the padding it is row 10 and column 3: of all tiles, those see it that begin at row 8 and column 0.
    assert np.array_equal(found[:, :, :8], clean[:, :, :8]) and np.array_equal(found[:, :, 12:], clean[:, :, 12:])
    assert np.array_equal(found[..., 4:], clean[..., 4:])


def drawn(channels: int, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(channels)
    shapes = (1, channels, side, side), (channels, channels, 3, 3), (channels,)
    x, w, b = (rng.standard_normal(shape).astype(np.float32) for shape in shapes)
    return x, w, b
