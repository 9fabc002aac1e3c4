"""Known wrong walks of day 12."""

import numpy as np

import kata
from given import grid_around
from nnkata_plugin.check import fault


def refuse(lr, steps):
    if lr <= 0 or steps < 0:
        raise ValueError("lr or steps")


@fault("quadratic_gradient", lesson="The slope in all directions")
def forgets_the_two(x):
    """Hands back the place itself: the derivative of x^2 is 2x."""
    return x.copy()


@fault("bowl_gradient", lesson="The slope in all directions")
def forgets_the_half(x):
    """Forgets that the bowl is divided by 2: the 2 of the derivative and that half cancel."""
    return np.array([2 * x[0], 50 * x[1]])


@fault("bowl_gradient", lesson="The slope in all directions")
def stretches_the_other_way(x):
    """Puts the 25 into the wrong direction: the bowl is steep along x[1]."""
    return np.array([25 * x[0], x[1]])


@fault("rosenbrock_gradient", lesson="The slope in all directions")
def forgets_that_the_valley_bends(x):
    """Forgets the inner derivative: x[0] stands in the second bracket too, squared, and moving it moves the floor."""
    return np.array([-2 * (1 - x[0]), 200 * (x[1] - x[0] ** 2)])


@fault("rosenbrock_gradient", lesson="The slope in all directions")
def loses_the_sign_of_the_inner_derivative(x):
    """Has the wrong sign in front of the 400: the inner derivative of x[1] - x[0]^2 by x[0] is negative."""
    beside = x[1] - x[0] ** 2
    return np.array([-2 * (1 - x[0]) + 400 * x[0] * beside, 200 * beside])


@fault("rosenbrock_gradient", lesson="The slope in all directions")
def loses_the_sign_of_the_first_bracket(x):
    """Has the wrong sign in the first term: the derivative of (1 - x)^2 is -2 (1 - x)."""
    beside = x[1] - x[0] ** 2
    return np.array([2 * (1 - x[0]) - 400 * x[0] * beside, 200 * beside])


def walked(grad, x, lr, steps):
    """The places of a right walk from x on."""
    places = [x]
    for _ in range(steps):
        kata.refuse_infinity(places[-1])
        places.append(places[-1] - lr * grad(places[-1]))
    kata.refuse_infinity(places[-1])
    return places


@fault("gradient_descent", lesson="Which way, and how far")
def climbs(grad, x0, lr, steps):
    """Climbs: the gradient points to where the function grows, and the step has to go the other way."""
    refuse(lr, steps)
    return walked(lambda x: -grad(x), x0.copy(), lr, steps)


@fault("gradient_descent", lesson="Task")
def returns_only_the_end(grad, x0, lr, steps):
    """Returns only the last place: the whole walk is asked for, as a list, for the picture and for you."""
    refuse(lr, steps)
    return walked(grad, x0.copy(), lr, steps)[-1]


@fault("gradient_descent", lesson="Task")
def leaves_out_the_start(grad, x0, lr, steps):
    """Leaves out the start: a walk of 3 steps has 4 places."""
    refuse(lr, steps)
    return walked(grad, x0.copy(), lr, steps)[1:]


@fault("gradient_descent", lesson="Task")
def leaves_out_the_last_place(grad, x0, lr, steps):
    """Notes each place before the step and none after the last: where the walk ends is what it was for."""
    refuse(lr, steps)
    return walked(grad, x0.copy(), lr, steps)[:-1]


@fault("gradient_descent", lesson="Task")
def takes_one_step_too_many(grad, x0, lr, steps):
    """Takes one step more than it was told to."""
    refuse(lr, steps)
    return walked(grad, x0.copy(), lr, steps + 1)


@fault("gradient_descent", lesson="One array, many names")
def appends_the_same_array(grad, x0, lr, steps):
    """Appends one and the same array again and again: each place in the list is the last one, by another name."""
    refuse(lr, steps)
    x = x0.copy()
    places = [x]
    for _ in range(steps):
        kata.refuse_infinity(x)
        x -= lr * grad(x)
        places.append(x)
    kata.refuse_infinity(x)
    return places


@fault("gradient_descent", lesson="One array, many names")
def moves_the_callers_start(grad, x0, lr, steps):
    """Walks with the caller's own array: whoever wants to start there once more cannot."""
    refuse(lr, steps)
    places = walked(grad, x0.copy(), lr, steps)
    x0[...] = places[-1]
    return places


@fault("gradient_descent", lesson="One array, many names")
def walks_with_one_array_the_callers(grad, x0, lr, steps):
    """Has one array for everything: `x = x0` gives the caller's start a second name, and `x -= ...` moves them all."""
    refuse(lr, steps)
    x = x0
    places = [x]
    for _ in range(steps):
        kata.refuse_infinity(x)
        x -= lr * grad(x)
        places.append(x)
    kata.refuse_infinity(x)
    return places


@fault("gradient_descent", lesson="One array, many names")
def puts_the_callers_start_into_the_list(grad, x0, lr, steps):
    """Puts the caller's own start into the list: it is to be a copy, or who changes one of them changes both."""
    refuse(lr, steps)
    return walked(grad, x0, lr, steps)


@fault("gradient_descent", lesson="One array, many names")
def scales_the_slope_in_place(grad, x0, lr, steps):
    """Multiplies the slope in place: that array belongs to the function that handed it out."""
    refuse(lr, steps)

    def scaled(x):
        slope = grad(x)
        slope *= lr
        return slope

    return walked(scaled, x0.copy(), 1.0, steps)


@fault("gradient_descent", lesson="Which way, and how far")
def asks_for_the_slope_only_once(grad, x0, lr, steps):
    """Goes on along the slope of the start: each place has a slope of its own, so ask again after each step."""
    refuse(lr, steps)
    slope = grad(x0) if steps else 0 * x0
    return walked(lambda x: slope, x0.copy(), lr, steps)


@fault("gradient_descent", lesson="Which way, and how far")
def takes_steps_of_one_length(grad, x0, lr, steps):
    """Takes steps of one length, whatever the slope: where it is flatter, the step is to be shorter."""
    refuse(lr, steps)

    def direction(x):
        slope = grad(x)
        length = np.sqrt((slope**2).sum())
        return slope if length == 0 else (slope / length).astype(slope.dtype)

    return walked(direction, x0.copy(), lr, steps)


@fault("gradient_descent", lesson="When it diverges")
def does_not_notice_that_it_diverges(grad, x0, lr, steps):
    """Goes on and on with infinities and nan: a walk that has left all bounds must be stopped, with an error."""
    refuse(lr, steps)
    places = [x0.copy()]
    for _ in range(steps):
        places.append(places[-1] - lr * grad(places[-1]))
    return places


@fault("gradient_descent", lesson="When it diverges")
def notices_only_at_the_end(grad, x0, lr, steps):
    """Looks only at the end whether it has diverged: the steps after that are wasted, and there may be a million."""
    places = does_not_notice_that_it_diverges(grad, x0, lr, steps)
    kata.refuse_infinity(places[-1])
    return places


@fault("gradient_descent", lesson="When it diverges")
def looks_for_nan_alone(grad, x0, lr, steps):
    """Looks for nan alone: infinity is a number that has left all bounds as well, and it comes first."""
    refuse(lr, steps)
    places = [x0.copy()]
    for _ in range(steps):
        if np.isnan(places[-1]).any():
            raise OverflowError("nan")
        places.append(places[-1] - lr * grad(places[-1]))
    if np.isnan(places[-1]).any():
        raise OverflowError("nan")
    return places


def map_of(axes, places, f):
    across, up = grid_around(places)
    axes.contour(across, up, [[f(np.array([p, q])) for p in across] for q in up])


@fault("draw", lesson="The map")
def swaps_the_directions_of_the_map(axes, trajectory, f):
    """Turns the map over: a row of the table of heights runs across, so that the row belongs to x[1]."""
    across, up = grid_around(trajectory)
    axes.contour(across, up, [[f(np.array([p, q])) for q in up] for p in across])
    axes.plot(*np.array(trajectory, dtype=np.float64).T)


@fault("draw", lesson="The map")
def plots_the_numbers_against_the_steps(axes, trajectory, f):
    """Plots two curves against the number of the step: on a map, x[0] runs across and x[1] up."""
    map_of(axes, trajectory, f)
    axes.plot(np.array(trajectory, dtype=np.float64))


@fault("draw", lesson="The map")
def swaps_the_directions_of_the_walk(axes, trajectory, f):
    """Draws x[1] across and x[0] up: the walk is a mirror image of itself."""
    map_of(axes, trajectory, f)
    axes.plot(*np.array(trajectory, dtype=np.float64)[:, ::-1].T)


@fault("draw", lesson="The map")
def draws_dots_and_no_line(axes, trajectory, f):
    """Draws the places as dots alone: without a line nobody sees which came after which."""
    map_of(axes, trajectory, f)
    axes.plot(*np.array(trajectory, dtype=np.float64).T, ".")


@fault("draw", lesson="The map")
def draws_the_walk_without_a_map(axes, trajectory, f):
    """Draws the walk and no map: whether it goes downhill is seen on contours only."""
    axes.plot(*np.array(trajectory, dtype=np.float64).T)


@fault("draw", lesson="The map")
def draws_one_map_for_every_walk(axes, trajectory, f):
    """Draws the map of one fixed rectangle: the walk may lie anywhere, so ask its places how far they reach."""
    map_of(axes, np.array([[-2.0, -2.0], [2.0, 2.0]]), f)
    axes.plot(*np.array(trajectory, dtype=np.float64).T)
