"""What `nnkata bench kernels` times of log_softmax."""

from collections.abc import Iterator
from typing import Any


def rows() -> Iterator[dict[str, Any]]:
    for batch, classes in ((128, 512), (4096, 1024)):
        yield {
            "title": f"{batch} x {classes}",
            "inputs": {"x": (batch, classes)},
            "flops": 15 * batch * classes,  # 12 of them in exp
            "floor": {"amd": 2.2, "intel": 1.2},
        }
