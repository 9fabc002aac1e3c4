"""What `nnkata bench kernels` times of layer_norm."""

from collections.abc import Iterator
from typing import Any


def rows() -> Iterator[dict[str, Any]]:
    for batch, features, amd, intel in ((128, 128, 2.5, 1.7), (4096, 768, 1.8, 1.0)):
        yield {
            "title": f"{batch} x {features}",
            "inputs": {"x": (batch, features), "weight": (features,), "bias": (features,)},
            "flops": 8 * batch * features,
            "floor": {"amd": amd, "intel": intel},
        }
