"""What a repetition says of an entry."""

import pytest

from nnkata_plugin.speed.statistics import Interval
from nnkata_plugin.speed.timings import RungTiming, SizeTiming
from nnkata_plugin.speed.verify import comparison, judged


def timed(ratio, spread=0.01, noise=0.0, rounds=31):
    """A size at which the code took `ratio` times as long as NumPy, more or less."""
    seconds = [ratio * (1 + spread * (2 * number / (rounds - 1) - 1)) for number in range(rounds)]
    rungs = [
        RungTiming("learner", "learner", seconds, ratio, 0.5, None, ""),
        RungTiming("numpy", "NumPy", [1.0] * rounds, 1.0, 1.0, None, ""),
    ]
    apart = Interval(1 + noise, 1 + noise, 1 + noise)
    return SizeTiming(10, "softmax", {"batch": 2}, "NumPy", rungs, rounds, 1e-5, [], noise=apart)


@pytest.mark.parametrize(
    ("then", "now", "spread", "said"),
    [
        (1.0, 1.0, 0.01, "agrees"),
        (20.0, 20.5, 0.01, "agrees"),
        (1.0, 1.3, 0.01, "differs"),
        (1.0, 0.7, 0.01, "differs"),
        (1.0, 1.1, 0.05, "too close to say"),
        (1.0, 1.0, 0.9, "too close to say"),
    ],
)
def test_a_ratio_agrees_differs_or_is_too_close_to_say(then, now, spread, said):
    found = comparison([(timed(then, spread), timed(now, spread))])
    assert found.verdict == said
    assert found.change.middle == pytest.approx(now / then)
    assert found.change.low < found.change.middle < found.change.high


def test_noise_of_either_run_takes_the_certainty():
    assert comparison([(timed(1.0, noise=0.3), timed(1.3))]).verdict == "too close to say"
    assert comparison([(timed(1.0), timed(1.3, noise=0.3))]).verdict == "too close to say"
    assert comparison([(timed(1.0, noise=0.3), timed(3.0, noise=0.3))]).verdict == "differs"


def test_sizes_are_weighed_alike():
    found = comparison([(timed(1.0), timed(2.0)), (timed(100.0), timed(50.0))])
    assert found.change.middle == pytest.approx(1.0)
    assert found.verdict == "agrees"


def test_an_interval_over_the_border_says_nothing():
    assert judged(Interval(1.05, 1.09, 1.11)) == "too close to say"
    assert judged(Interval(0.80, 0.88, 0.95)) == "too close to say"
    assert judged(Interval(0.80, 0.85, 0.90)) == "differs"
