"""The mean of each window of an image in PyTorch."""

import torch


def forward(x: torch.Tensor, size: int, stride: int = 0, padding: int = 0, count_padding: bool = True) -> torch.Tensor:
    """[batch, channels, rows, cols] -> [batch, channels, out_rows, out_cols]."""
    return torch.nn.functional.avg_pool2d(x, size, stride or size, padding, count_include_pad=count_padding)


def backward(
    dy: torch.Tensor, x: torch.Tensor, size: int, stride: int = 0, padding: int = 0, count_padding: bool = True
) -> torch.Tensor:
    """``dx``, by autograd."""
    x = x.detach().requires_grad_()
    return torch.autograd.grad(forward(x, size, stride, padding, count_padding), x, dy)[0]
