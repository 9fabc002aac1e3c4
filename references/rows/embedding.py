"""What `nnkata bench kernels` times of an embedding: a batch of words from a table that is larger than a cache."""

from collections.abc import Iterator
from typing import Any


def rows() -> Iterator[dict[str, Any]]:
    words, width, count = 10_000, 256, 4096
    yield {
        "title": f"{count} of {words} x {width}",
        "inputs": {"ids": (count,), "table": (words, width)},
        "below": {"ids": words},
        "flops": count * width,  # none at all: a copied number counts as one, or the picture has no place for it
        "bytes": 8 * count + 2 * 4 * count * width,
    }
