"""The reference kernels: neural network operations in Rust, forward and backward, on NumPy arrays.

Arrays. Every function takes float32 or float64 arrays, all of one dtype, of at most 8 axes, in any memory layout (one
that is not row-major and aligned is copied first). A subclass of `numpy.ndarray` counts as the array that it is; other
byte orders, float16 and objects are refused, and nothing is converted. Answers are new row-major arrays of that dtype,
an answer of shape [] is a NumPy scalar. Sums over a row of scores run in float64, sums of products in the arrays'
dtype; the result is the same on every call. NaN and infinity go where the formula puts them.

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
interpreters with a global lock (abi3, Python 3.11 and later): a free-threaded interpreter cannot load it, and importing
it in a second sub-interpreter is an ImportError.

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

is_debug: bool
"""True in a build without optimisation; importing one warns (RuntimeWarning)."""

def isa() -> str:
    """Say which instructions the kernels use: ``scalar``."""

def matmul(a: NDArray[F], b: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """Matrix times matrix, ``y[..., r, c] = sum_k a[..., r, k] * b[..., k, c]``.

    Args:
        a: [..., rows, inner].
        b: [..., inner, cols]; its leading axes equal those of `a`, nothing is broadcast.

    Returns:
        [..., rows, cols]. Zeros where `inner` is 0.

    Raises:
        ValueError: Fewer than two axes, or shapes that do not fit.
    """

def matmul_backward(
    dy: NDArray[F], a: NDArray[F], b: NDArray[F], out: tuple[Out[F], Out[F]] | None = None
) -> tuple[NDArray[F], NDArray[F]]:
    """Gradients of `matmul`: ``da = dy @ b^T``, ``db = a^T @ dy``.

    Args:
        dy: [..., rows, cols].
        a: [..., rows, inner].
        b: [..., inner, cols].

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
    x: NDArray[F], w: NDArray[F], b: NDArray[F] | None = None, stride: int = 1, padding: int = 0, out: Out[F] = None
) -> NDArray[F]:
    """Convolution of images with filters, as in deep learning: the filter is not flipped.

    ``y[n, f, i, j] = b[f] + sum_{c, u, v} x[n, c, row + u, col + v] * w[f, c, u, v]`` with
    ``row = i * stride - padding`` and ``col = j * stride - padding``; `x` is 0 outside the image.

    Args:
        x: [batch, channels, rows, cols].
        w: [filters, channels, kernel_rows, kernel_cols].
        b: [filters], or None for no bias.
        stride: Step between two outputs, along both axes. At least 1.
        padding: Rows and columns of zeros on each side. At least 0.

    Returns:
        [batch, filters, out_rows, out_cols] with ``out_rows = (rows + 2 * padding - kernel_rows) // stride + 1``.

    Raises:
        ValueError: The kernel is empty, or larger than the padded image; `stride` or `padding` is out of range.
    """

@overload
def conv2d_backward(
    dy: NDArray[F],
    x: NDArray[F],
    w: NDArray[F],
    b: None = None,
    stride: int = 1,
    padding: int = 0,
    out: tuple[Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F]]: ...
@overload
def conv2d_backward(
    dy: NDArray[F],
    x: NDArray[F],
    w: NDArray[F],
    b: NDArray[F],
    stride: int = 1,
    padding: int = 0,
    out: tuple[Out[F], Out[F], Out[F]] | None = None,
) -> tuple[NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `conv2d`.

    Args:
        dy: [batch, filters, out_rows, out_cols].
        x: [batch, channels, rows, cols].
        w: [filters, channels, kernel_rows, kernel_cols].
        b: [filters], or None. Only its presence matters.
        stride: As in forward.
        padding: As in forward.

    Returns:
        ``(dx, dw, db)``, or ``(dx, dw)`` where there is no `b`.
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
def cross_entropy(logits: NDArray[F], labels: NDArray[np.int64], out: None = None) -> F: ...
@overload
def cross_entropy(logits: NDArray[F], labels: NDArray[np.int64], out: NDArray[F]) -> NDArray[F]:
    """Mean cross-entropy, ``mean_n (log(sum_c exp(z[n, c])) - z[n, label[n]])``, finite for finite scores.

    Args:
        logits: [batch, classes]. Scores, any magnitude.
        labels: int64 [batch], each from 0 to classes - 1.

    Returns:
        One number, a NumPy scalar of the dtype of `logits`; or `out`, of shape [].

    Raises:
        ValueError: A label names no class, or there are no rows or no classes.
    """

def cross_entropy_backward(
    dy: float | F | NDArray[Any], logits: NDArray[F], labels: NDArray[np.int64], out: Out[F] = None
) -> NDArray[F]:
    """Gradient of `cross_entropy`: ``dz[n, c] = dy / batch * (softmax(z)[n, c] - [c = label[n]])``.

    Args:
        dy: One number: a float, a NumPy scalar, or an array of shape [] and the dtype of `logits`.
        logits: [batch, classes].
        labels: int64 [batch].

    Returns:
        ``dlogits``, [batch, classes].
    """

def scaled_dot_product_attention(q: NDArray[F], k: NDArray[F], v: NDArray[F], out: Out[F] = None) -> NDArray[F]:
    """Attention, ``softmax(q @ k^T / sqrt(head_dim)) @ v``, the softmax over the keys. No mask.

    Args:
        q: [..., queries, head_dim], usually [batch, heads, time, head_dim].
        k: [..., keys, head_dim]; the same leading axes.
        v: [..., keys, value_dim]; the same leading axes.

    Returns:
        [..., queries, value_dim].

    Raises:
        ValueError: Shapes that do not fit, no keys, or a `head_dim` of 0.
    """

def scaled_dot_product_attention_backward(
    dy: NDArray[F], q: NDArray[F], k: NDArray[F], v: NDArray[F], out: tuple[Out[F], Out[F], Out[F]] | None = None
) -> tuple[NDArray[F], NDArray[F], NDArray[F]]:
    """Gradients of `scaled_dot_product_attention`; the weights are computed again, tile by tile.

    Args:
        dy: [..., queries, value_dim].
        q: [..., queries, head_dim].
        k: [..., keys, head_dim].
        v: [..., keys, value_dim].

    Returns:
        ``(dq, dk, dv)``.
    """
