"""What `nnkata bench kernels` times of a gated recurrent unit: one step of a batch.

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
            "w_ih": (3 * hidden, features),
            "w_hh": (3 * hidden, hidden),
            "b_ih": (3 * hidden,),
            "b_hh": (3 * hidden,),
        },
        "packed": WEIGHTS,
        "flops": 2 * batch * 3 * hidden * (features + hidden),
        "floor": {"amd": 2.2, "intel": 1.3},
    }
