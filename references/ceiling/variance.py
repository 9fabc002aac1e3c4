"""The variance along one axis in PyTorch."""

import torch


def forward(x: torch.Tensor, axis: int = -1, ddof: int = 0) -> torch.Tensor:
    """[..., n, ...] -> the shape without that axis."""
    return torch.var(x, dim=axis, correction=ddof)


def backward(dy: torch.Tensor, x: torch.Tensor, axis: int = -1, ddof: int = 0) -> torch.Tensor:
    """``dx``, by autograd."""
    x = x.detach().requires_grad_()
    return torch.autograd.grad(forward(x, axis, ddof), x, dy)[0]
