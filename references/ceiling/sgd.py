"""One step of stochastic gradient descent in PyTorch's fused form."""

import torch
from torch.optim.sgd import sgd


def forward(
    param: torch.Tensor,
    grad: torch.Tensor,
    velocity: torch.Tensor,
    lr: float,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Three arrays of any one shape -> the new param and velocity."""
    # A fused step walks over the memory as it lies: all of it has to lie alike.
    moved, grad = param.clone(memory_format=torch.contiguous_format), grad.contiguous()
    if momentum:
        velocity = velocity.clone(memory_format=torch.contiguous_format)
    else:  # PyTorch keeps no velocity then: it is the gradient, decay included
        velocity = torch.add(grad, moved, alpha=weight_decay) if weight_decay else grad.clone()
    _in_place(moved, grad, velocity, lr, momentum, weight_decay, nesterov)
    return moved, velocity


def _in_place(
    param: torch.Tensor,
    grad: torch.Tensor,
    velocity: torch.Tensor,
    lr: float,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
) -> None:
    """As an optimiser runs it: the step alone, param and velocity overwritten."""
    sgd(
        [param],
        [grad],
        [velocity] if momentum else [],
        fused=True,
        weight_decay=weight_decay,
        momentum=momentum,
        lr=lr,
        dampening=0.0,
        nesterov=nesterov,
        maximize=False,
    )
