"""The truth answers for what was sent, and a function that spoils its arguments is caught in the act."""

import numpy as np
import pytest

from nnkata_plugin.check import assert_close
from nnkata_plugin.check.compare import Mismatch
from nnkata_plugin.check.learner import KataCalls
from nnkata_plugin.check.reference import Expected
from nnkata_plugin.check.sent import as_sent

X = np.array([[1.0, 2.0, 4.0], [0.5, 3.0, -1.0]])
SPOILS = """
import numpy as np

def softmax(x, axis=-1):
    x[...] = 0
    return np.full(x.shape, 1 / x.shape[axis])

def cross_entropy(logits, labels):
    return labels.pop() if isinstance(labels, list) else labels.sort()

def log_softmax(x, axis=-1):
    x[0][0] += 1
    return 0.0

def draws(rng):
    return rng.random()
"""


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        (
            "softmax",
            [X],
            "softmax changed its argument `x`. It returns something new, and leaves its arguments as they",
        ),
        ("cross_entropy", [X, np.array([2, 0])], "cross_entropy changed its argument `labels`."),
        ("cross_entropy", [X, [2, 0]], "cross_entropy changed its argument `labels`."),
        ("log_softmax", [[X, 3]], "log_softmax changed its argument `x`."),
        ("log_softmax", [[[1.0, 2.0]]], "log_softmax changed its argument `x`."),
        ("log_softmax", [([1.0], X)], "log_softmax changed its argument `x`."),
    ],
)
def test_a_function_that_changes_its_arguments_is_told_so(calls, name, arguments, says):
    kata = calls(SPOILS)
    before = np.array(X)
    with pytest.raises(Mismatch) as mismatch:
        getattr(kata, name)(*arguments)
    assert str(mismatch.value).startswith(says)
    assert np.array_equal(X, before), "the caller's own object is as it was"
    assert kata._check.calls[-1].outcome is not None, "there is something to name the mistake by"


def test_a_word_is_told_by_its_name(calls):
    with pytest.raises(Mismatch, match="softmax changed its argument `x`"):
        calls(SPOILS).softmax(axis=0, x=X.copy())


def test_a_generator_may_be_asked(calls):
    rng = np.random.default_rng(1)
    assert calls(SPOILS).draws(rng) == np.random.default_rng(1).random()


def spoil(module, x):
    return module.softmax(x)


def test_the_truth_answers_for_what_was_sent(calls):
    kata = calls(SPOILS)
    expected = Expected(kata._check.kata)
    x = X.copy()
    answer = kata.run(spoil, x)
    assert not x.any(), "what was done to it is there for the check to see"
    assert_close(expected.softmax(x), np.exp(X) / np.exp(X).sum(axis=1, keepdims=True))
    with pytest.raises(Mismatch):
        assert_close(answer, expected.softmax(x))
    other = X + 1
    assert_close(expected.softmax(other[:1]), expected.softmax(X[:1]))


def test_a_list_of_what_was_sent_is_known_by_its_parts(calls):
    kata = calls(SPOILS)
    x = X.copy()
    kata.run(spoil, x)
    (whole, number), word = as_sent(([x, 3], {"x": x}), kata._check)
    assert number == 3 and np.array_equal(whole, X) and np.array_equal(word["x"], X)


def test_what_an_in_place_function_did_is_what_counts_afterwards(running):
    kata = KataCalls(running(day=28))
    parameters = [np.ones(shape) for shape in ((2, 3), (3,), (3, 2), (2,))]
    kata.epoch(parameters, np.ones((2, 2)), np.array([0, 0]), np.random.default_rng(1))
    kata.close()
    assert (parameters[3] != 1).any()
    assert as_sent(parameters, kata._check) is parameters


def test_a_generator_that_the_truth_draws_from_stays_as_it_was_sent(calls):
    kata = calls(SPOILS)
    rng = np.random.default_rng(1)
    kata.draws(rng)
    sent = kata._check.calls[-1].args[0]
    state = sent.bit_generator.state
    again = as_sent(rng, kata._check)
    assert again.random() == np.random.default_rng(1).random() and sent.bit_generator.state == state
