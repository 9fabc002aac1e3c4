"""Batch normalisation in PyTorch."""

import torch


def forward(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    """[batch, channels, ...], [channels], [channels] -> the shape of x."""
    # torch.nn.functional.batch_norm is this call behind a check that refuses one value a channel. Here it answers.
    return torch.batch_norm(x, weight, bias, None, None, True, 0.0, eps, torch.backends.cudnn.enabled)


def inference(
    x: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor,
    mean: torch.Tensor,
    variance: torch.Tensor,
    eps: float = 1e-5,
) -> torch.Tensor:
    """The same with statistics that were kept in training."""
    return torch.nn.functional.batch_norm(x, mean, variance, weight, bias, eps=eps)


def backward(
    dy: torch.Tensor, x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, eps: float = 1e-5
) -> tuple[torch.Tensor, ...]:
    """``(dx, dweight, dbias)``, by autograd."""
    x, weight, bias = (value.detach().requires_grad_() for value in (x, weight, bias))
    return torch.autograd.grad(forward(x, weight, bias, eps), (x, weight, bias), dy)
