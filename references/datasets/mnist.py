"""MNIST: 5,000 handwritten digits of 28 x 28 pixels. Its source and licence (CC BY-SA 3.0) lie beside the file."""

import io
from pathlib import Path
from typing import NamedTuple

import numpy as np

from references.datasets import packaged

FILE = Path(__file__).parent / "mnist" / "mnist5k.npz"
SHA256 = "bf26bab0c936e1a84f58cb942195316aa306498b0fd84881d354c1a4ab1f8a2c"
CLASSES = 10


class Mnist(NamedTuple):
    """Images u8 [n, 28, 28], labels int64 [n]: a training and a test set that share no image."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def load(train: int = 4000, test: int = 1000) -> Mnist:
    """The first `train` and `test` images, the same number of each digit; no randomness.

    Args:
        train: How many images to train on: a multiple of 10, at most 4000.
        test: How many images to test on: a multiple of 10, at most 1000.

    Raises:
        ValueError: A number is none of these, or the packaged file is missing or damaged.
    """
    for name, wanted, most in (("train", train, 4000), ("test", test, 1000)):
        if wanted % CLASSES or not 0 <= wanted <= most:
            raise ValueError(f"mnist: {name} is {wanted}, expected a multiple of {CLASSES} from 0 to {most}")
    with np.load(io.BytesIO(packaged.read(FILE, SHA256))) as arrays:
        x_train, y_train = _balanced(arrays["x_train"], arrays["y_train"], train)
        x_test, y_test = _balanced(arrays["x_test"], arrays["y_test"], test)
    return Mnist(x_train, y_train, x_test, y_test)


def _balanced(x: np.ndarray, y: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first ``count / 10`` of each digit, in the order of the file."""
    first = [np.flatnonzero(y == digit)[: count // CLASSES] for digit in range(CLASSES)]
    chosen = np.sort(np.concatenate(first))
    return x[chosen], y[chosen].astype(np.int64)
