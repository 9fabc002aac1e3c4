"""What may be said from noisy samples, on samples whose truth is known."""

import numpy as np
import pytest

from nnkata_plugin.speed.statistics import Interval, median_interval, verdict


def noisy(ratio: float, spread: float, rounds: int = 30, seed: int = 0) -> list[float]:
    return list(ratio * np.exp(spread * np.random.default_rng(seed).standard_normal(rounds)))


def test_an_interval_surrounds_the_median():
    samples = noisy(1.5, 0.1)
    interval = median_interval(samples)
    assert interval.low <= interval.middle == np.median(samples) <= interval.high


def test_the_same_samples_always_give_the_same_interval():
    assert median_interval(noisy(2, 0.2)) == median_interval(noisy(2, 0.2))


def test_the_interval_holds_the_truth_in_about_95_of_100_measurements():
    hits = sum((found := median_interval(noisy(1.0, 0.1, seed=seed))).low <= 1.0 <= found.high for seed in range(300))
    assert 0.90 <= hits / 300 <= 0.99


def test_more_rounds_narrow_the_interval():
    assert median_interval(noisy(1, 0.1, 100)).spread < median_interval(noisy(1, 0.1, 10)).spread


def test_one_outlier_does_not_move_the_verdict():
    samples = [*noisy(0.5, 0.02), 50.0]
    assert verdict(median_interval(samples)) == "faster"


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (0.5, "faster"),
        (0.9, "faster"),
        (0.98, "too close to say"),
        (1.02, "too close to say"),
        (1.1, "slower"),
        (3, "slower"),
    ],
)
def test_a_verdict_keeps_clear_of_one(ratio, said):
    assert verdict(median_interval(noisy(ratio, 0.01))) == said


@pytest.mark.parametrize(
    ("middle", "said"), [(1.0, "faster"), (1.12, "faster"), (1.2, "too close to say"), (0.8, "too close to say")]
)
def test_a_verdict_keeps_clear_of_what_the_reference_differed_by_from_itself(middle, said):
    noise = Interval(middle - 0.01, middle, middle + 0.01)
    assert verdict(Interval(0.84, 0.85, 0.87), noise) == said
    assert verdict(Interval(1.14, 1.18, 1.19), noise) == ("slower" if said == "faster" else said)


def test_noise_that_reaches_over_one_is_no_verdict():
    assert verdict(Interval(0.7, 0.85, 1.02)) == "too close to say"
    assert verdict(Interval(0.99, 1.3, 1.6)) == "too close to say"


def test_a_factor_of_two_is_excluded_only_by_the_whole_interval():
    assert Interval(2.1, 3, 4).excludes_a_factor_of_two()
    assert Interval(0.1, 0.3, 0.4).excludes_a_factor_of_two()
    assert not Interval(1.9, 3, 4).excludes_a_factor_of_two()
