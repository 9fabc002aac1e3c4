"""What day 1 asks for: the dot product of two lists, a multiple of one added to the other, and the length of one."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, bench, cases

MISFITS = (
    ([1.0, 2.0], [3.0, 4.0, 5.0]),
    ([1.0, 2.0, 3.0], [4.0, 5.0]),
    ([], [1.0]),
    ([1.0], []),
    ([1.0], [0.0, 0.0]),
)


@bench("dot")
def two_lists(rng, n):
    return rng.standard_normal(n).tolist(), rng.standard_normal(n).tolist()


def test_dot_gives_the_sum_worked_out_by_hand(kata):
    assert_equal(kata.dot([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]), 32.0)


def test_dot_counts_every_place(kata):
    assert_equal(kata.dot([7.0, 0.0, 0.0], [3.0, 5.0, 2.0]), 21.0)
    assert_equal(kata.dot([0.0, 7.0, 0.0], [3.0, 5.0, 2.0]), 35.0)
    assert_equal(kata.dot([0.0, 0.0, 7.0], [3.0, 5.0, 2.0]), 14.0)


def test_dot_lets_opposite_signs_take_away(kata):
    assert_equal(kata.dot([2.0, -3.0], [4.0, 5.0]), -7.0)


def test_dot_of_single_numbers_is_their_product(kata):
    assert_equal(kata.dot([2.5], [-4.0]), -10.0)


def test_dot_agrees_with_the_reference(kata, expected):
    for case in cases(a="n", b="n", scale=(1, 1e3)):
        assert_close(kata.dot(case.a, case.b), expected.dot(case.a, case.b))


def test_dot_of_two_empty_lists_is_nought(kata):
    total = kata.dot([], [])
    assert total == 0, f"nothing was added to nothing: that is 0, and not {total}"


def test_dot_refuses_lists_of_different_length(kata):
    for a, b in MISFITS:
        with pytest.raises(ValueError):
            kata.dot(a, b)


def test_axpy_gives_the_list_worked_out_by_hand(kata):
    assert_equal(kata.axpy(2.0, [1.0, 2.0, 3.0], [40.0, 50.0, 70.0]), [42.0, 54.0, 76.0])


def test_axpy_can_take_away(kata):
    assert_equal(kata.axpy(-0.5, [8.0, -6.0], [1.0, 1.0]), [-3.0, 4.0])


def test_axpy_agrees_with_the_reference(kata, expected):
    choose = {"alpha": (0.75, -3.0, 1.0, -1.0)}
    for case in cases(x="n", y="n", scale=(1, 1e3), choose=choose, values=("normal", "negative", "ties", "subnormal")):
        assert_close(kata.axpy(case.alpha, case.x, case.y), expected.axpy(case.alpha, case.x, case.y))


def test_axpy_with_nought_times_x_is_y(kata):
    assert_equal(kata.axpy(0.0, [5.0, 6.0, 7.0], [1.5, -2.0, 3.0]), [1.5, -2.0, 3.0])


def test_axpy_of_two_empty_lists_is_an_empty_list(kata):
    assert_equal(kata.axpy(2.0, [], []), [])


def test_axpy_leaves_both_lists_alone(kata):
    x, y = [1.0, 2.0, 3.0], [40.0, 50.0, 70.0]
    kata.axpy(2.0, x, y)
    assert_equal([x, y], [[1.0, 2.0, 3.0], [40.0, 50.0, 70.0]])


def test_axpy_answers_with_a_list_of_its_own(kata):
    def write_into_the_answer(module, alpha, x, y):
        answer = module.axpy(alpha, x, y)
        answer[0] = 99.0
        return x, y

    for alpha in (2.0, 1.0, 0.0):
        assert_equal(kata.run(write_into_the_answer, alpha, [1.0, 2.0], [3.0, 4.0]), ([1.0, 2.0], [3.0, 4.0]))


def test_axpy_refuses_lists_of_different_length(kata):
    for x, y in MISFITS:
        with pytest.raises(ValueError):
            kata.axpy(2.0, x, y)


def test_norm_gives_the_lengths_worked_out_by_hand(kata):
    assert_close(kata.norm([3.0, 4.0]), 5.0)
    assert_close(kata.norm([2.0, 3.0, 6.0]), 7.0)


def test_norm_is_never_negative(kata):
    assert_close(kata.norm([-3.0]), 3.0)
    assert_close(kata.norm([-6.0, 2.0, -3.0]), 7.0)


def test_norm_agrees_with_the_reference(kata, expected):
    for case in cases(x="n", scale=(1, 1e3, 1e-3)):
        assert_close(kata.norm(case.x), expected.norm(case.x))


def test_norm_of_nothing_but_noughts_is_nought(kata):
    for x in ([0.0, 0.0, 0.0], []):
        length = kata.norm(x)
        assert length == 0, f"the norm of {x} is 0, and not {length}"
