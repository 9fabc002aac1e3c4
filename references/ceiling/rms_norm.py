"""Normalisation by the root mean square over the last axis in PyTorch."""

import torch


def forward(x: torch.Tensor, weight: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    """[..., features] and [features] -> [..., features]."""
    return torch.nn.functional.rms_norm(x, weight.shape, weight, eps)


def backward(dy: torch.Tensor, x: torch.Tensor, weight: torch.Tensor, eps: float = 1e-5) -> tuple[torch.Tensor, ...]:
    """``(dx, dweight)``, by autograd."""
    x, weight = x.detach().requires_grad_(), weight.detach().requires_grad_()
    return torch.autograd.grad(forward(x, weight, eps), (x, weight), dy)
