"""Kernel, oracle and ceiling of every operation agree to ``4 * eps * growth(terms) * scale``.

The truth is the oracle in extended precision, so that its own rounding counts for nothing.
"""

from dataclasses import replace

import numpy as np
import pytest

REPRESENTATIONS = ("kernel", "oracle", "ceiling")


@pytest.mark.parametrize("dtype", ["f32", "f64"])
@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_every_representation_computes_the_formula(operation, representation, dtype, record_property):
    for verb in operation.verbs:
        answer = getattr(operation, representation)(verb)
        worst, examples = 0.0, operation.examples(verb, dtype)
        for example in examples:
            for part, share in enumerate(example.shares(example.call.of(answer))):
                says = (
                    f"{verb}, {example.call.title} {example.call.parameters}: part {part} is off by {share:.3g} bounds"
                )
                assert share <= 1, says
                worst = max(worst, share)
        record_property(f"worst error of {verb} in bounds", round(worst, 3))
        record_property(f"cases of {verb}", len(examples))
        assert len(examples) >= 20, "the policy has more cases than this"


@pytest.mark.parametrize("dtype", ["f32", "f64"])
def test_a_plan_computes_the_formula_too(operation, dtype):
    if plan := operation.plan():
        for example in operation.examples("forward", dtype):
            for part, share in enumerate(example.shares(example.call.of(plan))):
                assert share <= 1, f"{example.call.title}: part {part} is off by {share:.3g} bounds"


def test_every_plan_belongs_to_an_operation(operations):
    kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
    plans = [name for name, value in vars(kernels).items() if isinstance(value, type)]
    assert len(plans) == sum(operation.plan() is not None for operation in operations) > 0


def test_the_bounds_reject_a_thousandth_more_and_half_the_digits(operation):
    """In float32, each part of the answer of each verb, in some case."""
    for verb in operation.verbs:
        worst: dict[tuple[int, str], float] = {}
        for example in operation.examples(verb, "f32"):
            for part, truth in enumerate(example.truth):
                if np.asarray(truth).dtype.kind != "f":
                    continue
                alone = replace(example, truth=(truth,), scales=example.scales[part : part + 1])
                with np.errstate(all="ignore"):
                    right = truth.astype(np.float32)
                    wrong = {"1.001 times the answer": right * np.float32(1.001), "float16": right.astype(np.float16)}
                for name, answer in wrong.items():
                    if np.isfinite(answer).all():
                        (share,) = alone.shares((answer.astype(np.float32),))
                        worst[part, name] = max(worst.get((part, name), 0), share)
        for (part, name), share in worst.items():
            assert share > 1, f"{verb}: {name} is within the bound of part {part} in all cases ({share:.3g})"


@pytest.mark.parametrize("representation", ["kernel", "oracle"])
def test_backward_is_the_slope_of_forward(operation, representation):
    """Central differences in float64, along one random direction of all inputs that have a gradient.

    Where the slope to the right is not the slope to the left there is a kink, and nothing is compared.
    """
    if "backward" not in operation.verbs:
        return
    forward, backward = (getattr(operation, representation)(verb) for verb in ("forward", "backward"))
    step, compared = 1e-6, 0
    for call in operation.calls("backward", "f64"):
        floats = [place for place, value in enumerate(call.inputs) if value.dtype.kind == "f"]
        if any(
            np.abs(call.inputs[place]).max(initial=0, where=np.isfinite(call.inputs[place])) > 100 for place in floats
        ):
            continue  # differences of large numbers have too few digits left to compare
        gradients = call.of(backward)
        rng = np.random.default_rng(len(call.title))
        ways = {place: rng.standard_normal(call.inputs[place].shape) for place in floats[: len(gradients)]}

        def loss(distance, call=call, ways=ways):
            inputs = [value + distance * ways[k] if k in ways else value for k, value in enumerate(call.inputs)]
            answers = replace(call, leading=(), inputs=tuple(inputs)).of(forward)
            return sum(np.sum(part * dy) for part, dy in zip(answers, call.leading, strict=True))

        with np.errstate(all="ignore"):
            right, here, left = loss(step), loss(0), loss(-step)
        products = [dx * way for dx, way in zip(gradients, ways.values(), strict=True)]
        slope, size = sum(map(np.sum, products)), sum(np.abs(product).sum() for product in products)
        if abs(right - 2 * here + left) / step > 1e-5 * (1 + size):
            continue
        compared += 1
        rounding = 64 * np.finfo(float).eps * abs(here) / step
        found = (right - left) / (2 * step)
        assert abs(found - slope) <= 2e-6 * (1 + size) + rounding, (
            f"{call.title} {call.parameters}: {slope}, not {found}"
        )
    assert compared >= 10


def test_inputs_are_left_alone_and_answers_are_new_arrays(operation):
    for verb in operation.verbs:
        kept = next(call for call in operation.calls(verb, "f32") if np.size(call.inputs[0]) > 1)
        call = kept.with_each(np.array)
        arrays = every_array(call)
        for array in arrays:
            array.flags.writeable = False
        for answer in (operation.oracle(verb), operation.kernel(verb)):
            for part in call.of(answer):
                assert not any(np.shares_memory(part, array) for array in arrays)
                assert np.ndim(part) == 0 or part.flags.writeable
        for array, before in zip(arrays, every_array(kept), strict=True):
            np.testing.assert_array_equal(array, before)


def every_array(call):
    arrays: list[np.ndarray] = []
    call.with_each(arrays.append)
    return arrays


def test_a_layout_changes_no_bit_of_the_answer(operation):
    """The kernels copy what is not row-major: views that step backwards, skip, or begin at an odd address included."""

    def fortran(value):
        return np.asfortranarray(value) if np.ndim(value) else value

    def backwards(value):
        return np.ascontiguousarray(value[::-1])[::-1] if np.ndim(value) else value

    def misaligned(value):
        if not np.ndim(value):
            return value
        raw = np.zeros(value.nbytes + 1, np.uint8)[1:]
        moved = raw.view(value.dtype).reshape(value.shape)
        moved[...] = value
        return moved

    for verb in operation.verbs:
        kernel = operation.kernel(verb)
        call = operation.calls(verb, "f32")[-1]
        plain = call.with_each(lambda value: np.ascontiguousarray(value) if np.ndim(value) else value).of(kernel)
        for layout in (fortran, backwards, misaligned):
            for one, other in zip(call.with_each(layout).of(kernel), plain, strict=True):
                assert one.tobytes() == other.tobytes(), f"{verb}, {layout}"
