"""Gated recurrent units over a sequence in PyTorch."""

import torch


def forward(
    x: torch.Tensor, h0: torch.Tensor, w_ih: torch.Tensor, w_hh: torch.Tensor, b_ih: torch.Tensor, b_hh: torch.Tensor
) -> torch.Tensor:
    """[batch, time, features] and [batch, hidden] -> [batch, time, hidden]."""
    return _run(x, h0, w_ih, w_hh, b_ih, b_hh, training=False)


def backward(
    dy: torch.Tensor,
    x: torch.Tensor,
    h0: torch.Tensor,
    w_ih: torch.Tensor,
    w_hh: torch.Tensor,
    b_ih: torch.Tensor,
    b_hh: torch.Tensor,
) -> tuple[torch.Tensor, ...]:
    """The gradients by x, h0, w_ih, w_hh, b_ih, b_hh, by autograd."""
    inputs = [value.detach().requires_grad_() for value in (x, h0, w_ih, w_hh, b_ih, b_hh)]
    return torch.autograd.grad(_run(*inputs, training=True), inputs, dy)


def _run(x: torch.Tensor, h0: torch.Tensor, *weights: torch.Tensor, training: bool) -> torch.Tensor:
    """What torch.nn.GRU calls: with biases, one layer, no dropout, one way, the batch first. cuDNN goes back through
    time only where it was told that this is training."""
    y: torch.Tensor = torch.gru(x, h0[None], weights, True, 1, 0.0, training, False, True)[0]
    return y
