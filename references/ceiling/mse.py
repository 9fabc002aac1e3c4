"""The mean squared error in PyTorch."""

import torch


def forward(x: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Two arrays of any one shape -> one number."""
    return torch.nn.functional.mse_loss(x, target)


def backward(dy: torch.Tensor, x: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """``dx``, by autograd; a target is data."""
    x = x.detach().requires_grad_()
    return torch.autograd.grad(forward(x, target), x, dy)[0]
