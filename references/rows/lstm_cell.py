"""What `nnkata bench kernels` times of long short-term memory: one step of a batch.

PyTorch has no call with packed weights.
"""

from collections.abc import Iterator
from typing import Any

WEIGHTS = ("w_ih", "w_hh", "b_ih", "b_hh")


def rows() -> Iterator[dict[str, Any]]:
    batch, features, hidden = 32, 128, 256
    yield {
        "title": f"batch {batch}, {features} to {hidden}",
        "inputs": {
            "x": (batch, features),
            "h": (batch, hidden),
            "c": (batch, hidden),
            "w_ih": (4 * hidden, features),
            "w_hh": (4 * hidden, hidden),
            "b_ih": (4 * hidden,),
            "b_hh": (4 * hidden,),
        },
        "packed": WEIGHTS,
        "flops": 2 * batch * 4 * hidden * (features + hidden),
        "floor": {"amd": 2.2, "intel": 1.3},
    }
