"""Digits: 1,797 handwritten digits of 8 x 8 pixels. Their source and licence lie beside the file."""

import gzip
from pathlib import Path
from typing import NamedTuple

import numpy as np

from references.datasets import packaged

FILE = Path(__file__).parent / "digits" / "digits.csv.gz"
SHA256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"


class Digits(NamedTuple):
    """Images u8 [1797, 8, 8] of numbers from 0 to 16, labels int64 [1797]."""

    images: np.ndarray
    labels: np.ndarray


def load() -> Digits:
    """All of them, in the order of the file.

    Raises:
        ValueError: The packaged file is missing or damaged.
    """
    text = gzip.decompress(packaged.read(FILE, SHA256)).decode("ascii")
    table = np.array([line.split(",") for line in text.split()], dtype=np.int64)
    return Digits(table[:, :-1].reshape(-1, 8, 8).astype(np.uint8), table[:, -1].copy())
