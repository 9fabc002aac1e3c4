"""A dense layer in PyTorch."""

import torch


def forward(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """[batch, in] x [in, out] + [out] -> [batch, out], bias and product in one call."""
    return torch.addmm(b, x, w)


def backward(dy: torch.Tensor, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """``(dx, dw, db)``, by autograd."""
    x, w, b = (value.detach().requires_grad_() for value in (x, w, b))
    return torch.autograd.grad(forward(x, w, b), (x, w, b), dy)
