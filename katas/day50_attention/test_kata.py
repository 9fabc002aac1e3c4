"""Day 50: what attention and its gradient must do."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, bench, cases, np

POLICY = {
    "values": ("normal", "negative", "ties", "subnormal"),
    "layouts": ("c", "fortran", "strided"),
    "dtypes": ("f32", "f64"),
}
# exp(100) is infinite in float32, exp(1000) in float64 too; at 20 rounding leaves the most digits to compare.
FAR = ((20, "f4"), (100, "f4"), (1000, "f4"), (1000, "f8"))
LARGEST = 9  # of the values of `far_scores`
INPUTS = {"q": "batch heads queries head_dim", "k": "batch heads keys head_dim"}


@bench("scaled_dot_product_attention")
def attention_inputs(rng, batch, heads, tokens, head_dim):
    return tuple(rng.standard_normal((batch, heads, tokens, head_dim)).astype(np.float32) for _ in range(3))


@bench("scaled_dot_product_attention_backward")
def backward_inputs(rng, batch, heads, tokens, head_dim):
    return tuple(rng.standard_normal((batch, heads, tokens, head_dim)).astype(np.float32) for _ in range(4))


def two_queries():
    """The lesson's example. The first query has the weights 3/4 and 1/4, the second 1/2 and 1/2."""
    q = np.array([[[[2 * np.log(3.0), 0, 0, 0], [0, 0, 0, 0]]]])
    k = np.array([[[[1.0, 0, 0, 0], [0, 1, 0, 0]]]])
    v = np.array([[[[4.0, 0, 4, 8], [0, 8, 4, 0]]]])
    return q, k, v


def far_scores(far, dtype):
    """Scores of `far`, 0 and -`far`, exactly; the weights are halves, quarters and noughts."""
    q = np.array([[[[2 * far, 0, 0, 0], [0, 1, 0, 0], [-2 * far, 0, 0, 0]]]], dtype)
    k = np.array([[[[1, 0, 0, 0], [1, 0, 0, 0], [-1, 0, 0, 0], [-1, 0, 0, 0]]]], dtype)
    v = np.array([[[[1, 2, 3, 4], [5, 8, 1, 0], [3, 3, 7, 1], [9, 1, 1, 5]]]], dtype)
    return q, k, v


# The forward pass


def test_three_quarters_of_one_value_and_a_quarter_of_the_other(kata):
    assert_close(kata.scaled_dot_product_attention(*two_queries()), np.array([[[[3.0, 2, 4, 6], [2, 4, 4, 4]]]]))


def test_attention_equals_the_reference(kata, expected):
    for case in cases(**INPUTS, v="batch heads keys head_dim", **POLICY):
        actual = kata.scaled_dot_product_attention(case.q, case.k, case.v)
        assert_close(actual, expected.scaled_dot_product_attention(case.q, case.k, case.v))


def test_each_query_shares_out_a_weight_of_one(kata):
    for case in cases(**INPUTS, values=("normal",)):
        everything = np.tile(np.eye(case.keys, dtype=case.q.dtype), (case.batch, case.heads, 1, 1))
        weights = kata.scaled_dot_product_attention(case.q, case.k, everything)
        assert weights.shape == (case.batch, case.heads, case.queries, case.keys), "one weight a query and key"
        assert (weights > 0).all(), "no weight of softmax is zero or less"
        assert_close(weights.sum(axis=-1), 1.0, terms=case.keys)


def test_equal_keys_give_the_plain_mean_of_the_values(kata):
    for case in cases(q="batch heads queries head_dim", v="batch heads keys value_dim", values=("normal",)):
        same = np.ones((case.batch, case.heads, case.keys, case.head_dim), case.q.dtype)
        mean = np.repeat(case.v.mean(axis=2, keepdims=True), case.queries, axis=2)
        actual = kata.scaled_dot_product_attention(case.q, same, case.v)
        assert_close(actual, mean, scale=np.abs(case.v).max(), terms=case.keys)


def test_values_may_be_narrower_or_wider_than_queries(kata, expected):
    for case in cases(**INPUTS, v="batch heads keys head_dim", extra="batch heads keys head_dim", values=("normal",)):
        left = expected.scaled_dot_product_attention(case.q, case.k, case.v)
        right = expected.scaled_dot_product_attention(case.q, case.k, case.extra)
        both = np.concatenate([case.v, case.extra[..., :-1]], axis=-1)
        for width in {1, case.head_dim, 2 * case.head_dim - 1}:
            columns = np.concatenate([np.asarray(left), np.asarray(right)], axis=-1)[..., :width]
            actual = kata.scaled_dot_product_attention(case.q, case.k, both[..., :width])
            assert_close(actual, columns, scale=10 * np.abs(both).max(), terms=case.keys)


def test_scores_of_a_thousand_do_not_overflow(kata):
    right = np.array([[[[3, 5, 2, 2], [4.5, 3.5, 3, 2.5], [6, 2, 4, 3]]]])
    for far, dtype in FAR:
        # Who takes the log of the sum of exponentials rounds a number as large as the scores.
        assert_close(kata.scaled_dot_product_attention(*far_scores(far, dtype)), right, scale=far * LARGEST)


def test_attention_leaves_its_inputs_alone(kata):
    for case in cases(**INPUTS, v="batch heads keys value_dim", values=("normal",)):
        before = case.q.copy(), case.k.copy(), case.v.copy()
        kata.scaled_dot_product_attention(case.q, case.k, case.v)
        assert_equal((case.q, case.k, case.v), before)


def test_attention_refuses_shapes_that_do_not_fit(kata):
    fits = {"q": (3, 2, 6, 4), "k": (3, 2, 5, 4), "v": (3, 2, 5, 4)}
    for change in (
        {"v": (3, 2, 6, 4)},
        {"v": (3, 2, 1, 4)},
        {"v": (1, 2, 5, 4)},
        {"v": (3, 1, 5, 4)},
        {"q": (1, 2, 6, 4), "k": (1, 2, 5, 4)},
        {"k": (3, 2, 5, 3)},
        {"k": (3, 2, 5, 1)},
        {"k": (1, 2, 5, 4), "v": (1, 2, 5, 4)},
        {"k": (3, 1, 5, 4), "v": (3, 1, 5, 4)},
        {"q": (1, 2, 6, 4)},
        {"q": (3, 1, 6, 4)},
    ):
        q, k, v = (np.ones(shape, np.float32) for shape in (fits | change).values())
        with pytest.raises(ValueError):
            kata.scaled_dot_product_attention(q, k, v)


# The backward pass: one gradient a check, so that a red one says which


def test_the_gradients_of_the_example_on_paper(kata):
    dout = np.array([[[[1.0, 0, 0, 0], [0, 1, 0, 0]]]])
    dq, dk, dv = kata.scaled_dot_product_attention_backward(dout, *two_queries())
    slope = 0.75 * np.log(3.0)
    assert_close(dv, np.array([[[[0.75, 0.5, 0, 0], [0.25, 0.5, 0, 0]]]]))
    assert_close(dq, np.array([[[[0.375, -0.375, 0, 0], [-1, 1, 0, 0]]]]))
    assert_close(dk, np.array([[[[slope, 0, 0, 0], [-slope, 0, 0, 0]]]]))


def test_dv_equals_the_reference(kata, expected):
    for case in cases(**INPUTS, v="batch heads keys head_dim", dout="batch heads queries head_dim", **POLICY):
        actual = kata.scaled_dot_product_attention_backward(case.dout, case.q, case.k, case.v)
        assert_close(actual[2], expected.scaled_dot_product_attention_backward(case.dout, case.q, case.k, case.v)[2])


def test_dq_equals_the_reference(kata, expected):
    for case in cases(**INPUTS, v="batch heads keys head_dim", dout="batch heads queries head_dim", **POLICY):
        actual = kata.scaled_dot_product_attention_backward(case.dout, case.q, case.k, case.v)
        assert_close(actual[0], expected.scaled_dot_product_attention_backward(case.dout, case.q, case.k, case.v)[0])


def test_dk_equals_the_reference(kata, expected):
    for case in cases(**INPUTS, v="batch heads keys head_dim", dout="batch heads queries head_dim", **POLICY):
        actual = kata.scaled_dot_product_attention_backward(case.dout, case.q, case.k, case.v)
        assert_close(actual[1], expected.scaled_dot_product_attention_backward(case.dout, case.q, case.k, case.v)[1])
        assert_equal((type(actual), len(actual)), (tuple, 3))


def test_equal_values_leave_nothing_to_learn_about_queries_and_keys(kata):
    for case in cases(**INPUTS, dout="batch heads queries value_dim", values=("normal",)):
        same = np.ones((case.batch, case.heads, case.keys, case.value_dim), case.q.dtype)
        dq, dk, dv = kata.scaled_dot_product_attention_backward(case.dout, case.q, case.k, same)
        shared = case.dout.sum(axis=2, dtype=np.float64)  # each query gives all of its gradient away, in parts
        assert_close(dv.sum(axis=2), shared, scale=np.abs(case.dout).sum(axis=2), terms=case.queries + case.keys)
        size = np.abs(case.dout).max() * case.value_dim * max(np.abs(case.q).max(), np.abs(case.k).max())
        assert_close(dq, np.zeros_like(case.q), scale=size, terms=case.keys)
        assert_close(dk, np.zeros_like(case.k), scale=size, terms=case.queries)


def test_gradients_with_narrower_values(kata, expected):
    for case in cases(**INPUTS, dout="batch heads queries 1", v="batch heads keys 1", values=("normal",)):
        # A value column of noughts with a gradient of noughts adds nothing: the reference sees both padded.
        padding = [(0, 0)] * 3 + [(0, case.head_dim - 1)]
        right = expected.scaled_dot_product_attention_backward(
            np.pad(case.dout, padding), case.q, case.k, np.pad(case.v, padding)
        )
        actual = kata.scaled_dot_product_attention_backward(case.dout, case.q, case.k, case.v)
        size = 10 * np.abs(case.dout).max() * np.abs(case.v).max()
        size *= max(1.0, np.abs(case.q).max(), np.abs(case.k).max())
        assert_close(actual[0], np.asarray(right[0]), scale=size, terms=case.keys)
        assert_close(actual[1], np.asarray(right[1]), scale=size, terms=case.queries)
        assert_close(actual[2], np.asarray(right[2])[..., :1], scale=size, terms=case.queries)


def test_gradients_of_scores_of_a_thousand_do_not_overflow(kata):
    for far, dtype in FAR:
        q, k, v = far_scores(far, dtype)
        dq, dk, dv = kata.scaled_dot_product_attention_backward(np.array([[[[1, 0, 0, 0]] * 3]], dtype), q, k, v)
        rounding = far * LARGEST
        assert_close(dv, np.array([[[[0.75, 0, 0, 0]] * 4]]), scale=rounding)
        assert_close(dq, np.array([[[[0, 0, 0, 0], [-0.75, 0, 0, 0], [0, 0, 0, 0]]]]), scale=rounding)
        assert_close(dk[..., 0], far * np.array([[[-1, 1, 1.5, -1.5]]]), scale=far * rounding)
        assert_close(dk[..., 1], np.array([[[-0.4375, 0.0625, -0.1875, 0.5625]]]), scale=rounding)


def test_the_gradients_leave_the_inputs_alone(kata):
    arrays = {**INPUTS, "v": "batch heads keys value_dim", "dout": "batch heads queries value_dim"}
    for case in cases(**arrays, values=("normal",)):
        before = case.dout.copy(), case.q.copy(), case.k.copy(), case.v.copy()
        kata.scaled_dot_product_attention_backward(case.dout, case.q, case.k, case.v)
        assert_equal((case.dout, case.q, case.k, case.v), before)


def test_the_gradients_refuse_shapes_that_do_not_fit(kata):
    fits = {"dout": (3, 2, 6, 4), "q": (3, 2, 6, 4), "k": (3, 2, 5, 4), "v": (3, 2, 5, 4)}
    for change in (
        {"dout": (3, 2, 5, 4)},
        {"dout": (3, 2, 1, 4)},
        {"dout": (3, 2, 6, 3)},
        {"dout": (3, 2, 6, 1)},
        {"dout": (1, 2, 6, 4)},
        {"dout": (3, 1, 6, 4)},
        {"q": (1, 2, 6, 4), "k": (1, 2, 5, 4), "v": (1, 2, 5, 4)},
        {"q": (3, 1, 6, 4), "k": (3, 1, 5, 4), "v": (3, 1, 5, 4)},
        {"q": (1, 2, 6, 4), "dout": (1, 2, 6, 4)},
        {"k": (3, 1, 5, 4), "v": (3, 1, 5, 4)},
        {"k": (3, 2, 5, 1)},
        {"v": (1, 2, 5, 4)},
        {"v": (3, 1, 5, 4)},
        {"v": (3, 2, 1, 4)},
        {"k": (3, 2, 1, 4)},
    ):
        dout, q, k, v = (np.ones(shape, np.float32) for shape in (fits | change).values())
        with pytest.raises(ValueError):
            kata.scaled_dot_product_attention_backward(dout, q, k, v)
