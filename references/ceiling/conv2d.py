"""Convolution of images with filters in PyTorch."""

import torch


def forward(
    x: torch.Tensor,
    w: torch.Tensor,
    b: torch.Tensor | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
    winograd: bool = False,
) -> torch.Tensor:
    """[batch, channels, rows, cols] and [filters, channels / groups, kernel_rows, kernel_cols] -> an image a filter.

    PyTorch has no Winograd form for processors: it does the same whatever `winograd` says.
    """
    return torch.conv2d(x, w, b, stride, padding, dilation, groups)


def backward(
    dy: torch.Tensor,
    x: torch.Tensor,
    w: torch.Tensor,
    b: torch.Tensor | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> tuple[torch.Tensor, ...]:
    """``(dx, dw, db)``, without ``db`` where there is no `b`, by autograd."""
    inputs = [value.detach().requires_grad_() for value in (x, w, b) if value is not None]
    bias = inputs[2] if b is not None else None
    y = torch.conv2d(inputs[0], inputs[1], bias, stride, padding, dilation, groups)
    return torch.autograd.grad(y, inputs, dy)
