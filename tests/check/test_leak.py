"""assert_no_leak: two trainings, each in a child of its own; what is fitted may know nothing of what is held out."""

import numpy as np
import pytest

from nnkata_plugin.check import assert_no_leak, held_out
from nnkata_plugin.check.compare import Mismatch
from nnkata_plugin.check.leak import _another

RNG = np.random.default_rng(0)
TRAIN, LABELS, UNSEEN = RNG.standard_normal((20, 3)), RNG.integers(0, 2, 20), RNG.standard_normal((5, 3))

HONEST = """
import numpy as np

def fit(train, labels, unseen, seed):
    mean = train.mean(axis=0)
    weights = np.random.default_rng(seed).standard_normal(3) + (train - mean).T @ labels
    return [mean, weights], (unseen - mean) @ weights > 0
"""
LEAKS = {
    "the mean of all": HONEST.replace("mean = train.mean", "mean = np.concatenate([train, unseen]).mean"),
    "remembered in a module": HONEST.replace("train.mean", "MEMORY.setdefault('m', unseen).mean") + "MEMORY = {}\n",
    "the best epoch for the unseen": HONEST.replace(
        "[mean, weights]", "[mean, weights, int(np.abs(unseen).sum() * 10)]"
    ),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_found(calls, leak):
    with pytest.raises(Mismatch) as mismatch:
        assert_no_leak(
            calls(LEAKS[leak]),
            "fit",
            TRAIN,
            LABELS,
            held_out(UNSEEN),
            seed=3,
            fitted=lambda answer: answer[0],
        )
    assert str(mismatch.value).startswith(
        "what is fitted depends on the held-out inputs, which it must not know: with others"
    )


def test_an_honest_training_passes_and_its_answer_comes_back(calls):
    kata = calls(HONEST)
    answer = assert_no_leak(kata, "fit", TRAIN, LABELS, held_out(UNSEEN), seed=3, fitted=lambda answer: answer[0])
    assert answer[1].shape == (5,) and np.array_equal(answer[0][0], TRAIN.mean(axis=0))
    assert len(kata._check.calls) == 2


def test_a_training_that_does_not_follow_from_its_seed_is_told_apart_from_a_leak(calls):
    kata = calls(HONEST.replace("default_rng(seed)", "default_rng()"))
    with pytest.raises(Mismatch, match="the same data and the same seed, and something else is fitted"):
        assert_no_leak(kata, "fit", TRAIN, LABELS, held_out(UNSEEN), seed=3, fitted=lambda answer: answer[0])


def test_something_has_to_be_held_out(calls):
    with pytest.raises(TypeError, match="mark the inputs that are held out"):
        assert_no_leak(calls(HONEST), "fit", TRAIN, LABELS, UNSEEN, 3)


def trained(module, train, labels, seed, unseen):
    parameters, _ = module.fit(train, labels, unseen, seed)
    return parameters


@pytest.mark.parametrize(("text", "leaks"), [(HONEST, False), (LEAKS["the mean of all"], True)])
def test_a_training_may_be_written_in_the_check(calls, text, leaks):
    def look():
        return assert_no_leak(calls(text), trained, TRAIN, LABELS, 3, unseen=held_out(UNSEEN))

    if leaks:
        with pytest.raises(Mismatch, match="depends on the held-out inputs"):
            look()
    else:
        assert len(look()) == 2


@pytest.mark.parametrize(
    "value",
    [
        UNSEEN,
        UNSEEN.astype(np.float32),
        np.zeros((4, 2)),
        np.arange(12, dtype=np.uint8).reshape(3, 4),
        np.full(3, 255, np.uint8),
        np.array([True, False]),
        ["a text", "another, longer text"],
        [[1.0, 2.0], [3.0, 4.0]],
        {"words": ["tea", "milk"]},
        3.5,
    ],
    ids=str,
)
def test_other_inputs_have_the_form_of_the_ones_they_replace(value):
    other = _another(value, np.random.default_rng(1))
    assert type(other) is type(value)
    if isinstance(value, np.ndarray):
        assert (other.shape, other.dtype) == (value.shape, value.dtype) and not np.array_equal(other, value)
    else:
        assert other != value


def test_what_cannot_be_replaced_is_refused():
    with pytest.raises(TypeError, match="no other inputs can be made of an object"):
        _another(object(), np.random.default_rng(1))
