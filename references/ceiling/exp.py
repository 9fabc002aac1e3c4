"""The exponential function in PyTorch."""

import torch


def forward(x: torch.Tensor) -> torch.Tensor:
    """Any shape."""
    return torch.exp(x)


def backward(dy: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """``dx``, by autograd."""
    x = x.detach().requires_grad_()
    return torch.autograd.grad(forward(x), x, dy)[0]
