"""Attention in PyTorch."""

import torch


def forward(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """[..., queries, head_dim], [..., keys, head_dim], [..., keys, value_dim] -> [..., queries, value_dim]."""
    return torch.nn.functional.scaled_dot_product_attention(q, k, v)


def backward(dy: torch.Tensor, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """``(dq, dk, dv)``, by autograd."""
    q, k, v = (value.detach().requires_grad_() for value in (q, k, v))
    return torch.autograd.grad(forward(q, k, v), (q, k, v), dy)
