"""The largest number of each window of an image in PyTorch."""

import torch


def forward(x: torch.Tensor, size: int, stride: int = 0, padding: int = 0) -> torch.Tensor:
    """[batch, channels, rows, cols] -> [batch, channels, out_rows, out_cols]."""
    return torch.max_pool2d(x, size, stride or size, padding)


def with_indices(x: torch.Tensor, size: int, stride: int = 0, padding: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """The maxima, and where in the rows * cols of its plane each was found; of several nan in a window, the last."""
    y, places = torch.nn.functional.max_pool2d(x, size, stride or size, padding, return_indices=True)
    return y, places


def backward(dy: torch.Tensor, x: torch.Tensor, size: int, stride: int = 0, padding: int = 0) -> torch.Tensor:
    """``dx``, by autograd."""
    x = x.detach().requires_grad_()
    return torch.autograd.grad(forward(x, size, stride, padding), x, dy)[0]
