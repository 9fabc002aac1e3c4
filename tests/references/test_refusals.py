"""What the kernels refuse, and in which words: never a crash, never a silent guess."""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
x = np.arange(12, dtype=np.float32).reshape(3, 4)
labels = np.array([0, 1, 3])
image = np.ones((2, 3, 5, 5), np.float32)
filters = np.ones((4, 3, 3, 3), np.float32)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: kernels.softmax([1.0, 2.0]),
            "softmax: x is of type list, expected a NumPy array of float32 or float64",
        ),
        (lambda: kernels.softmax(None), "softmax: x is of type NoneType, expected a NumPy array of float32 or float64"),
        (lambda: kernels.softmax(x.astype(np.float16)), "softmax: x has dtype float16, expected float32 or float64"),
        (lambda: kernels.softmax(x.astype(int)), "softmax: x has dtype int64, expected float32 or float64"),
        (lambda: kernels.softmax(x.astype(">f4")), "softmax: x has dtype >f4, expected float32 or float64"),
        (lambda: kernels.softmax(x.astype(object)), "softmax: x has dtype object, expected float32 or float64"),
        (lambda: kernels.matmul(x.T, x.astype(np.float64)), "matmul: b has dtype float64, expected float32 like a"),
        (
            lambda: kernels.softmax_backward(1j, x),
            "softmax.backward: dy is of type complex, expected a NumPy array of float32 like x",
        ),
        (
            lambda: kernels.cross_entropy(x, labels.astype(float)),
            "cross_entropy: labels has dtype float64, expected int64",
        ),
        (
            lambda: kernels.cross_entropy(x, [0, 1, 2]),
            "cross_entropy: labels is of type list, expected a NumPy array of int64",
        ),
        (
            lambda: kernels.conv2d(image, filters, "bias"),
            "conv2d: b is of type str, expected a NumPy array of float32 like x",
        ),
        (lambda: kernels.softmax(), "softmax() missing 1 required positional argument: 'x'"),
        (lambda: kernels.softmax(x, axes=1), "softmax() got an unexpected keyword argument 'axes'"),
        (lambda: kernels.softmax(x, -1, None, 3), "softmax() takes from 1 to 3 positional arguments but 4 were given"),
        (
            lambda: kernels.softmax(x, 0.5),
            "'float' object cannot be interpreted as an integer",
        ),
        (
            lambda: kernels.PackedDense(filters[0, 0], "bias"),
            "PackedDense: b is of type str, expected a NumPy array of float32 like w",
        ),
        (
            lambda: kernels.PackedDense(filters[0, 0], filters[0, 0, 0])(x.astype(float)),
            "PackedDense: x has dtype float64, expected float32 like w",
        ),
    ],
)
def test_a_wrong_type_or_dtype_is_a_type_error_in_words(call, words):
    with pytest.raises(TypeError) as refusal:
        call()
    assert str(refusal.value) == words


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kernels.softmax(x, axis=2), "softmax: axis 2 is out of range for x with shape [3, 4]"),
        (lambda: kernels.softmax(np.array(1.0)), "softmax: axis -1 is out of range for x with shape []"),
        (
            lambda: kernels.softmax(x[:, :0]),
            "softmax: axis 1 of x has length 0 in shape [3, 0]: an empty slice has no maximum",
        ),
        (
            lambda: kernels.log_softmax(x[:0], 0),
            "log_softmax: axis 0 of x has length 0 in shape [0, 4]: an empty slice has no maximum",
        ),
        (
            lambda: kernels.softmax(np.ones((1,) * 9, np.float32)),
            "softmax: x has 9 axes, expected at most 8",
        ),
        (lambda: kernels.PackedDense(x, x[0, :3]), "PackedDense: b has shape [3], expected [4]"),
        (lambda: kernels.PackedDense(x.T, x[0, :3])(x.T), "PackedDense: x has shape [4, 3], expected [4, 4]"),
        (lambda: kernels.softmax_backward(x[:, :3], x), "softmax.backward: dy has shape [3, 3], expected [3, 4]"),
        (lambda: kernels.log_softmax_backward(1.0, x), "log_softmax.backward: dy has shape [], expected [3, 4]"),
        (lambda: kernels.matmul(x, x), "matmul: b has shape [3, 4], expected [4, cols] for a with shape [3, 4]"),
        (lambda: kernels.matmul(x[0], x), "matmul: a has shape [4], expected [rows, inner] behind any leading axes"),
        (
            lambda: kernels.matmul(x[None], x.T),
            "matmul: b has shape [4, 3], expected [1, 4, cols] for a with shape [1, 3, 4]",
        ),
        (lambda: kernels.matmul_backward(x, x, x.T), "matmul.backward: dy has shape [3, 4], expected [3, 3]"),
        (lambda: kernels.dense(x, x.T, x[0]), "dense: b has shape [4], expected [3]"),
        (lambda: kernels.dense(x, x, x[0]), "dense: w has shape [3, 4], expected [4, 4]"),
        (lambda: kernels.dense(x[0], x, x[0]), "dense: x has shape [4], expected [batch, in]"),
        (lambda: kernels.cross_entropy(x, labels[:2]), "cross_entropy: labels has shape [2], expected [3]"),
        (lambda: kernels.cross_entropy(x, np.array([0, 4, 1])), "cross_entropy: labels[1] is 4, expected 0 to 3"),
        (lambda: kernels.cross_entropy(x, np.array([0, 2, -1])), "cross_entropy: labels[2] is -1, expected 0 to 3"),
        (
            lambda: kernels.cross_entropy_backward(1.0, x, labels + 1),
            "cross_entropy.backward: labels[2] is 4, expected 0 to 3",
        ),
        (
            lambda: kernels.cross_entropy_backward(x[0], x, labels),
            "cross_entropy.backward: dy has shape [4], expected []",
        ),
        (
            lambda: kernels.cross_entropy(x[:0], labels[:0]),
            "cross_entropy: logits has shape [0, 4]: the mean of nothing is not defined",
        ),
        (lambda: kernels.conv2d(image, filters[:, :2]), "conv2d: w has shape [4, 2, 3, 3], expected [4, 3, 3, 3]"),
        (
            lambda: kernels.conv2d(image[0], filters),
            "conv2d: x has shape [3, 5, 5], expected [batch, channels, rows, cols]",
        ),
        (lambda: kernels.conv2d(image, filters, np.ones(3, np.float32)), "conv2d: b has shape [3], expected [4]"),
        (lambda: kernels.conv2d(image, filters, stride=0), "conv2d: stride is 0, expected 1 or more"),
        (lambda: kernels.conv2d(image, filters, padding=-1), "conv2d: padding is -1, expected 0 or more"),
        (lambda: kernels.conv2d(image[:, :, :2], filters), "conv2d: the kernel has 3 rows, x has 2 with its padding"),
        (
            lambda: kernels.conv2d(image, filters[..., :0]),
            "conv2d: w has shape [4, 3, 3, 0], expected a kernel of at least 1 x 1",
        ),
        (lambda: kernels.conv2d(image, filters, padding=sys.maxsize), f"conv2d: padding {sys.maxsize} is too large"),
        (
            lambda: kernels.scaled_dot_product_attention(x, x[:, :2], x),
            "scaled_dot_product_attention: k has shape [3, 2], expected [keys, 4] for q with shape [3, 4]",
        ),
        (
            lambda: kernels.scaled_dot_product_attention(x[None], x[None], x[None, :2]),
            "scaled_dot_product_attention: v has shape [1, 2, 4], expected [1, 3, head_dim] for k with shape [1, 3, 4]",
        ),
        (
            lambda: kernels.scaled_dot_product_attention(x, x[:0], x[:0]),
            "scaled_dot_product_attention: k has shape [0, 4]: no score is defined over no keys or no head_dim",
        ),
    ],
)
def test_a_wrong_shape_or_value_is_a_value_error_in_words(call, words):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == words


def test_arrays_without_elements_give_the_answer_of_the_formula():
    nothing = np.ones((0, 4), np.float32)
    assert kernels.softmax(nothing).shape == (0, 4)
    assert kernels.matmul(nothing, x.T).shape == (0, 3)
    np.testing.assert_array_equal(kernels.matmul(nothing.T, nothing), np.zeros((4, 4)))
    np.testing.assert_array_equal(kernels.dense(nothing.T, nothing, x[0]), np.broadcast_to(x[0], (4, 4)))
    assert kernels.conv2d(image[:0], filters).shape == (0, 4, 3, 3)
    np.testing.assert_array_equal(
        kernels.conv2d(image[:, :0], filters[:, :0], np.ones(4, np.float32)), np.ones((2, 4, 3, 3))
    )
    assert kernels.scaled_dot_product_attention(nothing, x, x).shape == (0, 4)
    for gradient in kernels.matmul_backward(np.ones((0, 3), np.float32), nothing, x.T):
        assert not gradient.any()
    for gradient in kernels.conv2d_backward(np.ones((0, 4, 3, 3), np.float32), image[:0], filters):
        assert not gradient.any()


def test_an_answer_that_does_not_fit_is_a_memory_error():
    wide = np.broadcast_to(np.float32(0), (1, 2**24))
    with pytest.raises(MemoryError, match="conv2d: an array of shape"):
        kernels.conv2d(np.ones((1, 1, 1, 1), np.float32), np.ones((1, 1, 1, 1), np.float32), padding=2**30)
    with pytest.raises(MemoryError):
        kernels.matmul(wide.T, wide)


@pytest.mark.parametrize("axis", [2**63, -(2**63) - 1, 10**30])
def test_an_int_beyond_64_bits_is_an_overflow_error(axis):
    with pytest.raises(OverflowError):
        kernels.softmax(x, axis)


def test_packed_weights_are_copies_and_may_be_called_by_many():
    w, b = x.copy(), x[0].copy()
    plan, truth = kernels.PackedDense(w, b), kernels.dense(x.T, w[:, :], b)
    w[:], b[:] = 0, 0
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(plan, [x.T] * 40):
            np.testing.assert_array_equal(found, truth)


def test_a_loss_is_a_numpy_scalar_and_may_be_given_back_as_dy():
    loss = kernels.cross_entropy(x, labels)
    assert isinstance(loss, np.float32)
    one = kernels.cross_entropy_backward(1.0, x, labels)
    for dy in (np.float32(1), np.array(1, np.float32), np.float64(1)):
        np.testing.assert_array_equal(kernels.cross_entropy_backward(dy, x, labels), one)


def test_other_threads_run_while_a_kernel_works():
    a = np.ones((900, 900))
    ticks = 0
    done = threading.Event()

    def work():
        for _ in range(3):
            kernels.matmul(a, a)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.is_set():
        time.sleep(0.001)
        ticks += 1
    thread.join()
    assert ticks > 10, "the interpreter was locked"


def test_this_is_no_debug_build():
    assert kernels.is_debug is False
    assert isinstance(kernels.isa(), str)
