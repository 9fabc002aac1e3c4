"""Layer normalisation over the last axis in PyTorch."""

import torch


def forward(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    """[..., features], [features], [features] -> [..., features]."""
    return torch.layer_norm(x, weight.shape, weight, bias, eps)


def backward(
    dy: torch.Tensor, x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, eps: float = 1e-5
) -> tuple[torch.Tensor, ...]:
    """``(dx, dweight, dbias)``, by autograd."""
    x, weight, bias = (value.detach().requires_grad_() for value in (x, weight, bias))
    return torch.autograd.grad(forward(x, weight, bias, eps), (x, weight, bias), dy)
