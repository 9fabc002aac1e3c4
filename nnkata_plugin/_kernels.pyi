"""The reference kernels: neural network operations in Rust, forward and backward, on NumPy arrays.

Arrays. Every function takes float32 or float64 arrays, all of one dtype, of at most 8 axes, in any memory layout (one
that is not row-major and aligned is copied first). A subclass of `numpy.ndarray` counts as the array that it is; other
byte orders, float16 and objects are refused, and nothing is converted. Labels and ids are int64; a mask may be of bool.
Answers are new row-major arrays of that dtype, an answer of shape [] is a NumPy scalar. Sums over a row of scores run
in float64, sums of products in the arrays' dtype; the result is the same on every call. NaN and infinity go where the
formula puts them.

``out=``, the last argument of every function, is an array to write the answer to and is what is returned then; of a
function with several answers it is a tuple of arrays, each of which may be None. It has the answer's shape and dtype,
is writeable, and shares no memory with an input or another answer. Where it is not row-major, the answer is computed
aside and copied in. Functions whose docstring says *in place* work element by element: their ``out`` may also be
exactly an input, the same array or one of the same elements in the same places. Where a call is refused, nothing has
been written; inputs are never changed otherwise.

Verbs. ``X_backward(dy, ...)`` takes the gradient of a loss by X's answer, of its shape, then X's own arguments, and
returns the gradient by each float input, in order: one array, or a tuple. Other verbs are told where they are.

Plans. ``PackedX(weights)`` keeps a copy of the weights as the kernel wants them, checked once, and is then called like
X without them.

Threads. A call of more than about 20 microseconds lets other Python threads run. They must not write to its arrays
meanwhile, nor resize them (what NumPy's ``resize(refcheck=False)`` does even to NumPy itself): numbers that are written
while they are read come out as any numbers, memory that is freed ends the process. No function keeps an array, or any
state, from one call to the next; the same plan may be called from several threads at once. The module is built for
interpreters with a global lock (abi3, Python 3.11 and later): a free-threaded interpreter does not load it, and a
sub-interpreter with a lock of its own says ImportError. One that shares the lock does load it, but NumPy promises
nothing there.

All raise:
    TypeError: An input or `out` is no NumPy array, or has another dtype; an argument is missing or unknown.
        ``matmul: b has dtype float64, expected float32 like a``
    ValueError: A shape, label or parameter without a meaning; an `out` that cannot be written.
        ``softmax.backward: dy has shape [4, 6], expected [4, 7]``
        ``matmul: out overlaps b, expected memory of its own``
    OverflowError: An int parameter beyond 64 bits.
    MemoryError: The answer, or a copy of an input, does not fit in memory.

The sources are ``kernels/src/ops/X.rs``; formulas and costs are told there.
"""

from typing import Any, Generic, TypeAlias, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

F = TypeVar("F", np.float32, np.float64)
Out: TypeAlias = NDArray[F] | None
Number: TypeAlias = float | np.floating[Any] | NDArray[Any]
"""The gradient by one number: a float, a NumPy scalar, or an array of shape [] and the dtype of the call."""

is_debug: bool
"""True in a build without optimisation; importing one warns (RuntimeWarning)."""

def isa() -> str:
    """Say which instructions the kernels use: ``avx512``, ``avx2``, ``neon`` or ``scalar``.

    The best that the processor has, unless the environment's ``NNKATA_ISA`` named another when the module was imported.
    A word that is unknown, or missing on this machine, is an ImportError that says which there are.
    """

def threads() -> int:
    """Say how many threads work together, the caller among them.

    What `set_threads` said; before that the environment's ``NNKATA_THREADS``, or as many as there are cores. A small
    call uses one whatever it says, and no answer depends on it.
    """

def set_threads(n: int) -> None:
    """Let `n` threads work together from now on, in the whole process.

    A child of ``os.fork`` takes the number over, and starts threads of its own when it needs them.

    Args:
        n: From 1 to 1024; 0 stands for as many as `threads` said at first.

    Raises:
        ValueError: `n` is out of range.
    """

def roofline() -> dict[str, Any]:
    """Measure what this machine can do at best, with the instructions of `isa`; takes about two seconds.

    The line that a kernel is held against (Williams, Waterman and Patterson 2009). The best of many short tries counts,
    so a busy machine has to be quiet only for moments.

    Returns:
        ``isa``, a word; ``threads``, how many "all" are; ``caches``, how many bytes the three levels hold;

        floating-point operations a second, a multiplication with an addition counting as two: ``f32_one`` and
        ``f64_one`` on one thread, ``f32_all`` and ``f64_all`` on all;

        bytes a second, two numbers each, of reading alone and of reading and writing back: on one thread between the
        registers and the caches, ``first_level``, ``second_level`` and ``third_level``, and memory, ``memory_one``;
        ``memory_all`` on all threads.
    """

def matmul(
    a: NDArray[F], b: NDArray[F], transpose_a: bool = False, transpose_b: bool = False, out: Out[F] = None
) -> NDArray[F]:
    """Matrix times matrix, ``y[..., r, c] = sum_k a[..., r, k] * b[..., k, c]``.

    Args:
        a: [..., rows, inner], or [..., inner, rows] where it is transposed.
        b: [..., inner, cols], or [..., cols, inner] where it is transposed. The leading axes broadcast as NumPy's do:
            from the right, a length of 1 or a missing axis is repeated.
        transpose_a: Whether the last two axes of `a` lie the other way round.
        transpose_b: The same for `b`.

    Returns:
        [..., rows, cols]. Zeros where `inner` is 0.

    Raises:
        ValueError: Fewer than two axes, or shapes that do not fit.
    """

def matmul_backward(
    dy: NDArray[F],
    a: NDArray[F],
    b: NDArray[F],
    transpose_a: bool = False,
    transpose_b: bool = False,
    out: tuple[Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F]]:
    """Gradients of `matmul`: ``da = dy @ b^T``, ``db = a^T @ dy``, summed where `a` or `b` was repeated.

    Args:
        dy: [..., rows, cols].
        a: As in forward.
        b: As in forward.
        transpose_a: As in forward.
        transpose_b: As in forward.

    Returns:
        ``(da, db)``, of the shapes of `a` and `b`.
    """

def dense(x: NDArray[F], w: NDArray[F], b: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """A dense layer, ``y = x @ w + b``.

    Args:
        x: [batch, in].
        w: [in, out].
        b: [out].

    Returns:
        [batch, out].
    """

def dense_backward(
    dy: NDArray[F], x: NDArray[F], w: NDArray[F], b: NDArray[F], out: tuple[Out[F], Out[F], Out[F]] | None = None
) -> tuple[NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `dense`: ``dx = dy @ w^T``, ``dw = x^T @ dy``, ``db[o] = sum_n dy[n, o]``.

    Args:
        dy: [batch, out].
        x: [batch, in].
        w: [in, out].
        b: [out]. Only its shape matters.

    Returns:
        ``(dx, dw, db)``.
    """

class PackedDense(Generic[F]):
    """`dense` with weights that stay: ``PackedDense(w, b)(x)`` is ``dense(x, w, b)``, bit by bit.

    Args:
        w: [in, out]. Copied: later changes to the array change nothing here.
        b: [out]. Copied.

    Raises:
        ValueError: Shapes that do not fit.
    """

    def __init__(self, w: NDArray[F], b: NDArray[F]) -> None: ...
    def __call__(self, x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
        """Apply the layer.

        Args:
            x: [batch, in], of the dtype of the weights.
            out: [batch, out], or None.

        Returns:
            [batch, out].
        """

def conv2d(
    x: NDArray[F],
    w: NDArray[F],
    b: NDArray[F] | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
    winograd: bool = False,
    out: Out[F] = None,
) -> NDArray[F]:
    """Convolution of images with filters, as in deep learning: the filter is not flipped.

    ``y[n, f, i, j] = b[f] + sum_{c, u, v} x[n, c, row, col] * w[f, c, u, v]`` with
    ``row = i * stride + u * dilation - padding`` and ``col`` likewise; `x` is 0 outside the image. With groups, the
    channels and the filters are cut into as many parts, and a filter sees the channels of its part only.

    Args:
        x: [batch, channels, rows, cols].
        w: [filters, channels / groups, kernel_rows, kernel_cols].
        b: [filters], or None for no bias.
        stride: Step between two outputs, along both axes. At least 1.
        padding: Rows and columns of zeros on each side. At least 0.
        dilation: Step between two taps of a filter. At least 1.
        groups: At least 1; divides both channels and filters.
        winograd: Allow a quarter of the multiplications and larger errors, for a kernel of 3 x 3 with stride 1 and
            dilation 1. It pays from some 16 channels and filters a group and images of 14 x 14 on, and not below. A
            tile of 4 x 4 outputs is computed at once: the error of each is up to
            ``4 * eps * sqrt(channels / groups + 1)`` times the sum over the channels of the largest ``abs(x)`` of the
            6 x 6 pixels that the tile sees, times the sum of the filter's ``abs(w)``; of numbers of one size, it is
            twice what it is otherwise, on average. A nan or an infinity among these pixels may reach the whole tile.
            Transformed weights take four times the room of `w` beside, and at least some KiB a group.

    Returns:
        [batch, filters, out_rows, out_cols] with
        ``out_rows = (rows + 2 * padding - (kernel_rows - 1) * dilation - 1) // stride + 1``.

    Raises:
        ValueError: The kernel is empty, or larger than the padded image; a parameter is out of range; `winograd` with
            another kernel, stride or dilation.
    """

@overload
def conv2d_backward(
    dy: NDArray[F],
    x: NDArray[F],
    w: NDArray[F],
    b: NDArray[F],
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
    out: tuple[Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F]]: ...
@overload
def conv2d_backward(
    dy: NDArray[F],
    x: NDArray[F],
    w: NDArray[F],
    b: None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
    out: tuple[Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F]]:
    """Gradients of `conv2d`. In ``dx``, `dy` is 0 outside its image: a filter that is not finite meets these zeros.

    Args:
        dy: [batch, filters, out_rows, out_cols].
        x: [batch, channels, rows, cols].
        w: [filters, channels / groups, kernel_rows, kernel_cols].
        b: [filters], or None. Only its presence matters.
        stride: As in forward.
        padding: As in forward.
        dilation: As in forward.
        groups: As in forward.

    Returns:
        ``(dx, dw, db)``, or ``(dx, dw)`` where there is no `b`.
    """

def max_pool2d(x: NDArray[F], size: int, stride: int = 0, padding: int = 0, out: Out[F] = None) -> NDArray[F]:
    """The largest number of each window of an image; nan counts as larger than any.

    Args:
        x: [batch, channels, rows, cols].
        size: Rows and columns of a window. At least 1.
        stride: Step between two windows, along both axes; 0 stands for `size`.
        padding: Rows and columns on each side that are never the largest. At most half of `size`.

    Returns:
        [batch, channels, out_rows, out_cols] with ``out_rows = (rows + 2 * padding - size) // stride + 1``.

    Raises:
        ValueError: A parameter is out of range, or a window larger than the padded image.
    """

def max_pool2d_with_indices(
    x: NDArray[F],
    size: int,
    stride: int = 0,
    padding: int = 0,
    out: tuple[Out[F], NDArray[np.int64] | None] | None = None,
) -> tuple[NDArray[F], NDArray[np.int64]]:
    """`max_pool2d`, and where each number was found.

    Args:
        x: [batch, channels, rows, cols].
        size: As in forward.
        stride: As in forward.
        padding: As in forward.

    Returns:
        ``(y, indices)`` of one shape. An index counts the rows * cols numbers of its plane, row by row; the first of
        equal numbers has it, and nan before any number.
    """

def max_pool2d_backward(
    dy: NDArray[F], x: NDArray[F], size: int, stride: int = 0, padding: int = 0, out: Out[F] = None
) -> NDArray[F]:
    """Gradient of `max_pool2d`: each `dy` goes to where its number was found; where windows overlap they add up.

    Args:
        dy: [batch, channels, out_rows, out_cols].
        x: [batch, channels, rows, cols].
        size: As in forward.
        stride: As in forward.
        padding: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def avg_pool2d(
    x: NDArray[F], size: int, stride: int = 0, padding: int = 0, count_padding: bool = True, out: Out[F] = None
) -> NDArray[F]:
    """The mean of each window of an image that is padded with zeros.

    Args:
        x: [batch, channels, rows, cols].
        size: Rows and columns of a window. At least 1.
        stride: Step between two windows, along both axes; 0 stands for `size`.
        padding: Rows and columns of zeros on each side. At most half of `size`.
        count_padding: Whether a sum is divided by size * size, or else by the pixels of the image in the window.

    Returns:
        [batch, channels, out_rows, out_cols] with ``out_rows = (rows + 2 * padding - size) // stride + 1``.

    Raises:
        ValueError: A parameter is out of range, or a window larger than the padded image.
    """

def avg_pool2d_backward(
    dy: NDArray[F],
    x: NDArray[F],
    size: int,
    stride: int = 0,
    padding: int = 0,
    count_padding: bool = True,
    out: Out[F] = None,
) -> NDArray[F]:
    """Gradient of `avg_pool2d`: each pixel of a window gets an equal part of its `dy`.

    Args:
        dy: [batch, channels, out_rows, out_cols].
        x: [batch, channels, rows, cols]. Only its shape matters.
        size: As in forward.
        stride: As in forward.
        padding: As in forward.
        count_padding: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def softmax(x: NDArray[F], axis: int = -1, out: Out[F] = None) -> NDArray[F]:
    """Scores to probabilities along one axis, ``y[i] = exp(x[i] - m) / sum_j exp(x[j] - m)`` with ``m = max_j x[j]``.

    Args:
        x: [..., classes, ...]. Any magnitude.
        axis: The axis that sums to 1 afterwards; negative counts from the end.

    Returns:
        The shape of `x`. Each slice along `axis` is >= 0 and sums to 1.

    Raises:
        ValueError: `axis` is out of range, or has length 0.
    """

def softmax_backward(dy: NDArray[F], x: NDArray[F], axis: int = -1, out: Out[F] = None) -> NDArray[F]:
    """Gradient of `softmax`: ``dx[i] = y[i] * (dy[i] - sum_j dy[j] * y[j])``.

    Args:
        dy: The shape of `x`.
        x: The scores, not the probabilities.
        axis: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def log_softmax(x: NDArray[F], axis: int = -1, out: Out[F] = None) -> NDArray[F]:
    """The logarithm of softmax, ``y[i] = x[i] - m - log(sum_j exp(x[j] - m))``, finite for finite scores.

    Args:
        x: [..., classes, ...]. Any magnitude.
        axis: The axis along which ``exp(y)`` sums to 1; negative counts from the end.

    Returns:
        The shape of `x`, <= 0.

    Raises:
        ValueError: `axis` is out of range, or has length 0.
    """

def log_softmax_backward(dy: NDArray[F], x: NDArray[F], axis: int = -1, out: Out[F] = None) -> NDArray[F]:
    """Gradient of `log_softmax`: ``dx[i] = dy[i] - softmax(x)[i] * sum_j dy[j]``.

    Args:
        dy: The shape of `x`.
        x: The scores.
        axis: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

@overload
def cross_entropy(
    logits: NDArray[F],
    labels: NDArray[np.int64],
    weight: NDArray[F] | None = None,
    label_smoothing: float = 0.0,
    out: None = None,
) -> F: ...
@overload
def cross_entropy(
    logits: NDArray[F],
    labels: NDArray[np.int64],
    weight: NDArray[F] | None = None,
    label_smoothing: float = 0.0,
    *,
    out: NDArray[F],
) -> NDArray[F]:
    """Mean cross-entropy of scores with labels, finite for finite scores.

    ``sum_{n, c} t[n, c] * (log(sum_j exp(z[n, j])) - z[n, c]) / sum_n weight[label[n]]``, where the target is
    ``t[n, c] = weight[c] * ((1 - label_smoothing) * [c = label[n]] + label_smoothing / classes)``. Without weights and
    smoothing that is ``mean_n (log(sum_j exp(z[n, j])) - z[n, label[n]])``.

    Args:
        logits: [batch, classes]. Scores, any magnitude.
        labels: int64 [batch], each from 0 to classes - 1.
        weight: [classes], how much each class counts, or None for 1. The mean is divided by the weights of the labels.
        label_smoothing: From 0 to 1, the part of each target that is spread over all classes.

    Returns:
        One number, a NumPy scalar of the dtype of `logits`; or `out`, of shape [].

    Raises:
        ValueError: A label names no class, `label_smoothing` is out of range, or there are no rows or no classes.
    """

def cross_entropy_backward(
    dy: Number,
    logits: NDArray[F],
    labels: NDArray[np.int64],
    weight: NDArray[F] | None = None,
    label_smoothing: float = 0.0,
    out: Out[F] = None,
) -> NDArray[F]:
    """Gradient of `cross_entropy`: ``dz[n, c] = dy / total * (softmax(z)[n, c] * sum_j t[n, j] - t[n, c])``.

    Args:
        dy: One number.
        logits: [batch, classes].
        labels: int64 [batch].
        weight: As in forward. It is data, and has no gradient.
        label_smoothing: As in forward.

    Returns:
        ``dlogits``, [batch, classes].
    """

def scaled_dot_product_attention(
    q: NDArray[F],
    k: NDArray[F],
    v: NDArray[F],
    mask: NDArray[F] | NDArray[np.bool_] | None = None,
    causal: bool = False,
    out: Out[F] = None,
) -> NDArray[F]:
    """Attention, ``softmax(q @ k^T / sqrt(head_dim)) @ v``, the softmax over the keys that a query sees.

    (Vaswani et al. 2017, arXiv 1706.03762; tile by tile as by Dao et al. 2022, arXiv 2205.14135.)

    Args:
        q: [..., queries, head_dim], usually [batch, heads, time, head_dim].
        k: [..., keys, head_dim]; the same leading axes.
        v: [..., keys, value_dim]; the same leading axes.
        mask: [queries, keys], or that behind the leading axes of `q`. Of bool, it is True where a query sees a key; of
            the dtype of `q`, it is added to the scores. None hides nothing.
        causal: Whether query i sees the keys up to number i only.

    Returns:
        [..., queries, value_dim]. A query that sees no key is answered with zeros.

    Raises:
        ValueError: Shapes that do not fit, no keys, or a `head_dim` of 0.
    """

def scaled_dot_product_attention_backward(
    dy: NDArray[F],
    q: NDArray[F],
    k: NDArray[F],
    v: NDArray[F],
    mask: NDArray[F] | NDArray[np.bool_] | None = None,
    causal: bool = False,
    out: tuple[Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `scaled_dot_product_attention`; the weights are computed again.

    Args:
        dy: [..., queries, value_dim].
        q: [..., queries, head_dim].
        k: [..., keys, head_dim].
        v: [..., keys, value_dim].
        mask: As in forward. It is data, and has no gradient.
        causal: As in forward.

    Returns:
        ``(dq, dk, dv)``.
    """

def rnn_cell(
    x: NDArray[F],
    h: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: Out[F] = None,
) -> NDArray[F]:
    """One step of a plain recurrent network (Elman 1990).

    ``h' = tanh(x @ w_ih^T + b_ih + h @ w_hh^T + b_hh)``.

    Args:
        x: [batch, features].
        h: [batch, hidden], the state before.
        w_ih: [hidden, features].
        w_hh: [hidden, hidden].
        b_ih: [hidden].
        b_hh: [hidden].

    Returns:
        The new h, [batch, hidden].

    Raises:
        ValueError: Shapes that do not fit.
    """

class PackedRnnCell(Generic[F]):
    """`rnn_cell` with weights that stay: ``PackedRnnCell(w_ih, w_hh, b_ih, b_hh)(x, h)`` is
    ``rnn_cell(x, h, w_ih, w_hh, b_ih, b_hh)`` to a few roundings; the weights
    are laid out once and not at every step.

    Args:
        w_ih: [hidden, features]. Copied: later changes to
            the array change nothing here.
        w_hh: [hidden, hidden]. Copied, as the biases are.
        b_ih: [hidden].
        b_hh: [hidden].

    Raises:
        ValueError: Shapes that do not fit.
        MemoryError: No room for the copies.
    """

    def __init__(self, w_ih: NDArray[F], w_hh: NDArray[F], b_ih: NDArray[F], b_hh: NDArray[F]) -> None: ...
    def __call__(self, x: NDArray[F], h: NDArray[F], out: Out[F] = None) -> NDArray[F]:
        """Do one step.

        Args:
            x: [batch, features], of the dtype of the weights.
            h: [batch, hidden], the state before.
            out: [batch, hidden], or None.

        Returns:
            The new `h`, [batch, hidden].
        """

def rnn_cell_backward(
    dh: NDArray[F],
    x: NDArray[F],
    h: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: tuple[Out[F], Out[F], Out[F], Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `rnn_cell`.

    Args:
        dh: [batch, hidden].
        x: As in forward.
        h: As in forward.
        w_ih: As in forward.
        w_hh: As in forward.
        b_ih: As in forward.
        b_hh: As in forward.

    Returns:
        ``(dx, dh, dw_ih, dw_hh, db_ih, db_hh)``.
    """

def lstm_cell(
    x: NDArray[F],
    h: NDArray[F],
    c: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: tuple[Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F]]:
    """One step of long short-term memory (Hochreiter and Schmidhuber 1997).

    ``i, f, g, o = x @ w_ih^T + b_ih + h @ w_hh^T + b_hh``, ``c' = sigmoid(f) * c + sigmoid(i) * tanh(g)``,
    ``h' = sigmoid(o) * tanh(c')``.

    Args:
        x: [batch, features].
        h: [batch, hidden], the state before.
        c: [batch, hidden], the cell's memory before.
        w_ih: [4 * hidden, features]. The gates, in order: input, forget, memory, output.
        w_hh: [4 * hidden, hidden].
        b_ih: [4 * hidden].
        b_hh: [4 * hidden].

    Returns:
        The new ``(h, c)``, [batch, hidden] each.

    Raises:
        ValueError: Shapes that do not fit.
    """

class PackedLstmCell(Generic[F]):
    """`lstm_cell` with weights that stay: ``PackedLstmCell(w_ih, w_hh, b_ih, b_hh)(x, h, c)`` is
    ``lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh)`` to a few roundings; the weights are laid out once and not at every
    step.

    Args:
        w_ih: [4 * hidden, features]. The gates, in order: input, forget, memory, output. Copied: later changes to
            the array change nothing here.
        w_hh: [4 * hidden, hidden]. Copied, as the biases are.
        b_ih: [4 * hidden].
        b_hh: [4 * hidden].

    Raises:
        ValueError: Shapes that do not fit.
        MemoryError: No room for the copies.
    """

    def __init__(self, w_ih: NDArray[F], w_hh: NDArray[F], b_ih: NDArray[F], b_hh: NDArray[F]) -> None: ...
    def __call__(
        self, x: NDArray[F], h: NDArray[F], c: NDArray[F], out: tuple[Out[F], Out[F]] | None = None
    ) -> tuple[NDArray[F], NDArray[F]]:
        """Do one step.

        Args:
            x: [batch, features], of the dtype of the weights.
            h: [batch, hidden], the state before.
            c: [batch, hidden], the cell's memory before.
            out: Two arrays [batch, hidden], or None.

        Returns:
            The new ``(h, c)``, [batch, hidden] each.
        """

def lstm_cell_backward(
    dh: NDArray[F],
    dc: NDArray[F],
    x: NDArray[F],
    h: NDArray[F],
    c: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: tuple[Out[F], Out[F], Out[F], Out[F], Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `lstm_cell`.

    Args:
        dh: [batch, hidden].
        dc: [batch, hidden].
        x: As in forward.
        h: As in forward.
        c: As in forward.
        w_ih: As in forward.
        w_hh: As in forward.
        b_ih: As in forward.
        b_hh: As in forward.

    Returns:
        ``(dx, dh, dc, dw_ih, dw_hh, db_ih, db_hh)``.
    """

def gru_cell(
    x: NDArray[F],
    h: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: Out[F] = None,
) -> NDArray[F]:
    """One step of a gated recurrent unit (Cho et al. 2014, arXiv 1406.1078).

    ``r = sigmoid(xr + hr)``, ``z = sigmoid(xz + hz)``, ``n = tanh(xn + r * hn)``, ``h' = (1 - z) * n + z * h``,
    where ``xr, xz, xn = x @ w_ih^T + b_ih`` and ``hr, hz, hn = h @ w_hh^T + b_hh``.

    Args:
        x: [batch, features].
        h: [batch, hidden], the state before.
        w_ih: [3 * hidden, features]. The gates, in order: reset, update, new.
        w_hh: [3 * hidden, hidden].
        b_ih: [3 * hidden].
        b_hh: [3 * hidden].

    Returns:
        The new h, [batch, hidden].

    Raises:
        ValueError: Shapes that do not fit.
    """

class PackedGruCell(Generic[F]):
    """`gru_cell` with weights that stay: ``PackedGruCell(w_ih, w_hh, b_ih, b_hh)(x, h)`` is
    ``gru_cell(x, h, w_ih, w_hh, b_ih, b_hh)`` to a few roundings; the weights
    are laid out once and not at every step.

    Args:
        w_ih: [3 * hidden, features]. The gates, in order: reset, update, new. Copied: later changes to
            the array change nothing here.
        w_hh: [3 * hidden, hidden]. Copied, as the biases are.
        b_ih: [3 * hidden].
        b_hh: [3 * hidden].

    Raises:
        ValueError: Shapes that do not fit.
        MemoryError: No room for the copies.
    """

    def __init__(self, w_ih: NDArray[F], w_hh: NDArray[F], b_ih: NDArray[F], b_hh: NDArray[F]) -> None: ...
    def __call__(self, x: NDArray[F], h: NDArray[F], out: Out[F] = None) -> NDArray[F]:
        """Do one step.

        Args:
            x: [batch, features], of the dtype of the weights.
            h: [batch, hidden], the state before.
            out: [batch, hidden], or None.

        Returns:
            The new `h`, [batch, hidden].
        """

def gru_cell_backward(
    dh: NDArray[F],
    x: NDArray[F],
    h: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: tuple[Out[F], Out[F], Out[F], Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `gru_cell`.

    Args:
        dh: [batch, hidden].
        x: As in forward.
        h: As in forward.
        w_ih: As in forward.
        w_hh: As in forward.
        b_ih: As in forward.
        b_hh: As in forward.

    Returns:
        ``(dx, dh, dw_ih, dw_hh, db_ih, db_hh)``.
    """

def rnn(
    x: NDArray[F],
    h0: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: Out[F] = None,
) -> NDArray[F]:
    """`rnn_cell` at each time of a sequence, with the same weights.

    Args:
        x: [batch, time, features].
        h0: [batch, hidden], the state before the first time.
        w_ih: [hidden, features].
        w_hh: [hidden, hidden].
        b_ih: [hidden].
        b_hh: [hidden].

    Returns:
        h after each time, [batch, time, hidden].

    Raises:
        ValueError: Shapes that do not fit.
    """

def rnn_backward(
    dy: NDArray[F],
    x: NDArray[F],
    h0: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: tuple[Out[F], Out[F], Out[F], Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `rnn`, through all times.

    Args:
        dy: [batch, time, hidden].
        x: As in forward.
        h0: As in forward.
        w_ih: As in forward.
        w_hh: As in forward.
        b_ih: As in forward.
        b_hh: As in forward.

    Returns:
        ``(dx, dh0, dw_ih, dw_hh, db_ih, db_hh)``.
    """

def lstm(
    x: NDArray[F],
    h0: NDArray[F],
    c0: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: tuple[Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F]]:
    """`lstm_cell` at each time of a sequence, with the same weights.

    Args:
        x: [batch, time, features].
        h0: [batch, hidden], the state before the first time.
        c0: [batch, hidden], the memory before the first time.
        w_ih: [4 * hidden, features]. The gates in the order of `lstm_cell`.
        w_hh: [4 * hidden, hidden].
        b_ih: [4 * hidden].
        b_hh: [4 * hidden].

    Returns:
        ``(y, h, c)``: h after each time, [batch, time, hidden], and the last h and c.

    Raises:
        ValueError: Shapes that do not fit.
    """

def lstm_backward(
    dy: NDArray[F],
    dh: NDArray[F],
    dc: NDArray[F],
    x: NDArray[F],
    h0: NDArray[F],
    c0: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: tuple[Out[F], Out[F], Out[F], Out[F], Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `lstm`, through all times.

    Args:
        dy: [batch, time, hidden].
        dh: [batch, hidden].
        dc: [batch, hidden].
        x: As in forward.
        h0: As in forward.
        c0: As in forward.
        w_ih: As in forward.
        w_hh: As in forward.
        b_ih: As in forward.
        b_hh: As in forward.

    Returns:
        ``(dx, dh0, dc0, dw_ih, dw_hh, db_ih, db_hh)``.
    """

def gru(
    x: NDArray[F],
    h0: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: Out[F] = None,
) -> NDArray[F]:
    """`gru_cell` at each time of a sequence, with the same weights.

    Args:
        x: [batch, time, features].
        h0: [batch, hidden], the state before the first time.
        w_ih: [3 * hidden, features]. The gates in the order of `gru_cell`.
        w_hh: [3 * hidden, hidden].
        b_ih: [3 * hidden].
        b_hh: [3 * hidden].

    Returns:
        h after each time, [batch, time, hidden].

    Raises:
        ValueError: Shapes that do not fit.
    """

def gru_backward(
    dy: NDArray[F],
    x: NDArray[F],
    h0: NDArray[F],
    w_ih: NDArray[F],
    w_hh: NDArray[F],
    b_ih: NDArray[F],
    b_hh: NDArray[F],
    out: tuple[Out[F], Out[F], Out[F], Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `gru`, through all times.

    Args:
        dy: [batch, time, hidden].
        x: As in forward.
        h0: As in forward.
        w_ih: As in forward.
        w_hh: As in forward.
        b_ih: As in forward.
        b_hh: As in forward.

    Returns:
        ``(dx, dh0, dw_ih, dw_hh, db_ih, db_hh)``.
    """

def relu(x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """The rectifier, ``y = max(x, 0)``. *In place.*

    Args:
        x: Any shape.

    Returns:
        The shape of `x`, >= 0.
    """

def relu_backward(dy: NDArray[F], x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """Gradient of `relu`: ``dx = dy`` where ``x > 0`` (or is nan), else 0. *In place.*

    Args:
        dy: The shape of `x`.
        x: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def leaky_relu(x: NDArray[F], slope: float = 0.01, out: Out[F] = None) -> NDArray[F]:
    """The leaky rectifier, ``y = x`` where ``x > 0``, else ``slope * x`` (Maas et al. 2013). *In place.*

    Args:
        x: Any shape.
        slope: What is left of numbers below 0.

    Returns:
        The shape of `x`.
    """

def leaky_relu_backward(dy: NDArray[F], x: NDArray[F], slope: float = 0.01, out: Out[F] = None) -> NDArray[F]:
    """Gradient of `leaky_relu`: ``dx = dy`` where ``x > 0``, else ``slope * dy``. *In place.*

    Args:
        dy: The shape of `x`.
        x: As in forward.
        slope: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def gelu(x: NDArray[F], approximate: str = "none", out: Out[F] = None) -> NDArray[F]:
    """The Gaussian error linear unit, ``y = x * P(x)``, P the chance that a normal number is smaller.

    Where the formula has infinity times 0, the answer is the limit. *In place.*
    (Hendrycks and Gimpel 2016, arXiv 1606.08415.)

    Args:
        x: Any shape.
        approximate: ``"none"``, or ``"tanh"`` for ``y = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))``.

    Returns:
        The shape of `x`.

    Raises:
        ValueError: `approximate` is neither of the two.
    """

def gelu_backward(dy: NDArray[F], x: NDArray[F], approximate: str = "none", out: Out[F] = None) -> NDArray[F]:
    """Gradient of `gelu`: ``dx = dy * (P(x) + x * P'(x))``, or the slope of the approximation. *In place.*

    Args:
        dy: The shape of `x`.
        x: As in forward.
        approximate: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def sigmoid(x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """The logistic function, ``y = 1 / (1 + exp(-x))``, without overflow. *In place.*

    Args:
        x: Any shape.

    Returns:
        The shape of `x`, from 0 to 1.
    """

def sigmoid_backward(dy: NDArray[F], x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """Gradient of `sigmoid`: ``dx = dy * y * (1 - y)``. *In place.*

    Args:
        dy: The shape of `x`.
        x: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def tanh(x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """The hyperbolic tangent. *In place.*

    Args:
        x: Any shape.

    Returns:
        The shape of `x`, from -1 to 1.
    """

def tanh_backward(dy: NDArray[F], x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """Gradient of `tanh`: ``dx = dy * (1 - y^2)``. *In place.*

    Args:
        dy: The shape of `x`.
        x: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def softplus(x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """The smooth rectifier, ``y = log(1 + exp(x))``, without overflow. *In place.*

    Args:
        x: Any shape.

    Returns:
        The shape of `x`, >= 0.
    """

def softplus_backward(dy: NDArray[F], x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """Gradient of `softplus`: ``dx = dy * sigmoid(x)``. *In place.*

    Args:
        dy: The shape of `x`.
        x: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def exp(x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """The exponential function; infinity where it is too large for the dtype. *In place.*

    Args:
        x: Any shape.

    Returns:
        The shape of `x`, >= 0.
    """

def exp_backward(dy: NDArray[F], x: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """Gradient of `exp`: ``dx = dy * exp(x)``. *In place.*

    Args:
        dy: The shape of `x`.
        x: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

@overload
def binary_cross_entropy_with_logits(
    logits: NDArray[F],
    targets: NDArray[F],
    out: None = None,
) -> F: ...
@overload
def binary_cross_entropy_with_logits(
    logits: NDArray[F],
    targets: NDArray[F],
    *,
    out: NDArray[F],
) -> NDArray[F]:
    """Mean cross-entropy of yes-or-no answers, ``mean(-t * log(p) - (1 - t) * log(1 - p))``, ``p = sigmoid(z)``.

    Finite for finite scores: no logarithm is taken of a rounded 0.

    Args:
        logits: Any shape.
        targets: The shape of `logits`, from 0 to 1.

    Returns:
        One number, a NumPy scalar of the dtype of `logits`; or `out`, of shape [].

    Raises:
        ValueError: There are no numbers, or two shapes.
    """

def binary_cross_entropy_with_logits_backward(
    dy: Number,
    logits: NDArray[F],
    targets: NDArray[F],
    out: Out[F] = None,
) -> NDArray[F]:
    """Gradient of `binary_cross_entropy_with_logits`: ``dz = dy / count * (sigmoid(z) - t)``.

    Args:
        dy: One number.
        logits: As in forward.
        targets: As in forward. It is data, and has no gradient.

    Returns:
        ``dlogits``, the shape of `logits`.
    """

@overload
def mse(
    x: NDArray[F],
    target: NDArray[F],
    out: None = None,
) -> F: ...
@overload
def mse(
    x: NDArray[F],
    target: NDArray[F],
    *,
    out: NDArray[F],
) -> NDArray[F]:
    """The mean squared error, ``mean((x - target)^2)``.

    Args:
        x: Any shape.
        target: The shape of `x`.

    Returns:
        One number, a NumPy scalar of the dtype of `x`; or `out`, of shape [].

    Raises:
        ValueError: There are no numbers, or two shapes.
    """

def mse_backward(
    dy: Number,
    x: NDArray[F],
    target: NDArray[F],
    out: Out[F] = None,
) -> NDArray[F]:
    """Gradient of `mse`: ``dx = dy * 2 / count * (x - target)``.

    Args:
        dy: One number.
        x: As in forward.
        target: As in forward. It is data, and has no gradient.

    Returns:
        ``dx``, the shape of `x`.
    """

@overload
def huber(
    x: NDArray[F],
    target: NDArray[F],
    delta: float = 1.0,
    out: None = None,
) -> F: ...
@overload
def huber(
    x: NDArray[F],
    target: NDArray[F],
    delta: float = 1.0,
    *,
    out: NDArray[F],
) -> NDArray[F]:
    """Huber's loss (1964), with ``d = x - target`` the mean of ``d^2 / 2`` where ``|d| <= delta``, else of
    ``delta * (|d| - delta / 2)``.

    Args:
        x: Any shape.
        target: The shape of `x`.
        delta: Where the square turns into a line. Above 0.

    Returns:
        One number, a NumPy scalar of the dtype of `x`; or `out`, of shape [].

    Raises:
        ValueError: There are no numbers, two shapes, or a `delta` that is not above 0.
    """

def huber_backward(
    dy: Number,
    x: NDArray[F],
    target: NDArray[F],
    delta: float = 1.0,
    out: Out[F] = None,
) -> NDArray[F]:
    """Gradient of `huber`: ``dx = dy / count * d``, d cut off at delta on either side.

    Args:
        dy: One number.
        x: As in forward.
        target: As in forward. It is data, and has no gradient.
        delta: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def layer_norm(
    x: NDArray[F], weight: NDArray[F], bias: NDArray[F], eps: float = 1e-5, out: Out[F] = None
) -> NDArray[F]:
    """Layer normalisation over the last axis, ``y = (x - mean) / sqrt(variance + eps) * weight + bias``.

    The variance is divided by `features`. (Ba, Kiros and Hinton 2016, arXiv 1607.06450.)

    Args:
        x: [..., features].
        weight: [features].
        bias: [features].
        eps: Keeps the root away from 0.

    Returns:
        The shape of `x`.

    Raises:
        ValueError: Shapes that do not fit, or rows of no numbers.
    """

def layer_norm_backward(
    dy: NDArray[F],
    x: NDArray[F],
    weight: NDArray[F],
    bias: NDArray[F],
    eps: float = 1e-5,
    out: tuple[Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `layer_norm`: ``dx = factor * (g - mean(g) - normal * mean(g * normal))``, ``g = dy * weight``.

    Args:
        dy: The shape of `x`.
        x: [..., features].
        weight: [features].
        bias: [features]. Only its shape matters.
        eps: As in forward.

    Returns:
        ``(dx, dweight, dbias)``.
    """

def rms_norm(x: NDArray[F], weight: NDArray[F], eps: float = 1e-5, out: Out[F] = None) -> NDArray[F]:
    """Normalisation by the root mean square over the last axis, ``y = x / sqrt(mean(x^2) + eps) * weight``.

    (Zhang and Sennrich 2019, arXiv 1910.07467.)

    Args:
        x: [..., features].
        weight: [features].
        eps: Keeps the root away from 0.

    Returns:
        The shape of `x`.

    Raises:
        ValueError: Shapes that do not fit, or rows of no numbers.
    """

def rms_norm_backward(
    dy: NDArray[F],
    x: NDArray[F],
    weight: NDArray[F],
    eps: float = 1e-5,
    out: tuple[Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F]]:
    """Gradients of `rms_norm`: ``dx = factor * (g - normal * mean(g * normal))`` with ``g = dy * weight``.

    Args:
        dy: The shape of `x`.
        x: [..., features].
        weight: [features].
        eps: As in forward.

    Returns:
        ``(dx, dweight)``.
    """

def batch_norm(
    x: NDArray[F], weight: NDArray[F], bias: NDArray[F], eps: float = 1e-5, out: Out[F] = None
) -> NDArray[F]:
    """Batch normalisation in training: each channel by its own mean and variance over the batch and all pixels.

    ``y = (x - mean) / sqrt(variance + eps) * weight + bias``, the variance divided by the count.
    (Ioffe and Szegedy 2015, arXiv 1502.03167.)

    Args:
        x: [batch, channels, ...].
        weight: [channels].
        bias: [channels].
        eps: Keeps the root away from 0.

    Returns:
        The shape of `x`.

    Raises:
        ValueError: Shapes that do not fit, or channels of no numbers.
    """

def batch_norm_backward(
    dy: NDArray[F],
    x: NDArray[F],
    weight: NDArray[F],
    bias: NDArray[F],
    eps: float = 1e-5,
    out: tuple[Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `batch_norm`: ``dx = factor * (g - mean(g) - normal * mean(g * normal))``, ``g = dy * weight``.

    Args:
        dy: The shape of `x`.
        x: [batch, channels, ...].
        weight: [channels].
        bias: [channels]. Only its shape matters.
        eps: As in forward.

    Returns:
        ``(dx, dweight, dbias)``.
    """

def batch_norm_inference(
    x: NDArray[F],
    weight: NDArray[F],
    bias: NDArray[F],
    mean: NDArray[F],
    variance: NDArray[F],
    eps: float = 1e-5,
    out: Out[F] = None,
) -> NDArray[F]:
    """Batch normalisation by statistics that were kept in training.

    Args:
        x: [batch, channels, ...].
        weight: [channels].
        bias: [channels].
        mean: [channels].
        variance: [channels], >= 0.
        eps: Keeps the root away from 0.

    Returns:
        The shape of `x`.

    Raises:
        ValueError: Shapes that do not fit.
    """

def variance(x: NDArray[F], axis: int = -1, ddof: int = 0, out: Out[F] = None) -> NDArray[F]:
    """The variance along one axis, ``sum_i (x[i] - mean)^2 / (n - ddof)``.

    Args:
        x: [..., n, ...].
        axis: Along which; negative counts from the end.
        ddof: What the count is lowered by; 1 for the variance that a sample estimates.

    Returns:
        The shape of `x` without that axis; nan or infinity where `n` is not above `ddof`.

    Raises:
        ValueError: `axis` is out of range, or has length 0.
    """

def variance_backward(dy: Number, x: NDArray[F], axis: int = -1, ddof: int = 0, out: Out[F] = None) -> NDArray[F]:
    """Gradient of `variance`: ``dx[i] = dy * 2 / (n - ddof) * (x[i] - mean)``.

    Args:
        dy: The shape of `x` without that axis.
        x: As in forward.
        axis: As in forward.
        ddof: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def embedding(ids: NDArray[np.int64], table: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """Rows of a table by their numbers, ``y[..., :] = table[ids[...], :]``.

    Args:
        ids: int64 of any shape, each from 0 to words - 1.
        table: [words, width].

    Returns:
        [..., width].

    Raises:
        ValueError: An id that names no row.
    """

def embedding_backward(dy: NDArray[F], ids: NDArray[np.int64], table: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """Gradient of `embedding`: each row of ``dtable`` is the sum of `dy` wherever it was looked up.

    Args:
        dy: [..., width].
        ids: int64 of any shape.
        table: [words, width]. Only its shape matters.

    Returns:
        ``dtable``, [words, width].
    """

def rotary_embedding(x: NDArray[F], base: float = 10000.0, offset: int = 0, out: Out[F] = None) -> NDArray[F]:
    """Rotary position embedding in its half-split form: each pair ``(i, i + head_dim / 2)`` is turned by its angle.

    ``y[i] = x[i] * cos(a) - x[i + half] * sin(a)``, ``y[i + half] = x[i + half] * cos(a) + x[i] * sin(a)`` with
    ``a = (offset + t) * base^(-2 * i / head_dim)``. (Su et al. 2021, arXiv 2104.09864; the halves as in Llama.)

    Args:
        x: [..., time, head_dim], head_dim even.
        base: The slowest pair takes about this many places for a radian. Above 0.
        offset: The place of the first row.

    Returns:
        The shape of `x`.

    Raises:
        ValueError: `head_dim` is odd, or `base` is not above 0.
    """

def rotary_embedding_backward(
    dy: NDArray[F], x: NDArray[F], base: float = 10000.0, offset: int = 0, out: Out[F] = None
) -> NDArray[F]:
    """Gradient of `rotary_embedding`: `dy` turned back.

    Args:
        dy: The shape of `x`.
        x: [..., time, head_dim]. Only its shape matters.
        base: As in forward.
        offset: As in forward.

    Returns:
        ``dx``, the shape of `x`.
    """

def sgd(
    param: NDArray[F],
    grad: NDArray[F],
    velocity: NDArray[F],
    lr: float,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
    out: tuple[Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F]]:
    """One step of stochastic gradient descent with momentum (Polyak 1964). *In place*: ``out=(param, velocity)``.

    ``g = grad + weight_decay * param``, ``velocity' = momentum * velocity + g``, ``param' = param - lr * velocity'``,
    or with Nesterov's look ahead (Sutskever et al. 2013) ``param - lr * (g + momentum * velocity')``.

    Args:
        param: Any shape.
        grad: The shape of `param`.
        velocity: The shape of `param`; zeros at the first step.
        lr: The learning rate.
        momentum: What is left of the velocity at each step.
        weight_decay: What of `param` is added to its gradient.
        nesterov: Whether to look ahead.

    Returns:
        The new ``(param, velocity)``.

    Raises:
        ValueError: Shapes that are not all the same.
    """

def adam(
    param: NDArray[F],
    grad: NDArray[F],
    m: NDArray[F],
    v: NDArray[F],
    step: int,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
    out: tuple[Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F]]:
    """One step of Adam (Kingma and Ba 2014, arXiv 1412.6980).

    ``g = grad + weight_decay * param``, ``m' = beta1 * m + (1 - beta1) * g``, ``v' = beta2 * v + (1 - beta2) * g^2``,
    ``param' = param - lr * (m' / (1 - beta1^step)) / (sqrt(v' / (1 - beta2^step)) + eps)``.
    *In place*: ``out=(param, m, v)``.

    Args:
        param: Any shape.
        grad: The shape of `param`.
        m: The shape of `param`, the mean of gradients; zeros at the first step.
        v: The shape of `param`, the mean of their squares; zeros at the first step. Not below 0.
        step: The number of this update, from 1.
        lr: The learning rate.
        beta1: What is left of `m` at each step.
        beta2: What is left of `v` at each step.
        eps: Keeps the divisor away from 0.
        weight_decay: What of `param` is added to its gradient.

    Returns:
        The new ``(param, m, v)``.

    Raises:
        ValueError: Shapes that are not all the same, or a `step` below 1.
    """

def adamw(
    param: NDArray[F],
    grad: NDArray[F],
    m: NDArray[F],
    v: NDArray[F],
    step: int,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
    out: tuple[Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F]]:
    """One step of Adam with the decay beside it (Loshchilov and Hutter 2017, arXiv 1711.05101).

    As `adam` without decay, but that `param` is first multiplied by ``1 - lr * weight_decay``.
    *In place*: ``out=(param, m, v)``.

    Args:
        param: Any shape.
        grad: The shape of `param`.
        m: The shape of `param`, the mean of gradients; zeros at the first step.
        v: The shape of `param`, the mean of their squares; zeros at the first step. Not below 0.
        step: The number of this update, from 1.
        lr: The learning rate.
        beta1: What is left of `m` at each step.
        beta2: What is left of `v` at each step.
        eps: Keeps the divisor away from 0.
        weight_decay: How much faster than by its gradient `param` shrinks.

    Returns:
        The new ``(param, m, v)``.

    Raises:
        ValueError: Shapes that are not all the same, or a `step` below 1.
    """

def clip_grad_norm(
    grads: list[NDArray[F]] | tuple[NDArray[F], ...], max_norm: float, out: tuple[Out[F], ...] | None = None
) -> tuple[NDArray[F], ...]:
    """Gradients scaled down so that the norm of all of them together is at most `max_norm`.

    ``g' = g * min(1, max_norm / (norm + 1e-6))``, ``norm`` the root of the sum of all squares.
    (Pascanu et al. 2013, arXiv 1211.5063.)
    *In place*, each array over that of its place: ``out=(*grads, None)``.

    Args:
        grads: A list or tuple of arrays of any shapes, one at least.
        max_norm: The norm that is allowed.

    Returns:
        Each of them scaled, in order, and behind them the norm before that, a NumPy scalar.

    Raises:
        ValueError: There is no array.
    """

@overload
def dot(a: NDArray[F], b: NDArray[F], out: None = None) -> F: ...
@overload
def dot(a: NDArray[F], b: NDArray[F], *, out: NDArray[F]) -> NDArray[F]:
    """The sum of products, ``sum_i a[i] * b[i]``.

    Args:
        a: [n].
        b: [n].

    Returns:
        One number, a NumPy scalar of the dtype of `a`; or `out`, of shape [].

    Raises:
        ValueError: Shapes that do not fit.
    """

def dot_backward(
    dy: Number, a: NDArray[F], b: NDArray[F], out: tuple[Out[F], Out[F]] | None = None
) -> tuple[NDArray[F], NDArray[F]]:
    """Gradients of `dot`: ``da = dy * b``, ``db = dy * a``.

    Args:
        dy: One number.
        a: [n].
        b: [n].

    Returns:
        ``(da, db)``.
    """

def pairwise_distances(x: NDArray[F], y: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """The Euclidean distance of each row of `x` from each of `y`, ``d[i, j] = sqrt(sum_k (x[i, k] - y[j, k])^2)``.

    Args:
        x: [n, features].
        y: [m, features].

    Returns:
        [n, m], >= 0.

    Raises:
        ValueError: Shapes that do not fit.
    """

def pairwise_distances_backward(
    dy: NDArray[F], x: NDArray[F], y: NDArray[F], out: tuple[Out[F], Out[F]] | None = None
) -> tuple[NDArray[F], NDArray[F]]:
    """Gradients of `pairwise_distances`: ``dx[i] = sum_j dy[i, j] * (x[i] - y[j]) / d[i, j]``, and the same for `y`.

    At distance 0, which has no slope, it is 0.

    Args:
        dy: [n, m].
        x: [n, features].
        y: [m, features].

    Returns:
        ``(dx, dy)``, of the shapes of `x` and `y`.
    """
