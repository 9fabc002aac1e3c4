"""One step of AdamW in PyTorch's fused form."""

import torch
from torch.optim.adamw import adamw

from references.ceiling.adam import _stepped


def forward(
    param: torch.Tensor,
    grad: torch.Tensor,
    m: torch.Tensor,
    v: torch.Tensor,
    step: int,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Four arrays of any one shape -> the new param, m and v."""
    return _stepped(adamw, param, grad, m, v, step, lr, beta1, beta2, eps, weight_decay)
