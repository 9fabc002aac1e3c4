"""One step of long short-term memory in PyTorch."""

import torch


def forward(
    x: torch.Tensor,
    h: torch.Tensor,
    c: torch.Tensor,
    w_ih: torch.Tensor,
    w_hh: torch.Tensor,
    b_ih: torch.Tensor,
    b_hh: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """[batch, features], twice [batch, hidden] -> the new h and c."""
    return torch.lstm_cell(x, (h, c), w_ih, w_hh, b_ih, b_hh)


def backward(
    dh: torch.Tensor,
    dc: torch.Tensor,
    x: torch.Tensor,
    h: torch.Tensor,
    c: torch.Tensor,
    w_ih: torch.Tensor,
    w_hh: torch.Tensor,
    b_ih: torch.Tensor,
    b_hh: torch.Tensor,
) -> tuple[torch.Tensor, ...]:
    """The gradients by x, h, c, w_ih, w_hh, b_ih, b_hh, by autograd."""
    inputs = [value.detach().requires_grad_() for value in (x, h, c, w_ih, w_hh, b_ih, b_hh)]
    return torch.autograd.grad(forward(*inputs), inputs, (dh, dc))
