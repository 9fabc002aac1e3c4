"""One step of a gated recurrent unit in PyTorch."""

import torch


def forward(
    x: torch.Tensor, h: torch.Tensor, w_ih: torch.Tensor, w_hh: torch.Tensor, b_ih: torch.Tensor, b_hh: torch.Tensor
) -> torch.Tensor:
    """[batch, features], [batch, hidden] -> [batch, hidden]."""
    return torch.gru_cell(x, h, w_ih, w_hh, b_ih, b_hh)


def backward(
    dh: torch.Tensor,
    x: torch.Tensor,
    h: torch.Tensor,
    w_ih: torch.Tensor,
    w_hh: torch.Tensor,
    b_ih: torch.Tensor,
    b_hh: torch.Tensor,
) -> tuple[torch.Tensor, ...]:
    """The gradients by x, h, w_ih, w_hh, b_ih, b_hh, by autograd."""
    inputs = [value.detach().requires_grad_() for value in (x, h, w_ih, w_hh, b_ih, b_hh)]
    return torch.autograd.grad(forward(*inputs), inputs, dh)
