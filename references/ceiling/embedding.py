"""Rows of a table by their numbers in PyTorch."""

import torch


def forward(ids: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
    """int64 of any shape and [words, width] -> [..., width]."""
    return torch.embedding(table, ids)


def backward(dy: torch.Tensor, ids: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
    """``dtable``, by autograd."""
    table = table.detach().requires_grad_()
    return torch.autograd.grad(forward(ids, table), table, dy)[0]
