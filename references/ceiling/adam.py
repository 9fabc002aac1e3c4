"""One step of Adam in PyTorch's fused form."""

from collections.abc import Callable

import torch
from torch.optim.adam import adam


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
    return _stepped(adam, param, grad, m, v, step, lr, beta1, beta2, eps, weight_decay)


def _stepped(
    update: Callable[..., None],
    param: torch.Tensor,
    grad: torch.Tensor,
    m: torch.Tensor,
    v: torch.Tensor,
    step: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    # A fused step walks over the memory as it lies, and overwrites: all of it has to lie alike, and is new.
    param, m, v = (old.clone(memory_format=torch.contiguous_format) for old in (param, m, v))
    update(
        [param],
        [grad.contiguous()],
        [m],
        [v],
        [],
        [torch.tensor(float(step - 1), device=param.device)],  # PyTorch counts it up itself
        fused=True,
        amsgrad=False,
        beta1=beta1,
        beta2=beta2,
        lr=lr,
        weight_decay=weight_decay,
        eps=eps,
        maximize=False,
    )
    return param, m, v
