"""`out=`: answers in memory of the caller's. What is refused is told in words, and nothing has been written then."""

import numpy as np
import pytest

kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
rng = np.random.default_rng(5)
x = rng.standard_normal((3, 4)).astype(np.float32)
w = rng.standard_normal((4, 5)).astype(np.float32)
b = np.ones(5, np.float32)
y = np.zeros((3, 5), np.float32)
labels = np.array([0, 1, 3])


def layouts(shape):
    """Arrays of nothing in every layout that an answer may be written to."""
    yield np.full(shape, np.nan, np.float32)
    yield np.full(shape, np.nan, np.float32, order="F")
    yield np.full((*shape[:-1], 2 * shape[-1]), np.nan, np.float32)[..., ::2]
    yield np.full(shape, np.nan, np.float32)[::-1, ::-1]
    yield np.zeros(4 * int(np.prod(shape)) + 1, np.uint8)[1:].view(np.float32).reshape(shape)


def test_the_answer_lies_where_it_was_wanted_whatever_the_layout():
    truth = kernels.matmul(x, w)
    for out in layouts((3, 5)):
        assert kernels.matmul(x, w, out=out) is out
        np.testing.assert_array_equal(out, truth)
        assert kernels.matmul(x, w, out=out) is out


def test_several_answers_go_into_a_tuple_and_none_stands_for_a_new_array():
    dy = np.ones((3, 5), np.float32)
    truth = kernels.dense_backward(dy, x, w, b)
    dx, db = np.empty_like(x), np.empty_like(b)
    found = kernels.dense_backward(dy, x, w, b, out=(dx, None, db))
    assert found[0] is dx
    assert found[2] is db
    for one, other in zip(found, truth, strict=True):
        np.testing.assert_array_equal(one, other)


def test_without_a_bias_two_gradients_are_two_arrays():
    image, filters = np.ones((2, 3, 5, 5), np.float32), np.ones((4, 3, 3, 3), np.float32)
    dy = np.ones((2, 4, 3, 3), np.float32)
    out = (np.empty_like(image), np.empty_like(filters))
    assert kernels.conv2d_backward(dy, image, filters, out=out)[1] is out[1]
    with pytest.raises(ValueError, match=r"conv2d.backward: out is a tuple of 2, expected one of 3"):
        kernels.conv2d_backward(dy, image, filters, np.ones(4, np.float32), out=out)


def test_a_loss_may_be_written_to_an_array_without_axes():
    out = np.empty((), np.float32)
    assert kernels.cross_entropy(x, labels, out=out) is out
    assert out == kernels.cross_entropy(x, labels)


def test_a_subclass_is_kept():
    class Named(np.ndarray):
        pass

    out = np.empty((3, 5), np.float32).view(Named)
    assert kernels.matmul(x.view(Named), w, out=out) is out
    assert type(kernels.matmul(x.view(Named), w)) is np.ndarray


def test_neighbours_in_one_buffer_do_not_overlap():
    buffer = np.ones((3, 8), np.float32)
    even, odd = buffer[:, ::2], buffer[:, 1::2]
    np.testing.assert_array_equal(kernels.softmax(even, out=odd), np.full((3, 4), 0.25))
    assert (even == 1).all()
    left, right = buffer[:, :4], buffer[:, 4:]
    kernels.softmax(left.copy(), out=left)
    assert kernels.softmax(left, out=right) is right


def test_element_by_element_an_answer_may_lie_over_its_input():
    for layout in (np.ascontiguousarray, np.asfortranarray):
        for kernel in (kernels.relu, kernels.gelu, kernels.exp, kernels.tanh):
            own = layout(x.copy())
            truth = kernel(own)
            assert kernel(own, out=own) is own
            np.testing.assert_array_equal(own, truth)
    dy = y[:, :4] + 1
    truth = kernels.tanh_backward(dy, x)
    np.testing.assert_array_equal(kernels.tanh_backward(dy, x, out=dy), truth)


def test_an_optimiser_works_in_place():
    def state():
        return [np.random.default_rng(place).random(1001).astype(np.float32) for place in range(4)]

    truth = kernels.adam(*state(), 3, 0.1)
    param, grad, m, v = state()
    found = kernels.adam(param, grad, m, v, 3, 0.1, out=(param, m, v))
    assert all(one is own for one, own in zip(found, (param, m, v), strict=True))
    for one, other in zip(found, truth, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(grad, state()[1])
    param, grad, velocity, _ = state()
    truth = kernels.sgd(param, grad, velocity, 0.1, 0.9)
    kernels.sgd(param, grad, velocity, 0.1, 0.9, out=(param, velocity))
    np.testing.assert_array_equal(param, truth[0])
    np.testing.assert_array_equal(velocity, truth[1])


def test_gradients_are_clipped_where_they_lie():
    grads = [x.copy(), w.copy(), np.array(3, np.float32)]
    truth = kernels.clip_grad_norm(grads, 0.5)
    found = kernels.clip_grad_norm(grads, 0.5, out=(*grads, None))
    for one, other in zip(found, truth, strict=True):
        np.testing.assert_array_equal(one, other)
    assert found[0] is grads[0]
    assert isinstance(found[3], np.float32)
    with pytest.raises(
        ValueError, match=r"out\[1\] overlaps grads, expected memory of its own or exactly the input of"
    ):
        kernels.clip_grad_norm([x, x.copy()], 0.5, out=(None, x, None))
    with pytest.raises(ValueError, match="out is a tuple of 3, expected one of 4"):
        kernels.clip_grad_norm(grads, 0.5, out=tuple(grads))


def test_a_state_may_be_written_over_by_no_cell():
    """A sum over all of the old state is not element by element."""
    hidden, weights, bias = (np.ones(shape, np.float32) for shape in ((2, 3), (3, 3), 3))
    with pytest.raises(ValueError, match="rnn_cell: out overlaps h, expected memory of its own"):
        kernels.rnn_cell(hidden.copy(), hidden, weights, weights.copy(), bias, bias.copy(), out=hidden)


def test_nothing_overlaps_nothing():
    nothing = np.ones((0, 4), np.float32)
    assert kernels.softmax(nothing, out=nothing) is nothing


read_only = np.zeros((3, 5), np.float32)
read_only.flags.writeable = False
square = np.ones((4, 4), np.float32)
bits = np.zeros((3, 8), np.float32)
pair = np.zeros((3, 2))
classes = pair.view(np.int64).ravel()[:3]


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (
            lambda: kernels.matmul(x, w, out=[1]),
            TypeError,
            "matmul: out is of type list, expected a NumPy array of float32 like a",
        ),
        (
            lambda: kernels.matmul(x, w, out=y.astype(np.float64)),
            TypeError,
            "matmul: out has dtype float64, expected float32 like a",
        ),
        (
            lambda: kernels.matmul(x, w, out=y.astype(">f4")),
            TypeError,
            "matmul: out has dtype >f4, expected float32 like a",
        ),
        (lambda: kernels.matmul(x, w, out=y.T), ValueError, "matmul: out has shape [5, 3], expected [3, 5]"),
        (lambda: kernels.matmul(x, w, out=y[None]), ValueError, "matmul: out has shape [1, 3, 5], expected [3, 5]"),
        (lambda: kernels.matmul(x, w, out=read_only), ValueError, "matmul: out is read-only"),
        (
            lambda: kernels.matmul(square, square[:, :], out=square),
            ValueError,
            "matmul: out overlaps a, expected memory of its own",
        ),
        (
            lambda: kernels.matmul(x[:, :1], bits[:1, :4], out=bits[:, :4]),
            ValueError,
            "matmul: out overlaps b, expected memory of its own",
        ),
        (lambda: kernels.softmax(x, -1, x), ValueError, "softmax: out overlaps x, expected memory of its own"),
        (
            lambda: kernels.softmax(bits[:, :4], -1, bits[:, 3:7]),
            ValueError,
            "softmax: out overlaps x, expected memory of its own",
        ),
        (
            lambda: kernels.matmul_backward(x, x, square, out=y),
            TypeError,
            "matmul.backward: out is of type ndarray, expected a tuple of 2 arrays",
        ),
        (
            lambda: kernels.matmul_backward(x, x, square, out=(None,)),
            ValueError,
            "matmul.backward: out is a tuple of 1, expected one of 2",
        ),
        (
            lambda: kernels.matmul_backward(x, x, square, out=(None, 3)),
            TypeError,
            "matmul.backward: out[1] is of type int, expected a NumPy array of float32 like a",
        ),
        (
            lambda: kernels.matmul_backward(square, square[:], square[:], out=(y[:, :4], None)),
            ValueError,
            "matmul.backward: out[0] has shape [3, 4], expected [4, 4]",
        ),
        (
            lambda: kernels.matmul_backward(square + 1, square + 1, square + 1, out=(square, square)),
            ValueError,
            "matmul.backward: out[1] overlaps out[0], expected memory of its own",
        ),
        (
            lambda: kernels.cross_entropy(x, labels, out=np.zeros(1, np.float32)),
            ValueError,
            "cross_entropy: out has shape [1], expected []",
        ),
        (
            lambda: kernels.cross_entropy_backward(1.0, x.astype(np.float64)[:, :2], classes, out=pair),
            ValueError,
            "cross_entropy.backward: out overlaps labels, expected memory of its own",
        ),
        (
            lambda: kernels.relu(bits[:, :4], out=bits[:, 1:5]),
            ValueError,
            "relu: out overlaps x, expected memory of its own or exactly that array",
        ),
        (
            lambda: kernels.sgd(square, square[:], square[:], 0.1, out=(bits[:, :4], None)),
            ValueError,
            "sgd: out[0] has shape [3, 4], expected [4, 4]",
        ),
        (
            lambda: kernels.sgd(square, square[:], square[:], 0.1, out=(square, square)),
            ValueError,
            "sgd: out[1] overlaps out[0], expected memory of its own",
        ),
        (
            lambda: kernels.PackedDense(w, b)(x, w),
            ValueError,
            "PackedDense: out has shape [4, 5], expected [3, 5]",
        ),
    ],
)
def test_an_out_that_cannot_be_written_is_refused_in_words(call, kind, words):
    with pytest.raises(kind) as refusal:
        call()
    assert str(refusal.value) == words
    assert (square == 1).all()
    assert not bits.any()
    assert not y.any()
