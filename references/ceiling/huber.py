"""The Huber loss in PyTorch."""

import torch


def forward(x: torch.Tensor, target: torch.Tensor, delta: float = 1.0) -> torch.Tensor:
    """Two arrays of any one shape -> one number."""
    return torch.nn.functional.huber_loss(x, target, delta=delta)


def backward(dy: torch.Tensor, x: torch.Tensor, target: torch.Tensor, delta: float = 1.0) -> torch.Tensor:
    """``dx``, by autograd; a target is data."""
    x = x.detach().requires_grad_()
    return torch.autograd.grad(forward(x, target, delta), x, dy)[0]
