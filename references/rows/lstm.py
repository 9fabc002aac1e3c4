"""What `nnkata bench kernels` times of long short-term memory: a sequence."""

from collections.abc import Iterator
from typing import Any


def rows() -> Iterator[dict[str, Any]]:
    batch, time, features, hidden = 32, 64, 128, 128
    yield {
        "title": f"batch {batch}, {time} steps, {features} to {hidden}",
        "inputs": {
            "x": (batch, time, features),
            "h0": (batch, hidden),
            "c0": (batch, hidden),
            "w_ih": (4 * hidden, features),
            "w_hh": (4 * hidden, hidden),
            "b_ih": (4 * hidden,),
            "b_hh": (4 * hidden,),
        },
        "small": ("w_ih", "w_hh"),  # as they are in a network: what is remembered fades
        "flops": 2 * batch * time * 4 * hidden * (features + hidden),
        "floor": {"amd": 0.9, "intel": 1.0},
    }
