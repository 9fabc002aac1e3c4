"""What a call meets of the case policy is told from its arguments, not from what a check asked for."""

import numpy as np
import pytest

from nnkata_plugin.check.evidence import Evidence
from nnkata_plugin.check.policy import LINES, features

RNG = np.random.default_rng(3)
PLAIN = RNG.standard_normal((4, 6))


def met(*arguments):
    return set(features(arguments, ["f"])) & LINES.keys()


@pytest.mark.parametrize(
    ("arguments", "meets", "meets_not"),
    [
        ([PLAIN], "power_of_two non_square zero_mean", "strided fortran batch_1 negative large ties subnormal odd"),
        ([PLAIN[:1]], "size_1 batch_1", "non_square"),
        ([np.ones((1, 1))], "size_1", "batch_1"),
        ([PLAIN[:2, :3]], "size_2 size_3 non_square", "odd one_off power_of_two"),
        ([np.zeros((5, 17))], "odd one_off", "power_of_two"),
        ([np.zeros(7)], "odd one_off", "non_square"),
        ([np.zeros(8)], "power_of_two", "odd one_off"),
        ([PLAIN.T], "fortran", "strided"),
        ([PLAIN[:, ::2]], "strided", "fortran"),
        ([PLAIN[0, ::2]], "strided", "fortran"),
        ([PLAIN[:, 1]], "strided", ""),
        ([-np.abs(PLAIN)], "negative", "zero_mean"),
        ([1e3 * PLAIN], "large", ""),
        ([np.array([[1.0, 3.0, 3.0]])], "ties", ""),
        ([np.array([[3.0, 3.0, 3.0]])], "", "ties"),
        ([np.array([1e-310])], "subnormal", ""),
        ([np.array([1e-40])], "", "subnormal"),
        ([np.array([1e-40], np.float32)], "subnormal", ""),
        ([np.array([[200, 200, 3]])], "size_3 batch_1", "large ties"),
        ([[[1.0, -2.0, 0.5], [3.0, -1.0, 2.0]]], "size_2 size_3 zero_mean", "fortran strided"),
        ([{"w": [PLAIN.T, (PLAIN,)]}], "fortran", ""),
        ([1.0, "x", None, (0.9, 0.99), True], "", " ".join(LINES)),
        ([np.zeros((0, 3))], "", "size_3"),
        ([[[1.0], [2.0, 3.0]]], "size_1 size_2", "batch_1"),
    ],
)
def test_what_a_call_meets(arguments, meets, meets_not):
    found = met(*arguments)
    assert set(meets.split()) <= found
    assert not set(meets_not.split()) & found


@pytest.mark.parametrize(
    ("arguments", "is_asymmetric", "is_non_zero"),
    [
        ([PLAIN], True, True),
        ([PLAIN, np.zeros(3)], False, False),
        ([PLAIN, np.array([0.0])], True, False),
        ([np.eye(3)], False, True),
        ([np.array([1.0, 2.0, 1.0])], False, True),
        ([np.array([[1.0, 2.0], [1.0, 2.0]])], False, True),
        ([PLAIN @ PLAIN.T], False, True),
        ([np.array([2.0])], False, True),
        ([PLAIN, np.zeros(3, np.int64)], True, True),
    ],
)
def test_parameters_that_hide_mistakes(arguments, is_asymmetric, is_non_zero):
    found = set(features(arguments, ["f"]))
    assert ("asymmetric f" in found, "non_zero f" in found) == (is_asymmetric, is_non_zero)
    assert "handed f" in found


def test_a_call_without_floats_hands_none_over():
    assert not {"handed f", "any_float"} & set(features([np.arange(3), 4], ["f"]))


def test_what_counts_is_what_goes_over_to_the_learner(calls):
    kata = calls("def softmax(x, axis=-1):\n    return x\n", evidence=Evidence())
    strided = RNG.standard_normal((3, 8))[:, ::2]
    kata.softmax(strided.copy())
    assert "strided" not in kata._check.evidence.features
    kata.softmax(strided)
    assert {"strided", "handed softmax", "asymmetric softmax", "non_zero softmax"} <= kata._check.evidence.features


def test_a_function_of_the_check_counts_for_the_names_that_it_mentions(calls):
    def both(module, x, name):
        return module.log_softmax(x) + getattr(module, name)(x)

    kata = calls("def softmax(x, axis=-1):\n    return x\n\nlog_softmax = softmax\n", evidence=Evidence())
    kata.run(both, PLAIN, "softmax")
    assert {f for f in kata._check.evidence.features if "handed" in f} == {"handed softmax", "handed log_softmax"}
