"""What day 36 asks for: where a window fits, and what it sees there."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, bench, cases, np

PICTURES = {"x": "batch channels rows cols", "w": "filters channels kernel_rows kernel_cols", "b": "filters"}
SMALL = {
    "batch": (1, 2, 3),
    "channels": (1, 2, 3),
    "filters": (1, 2, 3),
    "rows": (1, 2, 3, 5, 8, 9),
    "cols": (1, 2, 3, 5, 8, 9),
    "kernel_rows": (1, 2, 3),
    "kernel_cols": (1, 2, 3),
}
STEPS = {"stride": (1, 2, 3), "padding": (0, 1, 2)}
PICTURE = [[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]


def window_fits(case):
    inside = case.rows + 2 * case.padding, case.cols + 2 * case.padding
    return case.kernel_rows <= inside[0] and case.kernel_cols <= inside[1]


@bench("conv2d")
def pictures_and_filters(rng, batch, channels, filters, rows, cols, kernel):
    x = rng.standard_normal((batch, channels, rows, cols), dtype=np.float32)
    w = rng.standard_normal((filters, channels, kernel, kernel), dtype=np.float32)
    return x, w, rng.standard_normal(filters, dtype=np.float32), 1, 1


def test_a_window_of_three_has_five_places_in_seven_pixels(kata):
    assert_equal(kata.output_size(7, 3), 5)


def test_a_step_over_the_edge_is_not_taken(kata):
    assert_equal(kata.output_size(11, 4, stride=3), 3)


def test_padding_lies_on_both_sides(kata):
    assert_equal(kata.output_size(7, 3, padding=2), 9)


def test_output_size_is_what_counting_gives(kata):
    for size in (1, 2, 5, 8, 9):
        for kernel in (1, 2, 3):
            for stride, padding in ((1, 0), (1, 1), (2, 0), (2, 1), (3, 2), (4, 1)):
                end = size + padding
                places = sum(start + kernel <= end for start in range(-padding, end, stride))
                if places:
                    assert_equal(kata.output_size(size, kernel, stride, padding), places)


def test_output_size_refuses_a_window_that_does_not_fit(kata):
    for arguments in ((5, 6), (2, 9, 2, 1), (1, 3, 5, 0)):
        with pytest.raises(ValueError):
            kata.output_size(*arguments)


def test_output_size_refuses_numbers_that_make_no_sense(kata):
    for arguments in ((5, 0, 1, 0), (5, -2, 1, 0), (5, 3, 0, 0), (5, 3, -1, 0), (5, 3, 1, -1)):
        with pytest.raises(ValueError):
            kata.output_size(*arguments)


def test_conv2d_gives_the_answer_worked_out_by_hand(kata):
    x, w = np.array([[PICTURE]]), np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    assert_close(kata.conv2d(x, w), np.array([[[[9.0, 17.0], [8.0, 11.0]]]]))


def test_each_filter_adds_up_all_channels(kata):
    x = np.array([[[[1.0, 2.0], [3.0, 4.0]], [[10.0, 20.0], [30.0, 40.0]]]])
    w = np.array([[[[2.0]], [[0.5]]], [[[-1.0]], [[0.25]]]])
    assert_close(kata.conv2d(x, w), np.array([[[[7.0, 14.0], [21.0, 28.0]], [[1.5, 3.0], [4.5, 6.0]]]]))


def test_each_filter_adds_its_own_bias_once(kata, expected):
    sizes = {"batch": (2,), "channels": (3,), "filters": (2,), "rows": (4,), "cols": (4,)}
    for case in cases(**PICTURES, sizes={**sizes, "kernel_rows": (2,), "kernel_cols": (3,)}):
        assert_close(kata.conv2d(case.x, case.w, case.b), expected.conv2d(case.x, case.w, case.b))


def test_the_window_moves_by_the_stride(kata):
    x, w = np.array([[[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]]]), np.array([[[[1.0, 10.0]]]])
    assert_close(kata.conv2d(x, w, stride=3), np.array([[[[21.0, 54.0]]]]))
    assert_close(kata.conv2d(x.reshape(1, 1, 7, 1), w.reshape(1, 1, 2, 1), stride=3), np.array([[[[21.0], [54.0]]]]))


def test_padding_puts_zeros_on_all_four_sides(kata):
    w = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]])
    whole = [[9.0, 26.0, 23.0, 14.0], [6.0, 17.0, 14.0, 8.0], [3.0, 8.0, 5.0, 2.0]]
    assert_close(kata.conv2d(np.array([[[[1.0, 2.0]]]]), w, padding=2), np.array([[whole]]))


def test_conv2d_agrees_with_the_reference(kata, expected):
    for case in cases(
        **PICTURES,
        sizes=SMALL,
        choose=STEPS,
        where=window_fits,
        values=("normal", "negative", "ties", "subnormal"),
        scale=(1, 1e3),
        layouts=("c", "fortran", "strided"),
        dtypes=("f32", "f64"),
    ):
        arguments = case.x, case.w, case.b, case.stride, case.padding
        assert_close(kata.conv2d(*arguments), expected.conv2d(*arguments))


def test_conv2d_works_without_a_bias(kata, expected):
    for case in cases(
        **PICTURES, sizes=SMALL, choose=STEPS, where=window_fits, layouts=("c", "fortran"), dtypes=("f32", "f64")
    ):
        y = kata.conv2d(case.x, case.w, stride=case.stride, padding=case.padding)
        assert_close(y, expected.conv2d(case.x, case.w, stride=case.stride, padding=case.padding))


def test_conv2d_leaves_pictures_filters_and_bias_alone(kata):
    for case in cases(**PICTURES, sizes=SMALL, choose={"stride": (1,), "padding": (0, 1)}, where=window_fits):
        before = [case.x.copy(), case.w.copy(), case.b.copy()]
        kata.conv2d(case.x, case.w, case.b, padding=case.padding)
        assert_equal([case.x, case.w, case.b], before)


def test_filters_for_other_channels_are_refused(kata):
    for channels, wanted in ((3, 1), (1, 3), (3, 2)):
        with pytest.raises(ValueError):
            kata.conv2d(np.ones((2, channels, 4, 4)), np.ones((2, wanted, 2, 2)))


def test_a_bias_for_other_filters_is_refused(kata):
    for shape in ((1,), (2,), (3, 1), (4,)):
        with pytest.raises(ValueError):
            kata.conv2d(np.ones((3, 1, 4, 4)), np.ones((3, 1, 2, 2)), np.ones(shape))


def test_a_window_larger_than_the_padded_picture_is_refused(kata):
    for window, padding in (((5, 2), 0), ((2, 4), 0), ((7, 2), 1)):
        with pytest.raises(ValueError):
            kata.conv2d(np.ones((1, 1, 4, 3)), np.ones((1, 1, *window)), padding=padding)


def test_a_stride_of_nought_and_a_negative_padding_are_refused(kata):
    for stride, padding in ((0, 0), (-1, 0), (1, -1)):
        with pytest.raises(ValueError):
            kata.conv2d(np.ones((1, 1, 5, 5)), np.ones((1, 1, 2, 2)), stride=stride, padding=padding)
