"""Attention in PyTorch."""

import torch
from torch.nn.functional import scaled_dot_product_attention


def forward(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor | None = None, causal: bool = False
) -> torch.Tensor:
    """[..., queries, head_dim], [..., keys, head_dim], [..., keys, value_dim] -> [..., queries, value_dim]."""
    if mask is None:
        return scaled_dot_product_attention(q, k, v, is_causal=causal)
    if causal:  # PyTorch takes one or the other
        earlier = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool, device=q.device).tril()
        mask = mask & earlier if mask.dtype == torch.bool else mask.masked_fill(~earlier, float("-inf"))
    y = scaled_dot_product_attention(q, k, v, attn_mask=mask)
    # Not every kernel behind this call answers a query that sees nothing with zeros.
    sees = mask if mask.dtype == torch.bool else mask != float("-inf")
    return torch.where(sees.any(dim=-1, keepdim=True), y, 0)


def backward(
    dy: torch.Tensor,
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    mask: torch.Tensor | None = None,
    causal: bool = False,
) -> tuple[torch.Tensor, ...]:
    """``(dq, dk, dv)``, by autograd. A mask is data."""
    q, k, v = (value.detach().requires_grad_() for value in (q, k, v))
    return torch.autograd.grad(forward(q, k, v, mask, causal), (q, k, v), dy)
