"""Day 28: read a thousand handwritten digits with nothing but NumPy."""

import numpy as np


def prepare(train_images: np.ndarray, test_images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn pictures into rows of small numbers around 0.

    A picture becomes one row, read line by line; its brightness 0..255 becomes 0..1; then the mean of the *training*
    rows, pixel by pixel, is taken off both.

    Args:
        train_images: u8 [digits, rows, cols], at least one digit.
        test_images: u8 [unseen, rows, cols]. May be empty.

    Returns:
        The tuple ``(x_train, x_test)``: f32 [digits, rows * cols] and [unseen, rows * cols]. New arrays; the inputs are
        left alone. `x_train` does not depend on `test_images`, nor a row of `x_test` on the others.

    Raises:
        ValueError: `train_images` is empty, or the two differ in `rows` or `cols`.
    """
    raise NotImplementedError("day 28: prepare")


def forward(parameters: list[np.ndarray], x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Run the network: dense, ReLU, dense.

    Args:
        parameters: The list ``[w1, b1, w2, b2]``: f32 or f64 [pixels, hidden], [hidden], [hidden, classes], [classes].
        x: [batch, pixels], dtype of the parameters.

    Returns:
        The tuple ``(hidden, logits)``: [batch, hidden], after the ReLU, and [batch, classes], scores of any size. New
        arrays of the same dtype; the inputs are left alone.
    """
    raise NotImplementedError("day 28: forward")


def loss_and_gradients(
    parameters: list[np.ndarray], x: np.ndarray, labels: np.ndarray
) -> tuple[float, list[np.ndarray]]:
    """Measure the mean cross-entropy of a batch, and how it changes with every parameter.

    Args:
        parameters: As in `forward`.
        x: [batch, pixels], dtype of the parameters, at least one row. Logits of any finite size.
        labels: Whole numbers, any integer dtype, [batch], each in [0, classes).

    Returns:
        The tuple ``(loss, gradients)``: a Python float >= 0, and a list of new arrays, partner for partner shaped and
        typed like `parameters`. Where a unit's input is exactly 0, ReLU counts as flat. The inputs are left alone.

    Raises:
        ValueError: `labels` has another shape than [batch], is not of an integer dtype, or holds a number outside
            [0, classes).
    """
    raise NotImplementedError("day 28: loss_and_gradients")


def epoch(
    parameters: list[np.ndarray],
    x: np.ndarray,
    labels: np.ndarray,
    rng: np.random.Generator,
    rate: float = 0.1,
    batch: int = 32,
) -> float:
    """Go once through all digits in a random order, with one step of gradient descent a batch.

    Args:
        parameters: As in `forward`. Changed in place.
        x: [digits, pixels]. Left alone, like `labels`.
        labels: Whole numbers [digits].
        rng: Asked once, for ``rng.permutation(digits)``. The first batch is the first `batch` places of that order, and
            so on; the last one holds what is left.
        rate: How far a step goes: each parameter loses `rate` times its gradient.
        batch: Digits a step, 1 or more.

    Returns:
        The mean loss over all digits, each measured just before the step of its batch. A Python float.
    """
    raise NotImplementedError("day 28: epoch")


def predict(parameters: list[np.ndarray], x: np.ndarray) -> np.ndarray:
    """Say which digit each row shows.

    Args:
        parameters: As in `forward`.
        x: [batch, pixels], dtype of the parameters.

    Returns:
        int64 [batch]: the class with the largest logit, the first one where several are equal.
    """
    raise NotImplementedError("day 28: predict")


def fit(
    train_images: np.ndarray, train_labels: np.ndarray, test_images: np.ndarray, seed: int, epochs: int = 20
) -> tuple[list[np.ndarray], np.ndarray]:
    """Train a network on pictures with labels, then read pictures without.

    One generator, ``np.random.default_rng(seed)``, draws everything: first the parameters, by
    ``given.initial_parameters(rng, pixels)``, then the order of each epoch, with the defaults of `epoch`.

    Args:
        train_images: u8 [digits, rows, cols].
        train_labels: Whole numbers [digits], 0 to 9.
        test_images: u8 [unseen, rows, cols]. To be read, and for nothing else.
        seed: The same seed gives the same bits.
        epochs: Rounds through the training digits, 0 or more.

    Returns:
        The tuple ``(parameters, predicted)``: the trained f32 list, and int64 [unseen].
    """
    raise NotImplementedError("day 28: fit")
