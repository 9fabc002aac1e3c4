"""Matrix times matrix in PyTorch."""

import torch


def forward(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """[..., rows, inner] x [..., inner, cols] -> [..., rows, cols]."""
    return torch.matmul(a, b)


def backward(dy: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """``(da, db)``, by autograd."""
    a, b = a.detach().requires_grad_(), b.detach().requires_grad_()
    return torch.autograd.grad(forward(a, b), (a, b), dy)
