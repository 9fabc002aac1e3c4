"""What day 8 asks for: means, spreads, how columns vary together, the widest directions, and all of it on the run."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, bench, cases, np

KINDS = {"layouts": ("c", "fortran", "strided"), "dtypes": ("f32", "f64"), "scale": (1, 1e3)}
AXES = {"axis": (0, 1, 2, -1, -2, -3)}
SEVERAL = {"samples": (2, 3, 5, 8, 9, 17), "features": (1, 2, 3, 5, 8)}
UNEQUAL = ("normal", "negative")


def table():
    return np.array([[2.0, 10.0], [4.0, 40.0], [9.0, 10.0]])


def cross():
    """Four points around (10, 20): 5 along (0.6, 0.8) and back, 2.5 along (-0.8, 0.6) and back."""
    return np.array([[13.0, 24.0], [7.0, 16.0], [8.0, 21.5], [12.0, 18.5]])


@bench("variance")
def a_table_and_its_axis(rng, samples, features):
    return rng.standard_normal((samples, features), dtype=np.float32), 0


def moments_of(module, values, ddof):
    running = module.RunningMoments()
    for value in values:
        running.update(value)
    return running.count, running.mean, running.variance(ddof)


def moments_of_parts(module, parts, ddof):
    merged = module.RunningMoments()
    for part in parts:
        running = module.RunningMoments()
        for value in part:
            running.update(value)
        merged = merged.merge(running)
    return merged.count, merged.mean, merged.variance(ddof)


def clouds(**asked):
    """Tables whose columns depend on each other, with directions of clearly different width; not around 0."""
    for case in cases(x="samples features", sizes=SEVERAL, where=lambda case: case.samples > case.features, **asked):
        turned, _ = np.linalg.qr(case.rng.standard_normal((case.features, case.features)))
        widths = 1.6 ** -np.arange(case.features)
        case.x[...] = (case.x * widths) @ turned + np.abs(case.x).max() * case.rng.standard_normal(case.features)
        yield case


def test_mean_gives_one_number_a_column_as_on_paper(kata):
    assert_close(kata.mean(table()), np.array([5.0, 20.0]))


def test_mean_takes_the_axis_that_it_is_asked_for(kata):
    assert_close(kata.mean(table(), axis=1), np.array([6.0, 22.0, 9.5]))
    assert_close(kata.mean(table(), axis=-2), np.array([5.0, 20.0]))


def test_mean_agrees_with_the_formula(kata, expected):
    for case in cases("batch", "samples", "features", values=("normal", "negative", "ties", "subnormal"), **KINDS):
        axis = int(case.rng.integers(-3, 3))
        assert_close(kata.mean(case.x, axis), expected.mean(case.x, axis))
    for case in cases("samples", **KINDS):
        assert_close(kata.mean(case.x), expected.mean(case.x))


def test_mean_refuses_an_axis_that_is_not_there_and_one_with_nothing_on_it(kata):
    for x, axis in ((table(), 2), (table(), -3), (np.zeros((0, 3)), 0), (np.zeros((3, 0)), 1), (np.zeros(0), 0)):
        with pytest.raises(ValueError):
            kata.mean(x, axis)


def test_variance_gives_the_mean_squared_distance_as_on_paper(kata):
    assert_close(kata.variance(table()), np.array([26 / 3, 200.0]))


def test_variance_divides_by_less_if_it_is_told_to(kata):
    assert_close(kata.variance(table(), ddof=1), np.array([13.0, 300.0]))
    assert_close(kata.variance(table(), ddof=2), np.array([26.0, 600.0]))


def test_each_row_has_a_mean_of_its_own(kata):
    square = np.array([[1.0, 2.0, 6.0], [10.0, 10.0, 40.0], [5.0, 7.0, 9.0]])
    assert_close(kata.variance(square, axis=1), np.array([14 / 3, 200.0, 8 / 3]))


def test_a_large_mean_does_not_swallow_the_variance(kata):
    for far in (1e8, -1e9):
        x = far + np.array([[4.0, 1.0], [7.0, 1.0], [13.0, 4.0], [16.0, 6.0]])
        assert_close(kata.variance(x), np.array([22.5, 4.5]))
    near = (4096 + np.array([4.0, 7.0, 13.0, 16.0])).astype(np.float32)
    assert_close(kata.variance(near), 22.5)


def test_variance_agrees_with_the_reference(kata, expected):
    for case in cases("samples", "features", choose={"ddof": (0, 1), "axis": (0, 1)}, **KINDS, where=leaves_something):
        found = kata.variance(case.x, axis=case.axis, ddof=case.ddof)
        assert_close(found, expected.variance(case.x, axis=case.axis, ddof=case.ddof))


def leaves_something(case):
    return (case.samples, case.features)[case.axis] > case.ddof


def test_variance_works_along_any_axis(kata, expected):
    for case in cases("batch", "samples", "features", choose=AXES):
        assert_close(kata.variance(case.x, axis=case.axis), expected.variance(case.x, axis=case.axis))
    for case in cases("samples", dtypes=("f32", "f64")):
        assert_close(kata.variance(case.x), expected.variance(case.x))


def test_variance_goes_down_the_columns_unless_told_otherwise(kata, expected):
    for case in cases("samples", "features"):
        assert_close(kata.variance(case.x), expected.variance(case.x, axis=0, ddof=0))


def test_variance_refuses_too_few_numbers(kata):
    one_row, none = table()[:1], np.zeros((0, 2))
    for x, axis, ddof in ((table(), 0, 3), (table(), 0, 4), (table(), 1, 2), (one_row, 0, 1), (none, 0, 0)):
        with pytest.raises(ValueError):
            kata.variance(x, axis=axis, ddof=ddof)


def test_variance_refuses_an_axis_that_is_not_there(kata):
    for axis in (2, -3):
        with pytest.raises(ValueError):
            kata.variance(table(), axis)


def test_covariance_gives_the_table_worked_out_by_hand(kata):
    assert_close(kata.covariance(table()), np.array([[26 / 3, -10.0], [-10.0, 200.0]]))
    assert_close(kata.covariance(table(), ddof=1), np.array([[13.0, -15.0], [-15.0, 300.0]]))


def test_covariance_agrees_with_the_formula(kata, expected):
    kinds = {**KINDS, "dtypes": ("f64", "f32")}
    for case in cases("samples", "features", choose={"ddof": (0, 1)}, where=lambda c: c.samples > c.ddof, **kinds):
        assert_close(kata.covariance(case.x, case.ddof), expected.covariance(case.x, case.ddof))


def test_covariance_survives_a_large_mean(kata):
    x = np.array([1e8, -2e9]) + table()
    assert_close(kata.covariance(x), np.array([[26 / 3, -10.0], [-10.0, 200.0]]))


def test_covariance_refuses_what_is_no_table_and_too_few_rows(kata):
    for x, ddof in ((np.ones(3), 0), (np.ones((2, 2, 2)), 0), (table(), 3), (table()[:1], 1), (np.zeros((0, 2)), 0)):
        with pytest.raises(ValueError):
            kata.covariance(x, ddof)


def test_correlation_gives_the_number_worked_out_by_hand(kata):
    r = -10 / np.sqrt(26 / 3 * 200)
    assert_close(kata.correlation(table()), np.array([[1.0, r], [r, 1.0]]))


def test_correlation_agrees_with_the_formula(kata, expected):
    for case in cases("samples", "features", sizes=SEVERAL, values=UNEQUAL, **KINDS):
        assert_close(kata.correlation(case.x), expected.correlation(case.x))


def test_correlation_does_not_care_for_units(kata, expected):
    for case in cases("samples", "features", sizes=SEVERAL, values=UNEQUAL, dtypes=("f64",)):
        metres = case.x * 10.0 ** np.arange(case.features)
        assert_close(kata.correlation(metres), expected.correlation(case.x), terms=case.samples)


def test_no_correlation_lies_outside_of_minus_one_and_one(kata):
    for case in cases(x="samples 1", sizes={"samples": (2, 3, 5, 8, 9, 17, 31)}, values=UNEQUAL, dtypes=("f32", "f64")):
        doubled = np.concatenate([case.x * factor for factor in (1, 3, -7, 0.1, 11, -0.7)], axis=1).astype(case.dtype)
        beyond = np.abs(kata.correlation(doubled)).max()
        assert beyond <= 1, "day 4's arccos takes no number beyond 1, not even by a rounding error"


def test_correlation_refuses_a_column_that_never_changes(kata):
    for constant in (3.0, 0.0, 0.1, 1e-3):
        with pytest.raises(ValueError):
            kata.correlation(np.array([[constant, 1.0], [constant, 2.0], [constant, 4.0]]))
    for x in (table()[:1], np.zeros((0, 2)), np.array([1.0, 2.0, 4.0]), np.arange(8.0).reshape(2, 2, 2)):
        with pytest.raises(ValueError):
            kata.correlation(x)


def test_pca_finds_the_axes_of_a_cross_drawn_by_hand(kata):
    directions, variances, scores = kata.pca(cross(), 2)
    assert_close(directions, np.array([[0.6, -0.8], [0.8, 0.6]]), up_to="sign", axis=0, terms=4)
    assert_close(variances, np.array([12.5, 3.125]), terms=4)
    assert_close(scores, np.array([[5.0, 0.0], [-5.0, 0.0], [0.0, 2.5], [0.0, -2.5]]), up_to="sign", axis=0, terms=99)


def test_pca_gives_as_many_directions_as_asked_for(kata, expected):
    # Columns around 0, narrow before wide: nothing has to be centred, but for the scores.
    x = np.array([[1.0, 4.0, 0.0], [-1.0, 4.0, 0.0], [0.0, -8.0, 3.0], [0.0, 0.0, -3.0]])
    for k in (1, 2, 3):
        directions, variances, scores = kata.pca(x, k)
        right = expected.pca(x, k)
        assert_close(variances, right[1])
        assert_close(directions, right[0], up_to="sign", axis=0)
        assert_close(scores, right[2], up_to="sign", axis=0)


def test_pca_agrees_with_the_formula(kata, expected):
    for case in clouds(dtypes=("f64", "f32"), values=UNEQUAL, scale=(1, 1e3), layouts=("c", "fortran", "strided")):
        for k in sorted({1, (case.features + 1) // 2, case.features}):
            directions, variances, scores = kata.pca(case.x, k)
            right = expected.pca(case.x, k)
            assert_close(variances, right[1])
            assert_close(directions, right[0], up_to="sign", axis=0)
            assert_close(scores, right[2], up_to="sign", axis=0)


def test_scores_and_directions_point_the_same_way(kata):
    for case in clouds(dtypes=("f64",), values=UNEQUAL):
        directions, _, scores = kata.pca(case.x, case.features)
        size = np.linalg.norm(case.x, axis=1).max()
        assert_close(scores, (case.x - case.x.mean(axis=0)) @ directions, scale=size, terms=case.features)


def test_a_table_that_is_flat_in_most_directions_has_no_variance_below_nought(kata):
    for case in cases("samples", "features", sizes={"samples": (1, 2, 3, 5), "features": (5, 8, 17)}, scale=(1, 1e3)):
        directions, variances, _ = kata.pca(case.x, case.features)
        assert_close(variances.sum(), case.x.var(axis=0).sum(), terms=999, scale=(case.x**2).sum(), dtype=case.dtype)
        assert_close(directions.T @ directions, np.eye(case.features), terms=case.features, dtype=case.dtype)
        assert variances.min() >= 0, "a mean of squares is never negative"


def test_ten_directions_hold_most_of_64_pixels(kata, data):
    pixels = data("digits").images.reshape(-1, 64).astype(np.float64)
    directions, variances, scores = kata.pca(pixels, 10)
    total = pixels.var(axis=0).sum()
    again = scores @ directions.T + pixels.mean(axis=0)
    lost = ((pixels - again) ** 2).mean(axis=0).sum()
    assert 0.738 < variances.sum() / total < 0.7385, "ten directions hold 73.8 % of the variance of the digits"
    assert abs(lost + variances.sum() - total) < 1e-9 * total, "what is not held is lost, and nothing else"


def test_pca_refuses_too_many_directions_and_none(kata):
    for x, k in ((table(), 0), (table(), 3), (table(), -1), (table().T, 4), (np.zeros((0, 2)), 1), (np.ones(3), 1)):
        with pytest.raises(ValueError):
            kata.pca(x, k)


def test_running_moments_agree_with_the_paper(kata):
    count, mean, variance = kata.run(moments_of, [2.0, 4.0, 9.0], 0)
    assert_equal(count, 3)
    assert_close([mean, variance], [5.0, 26 / 3])
    assert_close(kata.run(moments_of, [2.0, 4.0, 9.0], 1)[2], 13.0)


def test_running_moments_agree_with_the_reference(kata, expected):
    for case in cases("samples", dtypes=("f64",), scale=(1, 1e3), choose={"ddof": (0, 1)}, where=has_more_than_ddof):
        count, mean, variance = kata.run(moments_of, case.x.tolist(), case.ddof)
        assert_equal(count, case.samples)
        assert_close(mean, expected.mean(case.x), scale=np.abs(case.x).max())
        assert_close(variance, expected.variance(case.x, axis=0, ddof=case.ddof), growth="linear")


def has_more_than_ddof(case):
    return case.samples > case.ddof


def test_a_large_mean_does_not_swallow_the_running_variance(kata):
    for far in (1e8, -1e9):
        _, mean, variance = kata.run(moments_of, [far + 4, far + 7, far + 13, far + 16], 0)
        assert_close(mean - far, 10.0, scale=abs(far))
        assert_close(variance, 22.5, scale=6 * abs(far))  # a distance, rounded beside `far`


def test_running_moments_begin_with_nothing_and_refuse_a_variance_of_it(kata):
    def beginning(module):
        running = module.RunningMoments()
        return running.count, running.mean

    assert_equal(kata.run(beginning), (0, 0.0))
    for values, ddof in (([], 0), ([5.0], 1), ([5.0, 6.0], 2), ([5.0], 2)):
        with pytest.raises(ValueError):
            kata.run(moments_of, values, ddof)


def test_running_moments_do_not_keep_the_numbers(kata):
    def still_alive(module, count):
        alive = [0]

        class Counted(float):
            def __init__(self, value):
                alive[0] += 1

            def __del__(self):
                alive[0] -= 1

        running = module.RunningMoments()
        for k in range(count):
            running.update(Counted(k * k))
        return alive[0], running.mean

    alive, mean = kata.run(still_alive, 50)
    assert_close(mean, 49 * 99 / 6)
    assert alive <= 2, "the numbers are forgotten once they have been taken in"


def test_merged_moments_are_those_of_all_numbers_as_on_paper(kata):
    count, mean, variance = kata.run(moments_of_parts, [[2.0, 4.0], [9.0]], 0)
    assert_equal(count, 3)
    assert_close([mean, variance], [5.0, 26 / 3])
    count, mean, variance = kata.run(moments_of_parts, [[1.0, 1.0, 1.0], [5.0]], 0)
    assert_close([mean, variance], [2.0, 3.0])


def test_it_does_not_matter_where_a_stream_is_cut(kata, expected):
    for case in cases("samples", dtypes=("f64",), scale=(1, 1e3), choose={"parts": (2, 3, 4)}):
        x = case.x + np.linspace(0, 5, case.samples) * np.abs(case.x).max()  # so the means of the parts differ
        cuts = np.sort(case.rng.integers(0, case.samples + 1, case.parts - 1))
        parts = [part.tolist() for part in np.split(x, cuts)]
        count, mean, variance = kata.run(moments_of_parts, parts, 0)
        assert_equal(count, case.samples)
        assert_close(mean, expected.mean(x), scale=np.abs(x).max())
        assert_close(variance, expected.variance(x, axis=0), growth="linear")


def test_merging_survives_a_large_mean(kata):
    for far in (1e8, -1e9):
        parts = [[far + 4, far + 7], [far + 13, far + 16]]
        _, mean, variance = kata.run(moments_of_parts, parts, 0)
        assert_close(mean - far, 10.0, scale=abs(far))
        assert_close(variance, 22.5, scale=6 * abs(far))


def test_merging_makes_a_new_one_and_leaves_both_alone(kata):
    def merged_twice(module, first, second):
        one, other = module.RunningMoments(), module.RunningMoments()
        for running, values in ((one, first), (other, second)):
            for value in values:
                running.update(value)
        merged = one.merge(other)
        fresh = one.merge(module.RunningMoments()), module.RunningMoments().merge(other)
        for running in (merged, *fresh):
            running.update(100.0)
        seen = one, other, merged
        return [running.count for running in seen], [(running.mean, running.variance()) for running in seen]

    counts, (one, other, merged) = kata.run(merged_twice, [2.0, 4.0], [9.0, 9.0, 0.0])
    assert_equal(counts, [2, 3, 6])
    assert_close(one, (3.0, 1.0))
    assert_close(other, (6.0, 18.0))
    everything = np.array([2.0, 4.0, 9.0, 9.0, 0.0, 100.0])
    assert_close(merged, (everything.mean(), everything.var()), scale=1e4)


def test_nothing_is_changed(kata):
    for case in cases("samples", "features", sizes=SEVERAL, values=UNEQUAL, layouts=("c", "fortran", "strided")):
        before = case.x.copy()
        kata.mean(case.x)
        kata.variance(case.x)
        kata.covariance(case.x)
        kata.correlation(case.x)
        kata.pca(case.x, 1)
        assert_equal(case.x, before)
