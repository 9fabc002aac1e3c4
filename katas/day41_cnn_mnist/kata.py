"""Day 41: a convolutional network that reads digits it has never seen, better than the MLP of day 34."""

import torch
from torch import nn


def prepare(train_images: torch.Tensor, test_images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Turn brightness into numbers with mean 0 and spread 1, and give each picture its one channel.

    One mean and one spread, over all pixels of all *training* pictures, serve both sets. The spread is the root of the
    mean squared distance from the mean (divided by the count, not by one less).

    Args:
        train_images: u8 [digits, rows, cols], not all pixels equal.
        test_images: u8 [unseen, rows, cols]. May be empty.

    Returns:
        The tuple ``(x_train, x_test)``: f32 [digits, 1, rows, cols] and [unseen, 1, rows, cols]. New tensors; the
        inputs are left alone. `x_train` does not depend on `test_images`, nor a picture of `x_test` on the others.
    """
    raise NotImplementedError("day 41: prepare")


def shift(images: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
    """Move each picture by its own offset; what comes in from outside is background.

    Args:
        images: f32 or f64 [batch, channels, rows, cols].
        offsets: int64 [batch, 2]: how far down and how far right; negative is up and left. May lie beyond the picture.

    Returns:
        Same shape and dtype as `images`. What leaves the frame is lost; each pixel that was outside of it gets the
        smallest value of its own picture. A new tensor; the inputs are left alone.

    Raises:
        ValueError: `offsets` has another shape than [batch, 2].
    """
    raise NotImplementedError("day 41: shift")


class CNN(nn.Module):
    """Two convolutions and one linear layer: f32 [batch, 1, 28, 28] to logits f32 [batch, 10].

    3x3 convolution from 1 to 16 channels, padding 1; ReLU; 2x2 max pooling; 3x3 convolution from 16 to 32 channels,
    padding 1; ReLU; 2x2 max pooling; flatten; dropout with probability 0.5; linear layer from 1568 to 10. The logits
    are raw scores of any sign. In evaluation mode nothing is random.

    `parameters()` yields weight and bias of the first convolution, of the second, and of the linear layer, in this
    order, as PyTorch draws them.
    """

    def __init__(self) -> None:
        raise NotImplementedError("day 41: CNN")

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the logits."""
        raise NotImplementedError("day 41: CNN.forward")


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Take one step: the mean cross-entropy of the model's logits, its gradients and nobody else's, one update.

    Args:
        model: Returns logits f32 [batch, classes]. It is called once, in training mode, in whatever mode it came.
        optimizer: Holds the model's parameters, which may carry gradients of earlier steps.
        images: What the model takes, [batch, ...].
        labels: int64 [batch].

    Returns:
        The loss before the step, a Python float.
    """
    raise NotImplementedError("day 41: train_step")


def train(
    model: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    seed: int,
    epochs: int = 6,
    batch: int = 32,
    rate: float = 0.005,
    reach: int = 2,
) -> list[float]:
    """Train a model on shifted digits by stochastic gradient descent with momentum 0.9.

    Everything random follows from `seed`: ``torch.manual_seed(seed)`` for what the model draws, and one
    ``torch.Generator().manual_seed(seed)``. It is asked once an epoch for ``torch.randperm(digits)``, whose first
    `batch` places are the first batch, and so on (the last one holds what is left); and once a batch, after that, for
    the offsets of its digits: ``torch.randint(-reach, reach + 1, (size, 2))``.

    Args:
        model: As in `train_step`. Trained in place; one optimizer serves all steps.
        images: f32 [digits, 1, rows, cols]. Left alone, like `labels`.
        labels: int64 [digits].
        seed: The same seed and the same start give the same bits.
        epochs: Rounds through all digits.
        batch: Digits a step.
        rate: The learning rate.
        reach: How many pixels a digit may move, in each direction.

    Returns:
        One Python float an epoch: the mean over all digits of the loss just before the step of their batch.
    """
    raise NotImplementedError("day 41: train")


def predict(model: nn.Module, images: torch.Tensor, batch: int = 250) -> torch.Tensor:
    """Say what the pictures show, just as they are.

    Args:
        model: As in `train_step`. It is called in evaluation mode and builds no graph; afterwards it is in the mode in
            which it came.
        images: [digits, ...], at least one.
        batch: The most pictures that the model gets at once, in their order.

    Returns:
        int64 [digits]: the class with the largest logit.
    """
    raise NotImplementedError("day 41: predict")
