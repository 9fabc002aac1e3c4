"""Day 14: three optimisers. Milestone 1: what you write here will train everything up to day 28."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class SGD:
    """Gradient descent, with momentum if asked for. The formulas are those of `torch.optim.SGD`.

    For each parameter p with gradient g, and a velocity v that is 0 before the first step:

        d = g + weight_decay * p
        v = momentum * v + d
        p = p - lr * (d + momentum * v)    with nesterov
        p = p - lr * v                     without
    """

    def __init__(self, lr: float, momentum: float = 0.0, nesterov: bool = False, weight_decay: float = 0.0) -> None:
        """Keep the settings. No parameter is known yet.

        Args:
            lr: The learning rate.
            momentum: How much of the velocity survives a step.
            nesterov: Whether to look one step of momentum ahead.
            weight_decay: How strongly each parameter is pulled to 0.

        Raises:
            ValueError: `lr`, `momentum` or `weight_decay` is negative, or `nesterov` is asked for with momentum 0.
        """
        raise NotImplementedError("day 14: SGD.__init__")

    def step(self, params: Sequence[np.ndarray], grads: Sequence[np.ndarray]) -> None:
        """Move every parameter one step, in place: the very arrays that were handed in hold the new numbers.

        What has to be remembered from step to step is remembered for each parameter by its place in the list; two
        optimisers share nothing.

        Args:
            params: f32 or f64 arrays of any shapes and layouts, the same ones in the same order in every call.
            grads: One gradient for each parameter, of its shape and dtype. They are left alone.

        Raises:
            ValueError: There are not as many gradients as parameters, or a gradient has not the shape of its
                parameter. Then nothing has been changed.
        """
        raise NotImplementedError("day 14: SGD.step")


class Adam:
    """Adam (Kingma and Ba 2015). The formulas are those of `torch.optim.Adam`.

    For each parameter p with gradient g, its means m and v that are 0 before the first step, and t = 1 in the first
    step, 2 in the second, and so on:

        d = g + weight_decay * p
        m = beta1 * m + (1 - beta1) * d
        v = beta2 * v + (1 - beta2) * d**2
        p = p - lr * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + eps)
    """

    def __init__(
        self,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        """Keep the settings. No parameter is known yet.

        Args:
            lr: The learning rate.
            betas: (beta1, beta2): how much of each mean survives a step.
            eps: Keeps the division from 0 / 0.
            weight_decay: How strongly each parameter is pulled to 0.

        Raises:
            ValueError: `lr`, `eps` or `weight_decay` is negative, or a beta is negative, or 1 or more.
        """
        raise NotImplementedError("day 14: Adam.__init__")

    def step(self, params: Sequence[np.ndarray], grads: Sequence[np.ndarray]) -> None:
        """Move every parameter one step, in place. Arguments and errors are those of `SGD.step`."""
        raise NotImplementedError("day 14: Adam.step")


class AdamW:
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019). The formulas are those of `torch.optim.AdamW`.

    As Adam, but the gradient is left as it is, d = g, and before its step each parameter shrinks:

        p = p - lr * weight_decay * p
    """

    def __init__(
        self,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
    ) -> None:
        """Keep the settings. Arguments and errors are those of Adam; note the other default of `weight_decay`."""
        raise NotImplementedError("day 14: AdamW.__init__")

    def step(self, params: Sequence[np.ndarray], grads: Sequence[np.ndarray]) -> None:
        """Move every parameter one step, in place. Arguments and errors are those of `SGD.step`."""
        raise NotImplementedError("day 14: AdamW.step")
