"""Convolution of images with filters in PyTorch."""

import torch


def forward(
    x: torch.Tensor, w: torch.Tensor, b: torch.Tensor | None = None, stride: int = 1, padding: int = 0
) -> torch.Tensor:
    """[batch, channels, rows, cols] and [filters, channels, kernel_rows, kernel_cols] -> [batch, filters, ...]."""
    return torch.nn.functional.conv2d(x, w, b, stride=stride, padding=padding)


def backward(
    dy: torch.Tensor, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor | None = None, stride: int = 1, padding: int = 0
) -> tuple[torch.Tensor, ...]:
    """``(dx, dw, db)``, without ``db`` where there is no `b`, by autograd."""
    inputs = [value.detach().requires_grad_() for value in (x, w, b) if value is not None]
    y = torch.nn.functional.conv2d(*inputs, stride=stride, padding=padding)
    return torch.autograd.grad(y, inputs, dy)
