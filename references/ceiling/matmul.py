"""Matrix times matrix in PyTorch."""

import torch


def forward(a: torch.Tensor, b: torch.Tensor, transpose_a: bool = False, transpose_b: bool = False) -> torch.Tensor:
    """[..., rows, inner] x [..., inner, cols] -> [..., rows, cols]; a transposed factor is a view, never a copy."""
    return torch.matmul(a.mT if transpose_a else a, b.mT if transpose_b else b)


def backward(
    dy: torch.Tensor, a: torch.Tensor, b: torch.Tensor, transpose_a: bool = False, transpose_b: bool = False
) -> tuple[torch.Tensor, ...]:
    """``(da, db)``, by autograd."""
    a, b = a.detach().requires_grad_(), b.detach().requires_grad_()
    return torch.autograd.grad(forward(a, b, transpose_a, transpose_b), (a, b), dy)
