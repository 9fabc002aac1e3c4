"""What `nnkata bench kernels` times of the Gaussian error linear unit: numbers in the nearest cache, and a million."""

from collections.abc import Iterator
from typing import Any


def rows() -> Iterator[dict[str, Any]]:
    for title, count in (("4096", 4096), ("2^20", 1 << 20)):
        yield {"title": title, "inputs": {"x": (count,)}, "flops": 48 * count}
