"""Gradients scaled down to a norm in PyTorch."""

import torch


def forward(grads: list[torch.Tensor], max_norm: float) -> tuple[torch.Tensor, ...]:
    """Tensors of any shapes -> each of them scaled, and the norm before that."""
    norm = torch.nn.utils.get_total_norm(grads)
    # torch.nn.utils.clip_grads_with_norm_ does this to the gradients of parameters, in place; none are changed here.
    factor = torch.clamp(max_norm / (norm + 1e-6), max=1.0)
    return (*(g * factor for g in grads), norm)
