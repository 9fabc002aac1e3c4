"""Cross-entropy of scores against labels, the weighted mean over a batch, in PyTorch."""

import torch


def forward(
    logits: torch.Tensor, labels: torch.Tensor, weight: torch.Tensor | None = None, label_smoothing: float = 0.0
) -> torch.Tensor:
    """[batch, classes], int64 [batch] and a weight for each class -> one number."""
    return torch.nn.functional.cross_entropy(logits, labels, weight, label_smoothing=label_smoothing)


def backward(
    dy: torch.Tensor,
    logits: torch.Tensor,
    labels: torch.Tensor,
    weight: torch.Tensor | None = None,
    label_smoothing: float = 0.0,
) -> torch.Tensor:
    """``dlogits``, by autograd; weights are data."""
    logits = logits.detach().requires_grad_()
    return torch.autograd.grad(forward(logits, labels, weight, label_smoothing), logits, dy)[0]
