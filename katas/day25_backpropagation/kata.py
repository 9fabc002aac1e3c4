"""Day 25: layers that know only themselves. Day 10's `log_softmax` is there: `import given`.

Whatever has the following is a layer, and Sequential is one too:

    params      a list of arrays: what is trained
    grads       a list of arrays like params: the gradients of the loss by them, added up since the last zero_grad
    forward     from the input of the layer to its output; it may keep what backward will need
    backward    from dy, the gradient of the loss by the output, to dx, the gradient by the input; adds to grads
    zero_grad   sets all grads to 0

backward belongs to the last forward. Nothing that is handed to a layer is ever changed by it: all answers are new
arrays, of the dtype of what came in.
"""

from __future__ import annotations

import numpy as np


class Dense:
    """y = x @ w + b.

    Attributes:
        params: [w, b], the very arrays that were handed in: an optimiser that changes them in place changes the layer.
        grads: [dw, db]. All 0 at the start.
    """

    def __init__(self, w: np.ndarray, b: np.ndarray) -> None:
        """Keep the parameters.

        Args:
            w: f32 or f64 [inputs, outputs].
            b: The same dtype, [outputs].

        Raises:
            ValueError: `w` has not two axes, or `b` has not the shape [outputs].
        """
        raise NotImplementedError("day 25: Dense.__init__")

    def forward(self, x: np.ndarray) -> np.ndarray:
        """[batch, inputs] to [batch, outputs].

        Raises:
            ValueError: `x` has not as many columns as `w` has rows.
        """
        raise NotImplementedError("day 25: Dense.forward")

    def backward(self, dy: np.ndarray) -> np.ndarray:
        """[batch, outputs] to [batch, inputs]. Adds dw and db, summed over the batch, to `grads`."""
        raise NotImplementedError("day 25: Dense.backward")

    def zero_grad(self) -> None:
        """Set all of `grads` to 0."""
        raise NotImplementedError("day 25: Dense.zero_grad")


class ReLU:
    """y = max(x, 0), number by number. The slope at 0 is 0. `params` and `grads` are empty lists."""

    def __init__(self) -> None:
        raise NotImplementedError("day 25: ReLU.__init__")

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Any shape to the same shape."""
        raise NotImplementedError("day 25: ReLU.forward")

    def backward(self, dy: np.ndarray) -> np.ndarray:
        """The shape of the last `x` to the same shape."""
        raise NotImplementedError("day 25: ReLU.backward")

    def zero_grad(self) -> None:
        """There is nothing to set to 0."""
        raise NotImplementedError("day 25: ReLU.zero_grad")


class SoftmaxCrossEntropy:
    """The loss: the mean over the batch of -log softmax(logits)[label]. It ends the chain, so it is no layer."""

    def forward(self, logits: np.ndarray, labels: np.ndarray) -> float:
        """Compute the loss.

        Args:
            logits: f32 or f64 [batch, classes]. Any magnitude.
            labels: int64 [batch], from 0 to classes - 1.

        Returns:
            One number, >= 0.
        """
        raise NotImplementedError("day 25: SoftmaxCrossEntropy.forward")

    def backward(self) -> np.ndarray:
        """The gradient of the last loss by its logits: [batch, classes], in their dtype."""
        raise NotImplementedError("day 25: SoftmaxCrossEntropy.backward")


class Sequential:
    """Layers one after another. It is a layer itself.

    Attributes:
        params: The params of all layers, in the order of the layers: the very arrays, not copies.
        grads: The grads of all layers as they are now, in the order of `params`.
    """

    def __init__(self, layers: list) -> None:
        """Keep the layers, first to last. Each occurs once."""
        raise NotImplementedError("day 25: Sequential.__init__")

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Through all layers, from the input of the first to the output of the last."""
        raise NotImplementedError("day 25: Sequential.forward")

    def backward(self, dy: np.ndarray) -> np.ndarray:
        """From the gradient by the last layer's output to the gradient by the first layer's input."""
        raise NotImplementedError("day 25: Sequential.backward")

    def zero_grad(self) -> None:
        """Set the grads of all layers to 0."""
        raise NotImplementedError("day 25: Sequential.zero_grad")
