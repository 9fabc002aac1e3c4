"""Cases: small first, one thing varied at a time, and the same ones again for the same seed."""

import numpy as np
import pytest

from nnkata_plugin.check import cases
from nnkata_plugin.check.cases import SIZES, refuse_an_absent_case
from nnkata_plugin.check.policy import LONGEST, features

EVERYTHING = {
    "scale": (1, 1e3),
    "layouts": ("c", "fortran", "strided"),
    "dtypes": ("f32", "f64", "f16"),
    "values": ("normal", "negative", "positive", "ties", "subnormal"),
}


def test_the_smallest_case_comes_first_and_every_axis_meets_every_size(running):
    running()
    found = list(cases("batch", "classes", values=("normal",)))
    volumes = [case.batch * case.classes for case in found]
    assert volumes == sorted(volumes) and volumes[0] == 1
    for axis in ("batch", "classes"):
        assert {vars(case)[axis] for case in found} == set(SIZES)


def test_the_cases_of_two_axes_meet_the_whole_policy(running):
    running()
    met = {feature for case in cases("batch", "classes", **EVERYTHING) for feature in features(case.x, ["f"])}
    assert met == {
        *("size_1", "size_2", "size_3", "odd", "power_of_two", "one_off", "batch_1", "non_square"),
        *("negative", "zero_mean", "large", "ties", "subnormal", "fortran", "strided"),
        *("any_axis", "any_table", "any_float", "any_array", "any_array_table"),
        *("handed f", "asymmetric f", "non_zero f"),
    }


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others(running):
    def drawn(**more):
        running(**more)
        return [case.x for case in cases("batch", "classes", values=("normal",))]

    once = drawn()
    assert all(np.array_equal(one, other) for one, other in zip(once, drawn(), strict=True))
    for change in ({"seed": 8}, {"name": "test_another"}):
        assert not any(np.array_equal(one, other) for one, other in zip(once, drawn(**change), strict=True))


def test_numbers_go_on_through_all_loops_and_pick_one_case(running):
    def loops():
        first = [(case.number, case.x) for case in cases("batch", "classes")]
        return first + [(case.number, case.x) for case in cases("units")]

    check = running()
    found = loops()
    assert [number for number, _ in found] == list(range(1, check.cases + 1))
    for number, x in (found[0], found[-1]):
        running(only_case=number)
        ((picked, same),) = loops()
        assert picked == number and np.array_equal(same, x)


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_a_case_that_is_not_there_is_no_silent_pass(running, number):
    check = running(only_case=number)
    assert list(cases("batch")) == []
    with pytest.raises(pytest.skip.Exception, match=rf"--kata-case {number}: test_a_check has the cases 1 to \d+$"):
        refuse_an_absent_case(check)


@pytest.mark.parametrize("number", [None, 1])
def test_a_case_that_is_there_and_a_check_without_cases_are_not_refused(running, number):
    check = running(only_case=number)
    refuse_an_absent_case(check)
    list(cases("batch"))
    refuse_an_absent_case(check)


def test_what_follows_a_loop_belongs_to_no_case(running):
    check = running()
    for case in cases("batch"):
        assert check.case is case
    assert check.case is None


@pytest.mark.parametrize("axes", [{"x": "batch"}, {"x": f"{LONGEST + 1}"}])
def test_a_long_axis_is_refused(running, axes):
    running()
    with pytest.raises(ValueError, match="bounds for longer sums let wrong answers through"):
        list(cases(**axes, sizes={"batch": (1, LONGEST + 1)}))


def test_where_no_size_fits_the_check_says_so(running):
    running()
    with pytest.raises(ValueError, match="`where` drops every combination"):
        list(cases("batch", where=lambda case: case.batch > 99))


def test_a_day_of_lists_gets_lists(running):
    running(day=13)
    for case in cases(a="rows cols", labels="rows < cols"):
        assert type(case.a) is list and type(case.a[0][0]) is float and type(case.labels[0]) is int
        assert case.dtype == np.float64
