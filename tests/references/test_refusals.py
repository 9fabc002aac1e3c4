"""What the kernels refuse, and in which words: never a crash, never a silent guess."""

import os
import platform
import subprocess
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


def cell(plan, gates):
    """A plan for 4 features and 4 hidden, with room for so many gates in `w_hh`."""
    w = np.ones((4 * gates, 4), np.float32)
    return plan(w, w, w[:, 0], w[:, 0])


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
            lambda: kernels.cross_entropy(x, labels, x[0].astype(float)),
            "cross_entropy: weight has dtype float64, expected float32 like logits",
        ),
        (
            lambda: kernels.embedding(labels.astype(np.int32), x),
            "embedding: ids has dtype int32, expected int64",
        ),
        (
            lambda: kernels.embedding_backward(x.astype(float), labels, x),
            "embedding.backward: dy has dtype float64, expected float32 like table",
        ),
        (
            lambda: kernels.scaled_dot_product_attention(x, x, x, np.ones((3, 3))),
            "scaled_dot_product_attention: mask has dtype float64, expected bool, or of float32 like q",
        ),
        (
            lambda: kernels.scaled_dot_product_attention(x, x, x, [True]),
            "scaled_dot_product_attention: mask is of type list, expected a NumPy array of bool, or of float32 like q",
        ),
        (
            lambda: kernels.scaled_dot_product_attention(x, x, x, causal=1.0),
            "'float' object is not an instance of 'bool'",
        ),
        (
            lambda: kernels.clip_grad_norm(x, 1.0),
            "clip_grad_norm: grads is of type ndarray, expected a list of NumPy arrays",
        ),
        (lambda: kernels.clip_grad_norm(None, 1.0), "clip_grad_norm: grads is None, expected a list of NumPy arrays"),
        (
            lambda: kernels.clip_grad_norm([x, None], 1.0),
            "clip_grad_norm: grads[1] is of type NoneType, expected a NumPy array of float32 like grads",
        ),
        (
            lambda: kernels.clip_grad_norm((x, x.astype(float)), 1.0),
            "clip_grad_norm: grads[1] has dtype float64, expected float32 like grads",
        ),
        (lambda: kernels.clip_grad_norm([x], "1"), "must be real number, not str"),
        (lambda: kernels.gelu(x, 1), "'int' object is not an instance of 'str'"),
        (
            lambda: kernels.lstm_cell_backward(x, x, x, x, x, x, x, x, x.astype(float)),
            "lstm_cell.backward: b_hh has dtype float64, expected float32 like x",
        ),
        (
            lambda: kernels.PackedDense(filters[0, 0], "bias"),
            "PackedDense: b is of type str, expected a NumPy array of float32 like w",
        ),
        (
            lambda: kernels.PackedDense(filters[0, 0], filters[0, 0, 0])(x.astype(float)),
            "PackedDense: x has dtype float64, expected float32 like w",
        ),
        (
            lambda: kernels.PackedGruCell(filters[0, 0], None, x, x),
            "PackedGruCell: w_hh is of type NoneType, expected a NumPy array of float32 like w_ih",
        ),
        (
            lambda: cell(kernels.PackedRnnCell, 1)(x, x.astype(float)),
            "PackedRnnCell: h has dtype float64, expected float32 like w_ih",
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
        (lambda: cell(kernels.PackedLstmCell, 3), "PackedLstmCell: w_hh has shape [12, 4], expected [16, 4]"),
        (lambda: cell(kernels.PackedGruCell, 3)(x, x[:2], x), "PackedGruCell: h has shape [2, 4], expected [3, 4]"),
        (lambda: cell(kernels.PackedLstmCell, 4)(x, x, x[:2]), "PackedLstmCell: c has shape [2, 4], expected [3, 4]"),
        (lambda: cell(kernels.PackedRnnCell, 1)(x[:, :3], x), "PackedRnnCell: x has shape [3, 3], expected [3, 4]"),
        (lambda: kernels.PackedDense(x.T, x[0, :3])(x.T), "PackedDense: x has shape [4, 3], expected [4, 4]"),
        (lambda: kernels.softmax_backward(x[:, :3], x), "softmax.backward: dy has shape [3, 3], expected [3, 4]"),
        (lambda: kernels.log_softmax_backward(1.0, x), "log_softmax.backward: dy has shape [], expected [3, 4]"),
        (lambda: kernels.matmul(x, x), "matmul: b has shape [3, 4], expected [..., 4, cols] for a with shape [3, 4]"),
        (lambda: kernels.matmul(x[0], x), "matmul: a has shape [4], expected [..., rows, inner]"),
        (
            lambda: kernels.matmul(x[None], np.ones((2, 3, 4), np.float32)),
            "matmul: b has shape [2, 3, 4], expected [..., 4, cols] for a with shape [1, 3, 4]",
        ),
        (
            lambda: kernels.matmul(np.ones((2, 3, 4), np.float32), np.ones((3, 4, 1), np.float32)),
            "matmul: b has shape [3, 4, 1], expected its leading axes to fit those of a with shape [2, 3, 4]",
        ),
        (
            lambda: kernels.matmul(x, x, transpose_a=True, transpose_b=True),
            "matmul: b has shape [3, 4], expected [..., cols, 3] for a with shape [3, 4]",
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
        (
            lambda: kernels.conv2d(image, filters[..., :2], winograd=True),
            "conv2d: the kernel is 3 x 2, expected 3 x 3 with winograd",
        ),
        (
            lambda: kernels.conv2d(image, filters, stride=2, winograd=True),
            "conv2d: stride is 2, expected 1 with winograd",
        ),
        (
            lambda: kernels.conv2d(image, filters, dilation=2, winograd=True),
            "conv2d: dilation is 2, expected 1 with winograd",
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
            lambda: kernels.scaled_dot_product_attention(x, x, x, np.ones((3, 1), bool)),
            "scaled_dot_product_attention: mask has shape [3, 1], expected [3, 3] or [3, 3]",
        ),
        (
            lambda: kernels.cross_entropy(x, labels, x[0, :3]),
            "cross_entropy: weight has shape [3], expected [4]",
        ),
        (
            lambda: kernels.cross_entropy(x, labels, label_smoothing=1.5),
            "cross_entropy: label_smoothing is 1.5, expected 0 to 1",
        ),
        (lambda: kernels.gelu(x, "erf"), "gelu: approximate is 'erf', expected 'none' or 'tanh'"),
        (
            lambda: kernels.gelu_backward(x, x, "no\x00ne"),
            "gelu.backward: approximate is 'no\x00ne', expected 'none' or 'tanh'",
        ),
        (lambda: kernels.clip_grad_norm([], 1.0), "clip_grad_norm: grads is empty, expected at least one array"),
        (lambda: kernels.clip_grad_norm((), 1.0), "clip_grad_norm: grads is empty, expected at least one array"),
        (lambda: kernels.embedding(labels + 1, x[:3]), "embedding: ids[2] is 4, expected 0 to 2"),
        (lambda: kernels.embedding(np.array(-1), x), "embedding: ids[0] is -1, expected 0 to 2"),
        (lambda: kernels.huber(x, x, 0.0), "huber: delta is 0, expected more than 0"),
        (lambda: kernels.mse(x, x[0]), "mse: target has shape [4], expected [3, 4]"),
        (lambda: kernels.layer_norm(x, x[0, :3], x[0]), "layer_norm: weight has shape [3], expected [4]"),
        (
            lambda: kernels.batch_norm(x[0], x[0], x[0]),
            "batch_norm: x has shape [4], expected [batch, channels, ...]",
        ),
        (
            lambda: kernels.batch_norm_inference(x, x[0], x[0], x[0, :3], x[0]),
            "batch_norm.inference: mean has shape [3], expected [4]",
        ),
        (lambda: kernels.variance(x, 2), "variance: axis 2 is out of range for x with shape [3, 4]"),
        (lambda: kernels.rotary_embedding(x.T), "rotary_embedding: x has shape [4, 3], expected an even head_dim"),
        (
            lambda: kernels.adam(x, x, x, x, 0, 0.1),
            "adam: step is 0, expected 1 or more: it is the number of this update",
        ),
        (lambda: kernels.sgd(x, x, x[0], 0.1), "sgd: velocity has shape [4], expected [3, 4]"),
        (
            lambda: kernels.rnn_cell(x, x, x, x, x[0], x[0]),
            "rnn_cell: w_ih has shape [3, 4], expected [4, 4]",
        ),
        (lambda: kernels.set_threads(-1), "set_threads: n is -1, expected 0 to 1024"),
        (lambda: kernels.set_threads(2000), "set_threads: n is 2000, expected 0 to 1024"),
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


@pytest.mark.parametrize(
    ("plan", "weights", "inputs"),
    [
        (kernels.PackedDense, [x, x[0]], [x.T]),
        (kernels.PackedRnnCell, [filters[0, 0], x[:, :3], x[:, 1], x[:, 2]], [x[:, :3], x[:, 1:]]),
    ],
)
def test_packed_weights_are_copies_and_may_be_called_by_many(plan, weights, inputs):
    own = [weight.copy() for weight in weights]
    made, truth = plan(*own), plan(*weights)(*inputs)
    for weight in own:
        weight[:] = 0
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: made(*inputs), range(40)):
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


def python(code, **surroundings):
    command = [sys.executable, "-c", "from nnkata_plugin import _kernels as kernels\n" + code]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=os.environ | surroundings, check=False
    )


def test_the_instructions_are_told_and_can_be_pinned():
    assert kernels.isa() in ("avx512", "avx2", "neon", "scalar")
    assert python("print(kernels.isa())", NNKATA_ISA="scalar").stdout == "scalar\n"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("sse9", 'NNKATA_ISA is "sse9", expected one of avx512, avx2, neon, scalar'),
        ("neon" if platform.machine() == "x86_64" else "avx2", "which this machine lacks; it has "),
    ],
)
def test_instructions_that_are_unknown_or_missing_are_an_import_error_in_words(word, said):
    done = python("", NNKATA_ISA=word)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ImportError: ")
    assert said in done.stderr


def test_the_number_of_threads_is_told_and_set_and_changes_no_digit():
    assert python("print(kernels.threads())", NNKATA_THREADS="3").stdout == "3\n"
    a = np.random.default_rng(1).standard_normal((400, 300))
    before = kernels.threads()
    try:
        answers = []
        for count in (1, 2, 4):
            kernels.set_threads(count)
            assert kernels.threads() == count
            answers.append(kernels.matmul(a, a, transpose_b=True).tobytes())
        assert len(set(answers)) == 1
    finally:
        kernels.set_threads(before)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_of_fork_has_threads_of_its_own():
    """The parent's pool is used before, so the child inherits what it must not wait for."""
    done = python(
        """
import os, sys
import numpy as np
kernels.set_threads(2)
a = np.ones((600, 600))
truth = kernels.matmul(a, a)
for generation in range(2):
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        sys.exit(os.waitstatus_to_exitcode(status))
    right = kernels.threads() == 2 and np.array_equal(kernels.matmul(a, a), truth)
    if not right:
        os._exit(1)
os._exit(0)
"""
    )
    assert done.returncode == 0, done.stderr


def test_the_roofline_tells_what_its_docstring_says():
    told = kernels.roofline()
    assert told["isa"] == kernels.isa()
    assert told["threads"] == kernels.threads()
    assert list(told["caches"]) == sorted(told["caches"])
    rates = {key: rate for key, rate in told.items() if key not in ("isa", "threads", "caches")}
    assert set(rates) == {
        "f32_one", "f32_all", "f64_one", "f64_all", "first_level", "second_level", "third_level", "memory_one",
        "memory_all",
    }  # fmt: skip
    moved = {rate for rates in rates.values() if isinstance(rates, tuple) for rate in rates}
    flops = {rate for rate in rates.values() if not isinstance(rate, tuple)}
    assert len(moved) == 10 and min(moved | flops) > 1e7
