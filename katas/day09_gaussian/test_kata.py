"""What day 9 asks for: the bell and its logarithm, the share below, numbers drawn from it, and the bell that fits."""

import math

import pytest

from nnkata_plugin.check import assert_close, assert_distribution, assert_equal, cases, enough_to_see, np

LAYOUTS = {"layouts": ("c", "fortran", "strided"), "dtypes": ("f32", "f64")}
KINDS = {"values": ("normal", "negative", "ties", "subnormal"), "scale": (1, 10, 1e3), **LAYOUTS}
BELLS = {"mean": (0.0, 1.5, -20.0), "std": (1.0, 0.25, 3.0)}
SEES = 0.02
"""How far from the right share up to any point a sampler may be and not be noticed."""


def share_up_to(mean, std):
    """The right distribution function, for assert_distribution."""
    return lambda x: [(1 + math.erf((number - mean) / std / math.sqrt(2))) / 2 for number in x.tolist()]


def spread_out(case):
    """Points, a mean and a positive definite covariance, of the case's dtype and layout."""
    factor = case.rng.standard_normal((case.features, case.features + 2)) / np.sqrt(case.features + 2)
    sizes = 2.0 ** case.rng.integers(-3, 4, case.features)
    covariance = (factor @ factor.T + 0.1 * np.eye(case.features)) * np.outer(sizes, sizes)
    return case.x, case.mean, covariance.astype(case.dtype)


def test_pdf_gives_the_heights_worked_out_by_hand(kata):
    top = 1 / math.sqrt(2 * math.pi)
    x = np.array([0.0, 1.0, -2.0])
    assert_close(kata.pdf(x), np.array([top, top * math.exp(-0.5), top * math.exp(-2)]))
    assert_close(kata.pdf(np.array([3.0, 9.0]), mean=3.0, std=4.0), np.array([top / 4, top / 4 * math.exp(-1.125)]))


def test_a_density_has_area_one(kata):
    for mean, std in ((0.0, 1.0), (5.0, 0.5), (-2.0, 3.0)):
        x = mean + std * np.linspace(-9, 9, 901)
        assert_close(kata.pdf(x, mean, std).sum() * (x[1] - x[0]), 1.0, terms=901)


def test_pdf_agrees_with_the_formula(kata, expected):
    for case in cases("rows", "cols", choose=BELLS, **KINDS):
        assert_close(kata.pdf(case.x, case.mean, case.std), expected.pdf(case.x, case.mean, case.std))


def test_pdf_is_the_standard_bell_unless_told_otherwise(kata, expected):
    for case in cases("batch", "rows", "cols", dtypes=("f32", "f64")):
        assert_close(kata.pdf(case.x), expected.pdf(case.x))
        assert_close(kata.pdf(case.x, 0.5), expected.pdf(case.x, 0.5, 1.0))


def test_log_pdf_gives_the_logarithms_worked_out_by_hand(kata):
    top = -math.log(2 * math.pi) / 2
    assert_close(kata.log_pdf(np.array([0.0, 1.0, -2.0])), np.array([top, top - 0.5, top - 2]))
    assert_close(kata.log_pdf(np.array([3.0, 9.0]), mean=3.0, std=4.0), top - math.log(4) - np.array([0.0, 1.125]))


def test_a_hopeless_number_has_a_finite_logarithm(kata):
    for x, log in ((np.array([60.0, -1000.0]), -np.array([1800.0, 500_000.0])), (np.float32([20.0]), [-200.0])):
        assert_close(kata.log_pdf(x), log - np.log(2 * np.pi) / 2)


def test_log_pdf_agrees_with_the_formula(kata, expected):
    for case in cases("rows", "cols", choose=BELLS, **KINDS):
        assert_close(kata.log_pdf(case.x, case.mean, case.std), expected.log_pdf(case.x, case.mean, case.std))


def test_log_pdf_is_that_of_the_standard_bell_unless_told_otherwise(kata, expected):
    for case in cases("batch", "rows", "cols", dtypes=("f32", "f64")):
        assert_close(kata.log_pdf(case.x), expected.log_pdf(case.x))
        assert_close(kata.log_pdf(case.x, 0.5), expected.log_pdf(case.x, 0.5, 1.0))


def test_cdf_gives_the_shares_that_every_table_has(kata):
    within = np.array([0.682689492137086, 0.954499736103642, 0.997300203936740])  # by 1, 2 and 3 standard deviations
    x = np.array([1.0, 2.0, 3.0])
    assert_close(kata.cdf(x), (1 + within) / 2)
    assert_close(kata.cdf(5 - 2 * x, mean=5.0, std=2.0), (1 - within) / 2)


def test_cdf_agrees_with_the_formula(kata, expected):
    for case in cases("rows", "cols", choose=BELLS, **KINDS):
        assert_close(kata.cdf(case.x, case.mean, case.std), expected.cdf(case.x, case.mean, case.std))


def test_cdf_is_that_of_the_standard_bell_unless_told_otherwise(kata, expected):
    for case in cases("batch", "rows", "cols", dtypes=("f32", "f64")):
        assert_close(kata.cdf(case.x), expected.cdf(case.x))
        assert_close(kata.cdf(case.x, 0.5), expected.cdf(case.x, 0.5, 1.0))


def test_a_bell_without_width_is_refused(kata):
    x = np.array([1.0, 2.0])
    for std in (0.0, -1.0, math.nan):
        for function in (kata.pdf, kata.log_pdf, kata.cdf):
            with pytest.raises(ValueError):
                function(x, 0.0, std)
        with pytest.raises(ValueError):
            kata.sample(np.random.default_rng(9), 4, 0.0, std)


def test_sample_gives_as_many_numbers_as_asked_for(kata):
    for count in (0, 1, 2, 3, 8, 9):
        numbers = kata.sample(np.random.default_rng(count), count)
        assert_equal((numbers.shape, numbers.dtype.name), ((count,), "float64"))


def test_samples_are_spread_as_the_bell_says(kata, rng):
    for mean, std in ((0.0, 1.0), (-3.0, 0.25), (7.0, 5.0)):
        numbers = kata.sample(rng, enough_to_see(SEES), mean, std)
        assert_distribution(numbers, sees=SEES, cdf=share_up_to(mean, std))


def test_no_sample_tells_anything_about_another(kata, rng):
    half = enough_to_see(SEES)
    numbers = kata.sample(rng, 2 * half)
    assert_equal(len(np.unique(numbers)), 2 * half)
    # Sums of independent numbers: the two halves, neighbours, one from the front with one from the back.
    for one, other in ((numbers[:half], numbers[half:]), (numbers[::2], numbers[1::2]), (numbers, numbers[::-1])):
        for sign in (1, -1):
            sums = (one + sign * other)[:half]
            assert_distribution(sums, sees=SEES, cdf=share_up_to(0.0, math.sqrt(2)))


def drawn_from(module, uniform, count):
    """Samples made of one and the same uniform number, and how often it was drawn."""
    drawn = [0]

    class Generator:
        def random(self, size=None):
            numbers = np.full(() if size is None else size, uniform)
            drawn[0] += numbers.size
            return float(uniform) if size is None else numbers

        def uniform(self, low=0.0, high=1.0, size=None):
            return low + (high - low) * self.random(size)

    return module.sample(Generator(), count, 2.0, 3.0), drawn[0]


def test_the_smallest_uniform_number_makes_no_infinite_sample(kata):
    for uniform in (0.0, 1 - 2.0**-53):
        for count in (6, 7):
            numbers, _ = kata.run(drawn_from, uniform, count)
            lost = int((~np.isfinite(numbers)).sum())
            assert lost == 0, f"rng.random may return {uniform!r}, and the logarithm has to bear that"


def test_a_sample_costs_one_uniform_number(kata):
    for count in (0, 1, 2, 7, 8):
        _, drawn = kata.run(drawn_from, 0.25, count)
        assert count <= drawn <= count + count % 2, "two uniform numbers make a dart, and a dart makes two samples"


def test_samples_follow_from_the_generator_alone(kata):
    for count in (5, 8):
        one, other = np.random.default_rng(11), np.random.default_rng(11)
        first, again, next_one = kata.sample(one, count), kata.sample(other, count), kata.sample(one, count)
        assert_equal(first, again)
        assert not np.isin(next_one, first).any(), "the generator has moved on: new numbers, other samples"


def test_mean_and_spread_move_and_stretch_the_samples(kata):
    standard, moved = (kata.sample(np.random.default_rng(5), 9, *bell) for bell in ((), (10.0, 0.5)))
    assert_close(moved, 10 + standard / 2, scale=10.0)
    assert_close(kata.sample(np.random.default_rng(5), 9, 10.0), 10 + standard, scale=10.0)


def test_fit_gives_the_bell_worked_out_by_hand(kata):
    mean, std = kata.fit(np.array([4.0, 7.0, 13.0, 16.0]))
    assert_close([float(mean), float(std)], [10.0, math.sqrt(22.5)])


def test_fit_agrees_with_the_formula(kata, expected):
    sizes = {"samples": (2, 3, 5, 8, 9, 17)}
    for case in cases("samples", sizes=sizes, values=("normal", "negative"), scale=(1, 1e3), **LAYOUTS):
        x = case.x + case.x.dtype.type(case.rng.integers(-9, 10))
        assert_close(kata.fit(x), expected.fit(x))


def test_no_bell_nearby_makes_the_numbers_more_likely(kata, expected):
    for case in cases("samples", sizes={"samples": (3, 5, 8, 17)}, values=("normal",), dtypes=("f64",)):
        mean, std = (float(found) for found in kata.fit(case.x))
        best = float(expected.log_pdf(case.x, mean, std).sum())
        for shift, stretch in ((0.01, 1), (-0.01, 1), (0, 1.01), (0, 1 / 1.01)):
            other = float(expected.log_pdf(case.x, mean + shift * std, std * stretch).sum())
            assert other < best, "the likelihood has its top at the answer"


def test_fit_refuses_nothing_and_numbers_that_are_all_equal(kata):
    for x in (np.zeros(0), np.array([3.0]), np.array([0.1, 0.1, 0.1]), np.zeros(5), np.full(10, 0.7, np.float32)):
        with pytest.raises(ValueError):
            kata.fit(x)


def test_a_bell_over_the_plane_is_worked_out_by_hand(kata):
    mean, covariance = np.array([1.0, -1.0]), np.array([[4.0, 2.0], [2.0, 5.0]])
    x = np.array([[1.0, -1.0], [3.0, 2.0], [-1.0, 2.0]])
    assert_close(
        kata.multivariate_log_pdf(x, mean, covariance), -math.log(4) - math.log(2 * math.pi) - np.array([0.0, 1.0, 2.5])
    )


def test_multivariate_log_pdf_agrees_with_the_formula(kata, expected):
    for case in cases(
        x="samples features", mean="features", scale=(1, 100), values=("normal", "negative", "ties"), **LAYOUTS
    ):
        points = spread_out(case)
        assert_close(kata.multivariate_log_pdf(*points), expected.multivariate_log_pdf(*points))


def test_independent_numbers_add_their_logarithms(kata):
    for case in cases(x="samples features", std="features", values=("normal", "positive"), dtypes=("f64",)):
        mean, std = np.arange(case.features) / 4, 0.2 + np.abs(case.std)
        each = -(((case.x - mean) / std) ** 2 + np.log(2 * np.pi * std**2)) / 2
        found = kata.multivariate_log_pdf(case.x, mean, np.diag(std**2))
        assert_close(found, each.sum(axis=1), terms=case.features, scale=np.abs(each).sum(axis=1).max())


def test_a_determinant_may_be_too_small_or_too_large_for_a_float(kata):
    features = 64
    x = np.arange(3.0 * features).reshape(3, features) % 7 - 3
    square = (x**2).sum(axis=1)
    for std in (1e-4, 1e4):
        right = -(features * math.log(2 * math.pi) + 2 * features * math.log(std) + square) / 2
        found = kata.multivariate_log_pdf(std * x, np.zeros(features), std**2 * np.eye(features))
        assert_close(found, right, terms=features, scale=1000.0)


def test_multivariate_log_pdf_refuses_shapes_that_do_not_fit(kata):
    x, mean, covariance = np.ones((2, 3)), np.ones(3), np.eye(3)
    misfits = [(x, np.ones(2), np.eye(2)), (x, np.ones(1), covariance), (x, np.ones((1, 3)), covariance)]
    misfits += [(x, mean, np.eye(2)), (x, mean, np.ones((3, 1))), (x, mean, np.eye(4)), (x[0], mean, covariance)]
    misfits += [(x, mean, np.eye(3)[None]), (x[None], mean, covariance), (x, mean, np.array([covariance] * 3))]
    misfits += [(x[:, :1], mean, covariance), (np.ones(1), np.array(0.5), np.eye(1))]
    for misfit in misfits:
        with pytest.raises(ValueError):
            kata.multivariate_log_pdf(*misfit)


def test_multivariate_log_pdf_refuses_a_covariance_that_no_numbers_have(kata):
    for covariance in ([[1.0, 2.0], [2.0, 1.0]], [[-1.0, 0.0], [0.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]]):
        with pytest.raises(ValueError):
            kata.multivariate_log_pdf(np.ones((1, 2)), np.zeros(2), np.array(covariance))


def test_nothing_is_changed(kata):
    for case in cases(x="samples features", mean="features", sizes={"samples": (2, 3, 5)}, layouts=("c", "strided")):
        x, mean, covariance = spread_out(case)
        before = x.copy(), mean.copy(), covariance.copy()
        for function in (kata.pdf, kata.log_pdf, kata.cdf):
            function(x, 0.5, 2.0)
        kata.fit(np.arange(5.0))
        kata.multivariate_log_pdf(x, mean, covariance)
        assert_equal((x, mean, covariance), before)
