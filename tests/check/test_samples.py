"""assert_distribution: right samplers pass, slightly wrong ones fail, and the power that is promised is there."""

import math

import numpy as np
import pytest

from nnkata_plugin.check import assert_distribution, enough_to_see
from nnkata_plugin.check.compare import Mismatch
from nnkata_plugin.check.samples import FALSE_ALARM, OVERLOOKED, visible

SEES = 0.02
RUNS = 200
ENOUGH = enough_to_see(SEES)
ERF = np.vectorize(math.erf)
DIE = np.array([0.1, 0.2, 0.3, 0.4])


def normal_cdf(x, mean=0.0, deviation=1.0):
    return (1 + ERF((x - mean) / (deviation * math.sqrt(2)))) / 2


def uniform_cdf(x):
    return np.clip(x, 0, 1)


def fails(samples, **distribution):
    try:
        assert_distribution(samples, sees=SEES, **distribution)
    except Mismatch:
        return True
    return False


def test_so_many_samples_show_so_much():
    assert ENOUGH == 68169 and visible(ENOUGH) <= SEES < visible(ENOUGH - 1)
    assert (FALSE_ALARM, OVERLOOKED) == (1e-9, 1e-3)


@pytest.mark.parametrize("kind", ["uniform", "die"])
def test_right_samplers_never_fail(kind):
    rng = np.random.default_rng(0)
    for _ in range(RUNS):
        if kind == "uniform":
            assert_distribution(rng.random(ENOUGH), sees=SEES, cdf=uniform_cdf)
        else:
            assert_distribution(rng.choice(4, ENOUGH, p=DIE), sees=SEES, probabilities=DIE)


@pytest.mark.parametrize("kind", ["shifted", "squeezed", "die"])
def test_samplers_that_are_off_by_as_much_as_is_seen_fail(kind):
    """At the edge of what is promised: the distribution functions differ by 0.02 at most, and every run must fail."""
    rng = np.random.default_rng(0)
    loaded = DIE + np.array([0, SEES, -SEES, 0])
    found = 0
    for _ in range(RUNS):
        if kind == "shifted":
            found += fails((rng.random(ENOUGH) + SEES), cdf=uniform_cdf)
        elif kind == "squeezed":
            found += fails(rng.random(ENOUGH) * (1 - SEES), cdf=uniform_cdf)
        else:
            found += fails(rng.choice(4, ENOUGH, p=loaded), probabilities=DIE)
    assert found == RUNS


@pytest.mark.parametrize(
    "mistake",
    [
        lambda rng: 2 * rng.standard_normal(ENOUGH),  # the variance taken for the deviation
        lambda rng: np.abs(rng.standard_normal(ENOUGH)),
        lambda rng: rng.standard_normal(ENOUGH) + 0.06,
        lambda rng: rng.standard_normal(ENOUGH) * 1.1,
        lambda rng: np.repeat(rng.standard_normal(ENOUGH // 100 + 1), 100)[:ENOUGH],
        lambda rng: np.round(rng.standard_normal(ENOUGH), 1),
        lambda rng: np.zeros(ENOUGH),
        lambda rng: rng.random(ENOUGH),
    ],
)
def test_mistakes_of_a_normal_sampler_fail(mistake):
    rng = np.random.default_rng(9)
    assert_distribution(rng.standard_normal(ENOUGH), sees=SEES, cdf=normal_cdf)
    with pytest.raises(Mismatch, match=r"of 68169 samples are at most .*, expected .*; chance explains 1\.25%"):
        assert_distribution(mistake(rng), sees=SEES, cdf=normal_cdf)


def test_outcomes_are_shown_beside_what_was_expected():
    samples = np.repeat(["tea", "coffee"], ENOUGH)
    with pytest.raises(Mismatch) as mismatch:
        assert_distribution(samples, sees=SEES, probabilities={"tea": 0.25, "coffee": 0.75})
    head, titles, tea, coffee = str(mismatch.value).splitlines()
    assert head.startswith("the outcomes of 136338 samples are not as probable as they should be; chance explains 0.8")
    assert titles.split() == ["outcome", "yours", "expected"]
    assert (tea.split(), coffee.split()) == (["'tea'", "50.00%", "25.00%"], ["'coffee'", "50.00%", "75.00%"])


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        ({3: 7}, "1 of 70000 samples are what cannot occur: 7"),
        ({0: 2}, "1 of 70000 samples are what cannot occur: 2"),
    ],
)
def test_an_outcome_that_cannot_be_is_told_at_once(spoilt, says):
    samples = np.random.default_rng(0).integers(0, 2, 70000)
    for at, value in spoilt.items():
        samples[at] = value
    with pytest.raises(Mismatch, match=says):
        assert_distribution(samples, sees=SEES, probabilities=[0.5, 0.5, 0.0])


def test_numbers_that_are_none_are_told():
    with pytest.raises(Mismatch, match="1 of 70000 samples are nan or infinite"):
        assert_distribution(np.append(np.random.default_rng(0).random(69999), np.nan), sees=SEES, cdf=uniform_cdf)
    with pytest.raises(Mismatch, match="expected numbers"):
        assert_distribution(np.full(70000, "a"), sees=SEES, cdf=uniform_cdf)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"cdf": uniform_cdf}, "1000 samples show deviations of 0.165 or more. To see 0.02, draw 68169"),
        ({"cdf": uniform_cdf, "sees": 0.2, "probabilities": DIE}, "give cdf or probabilities"),
        ({"sees": 0.2}, "give cdf or probabilities"),
        ({"sees": 0.2, "probabilities": [0.5, 0.6]}, "add up to 1.1"),
    ],
)
def test_a_check_that_could_see_nothing_is_refused(words, says):
    with pytest.raises(ValueError, match=says):
        assert_distribution(np.random.default_rng(0).integers(0, 2, 1000), **{"sees": SEES, **words})
