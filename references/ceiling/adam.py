"""One step of Adam in PyTorch's fused form."""

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
    # A fused step walks over the memory as it lies: all of it has to lie alike.
    param, m, v = (old.clone(memory_format=torch.contiguous_format) for old in (param, m, v))
    _in_place(param, grad.contiguous(), m, v, step, lr, beta1, beta2, eps, weight_decay)
    return param, m, v


def _in_place(
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
) -> None:
    """As an optimiser runs it: the step alone, param, m and v overwritten. PyTorch counts the step up itself."""
    adam(
        [param],
        [grad],
        [m],
        [v],
        [],
        [torch.tensor(float(step - 1), device=param.device)],
        fused=True,
        amsgrad=False,
        beta1=beta1,
        beta2=beta2,
        lr=lr,
        weight_decay=weight_decay,
        eps=eps,
        maximize=False,
    )
