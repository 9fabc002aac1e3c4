"""Cross-entropy of yes-or-no answers in PyTorch."""

import torch


def forward(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Two arrays of any one shape -> one number."""
    return torch.nn.functional.binary_cross_entropy_with_logits(logits, targets)


def backward(dy: torch.Tensor, logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """``dlogits``, by autograd; targets are data."""
    logits = logits.detach().requires_grad_()
    return torch.autograd.grad(forward(logits, targets), logits, dy)[0]
