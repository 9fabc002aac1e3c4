"""The inner product of two vectors in PyTorch."""

import torch


def forward(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """[n] and [n] -> one number."""
    return torch.dot(a, b)


def backward(dy: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """``(da, db)``, each one product: less work than autograd's."""
    return dy * b, dy * a
