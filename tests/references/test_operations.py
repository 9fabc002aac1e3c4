"""Kernel, oracle and ceiling of every operation agree to ``4 * eps * growth(terms) * scale``.

The truth is the oracle in extended precision, so that its own rounding counts for nothing.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnkata_plugin.check import tolerance

HEADROOM = 4
REPRESENTATIONS = ("kernel", "oracle", "ceiling")


def parts(answer: Any) -> tuple[Any, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def pairs(scales: Any, count: int) -> tuple[tuple[int, Any], ...]:
    """A pair (terms, scale) for every gradient, where there are several."""
    return scales if isinstance(scales[0], tuple) else (scales,) * count


def share_of_bound(found: Any, truth: Any, terms: int, scale: Any, what: str) -> float:
    """The largest error in units of the bound; shape and dtype are compared on the way."""
    found, truth = np.asarray(found), np.asarray(truth)
    assert found.shape == truth.shape, f"{what}: shape {found.shape}, expected {truth.shape}"
    if not truth.size:
        return 0.0
    floor = np.finfo(found.dtype).smallest_subnormal
    bound = (
        HEADROOM * tolerance.epsilon(found.dtype) * tolerance.growth(terms) * np.asarray(scale)
        + HEADROOM * terms * floor
    )
    error = np.abs(found - truth) / bound
    assert np.isfinite(error).all(), f"{what}: {found} instead of {truth}"
    return float(error.max())


@pytest.mark.parametrize("dtype", ["f32", "f64"])
@pytest.mark.parametrize("verb", ["forward", "backward"])
@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_every_representation_computes_the_formula(operation, representation, verb, dtype, record_property):
    answer: Callable[..., Any] = getattr(operation, representation)(verb)
    formula = operation.oracle(verb)
    error_scale = getattr(operation.module, "error_scale" if verb == "forward" else "error_scale_backward")
    worst, cases = 0.0, 0
    for call in operation.calls(dtype):
        exact = call.cast(np.longdouble)
        leading = () if verb == "forward" else (call.dy,)
        exactly = () if verb == "forward" else (exact.dy,)
        found = parts(answer(*leading, *call.inputs, **call.parameters))
        truth = parts(formula(*exactly, *exact.inputs, **exact.parameters))
        scales = pairs(error_scale(*exactly, *exact.inputs, **exact.parameters), len(truth))
        for part, (found_part, truth_part, (terms, scale)) in enumerate(zip(found, truth, scales, strict=True)):
            assert np.asarray(found_part).dtype == call.inputs[0].dtype, f"{call.title}: dtype of part {part}"
            share = share_of_bound(found_part, truth_part, terms, scale, call.title)
            assert share <= 1, f"{call.title}: part {part} is off by {share:.3g} times the bound"
            worst = max(worst, share)
        cases += 1
    record_property("worst error in bounds", round(worst, 3))
    record_property("cases", cases)
    assert cases >= 20, "the policy has more cases than this"


@pytest.mark.parametrize("representation", ["kernel", "oracle"])
def test_backward_is_the_slope_of_forward(operation, representation):
    """Central differences in float64, along one random direction of all float inputs at once."""
    step = 1e-6
    for call in operation.calls("f64"):
        if np.max(np.abs(call.inputs[0])) > 100:
            continue  # differences of large numbers have too few digits left to compare
        answer = getattr(operation, representation)
        ways = [direction(value) for value in call.inputs]

        forward = answer("forward")

        def loss(distance, call=call, ways=ways, forward=forward):
            moved = [
                value if way is None else value + distance * way for value, way in zip(call.inputs, ways, strict=True)
            ]
            return np.sum(forward(*moved, **call.parameters) * call.dy)

        gradients = parts(answer("backward")(call.dy, *call.inputs, **call.parameters))
        products = [dx * way for dx, way in zip(gradients, filter(lambda way: way is not None, ways), strict=True)]
        slope, size = sum(map(np.sum, products)), sum(np.abs(product).sum() for product in products)
        assert abs((loss(step) - loss(-step)) / (2 * step) - slope) <= 1e-6 * (1 + size), call.title


def direction(value: np.ndarray) -> np.ndarray | None:
    """A direction to move an input in; labels stay."""
    return None if value.dtype.kind == "i" else np.random.default_rng(value.size).standard_normal(value.shape)


def test_inputs_are_left_alone_and_answers_are_new_arrays(operation):
    call = next(call for call in operation.calls() if call.inputs[0].size > 1)
    before = [value.copy() for value in call.inputs]
    for value in call.inputs:
        value.flags.writeable = False
    for verb, leading in (("forward", ()), ("backward", (call.dy,))):
        for answer in (operation.kernel(verb), operation.oracle(verb)):
            for part in parts(answer(*leading, *call.inputs, **call.parameters)):
                assert not any(np.shares_memory(part, value) for value in call.inputs)
                assert np.ndim(part) == 0 or part.flags.writeable
    for value, kept in zip(call.inputs, before, strict=True):
        np.testing.assert_array_equal(value, kept)


def test_a_layout_changes_no_bit_of_the_answer(operation):
    """The kernels copy what is not row-major: views that step backwards, skip, or begin at an odd address included."""
    call = list(operation.calls())[-1]

    def backwards(value):
        return np.ascontiguousarray(value[::-1])[::-1]

    def misaligned(value):
        raw = np.zeros(value.nbytes + 1, np.uint8)[1:]
        moved = raw.view(value.dtype).reshape(value.shape)
        moved[...] = value
        return moved

    for verb, leading in (("forward", ()), ("backward", (call.dy,))):
        kernel = operation.kernel(verb)
        plain = parts(kernel(*leading, *map(np.ascontiguousarray, call.inputs), **call.parameters))
        for layout in (np.asfortranarray, backwards, misaligned):
            found = parts(kernel(*leading, *map(layout, call.inputs), **call.parameters))
            for one, other in zip(found, plain, strict=True):
                assert one.tobytes() == other.tobytes(), layout


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_go_where_numpy_puts_them(operation, value):
    for call in operation.calls("f64"):
        call.inputs[0].flat[0] = value
        for verb, leading in (("forward", ()), ("backward", (call.dy,))):
            with np.errstate(all="ignore"):
                truth = parts(operation.oracle(verb)(*leading, *call.inputs, **call.parameters))
            found = parts(operation.kernel(verb)(*leading, *call.inputs, **call.parameters))
            for one, other in zip(found, truth, strict=True):
                np.testing.assert_array_equal(np.isnan(one), np.isnan(other), err_msg=f"{verb}, {call.title}")
                np.testing.assert_array_equal(np.isposinf(one), np.isposinf(other), err_msg=f"{verb}, {call.title}")
                np.testing.assert_array_equal(np.isneginf(one), np.isneginf(other), err_msg=f"{verb}, {call.title}")
