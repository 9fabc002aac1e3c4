"""Numbers at the edges: very large, very small, nan, infinite, and arrays without any.

An oracle says where it is different for a reason: ``EXTREMES``, the factors at which float32 still has to be right;
``DIFFERS``, verbs, with a value or the name of an argument, where PyTorch and the formula put nan or infinity at other
places; ``NEVER_EMPTY``, the axes that have no
meaning without elements; ``PYTORCH_REFUSES``, those that only PyTorch takes for such.
"""

import numpy as np
import pytest

EXTREMES = (1e-30, 1e30)
PLAIN = {"scale": (1,), "layouts": ("c",), "values": ("normal",)}


@pytest.mark.parametrize("representation", ["kernel", "oracle", "ceiling"])
def test_very_small_and_very_large_numbers_come_out_right_in_float32(operation, representation):
    for verb in operation.verbs:
        answer = getattr(operation, representation)(verb)
        for factor in operation.says("EXTREMES", EXTREMES):
            for call in operation.calls(verb, "f32", {**PLAIN, "scale": (factor,)}):
                with np.errstate(all="ignore"):
                    found = call.of(answer)
                for part, share in enumerate(operation.example(verb, call).shares(found)):
                    assert share <= 1, (
                        f"{verb}, {call.title} {call.parameters}: part {part} is off by {share:.3g} bounds"
                    )


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("representation", ["kernel", "ceiling"])
def test_nan_and_infinity_go_where_the_formula_puts_them(operation, representation, value):
    """One in each input in turn, and some in all."""
    differs = operation.says("DIFFERS", {})
    assert all(differs.values()), "a difference needs its reason"
    for verb in operation.verbs:
        answer = getattr(operation, representation)(verb)
        for number, call in enumerate(operation.calls(verb, "f64", PLAIN)[1::4]):
            if any({verb, str(value), *call.given}.issuperset(what.split()) for what in differs):
                continue
            for sprinkled in sprinklings(call, value, np.random.default_rng(number)):
                with np.errstate(all="ignore"):
                    truth = sprinkled.of(operation.oracle(verb))
                    found = sprinkled.of(answer)
                for part, (one, other) in enumerate(zip(found, truth, strict=True)):
                    same = all((kind(one) == kind(other)).all() for kind in (np.isnan, np.isposinf, np.isneginf))
                    assert same, f"{verb}, {call.title} {call.parameters}, part {part}: {one} instead of {other}"


def sprinklings(call, value, rng):
    arrays = []
    call.with_each(lambda array: arrays.append(array) if array.dtype.kind == "f" and array.size else None)
    for chosen in [*range(len(arrays)), None]:
        counter = iter(range(len(arrays)))

        def sprinkle(array, chosen=chosen, counter=counter):
            if array.dtype.kind != "f" or not array.size:
                return array
            if next(counter) != chosen and chosen is not None:
                return array
            changed = np.array(array)
            changed.flat[rng.integers(array.size)] = value
            return changed[()]

        yield call.with_each(sprinkle)


@pytest.mark.filterwarnings("ignore:.*degrees of freedom")
@pytest.mark.parametrize("representation", ["kernel", "ceiling"])
def test_arrays_without_elements_give_the_answer_of_the_formula(operation, representation):
    never = operation.says("NEVER_EMPTY", ())
    if representation == "ceiling":
        never += operation.says("PYTORCH_REFUSES", ())
    for verb in operation.verbs:
        answer = getattr(operation, representation)(verb)
        for description in operation.descriptions(verb):
            words = [word for text in description.values() if isinstance(text, str) for word in text.split()]
            for axis in {word for word in words if word.isidentifier()}.difference(never):
                for call in operation.calls_of(description, verb, "f32", PLAIN, empty=axis)[:3]:
                    truth, found = call.of(operation.oracle(verb)), call.of(answer)
                    for one, other in zip(found, truth, strict=True):
                        what = f"{verb} without {axis}, {call.title} {call.parameters}"
                        assert one.dtype == other.dtype, what
                        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5, err_msg=what, strict=True)
