"""What day 10 asks for: first softmax, then its logarithm, then the cross-entropy."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, bench, cases, np

KINDS = {"layouts": ("c", "fortran", "strided"), "dtypes": ("f32", "f64")}
KINDS |= {"values": ("normal", "negative", "ties", "subnormal")}
AXES = {"axis": (0, 1, 2, -1, -2, -3)}


@bench("softmax")
def scores_for_softmax(rng, batch, classes):
    return (rng.standard_normal((batch, classes), dtype=np.float32),)


@bench("cross_entropy")
def scores_and_labels(rng, batch, classes):
    return rng.standard_normal((batch, classes), dtype=np.float32), rng.integers(classes, size=batch)


def test_softmax_gives_the_probabilities_worked_out_by_hand(kata):
    scores = np.log(np.array([1.0, 2.0, 5.0]))
    assert_close(kata.softmax(scores), np.array([1, 2, 5]) / 8)


def test_each_row_is_divided_by_its_own_sum(kata):
    square = np.log(np.array([[1.0, 2.0, 5.0], [2.0, 2.0, 2.0], [16.0, 2.0, 2.0]]))
    assert_close(kata.softmax(square), np.array([[0.125, 0.25, 0.625], [1 / 3, 1 / 3, 1 / 3], [0.8, 0.1, 0.1]]))


def test_scores_of_a_thousand_do_not_overflow(kata):
    y = kata.softmax(np.array([1001.0, 1000.0, 1002.0]))
    assert_close(y, np.exp([1, 0, 2]) / np.exp([1, 0, 2]).sum(), scale=1000.0)


def test_one_score_far_above_the_others_does_not_overflow(kata):
    assert_close(kata.softmax(np.array([900.0, 900.0, 900.0, 3900.0])), np.array([0.0, 0.0, 0.0, 1.0]))


def test_a_row_far_below_the_others_keeps_its_probabilities(kata):
    row = np.array([2.0, 0.0])
    y = kata.softmax(np.array([row, row + 1000, row - 1000]))
    assert_close(y, np.array([np.exp(row) / np.exp(row).sum()] * 3), scale=1000.0)


def test_softmax_agrees_with_the_reference(kata, expected):
    for case in cases("batch", "classes", scale=(1, 1e3), **KINDS):
        assert_close(kata.softmax(case.x), expected.softmax(case.x))


def test_softmax_works_along_any_axis(kata, expected):
    for case in cases("batch", "time", "classes", choose=AXES):
        assert_close(kata.softmax(case.x, axis=case.axis), expected.softmax(case.x, axis=case.axis))


def test_softmax_takes_the_last_axis_unless_told_otherwise(kata, expected):
    for case in cases("batch", "time", "classes"):
        assert_close(kata.softmax(case.x), expected.softmax(case.x, axis=2))


def test_each_slice_is_a_distribution(kata):
    for case in cases("batch", "classes", scale=(1, 1e3), choose={"axis": (0, 1)}):
        y = kata.softmax(case.x, axis=case.axis)
        negative = int((y < 0).sum())
        assert negative == 0, "a probability is never negative"
        # exp(x - m) is as far off as x is rounded: by more, the larger the scores are
        assert_close(y.sum(axis=case.axis), 1.0, terms=y.shape[case.axis], scale=1 + np.abs(case.x).max())


def test_a_shift_of_every_score_changes_nothing(kata, expected):
    for case in cases("batch", "classes", dtypes=("f32", "f64")):
        whole = np.round(8 * case.x)  # whole numbers: the shift itself rounds nothing away
        assert_close(kata.softmax(whole + 256), expected.softmax(whole), scale=256.0)


def test_softmax_leaves_its_input_alone(kata):
    for case in cases("batch", "classes", layouts=("c", "fortran", "strided")):
        before = case.x.copy()
        kata.softmax(case.x)
        assert_equal(case.x, before)


def test_softmax_refuses_an_axis_that_is_not_there(kata):
    for axis in (2, -3):
        with pytest.raises(ValueError):
            kata.softmax(np.array([[1.0, 2.0, 3.0]]), axis=axis)


def test_softmax_refuses_to_share_probability_among_no_classes(kata):
    with pytest.raises(ValueError):
        kata.softmax(np.zeros((2, 0)))


def test_log_softmax_gives_the_logarithms_worked_out_by_hand(kata):
    scores = np.log(np.array([1.0, 2.0, 5.0], dtype=np.float32))
    assert_close(kata.log_softmax(scores), np.log(np.array([1, 2, 5]) / 8))


def test_a_hopeless_class_keeps_a_finite_logarithm(kata):
    scores = np.array([[-1000.0, 0.0], [5.0, 3005.0]])
    assert_close(kata.log_softmax(scores), np.array([[-1000.0, 0.0], [-3000.0, 0.0]]))


def test_the_logarithm_of_a_sum_of_large_scores_does_not_overflow(kata):
    scores = np.array([[1001.0, 1000.0, 1002.0], [2000.0, 2000.0, 0.0]])
    rest = [[1.0, 0.0, 2.0], [0.0, 0.0, -2000.0]]
    totals = np.log([[np.exp([1, 0, 2]).sum()], [2.0]])
    assert_close(kata.log_softmax(scores), rest - totals, scale=2000.0)


def test_log_softmax_agrees_with_the_reference(kata, expected):
    for case in cases("batch", "classes", scale=(1, 1e3), **KINDS):
        assert_close(kata.log_softmax(case.x), expected.log_softmax(case.x))


def test_log_softmax_works_along_any_axis(kata, expected):
    for case in cases("batch", "time", "classes", choose=AXES):
        assert_close(kata.log_softmax(case.x, axis=case.axis), expected.log_softmax(case.x, axis=case.axis))


def test_log_softmax_takes_the_last_axis_unless_told_otherwise(kata, expected):
    for case in cases("batch", "time", "classes"):
        assert_close(kata.log_softmax(case.x), expected.log_softmax(case.x, axis=2))


def test_log_softmax_leaves_its_input_alone(kata):
    for case in cases("batch", "classes", layouts=("c", "fortran", "strided")):
        before = case.x.copy()
        kata.log_softmax(case.x)
        assert_equal(case.x, before)


def test_log_softmax_refuses_a_missing_axis_and_no_classes(kata):
    for x, axis in ((np.array([[1.0, 2.0]]), 2), (np.array([[1.0, 2.0]]), -3), (np.zeros((2, 0)), -1)):
        with pytest.raises(ValueError):
            kata.log_softmax(x, axis=axis)


def test_cross_entropy_gives_the_loss_worked_out_by_hand(kata):
    logits = np.log(np.array([[1.0, 2.0, 5.0], [2.0, 4.0, 2.0]]))
    loss = kata.cross_entropy(logits, np.array([2, 0]))
    assert_close(loss, (np.log(8 / 5) + np.log(8 / 2)) / 2)


def test_equal_scores_cost_the_logarithm_of_the_number_of_classes(kata):
    for classes in (1, 2, 10):
        assert_close(kata.cross_entropy(np.full((3, classes), 7.0), np.zeros(3, dtype=np.int64)), np.log(classes))


def test_a_hopeless_row_costs_much_but_not_infinity(kata):
    logits = np.array([[0.0, -800.0, -300.0], [0.0, 0.0, -400.0]])
    assert_close(kata.cross_entropy(logits, np.array([1, 0])), (800 + np.log(2)) / 2)
    assert_close(kata.cross_entropy(logits + 1000, np.array([1, 0])), (800 + np.log(2)) / 2, scale=1000.0)


def test_cross_entropy_agrees_with_the_reference(kata, expected):
    for case in cases(
        logits="batch classes",
        labels="batch < classes",
        scale=(1, 1e3),
        **KINDS,
    ):
        loss = kata.cross_entropy(case.logits, case.labels)
        assert_close(loss, expected.cross_entropy(case.logits, case.labels))


def test_the_same_rows_twice_cost_the_same(kata):
    for case in cases(logits="batch classes", labels="batch < classes", dtypes=("f64",)):
        once = kata.cross_entropy(case.logits, case.labels)
        twice = kata.cross_entropy(np.concatenate([case.logits] * 2), np.concatenate([case.labels] * 2))
        assert_close(twice, once, terms=case.batch)


def test_cross_entropy_leaves_scores_and_labels_alone(kata):
    for case in cases(logits="batch classes", labels="batch < classes"):
        logits, labels = case.logits.copy(), case.labels.copy()
        kata.cross_entropy(case.logits, case.labels)
        assert_equal([case.logits, case.labels], [logits, labels])


def test_a_label_below_nought_is_refused(kata):
    logits = np.array([[1.0, 2.0, 4.0], [3.0, 1.0, 2.0]])
    for labels in ([0, -1], [-3, 1]):
        with pytest.raises(ValueError):
            kata.cross_entropy(logits, np.array(labels))


def test_a_label_beyond_the_last_class_is_refused(kata):
    logits = np.array([[1.0, 2.0, 4.0], [3.0, 1.0, 2.0]])
    for labels in ([0, 3], [7, 1]):
        with pytest.raises(ValueError):
            kata.cross_entropy(logits, np.array(labels))


def test_labels_of_another_shape_are_refused(kata):
    logits = np.array([[1.0, 2.0, 4.0], [3.0, 1.0, 2.0]])
    for labels in ([[0], [1]], [[0, 1]], [1], [0, 1, 2]):
        with pytest.raises(ValueError):
            kata.cross_entropy(logits, np.array(labels))
