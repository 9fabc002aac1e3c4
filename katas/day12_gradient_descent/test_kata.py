"""What day 12 asks for: three gradients, the walk downhill with all its places, and its map."""

import pytest

from nnkata_plugin.check import assert_close, assert_drawn, assert_equal, cases, np

KINDS = {"layouts": ("c", "strided"), "dtypes": ("f32", "f64"), "scale": (1, 1e3)}
MIDDLE = {"layouts": ("c", "strided"), "dtypes": ("f64", "f32")}
SIZES = {"n": (2, 1, 3, 5, 8, 9, 17)}


def walk(module, x0, lr, steps, curvature, centre):
    """Down a bowl with a curvature along each axis; with the places where the slope was asked for."""
    asked = []

    def grad(x):
        asked.append(x.copy())
        return curvature * (x - centre)

    return module.gradient_descent(grad, x0, lr, steps), asked


def steps_down(x0, lr, steps, curvature, centre):
    """The same places without any step: how far it is from the centre shrinks by one factor a step."""
    x0, curvature, centre = (each.astype(np.float64) for each in (x0, curvature, centre))
    return [centre + (1 - lr * curvature) ** t * (x0 - centre) for t in range(steps + 1)]


def walked(*places):
    return [np.array(place) for place in places]


def drawn(module, trajectory, shape):
    from matplotlib.figure import Figure

    def f(x):
        x = x + 0.0  # a place is an array, not a list
        valley = shape[0] * (x[0] - shape[1]) ** 2 + shape[2] * (x[1] - x[0] * shape[3]) ** 2
        return valley + shape[4] * x[0]

    axes = Figure().add_subplot()
    module.draw(axes, trajectory, f)
    return axes


def height(places, shape):
    x, y = places.T
    return shape[0] * (x - shape[1]) ** 2 + shape[2] * (y - x * shape[3]) ** 2 + shape[4] * x


def test_the_slope_of_a_parabola_is_twice_the_place(kata):
    assert_equal(kata.quadratic_gradient(np.array([3.0, -0.5, 0.0])), np.array([6.0, -1.0, 0.0]))
    for case in cases("n", **KINDS):
        assert_close(kata.quadratic_gradient(case.x), 2 * case.x.astype(np.float64), dtype=case.dtype)


def test_the_bowl_is_25_times_as_steep_across(kata):
    assert_equal(kata.bowl_gradient(np.array([3.0, -2.0])), np.array([3.0, -50.0]))
    for case in cases(x="2", choose={"turn": (0, 1)}, **KINDS):
        slope = np.array([1, 25]) * case.x.astype(np.float64)
        assert_close(kata.bowl_gradient(case.x), slope, scale=np.abs(slope), dtype=case.dtype)


def test_the_valley_is_flat_at_its_lowest_point_and_right_where_worked_out_by_hand(kata):
    assert_equal(kata.rosenbrock_gradient(np.array([1.0, 1.0])), np.array([0.0, 0.0]))
    assert_equal(kata.rosenbrock_gradient(np.array([2.0, 3.0])), np.array([802.0, -200.0]))


def test_the_slope_of_the_valley_is_right_everywhere(kata):
    for case in cases(x="2", choose={"turn": (0, 1, 2)}, values=("normal", "negative", "positive"), **KINDS):
        p, q = case.x.astype(np.float64)
        slope = np.array([-2 * (1 - p) - 400 * p * (q - p * p), 200 * (q - p * p)])
        size = np.array([2 + 2 * abs(p) + 400 * abs(p) * (abs(q) + p * p), 200 * (abs(q) + p * p)])
        assert_close(kata.rosenbrock_gradient(case.x), slope, terms=8, scale=size, dtype=case.dtype)


def test_two_steps_down_a_parabola_are_the_ones_worked_out_by_hand(kata):
    def parabola(module, x0, lr, steps):
        return module.gradient_descent(lambda x: 2 * x, x0, lr, steps)

    places = kata.run(parabola, np.array([8.0]), 0.25, 2)
    assert_equal(places, [np.array([8.0]), np.array([4.0]), np.array([2.0])])


def test_the_trajectory_holds_the_start_and_a_place_for_each_step(kata):
    for steps in (0, 1, 2, 7):
        places, asked = kata.run(walk, np.array([1.0, -2.0]), 0.1, steps, np.array([1.0, 3.0]), np.array([0.5, 0.25]))
        assert len(places) == steps + 1, f"{steps} steps left {len(places)} places; the start is one, too"
        assert_equal(len(asked), steps)


def test_each_place_is_an_array_of_its_own(kata):
    def write_into_the_places(module, x0):
        places = module.gradient_descent(lambda x: 2 * x, x0, 0.25, 2)
        places[0][0] = 99.0
        places[1][0] = 77.0
        return places, x0

    places = [np.array([99.0]), np.array([77.0]), np.array([2.0])]
    assert_equal(kata.run(write_into_the_places, np.array([8.0])), (places, np.array([8.0])))


def test_each_step_goes_down_the_slope(kata):
    choices = {"steps": (1, 2, 3, 10), "lr": (0.1, 0.3, 0.03)}
    for case in cases(x="n", c="n", sizes=SIZES, choose=choices, values=("normal", "negative", "ties"), **KINDS):
        curvature = case.rng.uniform(0.2, 5.0, case.n).astype(case.dtype)
        places, _ = kata.run(walk, case.x, case.lr, case.steps, curvature, case.c)
        right = steps_down(case.x, case.lr, case.steps, curvature, case.c)
        size = np.abs(case.x).max() + np.abs(case.c).max()
        assert_close(places, right, terms=8 * case.steps, scale=float(size), dtype=case.dtype)


def test_the_slope_is_asked_for_at_each_place_but_the_last(kata):
    places, asked = kata.run(walk, np.array([1.0, -2.0]), 0.1, 4, np.array([1.0, 3.0]), np.array([0.5, 0.25]))
    assert_equal(asked, places[:-1])


def test_the_walk_leaves_its_start_alone(kata):
    x0 = np.array([1.0, -2.0, 3.0])
    kata.run(walk, x0, 0.1, 3, np.array([1.0, 3.0, 0.5]), np.zeros(3))
    assert_equal(x0, np.array([1.0, -2.0, 3.0]))


def test_the_walk_leaves_the_slopes_alone(kata):
    def with_slopes(module, x0):
        slopes = [np.array([1.0, 2.0]), np.array([-3.0, 0.5]), np.array([4.0, 4.0])]
        waiting = iter(slopes)
        module.gradient_descent(lambda x: next(waiting), x0, 0.5, 3)
        return slopes

    slopes = [np.array([1.0, 2.0]), np.array([-3.0, 0.5]), np.array([4.0, 4.0])]
    assert_equal(kata.run(with_slopes, np.array([1.0, 1.0])), slopes)


def test_the_walk_arrives_at_the_bottom_of_the_valley(kata):
    def down_the_valley(module, x0):
        def grad(x):
            beside = x[1] - x[0] ** 2
            return np.array([-2 * (1 - x[0]) - 400 * x[0] * beside, 200 * beside])

        return module.gradient_descent(grad, x0, 0.002, 15_000)[-1]

    end = kata.run(down_the_valley, np.array([-1.2, 1.0]))
    assert np.abs(end - 1).max() < 1e-3, (
        f"after 15000 steps it is at {end.round(4).tolist()}; the lowest place is [1, 1]"
    )


def test_a_walk_that_diverges_is_stopped(kata):
    def count(module, lr, steps, factor):
        asked = []

        def grad(x):
            asked.append(1)
            return factor * x

        try:
            places = module.gradient_descent(grad, np.array([1.0, 0.0]), lr, steps)
        except OverflowError:
            return len(asked), "OverflowError"
        return len(asked), f"a list of {len(places)} places"

    # 1e160 times a number is infinite the second time. After the last step, too, and that at once.
    for steps in (2, 3, 50):
        assert_equal(kata.run(count, 1.0, steps, 1e160), (2, "OverflowError"))
    assert_equal(kata.run(count, 1.0, 1, 1e160), (1, "a list of 2 places"))


def test_a_place_that_is_nowhere_is_refused(kata):
    def slope_is(module, x0, value, steps):
        return module.gradient_descent(lambda x: np.full_like(x, value), x0, 0.1, steps)

    here = np.array([1.0, 2.0])
    for start, value, steps in (
        (here, np.nan, 1), (here, np.inf, 1), (here, -np.inf, 3),
        (np.array([np.nan, 1.0]), 1.0, 0), (np.array([1.0, np.inf]), 1.0, 2),
    ):  # fmt: skip
        with pytest.raises(OverflowError):
            kata.run(slope_is, start, value, steps)


def test_a_learning_rate_is_above_nought_and_steps_are_not_negative(kata):
    def flat(module, lr, steps):
        return module.gradient_descent(lambda x: 0 * x, np.array([1.0]), lr, steps)

    for lr, steps in ((0.0, 1), (-0.1, 1), (0.1, -1)):
        with pytest.raises(ValueError):
            kata.run(flat, lr, steps)


TRAJECTORY = [[2.0, 1.0], [1.0, -0.5], [0.5, 0.5], [-1.0, 0.25]]
SHAPE = [1.0, 0.3, 4.0, 0.5, 0.7]


def test_the_trajectory_is_one_line_through_all_places_in_order(kata):
    assert_drawn(kata.run(drawn, walked(*TRAJECTORY), SHAPE), [TRAJECTORY])


def test_the_map_shows_the_function_on_at_least_5_levels(kata):
    drawing = kata.run(drawn, walked(*TRAJECTORY), SHAPE)
    assert drawing["contours"], "there are no contours on the axes"
    levels = np.concatenate([contours["levels"] for contours in drawing["contours"]])
    assert len(set(levels)) >= 5, f"the contours are on {len(set(levels))} levels, at least 5 are wanted"


def test_the_contours_lie_where_the_function_has_their_height(kata):
    for case in cases(p="count 2", sizes={"count": (2, 5)}, choose={"turn": (0, 1)}, values=("normal",), **MIDDLE):
        shape = [1.0, float(case.rng.normal()), 4.0, float(case.rng.normal()), float(case.rng.normal())]
        for contours in kata.run(drawn, list(case.p), shape)["contours"]:
            places, levels = contours["points"], contours["levels"]
            low, high = places.min(axis=0), places.max(axis=0)
            inside = places[((places > low + 1e-6) & (places < high - 1e-6)).all(axis=1)]
            assert len(inside) >= 10, "hardly any contour can be seen"
            away = np.abs(height(inside, shape)[:, None] - levels)
            # Between two points of a grid, heights are taken from a straight line: a little off, and only a little.
            off = away.min(axis=1) / np.gradient(levels)[away.argmin(axis=1)]
            is_there = bool(np.quantile(off, 0.9) < 0.1)
            assert is_there, "the contours lie elsewhere than where the function has the height of their level"


def test_the_map_lies_where_the_trajectory_is(kata):
    far = [[100 * p, 100 * q] for p, q in TRAJECTORY]
    for places in (walked(*way) for way in (TRAJECTORY, TRAJECTORY[:1], [[1.0, 2.0], [1.0, 4.0]], far)):
        drawing = kata.run(drawn, places, SHAPE)
        corners = np.concatenate([contours["points"] for contours in drawing["contours"]])
        (left, right), (low, high) = (corners.min(axis=0), corners.max(axis=0)), drawing["view"]
        first, last = np.min(places, axis=0), np.max(places, axis=0)
        at = f"the trajectory runs from {first.tolist()} to {last.tolist()}"
        middle, size = (first + last) / 2, last - first
        is_there = bool(((left < middle) & (middle < right) & (2 * (right - left) > size)).all())
        assert is_there, f"{at}, and the contours lie elsewhere"
        has_room = bool(((low < first) & (last < high)).all())
        assert has_room, f"{at}, and touches the edge of the map"


def test_any_trajectory_is_drawn_whole(kata):
    for case in cases(p="count 2", sizes={"count": (2, 5, 9)}, values=("normal",), **MIDDLE):
        places = list(case.p)
        assert_drawn(kata.run(drawn, places, SHAPE), [places])
