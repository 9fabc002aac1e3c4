"""Day 50: attention. Look things up softly, in NumPy, and send the gradient back through the look-up."""

import numpy as np


def scaled_dot_product_attention(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Let every query read a weighted mean of the values.

    ``scores[i, j] = sum_c q[i, c] * k[j, c] / sqrt(head_dim)``, ``weights = softmax(scores)`` over the keys `j`, and
    ``out[i] = sum_j weights[i, j] * v[j]``; for every batch entry and every head on its own.

    Args:
        q: f32 or f64 [batch, heads, queries, head_dim]. What each position asks.
        k: [batch, heads, keys, head_dim], dtype of `q`. What each position answers to. `keys` need not be
            `queries`.
        v: [batch, heads, keys, value_dim], dtype of `q`. What each position hands over. `value_dim` may differ from
            `head_dim`. Every axis has length 1 or more; values are finite, and scores may be of any finite size.

    Returns:
        [batch, heads, queries, value_dim], dtype of `q`. Every number lies between the smallest and the largest of its
        column of `v`. A new array; the inputs are left alone.

    Raises:
        ValueError: `q`, `k` and `v` differ in `batch` or `heads` (a length of 1 is not stretched), `q` and `k` in
            `head_dim`, or `k` and `v` in `keys`.
    """
    raise NotImplementedError("day 50: scaled_dot_product_attention")


def scaled_dot_product_attention_backward(
    dout: np.ndarray, q: np.ndarray, k: np.ndarray, v: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Send the gradient of the output back to queries, keys and values.

    Args:
        dout: [batch, heads, queries, value_dim], dtype of `q`. Gradient of the loss by the output.
        q, k, v: As they went into `scaled_dot_product_attention`.

    Returns:
        The tuple ``(dq, dk, dv)``: gradients of the loss by `q`, `k`, `v`, each with shape and dtype of its partner.
        New arrays; the inputs are left alone.

    Raises:
        ValueError: Where `scaled_dot_product_attention` raises, or `dout` has not the shape of its answer.
    """
    raise NotImplementedError("day 50: scaled_dot_product_attention_backward")
