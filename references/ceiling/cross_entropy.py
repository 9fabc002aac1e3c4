"""Cross-entropy, the mean over a batch, in PyTorch."""

import torch


def forward(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """[batch, classes] and int64 [batch] -> one number."""
    return torch.nn.functional.cross_entropy(logits, labels)


def backward(dy: torch.Tensor, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """``dlogits``, by autograd."""
    logits = logits.detach().requires_grad_()
    return torch.autograd.grad(forward(logits, labels), logits, dy)[0]
